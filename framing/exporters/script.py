"""The 60-second script as plain text: what to say, where to breathe, and beneath it what to answer when somebody asks where it comes from."""

from __future__ import annotations

from dataclasses import replace

from framing.exporters.page import CONSENT_HEADING, SOURCES_HEADING, page_of, typeset
from framing.lengths import MINUTE, at_length
from framing.model import Framing
from framing.script import Line, script_of, seconds_for, words_in

LABEL = "60-second script"
GOOD_FOR = "saying it aloud: short enough for a corridor, with the places to breathe marked"
PLACE = 40
EXTENSION = "txt"
MIME = "text/plain; charset=utf-8"
BREATH = " / "
HOW_TO_READ = "A / is a short breath. An empty line is a whole one."


def rendered(framing: Framing) -> bytes:
    """The script of `framing` as UTF-8 text."""
    said = at_length(framing, MINUTE)
    page, lines = page_of(replace(framing, consent_lines=said.consent_lines)), script_of(said)
    head = [page.title, *page.notes, f"About {seconds_for(lines)} seconds at an even pace, {words_in(lines)} words. {HOW_TO_READ}"]
    foot = [f"{CONSENT_HEADING}: {line}" for line in page.consent]
    if page.sources:
        foot = [SOURCES_HEADING, *(f"- {source.text}{f' {source.url}' if source.url else ''}" for source in page.sources), "", *foot]
    return "\n".join([*head, "", _RULE, "", *_spoken(lines), _RULE, "", *foot, ""]).encode("utf-8")


_RULE = "-" * 40


def _spoken(lines: tuple[Line, ...]) -> list[str]:
    said: list[str] = []
    for line in lines:
        # Typeset whole, then marked: a quotation may run over several phrases.
        said += [with_breaths(line), ""]
    return said


def with_breaths(line: Line) -> str:
    """The sentence typeset, with a mark at each short breath."""
    words = typeset(line.text).split()
    marked: list[str] = []
    for phrase in line.phrases:
        count = len(phrase.split())
        marked.append(" ".join(words[:count]))
        words = words[count:]
    return BREATH.join([*marked[:-1], " ".join([marked[-1], *words])]) if marked else ""
