"""Checks on a framing: gates that must be open before anyone sees it, the lines of the rubric, and advice. One decorated function each.

A check yields what it finds wrong. When it finds nothing, the report carries its `fine` sentence, so that people see what was looked at.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

from framing.criteria import CRITERIA
from framing.lines import Line, lines_of
from framing.model import PASTED, Audience, Check, Framing, Report, Score, Section, Sentence
from stories.consent import ClearedStory

MET = 2  # points of a line of the rubric


@dataclass(frozen=True, slots=True)
class Case:
    """What a check looks at. `stories` are the framing's own, in its order, as far as they were cleared; `lines` its sentences.

    `leanings` says which first question a sentence leans to (place among `lines` → key of phrases.REPLIES), where meaning was compared.
    """

    framing: Framing
    stories: tuple[ClearedStory, ...]
    audience: Audience
    on: date
    lines: tuple[Line, ...]
    leanings: Mapping[int, str] = field(default_factory=dict)

    @property
    def pasted(self) -> bool:
        """Whether this is somebody's own draft, that was not composed here."""
        return self.framing.frame == PASTED

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
    """What a check found wrong, where in a section's text, and one mend. `leaves`: what its line of the rubric is worth while this stands."""

    sentence: str
    mend: str
    section_key: str = ""
    start: int = 0
    end: int = 0
    leaves: int = 1


Look = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered check. `criterion` is the line of the rubric it scores, or ''."""

    code: str
    fine: str
    gate: bool
    look: Look
    criterion: str = ""


_RULES: dict[str, Rule] = {}
_FILES = ("framing.gates", "framing.attribution")
_PACKAGE = "framing.rubric"


def rule(code: str, *, fine: str, gate: bool = False, criterion: str = "") -> Callable[[Look], Look]:
    """Register the decorated function as the check `code`. Raises: ValueError when the code is taken, KeyError for an unknown criterion."""

    def register(look: Look) -> Look:
        if code in _RULES:
            raise ValueError(f"There are two checks called “{code}”.")
        _RULES[code] = Rule(code, fine, gate, look, CRITERIA[criterion].code if criterion else "")
        return look

    return register


def rules() -> tuple[Rule, ...]:
    """Every check there is: gates first, then the rubric in its order, then advice."""
    for name in _FILES:
        import_module(name)
    package = import_module(_PACKAGE)
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{_PACKAGE}.{module.name}")
    order = {code: place for place, code in enumerate(["", *CRITERIA])}
    return tuple(sorted(_RULES.values(), key=lambda each: (not each.gate, not each.criterion, order[each.criterion])))


def found(line: Line, sentence: str, mend: str, *, leaves: int = 1, at: tuple[int, int] | None = None) -> Finding:
    """A finding about one sentence, or about the characters `at` of it."""
    start, end = (line.start + at[0], line.start + at[1]) if at else (line.start, line.end)
    return Finding(sentence, mend, line.section.key, start, end, leaves)


def check(
    framing: Framing,
    stories: Sequence[ClearedStory],
    audience: Audience,
    *,
    on: date | None = None,
    leanings: Mapping[int, str] | None = None,
) -> Report:
    """Every check on `framing`, gates first. `on` is the day it would be used; the day it was composed when not given."""
    own = {story.id: story for story in stories if story.id in framing.story_ids}
    told = tuple(own[key] for key in framing.story_ids if key in own)
    case = Case(framing, told, audience, on or framing.composed_on, lines_of(framing), leanings or {})
    checks: list[Check] = []
    for each in rules():
        wrong = [
            Check(each.code, False, f.sentence, f.section_key, f.start, f.end, f.mend, each.gate, each.criterion, f.leaves)
            for f in each.look(case)
        ]
        checks += wrong or [Check(each.code, True, each.fine, gate=each.gate, criterion=each.criterion)]
    return Report(tuple(checks), tuple(_scores(checks)))


def _scores(checks: Sequence[Check]) -> Iterable[Score]:
    for criterion in CRITERIA.values():
        left = [each.leaves for each in checks if each.criterion == criterion.code and not each.ok]
        yield Score(criterion.code, criterion.name, criterion.required, min([MET, *left]))
