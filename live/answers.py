"""What the room sends, in and out of SQL: answers, reactions, taps and votes, each once; and the groups they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, select, update
from ulid import ULID

from live.model import Answer, Group, GroupSize
from stories.tables import live_answer as answer
from stories.tables import live_group as group

Mark = tuple[str, str, str, str]  # what may change about an answer: id, code, status, and how it is shown


def sent_key(kind: str, key: str, text: str) -> str:
    """One sending: the same form sent twice is the same; other words from the same form, after the back button, are another."""
    return hashlib.sha256(f"{kind}\n{key}\n{text}".encode(errors="replace")).hexdigest()


def add(
    connection: Connection, session_id: str, participant_id: int, *, step: str, kind: str, key: str, text: str, status: str,
    flags: Sequence[str], at: datetime, code: str = "",
) -> bool:  # fmt: skip
    """Keep an answer. Returns False when this very sending is there already."""
    sent = sent_key(kind, key, text)
    if is_sent(connection, participant_id, kind, key, text):
        return False
    connection.execute(
        insert(answer).values(
            id=str(ULID()), session_id=session_id, participant_id=participant_id, step=step, kind=kind, code=code, text=text, shown_as="",
            sent_key=sent, status=status, flags=list(flags), at=at, decided_by="",
        )
    )  # fmt: skip
    return True


def is_sent(connection: Connection, participant_id: int, kind: str, key: str, text: str) -> bool:
    """Whether this very sending was kept before."""
    query = select(answer.c.id).where(answer.c.participant_id == participant_id, answer.c.sent_key == sent_key(kind, key, text))
    return connection.execute(query).first() is not None


def choose(
    connection: Connection, session_id: str, participant_id: int, *, step: str, kind: str, code: str, on: bool, at: datetime
) -> None:
    """Let a reaction, a tap or a vote stand, or take it back. Doing it twice is doing it once."""
    sent = sent_key(kind, code, "")
    status = "shown" if on else "undone"
    mine = (answer.c.participant_id == participant_id, answer.c.sent_key == sent)
    if connection.execute(update(answer).where(*mine).values(status=status, at=at)).rowcount or not on:
        return
    connection.execute(
        insert(answer).values(
            id=str(ULID()), session_id=session_id, participant_id=participant_id, step=step, kind=kind, code=code, text="", shown_as="",
            sent_key=sent, status=status, flags=[], at=at, decided_by="",
        )
    )  # fmt: skip


def choose_only(
    connection: Connection, session_id: str, participant_id: int, *, step: str, kind: str, code: str, prefix: str, at: datetime
) -> None:
    """Let `code` be the one choice among this person's choices of `kind` that begin with `prefix`."""
    others = update(answer).where(
        answer.c.participant_id == participant_id,
        answer.c.kind == kind,
        answer.c.code.startswith(prefix, autoescape=True),
        answer.c.code != code,
    )
    connection.execute(others.values(status="undone", at=at))
    choose(connection, session_id, participant_id, step=step, kind=kind, code=code, on=True, at=at)


def of_session(
    connection: Connection,
    session_id: str,
    *,
    kinds: Iterable[str] = (),
    statuses: Iterable[str] = (),
    limit: int | None = None,
    newest: bool = False,
) -> tuple[Answer, ...]:
    """Answers of a session, oldest first; with `limit`, so many of the oldest, or of the `newest`."""
    query = select(answer).where(_which(session_id, kinds, statuses))
    if newest:
        last = query.order_by(answer.c.at.desc(), answer.c.id.desc()).limit(limit)
        return tuple(_answer(row) for row in reversed(list(connection.execute(last))))
    return tuple(_answer(row) for row in connection.execute(query.order_by(answer.c.at, answer.c.id).limit(limit)))


def count(connection: Connection, session_id: str, *, kinds: Iterable[str] = (), statuses: Iterable[str] = ()) -> int:
    """How many answers `of_session` would give."""
    return connection.execute(select(func.count()).select_from(answer).where(_which(session_id, kinds, statuses))).scalar_one()


def unmarked(connection: Connection, session_id: str) -> tuple[str, ...]:
    """The ids of the answers that wait for a facilitator and carry no mark."""
    query = select(answer.c.id, answer.c.flags).where(_which(session_id, (), ["held"]))
    return tuple(row.id for row in connection.execute(query) if not row.flags)


