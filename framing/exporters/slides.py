"""PowerPoint, five slides: the question, the person, the evidence, what stays, the ask. What to say stands in the notes of each."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import urlsplit

from pptx.slide import Slide
from pptx.util import Inches, Pt

from framing.exporters.charts import chart_of
from framing.exporters.page import Page, page_of, typeset
from framing.exporters.slide_chart import draw_chart
from framing.exporters.slide_look import (
    BLUE,
    GREY,
    MARGIN,
    NAVY,
    PALE,
    SANS,
    SERIF,
    WHITE,
    WIDTH,
    add_slide,
    add_text,
    fitting,
    new_deck,
    next_paragraph,
    rule,
    say,
)
from framing.exporters.slide_notes import notes_of
from framing.model import Framing, Sentence
from stories.vocabulary import language_tag

LABEL = "PowerPoint, 5 slides"
GOOD_FOR = "a screen in the room: large type, a chart you can edit, and what to say in the notes"
PLACE = 20
EXTENSION = "pptx"
MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

FULL = WIDTH - 2 * MARGIN
_LOSS_PARTS = {"what": "What it may feel like", "fear": "What it may feel like", "kept": "What stays", "offered": "What we offer"}


def rendered(framing: Framing) -> bytes:
    """`framing` as a PowerPoint file of five slides."""
    page = page_of(framing)
    deck = new_deck(page.title, " ".join(page.notes), framing.composed_on)
    made = [
        _question(add_slide(deck, page.title, size=44, colour=WHITE), framing, page),
        _person(add_slide(deck, "One person’s own words" if _quoted(framing) else "One person’s story", size=30), framing, page),
        _evidence(add_slide(deck, _heading(framing, "statistic", _heading(framing, "works", "The wider picture")), size=30), framing, page),
        _loss(add_slide(deck, _heading(framing, "loss", "What stays the same"), size=30), framing),
        _ask(add_slide(deck, _heading(framing, "ask", "What we are asking"), size=30), framing, page),
    ]
    for slide, notes in zip(made, notes_of(framing, page), strict=True):
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = notes
    data = BytesIO()
    deck.save(data)
    return data.getvalue()


def _question(slide: Slide, framing: Framing, page: Page) -> Slide:
    """The question over the whole screen."""
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = BLUE
    title = slide.shapes.title
    assert title is not None
    title.left, title.top, title.width, title.height = Inches(MARGIN), Inches(1.2), Inches(FULL), Inches(3.2)
    size = fitting(page.title, width=FULL, height=3.1, sizes=(54, 48, 44, 40, 36, 32, 28), wide=0.53)
    for run in title.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)
    if shared := _text(framing, "value"):
        frame = add_text(slide, "What we share", left=MARGIN, top=4.65, width=FULL, height=1.6)
        say(next_paragraph(frame), shared, size=fitting(shared, width=FULL, height=1.5, sizes=(26, 24, 22, 20)), colour=WHITE)
    if page.notes:
        frame = add_text(slide, "Notes", left=MARGIN, top=6.5, width=FULL, height=0.7)
        say(next_paragraph(frame), " ".join(page.notes), size=16, colour=WHITE, bold=True)
    return slide


def _quoted(framing: Framing) -> bool:
    return any(sentence.provenance.kind == "quote" for sentence in _sentences(framing, "person"))


def _person(slide: Slide, framing: Framing, page: Page) -> Slide:
    """One person's words, large, and under them who says so and what they allow."""
    quote, credit, language = "", [], ""
    section = framing.section("person")
    for sentence in section.sentences if section else ():
        if not quote and sentence.provenance.kind == "quote":
            quote = typeset(sentence.text)
            language = language_tag(sentence.provenance.language) if sentence.provenance.language else ""
        else:
            credit.append(typeset(sentence.text))
    words = quote or " ".join(credit)
    rule(slide, left=MARGIN, top=1.75, width=0.09, height=4.35)
    across = FULL - 0.5
    frame = add_text(slide, "Their words", left=MARGIN + 0.5, top=1.7, width=across, height=3.45, middle=True)
    size = fitting(words, width=across, height=3.35, sizes=(44, 40, 36, 32, 28, 24, 20), wide=0.53)
    say(next_paragraph(frame), words, size=size, font=SERIF if quote else SANS, language=language)
    if quote and credit:
        frame = add_text(slide, "Who says so", left=MARGIN + 0.5, top=5.3, width=across, height=0.8)
        say(
            next_paragraph(frame),
            " ".join(credit),
            size=fitting(" ".join(credit), width=across, height=0.75, sizes=(22, 20, 18)),
            colour=GREY,
        )
    _foot(slide, "Consent", list(page.consent))
    return slide


