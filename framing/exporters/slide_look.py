"""How a slide deck looks, made once on its master so that whoever edits it keeps it: 16:9, NHS blue, large type, serif for people's own words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from math import ceil

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide, SlideLayout
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.85  # inches
BLUE, NAVY, INK, GREY = (RGBColor.from_string(c) for c in ("005EB8", "003087", "212B32", "425563"))
MUTED, PALE, WHITE = (RGBColor.from_string(c) for c in ("768692", "D8DDE0", "FFFFFF"))
SANS, SERIF = "Arial", "Georgia"  # both are on every NHS computer
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_LAYOUT = "Title Only"


def new_deck(title: str, subject: str, made_on: date) -> Deck:
    """An empty 16:9 deck whose master and one layout carry the look, with a document title and a language."""
    deck: Deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    properties = deck.core_properties
    properties.title, properties.subject, properties.language = title[:255], subject[:255], "en-GB"
    properties.author = properties.last_modified_by = properties.keywords = properties.comments = ""
    properties.created = properties.modified = datetime.combine(made_on, time(), tzinfo=UTC)
    for layout in list(deck.slide_layouts):
        if layout.name != _LAYOUT:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _theme(deck)
    for holder in list(master.placeholders):
        if holder.placeholder_format.idx >= 2:  # date, footer, number: our foot says more
            holder.element.getparent().remove(holder.element)
    for holder in master.placeholders:
        _place(holder, MARGIN, 0.55, WIDTH - 2 * MARGIN, 0.95 if holder.placeholder_format.idx == 0 else 5)
    _title_style(master.element)
    layout = deck.slide_layouts[0]
    for holder in list(layout.placeholders):
        if holder.placeholder_format.idx == 0:
            _place(holder, MARGIN, 0.55, WIDTH - 2 * MARGIN, 0.95)
            holder.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        else:
            holder.element.getparent().remove(holder.element)
    _band(layout)
    return deck


def add_slide(deck: Deck, title: str, *, size: float = 30, colour: RGBColor = NAVY) -> Slide:
    """A slide with its title in a real title placeholder."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    assert slide.shapes.title is not None
    frame = slide.shapes.title.text_frame
    frame.word_wrap = True
    say(frame.paragraphs[0], title, size=size, colour=colour, bold=True)
    return slide


def add_text(slide: Slide, name: str, *, left: float, top: float, width: float, height: float, middle: bool = False) -> TextFrame:
    """An empty text box, in inches, called `name` in the selection pane. It wraps and keeps its size."""
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.name = name
    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    return frame


def say(
    paragraph: _Paragraph, text: str, *, size: float, colour: RGBColor = INK, bold: bool = False, font: str = SANS, language: str = ""
) -> _Run:
    """Add `text` to a paragraph as one run of British English, or of the `language` with that tag (BCP 47)."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, font, colour
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
    if language:
        run._r.get_or_add_rPr().set("lang", language)
    return run


def next_paragraph(frame: TextFrame, *, before: float = 0) -> _Paragraph:
    """The first empty paragraph of `frame`, or a new one; `before` points of space above it."""
    paragraph = frame.paragraphs[0] if not frame.paragraphs[-1].runs and len(frame.paragraphs) == 1 else frame.add_paragraph()
    paragraph.space_before, paragraph.line_spacing = Pt(before), 1.08
    return paragraph


def rule(slide: Slide, *, left: float, top: float, width: float, height: float, colour: RGBColor = BLUE) -> None:
    """A coloured bar that means nothing by itself, marked so that screen readers pass over it."""
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(left), Inches(top), Inches(width), Inches(height))
    bar.name = "Rule"
    bar.fill.solid()
    bar.fill.fore_color.rgb = colour
    bar.line.fill.background()
    if (style := bar._element.find(qn("p:style"))) is not None:  # it would bring a shadow along
        bar._element.remove(style)
    _decorative(bar)


def fitting(text: str, *, width: float, height: float, sizes: tuple[float, ...], wide: float = 0.48) -> float:
    """The largest of `sizes` (points, largest first) at which `text` stays inside the box (inches); the smallest when none does.

    `wide` is how wide a letter is on average, in shares of the size: 0.48 for Arial, 0.53 for bold Arial and Georgia.
    """
    for size in sizes:
        across = max(1, int(width * 72 / (size * wide)))
        lines = sum(max(1, ceil(len(line) / across)) for line in text.split("\n"))
        if lines * size * 1.25 <= height * 72:
            return size
    return sizes[-1]


def describe(shape: BaseShape, words: str) -> None:
    """Alternative text for a chart or picture."""
    shape._element._nvXxPr.cNvPr.set("descr", words)


def _decorative(shape: BaseShape) -> None:
    properties = shape._element._nvXxPr.cNvPr
    extensions = etree.SubElement(properties, qn("a:extLst"))
    extension = etree.SubElement(extensions, qn("a:ext"), uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    etree.SubElement(extension, f"{{{_DECORATIVE}}}decorative", nsmap={"adec": _DECORATIVE}, val="1")


def _place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def _band(layout: SlideLayout) -> None:
    """A blue band along the top of the layout: on the layout, so that nobody tabs through it."""
    tree = layout.shapes._spTree
    band = etree.fromstring(
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<p:nvSpPr><p:cNvPr id="100" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{Inches(WIDTH)}" cy="{Inches(0.22)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    tree.insert(2, band)


def _title_style(master: etree._Element) -> None:
    """Titles on the left, in line with everything else."""
    for body in master.iter(qn("a:bodyPr")):
        body.set("lIns", "0")
        body.set("rIns", "0")
    for level in master.iter(qn("p:titleStyle")):
        for properties in level.iter(qn("a:lvl1pPr")):
            properties.set("algn", "l")


def _theme(deck: Deck) -> None:
    """Our colours and fonts in the theme, so that what is added later looks as if it belonged."""
    part = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    colours = {"dk2": NAVY, "lt2": PALE, "accent1": BLUE, "accent2": "007F3B", "accent3": "AE2573", "accent4": "B35A00", "accent5": "330072", "accent6": "00A499", "hlink": BLUE}  # fmt: skip
    for name, value in colours.items():
        for found in theme.iterfind(f".//a:clrScheme/a:{name}/a:srgbClr", space):
            found.set("val", str(value))
    for found in theme.iterfind(".//a:fontScheme/*/a:latin", space):
        found.set("typeface", SANS)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
