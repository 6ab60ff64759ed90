"""Checks on a framing: gates that must be open before anyone sees it, and advice. One decorated function each.

A check yields what it finds wrong. When it finds nothing, the report carries its `fine` sentence, so that people see what was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from framing.model import Audience, Check, Framing, Report, Section, Sentence
from stories.consent import ClearedStory


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at. `stories` are the framing's own, in its order, as far as they were cleared."""

    framing: Framing
    stories: tuple[ClearedStory, ...]
    audience: Audience
    on: date

    def story(self, story_id: str) -> ClearedStory | None:
        return next((story for story in self.stories if story.id == story_id), None)

    def sentences(self) -> Iterable[tuple[Section, Sentence, int]]:
        """Every sentence with its section and where it starts in the section's text."""
        for section in self.framing.sections:
            place = 0
            for number, sentence in enumerate(section.sentences):
                place += (2 if sentence.new_paragraph else 1) if number else 0
                yield section, sentence, place
                place += len(sentence.text)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found wrong, where in a section's text, and one mend."""

    sentence: str
    mend: str
    section_key: str = ""
    start: int = 0
    end: int = 0


Look = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered check."""

    code: str
    fine: str
    gate: bool
    look: Look


_RULES: dict[str, Rule] = {}
_FILES = ("framing.gates", "framing.attribution", "framing.rubric")


def rule(code: str, *, fine: str, gate: bool) -> Callable[[Look], Look]:
    """Register the decorated function as the check `code`. Raises: ValueError when the code is taken."""

    def register(look: Look) -> Look:
        if code in _RULES:
            raise ValueError(f"There are two checks called “{code}”.")
        _RULES[code] = Rule(code, fine, gate, look)
        return look

    return register


def rules() -> tuple[Rule, ...]:
    """Every check there is, gates first."""
    for name in _FILES:
        import_module(name)
    return tuple(sorted(_RULES.values(), key=lambda each: not each.gate))


def check(framing: Framing, stories: Sequence[ClearedStory], audience: Audience, *, on: date | None = None) -> Report:
    """Every check on `framing`, gates first. `on` is the day it would be used; the day it was composed when not given."""
    own = {story.id: story for story in stories if story.id in framing.story_ids}
    case = Case(framing, tuple(own[key] for key in framing.story_ids if key in own), audience, on or framing.composed_on)
    found: list[Check] = []
    for each in rules():
        wrong = [Check(each.code, False, f.sentence, f.section_key, f.start, f.end, f.mend, each.gate) for f in each.look(case)]
        found += wrong or [Check(each.code, True, each.fine, gate=each.gate)]
    return Report(tuple(found))
