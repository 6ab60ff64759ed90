"""The notes under each slide: what to say, and everything else of the page that belongs there."""

from __future__ import annotations

from collections.abc import Sequence

from framing.exporters.page import CONSENT_HEADING, SOURCES_HEADING, Page, typeset
from framing.exporters.script import BREATH, with_breaths
from framing.model import Framing, Section
from framing.script import Line, script_of, seconds_for

# Which sections each slide is made from. One that stands nowhere here goes into the notes of the slide before it.
_SLIDES = (
    ("question", "answer", "value"),
    ("wish", "person", "happened", "moments", "voices", "wishes"),
    ("statistic", "typical", "cause", "works"),
    ("loss", "reply", "replies"),
    ("room", "ask"),
)


def notes_of(framing: Framing, page: Page) -> list[str]:
    """The notes of the five slides, in their order."""
    lines = script_of(framing)
    return [_notes(number, lines, sections, page) for number, sections in enumerate(_sections_by_slide(framing))]


def _notes(number: int, lines: Sequence[Line], sections: Sequence[Section], page: Page) -> str:
    """What to say, then everything else of the framing that belongs here, so that nothing is lost between the page and the slides."""
    keys = {section.key for section in sections}
    spoken = [with_breaths(line) for line in lines if line.part in keys]
    parts = []
    if number == 0:
        parts.append(f"The five notes together take about {seconds_for(lines)} seconds. A{BREATH}is a short breath.")
        parts += page.notes
    if spoken:
        parts.append("Say:\n" + "\n".join(spoken))
    rest = [f"{typeset(section.heading)}\n{_whole(section)}".strip() for section in sections if section.key != "question"]
    if rest:
        parts.append("On the page:\n" + "\n\n".join(rest))
    if number == 2 and page.sources:
        parts.append(f"{SOURCES_HEADING}\n" + "\n".join(f"{source.text} {source.url}".strip() for source in page.sources))
    if number == 4:
        parts.append(f"{CONSENT_HEADING}\n" + "\n".join(page.consent))
    return "\n\n".join(parts)


def _whole(section: Section) -> str:
    return "\n".join(typeset(sentence.text) for sentence in section.sentences)


def _sections_by_slide(framing: Framing) -> list[list[Section]]:
    """The sections of each slide, in the framing's order; one that no slide names goes with the section before it."""
    found: list[list[Section]] = [[] for _ in _SLIDES]
    place = 0
    for section in framing.sections:
        place = next((number for number, keys in enumerate(_SLIDES) if section.key in keys), place)
        found[place].append(section)
    return found
