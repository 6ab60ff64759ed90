"""Practising a pitch: its 60-second script, the room's likely first questions, and the self-check."""

from __future__ import annotations

from dataclasses import dataclass, replace

from framing import audiences as profiles
from framing.model import Framing, Report
from framing.rehearsing import SIX_WAYS, FirstQuestion, Way, first_questions
from framing.script import Line, script_of, seconds_for, words_in
from services.bank import Bank
from services.telling.briefing import make_framing
from services.telling.pitches import Pitch, save_pitch

__all__ = ["FirstQuestion", "Line", "Rehearsal", "Way", "rehearsal", "six_ways", "tick"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Everything to practise with. `seconds` at an even pace; `starts` are the seconds at which each line begins."""

    framing: Framing
    report: Report
    lines: tuple[Line, ...]
    seconds: int
    starts: tuple[float, ...]
    questions: tuple[FirstQuestion, ...]


def rehearsal(bank: Bank, pitch: Pitch) -> Rehearsal:
    """What to practise `pitch` with. Raises: UnknownAudience, ConsentDenied, StoryNotFound, NothingToTell."""
    framed = make_framing(bank, pitch)
    lines = script_of(framed.framing)
    audience = profiles.audience(pitch.audience)
    questions = first_questions(framed.framing, framed.stories, audience, people=pitch.people, service=pitch.service)
    pace = seconds_for(lines) / max(1, words_in(lines))
    starts = tuple(pace * words_in(lines[:number]) for number in range(len(lines)))
    return Rehearsal(framed.framing, framed.report, lines, seconds_for(lines), starts, questions)


def six_ways() -> tuple[Way, ...]:
    """The self-check, in its order."""
    return SIX_WAYS


def tick(bank: Bank, pitch: Pitch, ways: tuple[str, ...]) -> Pitch:
    """Keep which of the six ways somebody has ticked for this pitch."""
    return save_pitch(bank, replace(pitch, ways=ways))