def _evidence(slide: Slide, framing: Framing, page: Page) -> Slide:
    """The figure with its source, drawn when it is a share of a hundred, and how typical the story is."""
    chart = chart_of(framing)
    said = [typeset(sentence.text) for sentence in _sentences(framing, "statistic")]
    if not said and chart is not None:  # what helps is the only figure there is
        told = _sentences(framing, chart.section)
        at = next((place for place, each in enumerate(told) if each.provenance.evidence_id == chart.evidence.id), 0)
        said = [typeset(each.text) for each in told[at:]]
    typical = _text(framing, "typical")
    top = 1.6
    if chart is not None:
        frame = add_text(slide, "The figure", left=MARGIN, top=top, width=3.6, height=1.5)
        say(next_paragraph(frame), chart.figure, size=88 if len(chart.figure) < 4 else 66, colour=BLUE, bold=True)
        if chart.plainly:
            below = add_text(slide, "In plain words", left=MARGIN, top=3.1, width=3.6, height=0.45)
            say(next_paragraph(below), chart.plainly, size=24, colour=BLUE, bold=True)
        draw_chart(
            slide, chart, left=MARGIN, width=FULL, top=3.6 if len(chart.bars) == 1 else 3.45, height=1.0 if len(chart.bars) == 1 else 1.45
        )
    left, width = (MARGIN + 3.8, FULL - 3.8) if chart is not None else (MARGIN, FULL)
    claim, cautions = (said[0], " ".join(said[1:])) if said else (_text(framing, "works"), "")
    height = 1.85 if chart is not None else 3.0
    if claim:
        frame = add_text(slide, "What was found", left=left, top=top + 0.1, width=width, height=height, middle=chart is None)
        sizes = (24, 22, 20, 18, 16) if chart is not None else (32, 28, 26, 24, 22, 20)
        say(next_paragraph(frame), claim, size=fitting(claim, width=width, height=height, sizes=sizes))
    frame = add_text(slide, "How typical it is", left=MARGIN, top=4.72, width=FULL, height=1.15, middle=True)
    if typical:
        size = fitting(typical, width=FULL, height=0.7, sizes=(28, 24, 22, 20, 18), wide=0.53)
        say(next_paragraph(frame), typical, size=size, colour=NAVY, bold=True)
    if cautions:
        say(next_paragraph(frame, before=2), cautions, size=fitting(cautions, width=FULL, height=0.45, sizes=(18, 16, 14)), colour=GREY)
    _foot(slide, "Sources", [source.text for source in page.sources], links=[source.url for source in page.sources])
    return slide


