"""Sessions in and out of SQL. Takes a connection inside somebody's transaction; gives back frozen dataclasses, never rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from live.model import PEOPLE_MAX, ChangedMeanwhile, RoomFull, Session, SessionClosed, SessionNotFound, SessionStory, Step
from stories.tables import live_participant as participant
from stories.tables import live_session as session
from stories.tables import live_session_story as session_story

_PLAIN = tuple(f.name for f in fields(Session) if f.name not in ("agenda", "stories"))
WORDS = ("statement", "who_else", "decision")


def add(connection: Connection, new: Session, code_hash: str) -> None:
    values = {name: getattr(new, name) for name in _PLAIN} | {"agenda": [asdict(step) for step in new.agenda], "code_hash": code_hash}
    connection.execute(insert(session).values(values))
    for one in new.stories:
        connection.execute(insert(session_story).values(session_id=new.id, story_id=one.story_id, position=one.position))


def get(connection: Connection, session_id: str) -> Session:
    """Raises: SessionNotFound."""
    row = connection.execute(select(session).where(session.c.id == session_id)).first() if _possible(session_id) else None
    if row is None:
        raise SessionNotFound()
    return _session(connection, row)


def exists(connection: Connection, session_id: str) -> bool:
    return connection.execute(select(session.c.id).where(session.c.id == session_id)).first() is not None


def is_moderated(connection: Connection, session_id: str) -> bool:
    """Whether an answer to an open session waits for a facilitator. Raises: SessionNotFound, SessionClosed."""
    row = connection.execute(select(session.c.moderated, session.c.closed_at).where(session.c.id == session_id)).first()
    if row is None:
        raise SessionNotFound()
    if row.closed_at is not None:
        raise SessionClosed()
    return bool(row.moderated)


def id_of_code(connection: Connection, code_hash: str) -> str | None:
    """The open session with this code."""
    return connection.execute(select(session.c.id).where(session.c.code_hash == code_hash)).scalar_one_or_none()


def recent(connection: Connection, limit: int) -> tuple[Session, ...]:
    """Sessions, those still open first, then the newest."""
    query = select(session).order_by(session.c.closed_at.is_not(None), session.c.opened_at.desc()).limit(limit)
    return tuple(_session(connection, row) for row in connection.execute(query))


def change(connection: Connection, session_id: str, **values: Any) -> None:
    """Write columns of a session that nobody types words into. Raises: SessionNotFound."""
    if "agenda" in values:
        values["agenda"] = [asdict(step) for step in values["agenda"]]
    if not connection.execute(update(session).where(session.c.id == session_id).values(values)).rowcount:
        raise SessionNotFound()


def write(connection: Connection, session_id: str, name: str, words: str, *, seen: str) -> None:
    """Keep `words` as the statement, who else, or the decision, if what was `seen` still stands.

    Raises: ChangedMeanwhile with the other words, SessionNotFound.
    """
    assert name in WORDS
    column = session.c[name]
    changed = connection.execute(
        update(session).where(session.c.id == session_id, column == seen).values({name: words, "revision": session.c.revision + 1})
    ).rowcount
    if not changed:
        theirs = getattr(get(connection, session_id), name)
        if theirs != words:
            raise ChangedMeanwhile(theirs)


def story_shown(connection: Connection, session_id: str, story_id: str, *, at: datetime) -> bool:
    """Note that a story is on the wall. Returns whether this is the first time."""
    query = update(session_story).where(
        session_story.c.session_id == session_id, session_story.c.story_id == story_id, session_story.c.shown_at.is_(None)
    )
    return bool(connection.execute(query.values(shown_at=at)).rowcount)


def that_showed(connection: Connection, story_id: str) -> Sequence[str]:
    """The sessions in which this story was on the wall, oldest first."""
    query = select(session_story.c.session_id).where(session_story.c.story_id == story_id, session_story.c.shown_at.is_not(None))
    return list(connection.execute(query.order_by(session_story.c.shown_at)).scalars())


def place_of(connection: Connection, session_id: str, token_hash: str) -> int | None:
    """The participant who holds this cookie in this session."""
    query = select(participant.c.id).where(participant.c.session_id == session_id, participant.c.token_hash == token_hash)
    return connection.execute(query).scalar_one_or_none()


def places_of(connection: Connection, token_hash: str, *, closed: bool) -> Sequence[str]:
    """The closed sessions in which this cookie has a place, or the open ones, the newest first."""
    query = select(session.c.id).join(participant, participant.c.session_id == session.c.id)
    query = query.where(participant.c.token_hash == token_hash, session.c.closed_at.is_not(None) == closed).order_by(
        session.c.opened_at.desc()
    )
    return list(connection.execute(query).scalars())


def join(connection: Connection, session_id: str, token_hash: str, *, at: datetime) -> int:
    """A place in a session; whoever comes back gets the one they had. Raises: RoomFull."""
    present = place_of(connection, session_id, token_hash)
    if present is not None:
        return present
    if joined(connection, session_id) >= PEOPLE_MAX:
        raise RoomFull()
    key = connection.execute(insert(participant).values(session_id=session_id, token_hash=token_hash, joined_at=at)).inserted_primary_key
    assert key is not None
    return int(key[0])


def joined(connection: Connection, session_id: str) -> int:
    """How many people have joined, whether they are still here or not."""
    return connection.execute(select(func.count()).select_from(participant).where(participant.c.session_id == session_id)).scalar_one()


def _possible(session_id: str) -> bool:
    return session_id.isascii() and session_id.isalnum() and len(session_id) <= 26


def _session(connection: Connection, row: Row[Any]) -> Session:
    told = connection.execute(select(session_story).where(session_story.c.session_id == row.id).order_by(session_story.c.position))
    stories = tuple(SessionStory(one.story_id, one.position, one.shown_at) for one in told)
    values = dict(row._mapping)
    return Session(**{name: values[name] for name in _PLAIN}, agenda=tuple(Step(**step) for step in values["agenda"]), stories=stories)