def words_of(connection: Connection, session_id: str, kind: str) -> tuple[tuple[str, str, str | None], ...]:
    """The shown answers of a question as (id, what the room sees, group), oldest first: what grouping needs, of thousands."""
    query = select(answer.c.id, answer.c.text, answer.c.shown_as, answer.c.group_id).where(_shown(session_id, kind))
    return tuple((row.id, row.shown_as or row.text, row.group_id) for row in connection.execute(query.order_by(answer.c.at, answer.c.id)))


def ungrouped_kinds(connection: Connection, session_id: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """The questions among `kinds` that have shown answers in no group."""
    query = select(answer.c.kind).where(_which(session_id, kinds, ["shown"]), answer.c.group_id.is_(None)).distinct()
    return tuple(connection.execute(query.order_by(answer.c.kind)).scalars())


def of_participant(connection: Connection, participant_id: int) -> tuple[Answer, ...]:
    """What one person sent that stands, oldest first."""
    query = select(answer).where(_standing(participant_id)).order_by(answer.c.at, answer.c.id)
    return tuple(_answer(row) for row in connection.execute(query))


def marks_of_participant(connection: Connection, participant_id: int) -> tuple[Mark, ...]:
    """What may change about the answers `of_participant` gives: a phone is asked for them every three seconds."""
    query = select(answer.c.id, answer.c.code, answer.c.status, answer.c.shown_as).where(_standing(participant_id))
    return tuple((row.id, row.code, row.status, row.shown_as) for row in connection.execute(query.order_by(answer.c.at, answer.c.id)))


def marks(sent: Iterable[Answer]) -> tuple[Mark, ...]:
    return tuple((one.id, one.code, one.status, one.shown_as) for one in sent)


def latest_loose(connection: Connection, session_id: str, kind: str, limit: int) -> tuple[Answer, ...]:
    """The newest shown answers of a question that are in no group, the newest first."""
    query = select(answer).where(_shown(session_id, kind), answer.c.group_id.is_(None)).order_by(answer.c.at.desc(), answer.c.id.desc())
    return tuple(_answer(row) for row in connection.execute(query.limit(limit)))


def count_loose(connection: Connection, session_id: str, kind: str) -> int:
    """How many shown answers of a question are in no group yet."""
    query = select(func.count()).select_from(answer).where(_shown(session_id, kind), answer.c.group_id.is_(None))
    return connection.execute(query).scalar_one()


def tally(connection: Connection, session_id: str, kind: str) -> dict[str, int]:
    """How many people's choice each code of a kind is."""
    query = select(answer.c.code, func.count().label("n")).where(
        answer.c.session_id == session_id, answer.c.kind == kind, answer.c.status == "shown"
    )
    return {row.code: row.n for row in connection.execute(query.group_by(answer.c.code))}


def decide(
    connection: Connection,
    session_id: str,
    ids: Sequence[str],
    status: str,
    *,
    by: str,
    shown_as: str | None = None,
    group_id: str | None = None,
) -> int:
    """Show, hide or hold answers; with `shown_as`, in a facilitator's wording; with `group_id`, in that group. Returns how many changed."""
    values: dict[str, Any] = {"status": status, "decided_by": by}
    if shown_as is not None:
        values["shown_as"] = shown_as
    if group_id is not None:
        values["group_id"] = group_id
    elif status != "shown":
        values["group_id"] = None
    query = update(answer).where(answer.c.session_id == session_id, answer.c.id.in_(list(ids)), answer.c.status != "undone")
    return connection.execute(query.values(values)).rowcount


def take_back(connection: Connection, participant_id: int, answer_id: str, *, at: datetime) -> bool:
    """Let somebody take back their own answer. Returns whether it was theirs."""
    mine = update(answer).where(answer.c.id == answer_id, answer.c.participant_id == participant_id, answer.c.text != "")
    gone = {"status": "undone", "group_id": None, "at": at, "sent_key": f"undone:{answer_id}"}  # the same words may be sent again
    return bool(connection.execute(mine.values(gone)).rowcount)


def group_sizes(connection: Connection, session_id: str, kind: str) -> tuple[GroupSize, ...]:
    """The groups of one question, the largest first, counted by the database: a room of hundreds is asked for twice a second."""
    counted = select(answer.c.group_id, func.count().label("n"), func.min(answer.c.id).label("first")).where(_shown(session_id, kind))
    sizes = {row.group_id: row for row in connection.execute(counted.where(answer.c.group_id.is_not(None)).group_by(answer.c.group_id))}
    rows = [row for row in connection.execute(_groups_of(session_id, kind)) if row.id in sizes]
    naming = {row.central for row in rows} | {one.first for one in sizes.values()}
    spoken = select(answer.c.id, answer.c.group_id, answer.c.text, answer.c.shown_as).where(
        answer.c.id.in_(naming), _shown(session_id, kind)
    )
    words = {(row.group_id, row.id): row.shown_as or row.text for row in connection.execute(spoken)}
    found = []
    for row in sorted(rows, key=lambda row: -sizes[row.id].n):
        named_by = row.central if (row.id, row.central) in words else sizes[row.id].first
        found.append(GroupSize(row.id, kind, row.name or words[row.id, named_by], sizes[row.id].n, named_by))
    return tuple(found)


def groups(connection: Connection, session_id: str, kind: str) -> tuple[Group, ...]:
    """The groups of one question with their shown answers, the largest first; groups without any are left out."""
    members: dict[str, list[Answer]] = {}
    for one in of_session(connection, session_id, kinds=[kind], statuses=["shown"]):
        if one.group_id:
            members.setdefault(one.group_id, []).append(one)
    rows = connection.execute(_groups_of(session_id, kind))
    found = [
        Group(row.id, row.kind, row.name or _central(row.central, members[row.id]), row.pinned, tuple(members[row.id]), bool(row.name))
        for row in rows
        if row.id in members
    ]
    return tuple(sorted(found, key=lambda one: -len(one.answers)))


def all_said(connection: Connection, session_id: str, kind: str) -> tuple[Group, ...]:
    """The groups of one question, and after them each shown answer that is in none yet, by itself: nothing shown is left out."""
    loose = [one for one in of_session(connection, session_id, kinds=[kind], statuses=["shown"]) if one.group_id is None]
    return groups(connection, session_id, kind) + tuple(Group("", kind, one.words, False, (one,)) for one in loose)


def group_marks(connection: Connection, session_id: str, kind: str) -> dict[str, bool]:
    """The ids of the groups of a question, each with whether a facilitator pinned it."""
    return {row.id: row.pinned for row in connection.execute(_groups_of(session_id, kind))}


def _groups_of(session_id: str, kind: str) -> Select[Any]:
    return select(group).where(group.c.session_id == session_id, group.c.kind == kind).order_by(group.c.id)


def _which(session_id: str, kinds: Iterable[str], statuses: Iterable[str]) -> ColumnElement[bool]:
    which = [answer.c.session_id == session_id]
    if kinds:
        which.append(answer.c.kind.in_(list(kinds)))
    if statuses:
        which.append(answer.c.status.in_(list(statuses)))
    return and_(*which)


def _standing(participant_id: int) -> ColumnElement[bool]:
    return and_(answer.c.participant_id == participant_id, answer.c.status != "undone")


def _shown(session_id: str, kind: str) -> ColumnElement[bool]:
    return _which(session_id, [kind], ["shown"])


def _central(answer_id: str, members: Sequence[Answer]) -> str:
    return next((one for one in members if one.id == answer_id), members[0]).words


def new_group(connection: Connection, session_id: str, kind: str, *, name: str = "", pinned: bool = False) -> str:
    group_id = str(ULID())
    connection.execute(insert(group).values(id=group_id, session_id=session_id, kind=kind, name=name, central="", pinned=pinned))
    return group_id


def change_group(connection: Connection, group_id: str, **values: Any) -> None:
    connection.execute(update(group).where(group.c.id == group_id).values(values))


def place(connection: Connection, placed: Mapping[str, Sequence[str]]) -> None:
    """Put answers into groups: answer ids by group id. One that is no longer shown stays out."""
    for group_id, ids in placed.items():
        connection.execute(update(answer).where(answer.c.id.in_(list(ids)), answer.c.status == "shown").values(group_id=group_id))


def join_groups(connection: Connection, session_id: str, into: str, group_ids: Sequence[str]) -> None:
    """Put the shown answers of these groups into another."""
    moved = update(answer).where(_which(session_id, (), ["shown"]), answer.c.group_id.in_(list(group_ids)))
    connection.execute(moved.values(group_id=into))


def drop_empty_groups(connection: Connection, session_id: str) -> None:
    filled = select(answer.c.group_id).where(answer.c.session_id == session_id, answer.c.group_id.is_not(None))
    connection.execute(delete(group).where(group.c.session_id == session_id, group.c.id.not_in(filled)))


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        row.id, row.participant_id, row.step, row.kind, row.code, row.text, row.shown_as, row.status, tuple(row.flags), row.group_id, row.at
    )
