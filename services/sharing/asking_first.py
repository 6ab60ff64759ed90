"""Storytellers who want to be asked each time: whom to ask for one use, what they said to it, and writing that down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.bank import Bank
from stories import repository
from stories.consent import Use
from stories.errors import Problem, StoryBankError
from stories.text import one_line

BY_MAX = 120  # characters
SAID = ("yes", "no")


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A story that fits and may be told for this one use as soon as its storyteller says yes; `reasons` say why they are asked."""

    story_id: str
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a storyteller last said to this use, who asked and how, and when it was written down."""

    story_id: str
    title: str
    answer: str
    by: str
    at: datetime


class AnswerNotKept(StoryBankError):
    """What a storyteller said cannot be written down yet; `problems` say what is missing."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems))


def to_ask(bank: Bank, ids: Sequence[str], use: Use) -> tuple[ToAsk, ...]:
    """Those of `ids` that only their storyteller's yes to this use is missing for, in the order given. Titles are shown to staff (S2) only."""
    with bank.database.reading() as connection:
        readable = repository.permitted(connection, ids, Use("S2"), on=bank.today())
        waiting = repository.wait_for_an_answer(connection, readable, use, on=bank.today())
        stories = repository.get_many(connection, list(waiting))
    return tuple(ToAsk(i, stories[i].title, reasons) for i, reasons in waiting.items())


def said_so_far(bank: Bank, use: Use) -> tuple[Said, ...]:
    """What was written down for this use (scope and pitch or session), each story's last answer, the oldest first."""
    with bank.database.reading() as connection:
        rows = repository.last_answers(connection, use)
        readable = repository.permitted(connection, [row.story_id for row in rows], Use("S2"), on=bank.today())
        stories = repository.get_many(connection, readable)
    return tuple(Said(row.story_id, stories[row.story_id].title, row.answer, row.by, row.at) for row in rows if row.story_id in stories)


def write_down(bank: Bank, story_id: str, use: Use, *, answer: str, by: str) -> None:
    """Keep what the storyteller said to this one use. The last answer holds: whoever said yes may think again.

    Raises: AnswerNotKept when something is missing, or when no answer of theirs is waited for.
    """
    by = one_line(by)
    problems = []
    if answer not in SAID:
        problems.append(Problem("answer", "Please say what the storyteller said."))
    if not by:
        problems.append(Problem("by", "Please say who asked, and how: somebody may want to know."))
    elif len(by) > BY_MAX:
        problems.append(Problem("by", f"Who asked, and how, can have up to {BY_MAX} characters."))
    if not use.reference:
        problems.append(Problem("use", "An answer holds for one pitch or one session. Please begin that first."))
    if problems:
        raise AnswerNotKept(*problems)
    with bank.database.transaction() as connection:
        before = {one.story_id for one in repository.last_answers(connection, use)}
        if story_id not in before and not repository.wait_for_an_answer(connection, [story_id], use, on=bank.today()):
            raise AnswerNotKept(
                Problem("story", "This storyteller does not have to be asked for this, or consent does not cover it at all.")
            )
        repository.record_answer(connection, story_id, use, answer, by=by, at=bank.now())
