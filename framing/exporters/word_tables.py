"""Longer Word papers that people read and pass on: room between their parts, plain tables, and lists under a title."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row

from framing.exporters.word import FONT, INK, NAVY, SERIF, style

WIDTH = 17.0  # centimetres between the margins
NUMBER = 2.6  # of a column of numbers
_RULE, _SHADE = "AEB7BD", "E8EDEE"


def roomy(document: WordDocument) -> None:
    """Larger letters and wider margins than the one-page brief, whose page `set_up` makes."""
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Cm(2.0)
    section.footer_distance = Cm(1.0)
    style(document, "Normal", size=11, after=5, colour=INK)
    style(document, "Title", size=20, after=6, colour=NAVY, bold=True)
    style(document, "Heading 1", size=15, before=16, after=5, colour=NAVY, bold=True)
    style(document, "Heading 2", size=12, before=12, after=3, colour=NAVY, bold=True)
    style(document, "List Bullet", size=11, after=2, colour=INK, font=SERIF)
    style(document, "Group", size=11, before=7, after=2, colour=INK, font=SERIF, bold=True, new=True).paragraph_format.keep_with_next = True
    style(document, "Cell", size=9.5, before=2, after=2, colour=INK, new=True)


def bullets(document: WordDocument, items: Sequence[str]) -> None:
    for item in items:
        document.add_paragraph(item, style="List Bullet")


def titled(document: WordDocument, name: str, count: str) -> None:
    """The title of a list, with how many stand behind it."""
    paragraph = document.add_paragraph(name, style="Group")
    if count:
        run = paragraph.add_run(f"  {count}")
        run.bold, run.font.name, run.font.size = False, FONT, Pt(9.5)
    paragraph.paragraph_format.keep_with_next = True


def ruled_table(document: WordDocument, rows: Sequence[Sequence[str]], *, numbers: bool = False) -> None:
    """A table whose first row is its head, repeated on each sheet. With `numbers`, all columns but the first hold numbers."""
    columns = len(rows[0])
    table = document.add_table(rows=len(rows), cols=columns)
    table.autofit = False
    widths = _widths(rows, numbers=numbers)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _rules(table._tbl.tblPr)
    for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        _whole(row, head=number == 0)
        for place, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(widths[place])
            paragraph = cell.paragraphs[0]
            named = document.styles["Cell"]
            assert isinstance(named, ParagraphStyle)
            paragraph.style = named
            run = paragraph.add_run(words)
            run.bold = number == 0
            if numbers and place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number == 0:
                _shaded(cell)
    document.add_paragraph(style="Cell").paragraph_format.space_after = Pt(0)


def _widths(rows: Sequence[Sequence[str]], *, numbers: bool) -> list[float]:
    """Centimetres for each column: numbers take little; words share what is left by the root of their longest cell."""
    columns = len(rows[0])
    if numbers:
        return [WIDTH - NUMBER * (columns - 1), *[NUMBER] * (columns - 1)]
    longest = [max(len(row[place]) for row in rows) for place in range(columns)]
    shares = [max(most, 9) ** 0.5 for most in longest]
    return [WIDTH * share / sum(shares) for share in shares]


def _whole(row: _Row, *, head: bool) -> None:
    """A row does not part over two sheets; the head is repeated."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _rules(properties: object) -> None:
    """Lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _RULE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)  # type: ignore[attr-defined]


def _shaded(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