def _loss(slide: Slide, framing: Framing) -> Slide:
    """The loss named kindly, what stays, and what is offered, side by side in the order they are said."""
    parts = [(_LOSS_PARTS.get(each.provenance.template.rsplit(".", 1)[-1], ""), typeset(each.text)) for each in _sentences(framing, "loss")]
    labelled = [(label, text) for label, text in parts if label]
    if len(labelled) != len(parts) or not 2 <= len(parts) <= 3:
        words = " ".join(text for _, text in parts)
        frame = add_text(slide, "What stays", left=MARGIN, top=1.8, width=FULL, height=4.6)
        say(next_paragraph(frame), words, size=fitting(words, width=FULL, height=4.5, sizes=(36, 32, 28, 24, 20)))
        return slide
    gap = 0.5
    width = (FULL - gap * (len(parts) - 1)) / len(parts)
    size = min(fitting(text, width=width, height=3.4, sizes=(30, 28, 26, 24, 22, 20, 18)) for _, text in parts)
    for number, (label, text) in enumerate(labelled):
        left = MARGIN + number * (width + gap)
        stays = label == "What stays"
        rule(slide, left=left, top=2.05, width=width, height=0.09, colour=BLUE if stays else PALE)
        frame = add_text(slide, label, left=left, top=2.35, width=width, height=4.3)
        say(next_paragraph(frame), label, size=20, colour=BLUE if stays else GREY, bold=True)
        say(next_paragraph(frame, before=10), text, size=size, bold=stays)
    return slide


def _ask(slide: Slide, framing: Framing, page: Page) -> Slide:
    """Who is asked to do what by when, the first step, and who else is needed."""
    request, then = _asked(framing)
    frame = add_text(slide, "The ask", left=MARGIN, top=1.55, width=FULL, height=1.75, middle=True)
    say(
        next_paragraph(frame),
        request,
        size=fitting(request, width=FULL, height=1.7, sizes=(34, 32, 28, 26, 24, 20), wide=0.53),
        colour=NAVY,
        bold=True,
    )
    half = (FULL - 0.6) / 2
    room = framing.section("room")
    columns = [
        ("How it starts", " ".join(then)),
        (room.heading or "Who else needs to be in the room" if room else "", _text(framing, "room")),
    ]
    columns = [column for column in columns if column[1]]
    size = min((fitting(text, width=half, height=2.2, sizes=(24, 22, 20, 18, 16)) for _, text in columns), default=16)
    for number, (label, text) in enumerate(columns):
        left = MARGIN + number * (half + 0.6)
        rule(slide, left=left, top=3.55, width=half, height=0.06)
        frame = add_text(slide, label, left=left, top=3.72, width=half, height=2.7)
        say(next_paragraph(frame), typeset(label), size=18, colour=BLUE, bold=True)
        say(next_paragraph(frame, before=4), text, size=size)
    _foot(slide, "Notes", list(page.notes))
    return slide


def _asked(framing: Framing) -> tuple[str, list[str]]:
    """The request, and what is said after it. What the teller would change first stays in the notes."""
    said = _sentences(framing, "ask")
    places = [place for place, each in enumerate(said) if each.provenance.template == "ask.ask"]
    places += [place for place, each in enumerate(said) if each.text.endswith("?")]
    at = places[0] if places else 0
    return (typeset(said[at].text), [typeset(each.text) for each in said[at + 1 :]]) if said else ("", [])


def _foot(slide: Slide, name: str, lines: Sequence[str], *, links: Sequence[str] = ()) -> None:
    """Small lines at the bottom: sources, consent. They are written to be read later, not from the back of the room."""
    if not lines:
        return
    top = 5.95 if name == "Sources" else 6.45
    frame = add_text(slide, name, left=MARGIN, top=top, width=FULL, height=7.25 - top)
    size = fitting("\n".join(lines), width=FULL, height=7.2 - top, sizes=(14, 13, 12, 11, 10, 9))
    for number, line in enumerate(lines):
        paragraph = next_paragraph(frame, before=2 if number else 0)
        linked = links[number] if number < len(links) else ""
        say(paragraph, f"{line} " if linked else line, size=size, colour=GREY)
        if linked:
            say(paragraph, urlsplit(linked).hostname or linked, size=size, colour=BLUE).hyperlink.address = linked


def _sentences(framing: Framing, key: str) -> tuple[Sentence, ...]:
    section = framing.section(key)
    return section.sentences if section else ()


def _text(framing: Framing, key: str) -> str:
    return " ".join(typeset(sentence.text) for sentence in _sentences(framing, key))


def _heading(framing: Framing, key: str, otherwise: str) -> str:
    section = framing.section(key)
    return typeset(section.heading) if section and section.heading else otherwise
