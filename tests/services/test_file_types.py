"""What a file is, is told by its bytes; what could harm whoever opens it is refused, quickly and in little memory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from PIL import Image

from services.sharing.file_types import MOST_BYTES, FileRefused, kind_of


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, form)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Falls").write_row(0, 0, ["ward", "falls"])
    return out.getvalue()


def changed(name: str, content: bytes) -> bytes:
    """The spreadsheet with one more part, or with that part in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def locked() -> bytes:
    """Every entry says that it is encrypted."""
    data = bytearray(sheet())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def crowd() -> bytes:
    out = io.BytesIO(sheet())
    with zipfile.ZipFile(out, "a") as package:
        for number in range(2_001):
            package.writestr(f"xl/extra{number}.xml", "<a/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GOOD: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: PDF,
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
    "xlsx": sheet,
    "csv": lambda: 'ward,falls,change\nElm \u2013 caf\u00e9,3,-5%\n"Ash, upper",1,+2.5\n'.encode(),
}
BAD: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "too large": lambda: PDF + bytes(MOST_BYTES) + b"%%EOF",
    "a program": lambda: b"MZ" + bytes(400),
    "a page with a script": lambda: b"<script>alert(1)</script>,x\n",
    "a drawing with a script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>,",
    "words": lambda: b"Dear Sir\nI write to you\n",
    "other letters": lambda: "ward;falls".encode("utf-16"),
    "a formula": lambda: b'name,count\n=HYPERLINK("http://evil.example"),2\n',
    "a call": lambda: b"name,count\n+cmd|'/c calc'!A0,2\n",
    "a function": lambda: b"name,count\n@SUM(A1),2\n",
    "a PDF cut short": lambda: PDF[:20],
    "a PDF with a program": lambda: PDF.replace(b"<<>>", b"<< /OpenAction << /S /JavaScript /JS (x) >> >>", 1),
    "a PDF that starts something": lambda: PDF.replace(b"<<>>", b"<< /S /Launch >>", 1),
    "a picture cut short": lambda: picture("PNG")[:-80],
    "a huge picture": lambda: picture("PNG")[:16] + struct.pack(">II", 60_000, 60_000) + picture("PNG")[24:],
    "a huge photograph": lambda: b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff" + bytes(20),
    "a photograph of nothing": lambda: b"\xff\xd8\xff\xe0\x00\x00" + bytes(20),
    "another package": lambda: _package("word/document.xml"),
    "a package cut short": lambda: sheet()[:-200],
    "a locked sheet": locked,
    "a macro": lambda: changed("xl/vbaProject.bin", b"x"),
    "a macro by its type": lambda: changed("[Content_Types].xml", b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"),
    "a file in a sheet": lambda: changed("xl/embeddings/oleObject1.bin", b"x"),
    "a way out of the folder": lambda: changed("../../evil.xml", b"<a/>"),
    "an entity": lambda: changed("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    "a bomb": lambda: changed("xl/worksheets/sheet9.xml", b"0" * (30 << 20)),
    "a large bomb": lambda: changed("xl/media/noise.bin", bytes(201 << 20)),
    "a crowd": crowd,
    "an old office file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400),
}


def _package(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(part, "<a/>")
    return out.getvalue()


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_known_by_its_bytes(kind: str) -> None:
    assert kind_of(GOOD[kind]()) == kind


@pytest.mark.parametrize("what", BAD)
def test_what_could_harm_its_reader_is_refused_quickly_and_in_little_memory(what: str) -> None:
    data = BAD[what]()
    tracemalloc.start()
    begun = time.perf_counter()
    with pytest.raises(FileRefused) as refused:
        kind_of(data)
    taken, peak = time.perf_counter() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(refused.value).endswith(".") and "Please" in str(refused.value)
    assert taken < 2 and peak < 50 << 20, (taken, peak)
