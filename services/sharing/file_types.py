"""Which files may stand beside evidence, told by their bytes and never by their name. Nothing is opened: pictures stay packed, pages unread.

Sources of the marks: PDF 32000-1 (7.5.2, 7.5.5), PNG third edition (5.2, 11.2.1), ITU T.81 (B.1.1), ECMA-376 part 2 (zip packages).
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile

from stories.errors import StoryBankError

MOST_BYTES = 20 << 20
MOST_PIXELS = 60_000_000  # more is a trap for whoever opens the picture
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 << 20
MOST_RATIO = 150  # bytes unpacked for each packed one
LOOK = 64 << 10  # bytes of each part looked at for a DOCTYPE, which stands before anything else
KINDS = {"pdf": "PDF", "png": "Picture", "jpg": "Picture", "xlsx": "Spreadsheet", "csv": "Table"}
MIME = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s.,]*%?$)")
_BAD_PARTS = re.compile(r"vbaProject|/embeddings/|/activeX/|/macrosheets/|oleObject", re.IGNORECASE)


class FileRefused(StoryBankError):
    """A file cannot be kept. The sentence says why and what to do instead; what was typed is still there."""


def kind_of(data: bytes) -> str:
    """The ending a file is kept under: a key of `KINDS`.

    Raises: FileRefused when it is empty, too large, damaged, dangerous to open, or none of these kinds.
    """
    if not data:
        raise FileRefused("That file is empty. Please choose another.")
    if len(data) > MOST_BYTES:
        raise FileRefused(f"That file is larger than {MOST_BYTES >> 20} MB. Please keep the pages that matter and try again.")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"PK\x03\x04"):
        return _xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("That is an older or locked Office file. Please save it as a PDF, or as .xlsx without a password.")
    return _csv(data)


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2_048:]:
        raise FileRefused("That PDF is cut short. Please save it again and choose the new one.")
    for mark in (b"/Launch", b"/EmbeddedFile", b"/JavaScript", b"/RichMedia"):
        if mark in data:
            raise FileRefused("That PDF holds a program or another file. Please print it to a new PDF and choose that one.")
    return "pdf"


def _png(data: bytes) -> str:
    if data[12:16] != b"IHDR" or b"IEND" not in data[-64:]:
        raise FileRefused("That picture is damaged. Please save it again and choose the new one.")
    _refuse_too_many(*struct.unpack(">II", data[16:24]))
    return "png"


def _jpeg(data: bytes) -> str:
    """Walks the segments up to the frame header, which says how large the picture is."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # filling
            at += 1
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            _refuse_too_many(width, height)
            return "jpg"
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if length < 2:
            break
        at += 2 + length
    raise FileRefused("That picture is damaged. Please save it again and choose the new one.")


def _refuse_too_many(width: int, height: int) -> None:
    if not width or not height or width * height > MOST_PIXELS:
        raise FileRefused("That picture is too large to open safely. Please save it smaller and try again.")


def _xlsx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _refuse_bombs(parts, len(data))
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise FileRefused("That is no spreadsheet we know. Please save it as .xlsx, .csv or PDF.")
            types = _start(package, "[Content_Types].xml")
            if any(_BAD_PARTS.search(name) for name in names) or b"macroEnabled" in types:
                raise FileRefused("That spreadsheet holds a macro or another file. Please save it as plain .xlsx or PDF.")
            if any(b"<!DOCTYPE" in _start(package, name) for name in names if name.endswith((".xml", ".rels"))):
                raise FileRefused("That spreadsheet is put together in a way we do not accept. Please save it again, or as PDF.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, struct.error) as error:
        raise FileRefused("That spreadsheet is damaged or locked. Please save it again without a password.") from error
    return "xlsx"


def _refuse_bombs(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise FileRefused("That spreadsheet unpacks to far more than it should. Please save it again, or as PDF.")
    for part in parts:
        if part.flag_bits & 0x1:
            raise FileRefused("That spreadsheet is locked with a password. Please save it without one.")
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise FileRefused("That spreadsheet is put together in a way we do not accept. Please save it again, or as PDF.")


def _start(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(LOOK)


def _csv(data: bytes) -> str:
    """Text in rows of two cells or more, none of which a spreadsheet program would run."""
    none = FileRefused("That is no file we can keep. Please choose a PDF, a PNG or JPEG picture, an .xlsx spreadsheet or a .csv table.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise none from error
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        raise none
    cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
            cells = max(cells, len(row))
            if any(_FORMULA.match(cell) for cell in row):
                raise FileRefused(f"That table holds a formula in row {number}. Please save it with the values only.")
    except csv.Error as error:
        raise none from error
    if cells < 2 or text.lstrip()[:1] in "<{":
        raise none
    return "csv"
