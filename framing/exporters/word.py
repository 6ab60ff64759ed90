"""Word: one clean page to send. Real headings, a document title and a language, so that a screen reader can read it too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from PIL import Image

from framing.exporters.charts import Chart, chart_of
from framing.exporters.page import CONSENT_HEADING, SOURCES_HEADING, Block, Source, page_of
from framing.model import Framing
from framing.wording import day

LABEL = "Word document"
GOOD_FOR = "a paper that people read and write on before they meet"
PLACE = 10
EXTENSION = "docx"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAVY, _BLUE, _GREY, INK = RGBColor(0x00, 0x30, 0x87), RGBColor(0x00, 0x5E, 0xB8), RGBColor(0x42, 0x55, 0x63), RGBColor(0x21, 0x2B, 0x32)
FONT, SERIF = "Arial", "Georgia"  # on every NHS computer: plain, and for people's own words


def rendered(framing: Framing) -> bytes:
    """`framing` as a Word file."""
    page = page_of(framing)
    document = Document()
    set_up(document, page.title, page.notes, framing.composed_on)
    document.add_paragraph(page.title, style="Title")
    for note in page.notes:
        document.add_paragraph(note, style="Note")
    waiting = chart_of(framing)
    for block in page.blocks:
        if block.heading:
            document.add_heading(block.heading, level=1)
        _words(document.add_paragraph(style=_STYLES[block.kind]), block)
        if waiting is not None and waiting.section in block.sections:
            _chart(document, waiting)
            waiting = None
    if page.sources:
        document.add_heading(SOURCES_HEADING, level=1)
        for source in page.sources:
            _source(document.add_paragraph(style="Small"), source)
    document.add_heading(CONSENT_HEADING, level=1)
    for line in page.consent:
        document.add_paragraph(line, style="Small")
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def _words(paragraph: Paragraph, block: Block) -> None:
    """The text of a block, a run for each stretch of one language."""
    pieces = block.pieces
    for place, (words, tag) in enumerate(pieces):
        opening = "“" if block.kind == "pull_quote" and place == 0 else ""
        run = paragraph.add_run(f"{opening}{words}{'”' if block.kind == 'pull_quote' and place == len(pieces) - 1 else ''}")
        if tag:
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), tag)
            run._r.get_or_add_rPr().append(language)


_STYLES = {"pull_quote": "Pull quote", "credit": "Credit", "text": "Normal"}


def set_up(document: WordDocument, title: str, notes: Sequence[str], composed_on: date) -> None:
    """The house's page: size, language, styles and foot, for every Word document that leaves."""
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = title[:255], "en-GB", "", ""
    properties.subject = " ".join(notes)[:255]
    properties.created = properties.modified = datetime.combine(composed_on, time(), tzinfo=UTC)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = Cm(1.3), Cm(1.2)
    section.header_distance, section.footer_distance = Cm(0.6), Cm(0.7)
    _language(document)
    style(document, "Normal", size=10, after=2, colour=INK)
    style(document, "Title", size=17, after=3, colour=NAVY, bold=True)
    style(document, "Heading 1", size=11, before=4, after=0, colour=NAVY, bold=True)
    style(document, "Bar", size=12, before=0, after=1, colour=NAVY, bold=True, new=True)
    quote = style(document, "Pull quote", size=14.5, before=4, after=1, colour=INK, font=SERIF, new=True)
    quote.paragraph_format.left_indent = Cm(0.5)
    quote.paragraph_format.keep_with_next = True
    _left_rule(quote)
    credit = style(document, "Credit", size=9.5, after=3, colour=_GREY, new=True)
    credit.paragraph_format.left_indent = Cm(0.5)
    _left_rule(credit)
    style(document, "Small", size=8, after=1, colour=_GREY, new=True)
    style(document, "Note", size=9.5, after=3, colour=_GREY, bold=True, new=True)
    _foot(document, f"{' '.join(notes)} Written on {day(composed_on)}.".strip())


def _foot(document: WordDocument, words: str) -> None:
    """The marks again at the foot of every sheet, because sheets are parted and copied, and which page of how many it is."""
    style(document, "Footer", size=8, colour=_GREY)
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{words} Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _chart(document: WordDocument, chart: Chart) -> None:
    """The figure as a bar: a small picture with words for those who cannot see it."""
    for bar in chart.bars:
        paragraph = document.add_paragraph(style="Bar")
        paragraph.add_run(f"{bar.label}: {bar.percent:g}%  " if len(chart.bars) > 1 else f"{bar.percent:g}%  ")
        picture = paragraph.add_run().add_picture(_bar(bar.percent), width=Cm(10.5), height=Cm(0.28))
        picture._inline.docPr.set("descr", chart.description)
        picture._inline.docPr.set("title", "Bar chart")


def _bar(percent: float) -> BytesIO:
    """A bar filled to `percent`, as a PNG."""
    image = Image.new("RGB", (1000, 32), (0xD8, 0xDD, 0xE0))
    image.paste((0x00, 0x5E, 0xB8), (0, 0, round(percent * 10), 32))
    data = BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def style(
    document: WordDocument,
    name: str,
    *,
    size: float,
    colour: RGBColor,
    before: int = 0,
    after: int = 0,
    bold: bool = False,
    font: str = FONT,
    new: bool = False,
) -> ParagraphStyle:
    """Set a paragraph style of the document, or make a `new` one. Sizes and spaces in points."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if new else document.styles[name]
    assert isinstance(made, ParagraphStyle)
    if new:
        base = document.styles["Normal"]
        assert isinstance(base, ParagraphStyle)
        made.base_style = base
    made.font.name, made.font.size, made.font.bold, made.font.color.rgb = font, Pt(size), bold, colour
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    for name_of_range in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name_of_range), font)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):  # a theme font would win over the name
        fonts.attrib.pop(qn(theme), None)
    made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
    made.paragraph_format.line_spacing = 1.0
    for spacing in made.element.rPr.findall(qn("w:spacing")):  # the built-in title is set wide
        made.element.rPr.remove(spacing)
    if borders := made.element.get_or_add_pPr().findall(qn("w:pBdr")):  # the built-in title is underlined
        for border in borders:
            made.element.pPr.remove(border)
    return made


def _left_rule(style: ParagraphStyle) -> None:
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in (("w:val", "single"), ("w:sz", "18"), ("w:space", "10"), ("w:color", str(_BLUE))):
        left.set(qn(name), value)
    borders.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
    )


def _language(document: WordDocument) -> None:
    """British English for the whole document, so that it is read aloud and spell-checked as such."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-GB")


def _source(paragraph: Paragraph, source: Source) -> None:
    paragraph.add_run(f"{source.text} " if source.url else source.text)
    if not source.url:
        return
    link, run, properties, text = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
    link.set(qn("r:id"), paragraph.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    for name, value in (("w:color", str(_BLUE)), ("w:u", "single")):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), value)
        properties.append(mark)
    text.text = source.url
    run.append(properties)
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
