"""What matters most: each person picks up to three groups. A pick holds on to the words it was given to, whatever becomes of their group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from live import answers
from live.model import AnswerRefused, GroupSize
from stories.tables import live_answer as answer

MOST = 3  # groups one person may pick
PICK = "pick"


@dataclass(frozen=True, slots=True)
class Priorities:
    """How many people picked each group (by group id, none left out), and the group each pick (by its code) counts for now."""

    people: Mapping[str, int] = field(default_factory=dict)
    group_of: Mapping[str, str] = field(default_factory=dict)

    def group(self, code: str) -> str:
        """The group a pick counts for; for one made a moment ago, the group it was given to."""
        return self.group_of.get(code) or code.partition(":")[2]


def kind_of(ask: str) -> str:
    """Under which kind the picks among a question's groups are kept."""
    return f"{PICK}:{ask}"


def code_of(one: GroupSize) -> str:
    """What a phone sends to pick a group: the answer whose words name it, and the group as it is now."""
    return f"{one.named_by}:{one.id}"


def priorities(connection: Connection, session_id: str, ask: str) -> Priorities:
    """Where every pick among the groups of a question stands now. A person counts once for a group, also after two they picked were merged."""
    picks = [
        (row.participant_id, row.code)
        for row in connection.execute(
            select(answer.c.participant_id, answer.c.code).where(
                answer.c.session_id == session_id, answer.c.kind == kind_of(ask), answer.c.status == "shown"
            )
        )
    ]
    group_of = _groups_now(connection, session_id, ask, {code for _, code in picks})
    people: dict[str, set[int]] = {}
    for participant_id, code in picks:
        if code in group_of:
            people.setdefault(group_of[code], set()).add(participant_id)
    return Priorities({group_id: len(who) for group_id, who in people.items()}, group_of)


def pick(connection: Connection, session_id: str, participant_id: int, *, ask: str, step: str, code: str, on: bool, at: datetime) -> None:
    """Let a person's pick of a group stand, or take it back. Doing it twice is doing it once.

    Raises: AnswerRefused when the group is gone, and for a fourth.
    """
    kind = kind_of(ask)
    mine = [one.code for one in answers.of_participant(connection, participant_id) if one.kind == kind]
    group_of = _groups_now(connection, session_id, ask, {*mine, code})
    chosen = group_of.get(code)
    if chosen is None:
        raise AnswerRefused("That group is no longer on the wall. Nothing was changed: please look at the groups once more.")
    same = [one for one in mine if group_of.get(one) == chosen]
    if not on:
        for one in same:
            answers.choose(connection, session_id, participant_id, step=step, kind=kind, code=one, on=False, at=at)
    elif not same:
        if len({group_of[one] for one in mine if one in group_of}) >= MOST:
            raise AnswerRefused("You have picked three already. Take one of them back first, then pick this one.")
        answers.choose(connection, session_id, participant_id, step=step, kind=kind, code=code, on=True, at=at)


def _groups_now(connection: Connection, session_id: str, ask: str, codes: set[str]) -> dict[str, str]:
    """The group each code counts for: where its answer is now; when that answer is off the wall, the group it was in, if that still stands."""
    if not codes:
        return {}
    shown = select(answer.c.id, answer.c.group_id).where(
        answer.c.session_id == session_id, answer.c.kind == ask, answer.c.status == "shown", answer.c.group_id.is_not(None)
    )
    where = {row.id: row.group_id for row in connection.execute(shown)}
    standing, found = set(where.values()), {}
    for code in codes:
        answer_id, _, group_id = code.partition(":")
        now = where.get(answer_id, group_id)
        if now in standing:
            found[code] = now
    return found
