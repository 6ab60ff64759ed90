"""The versions of a pitch, oldest first: what it held, who left it so and when. A run of changes by one person is one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from ulid import ULID

from stories.tables import framing_version

RUN = timedelta(minutes=10)  # changes nearer than this belong together


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """A pitch as somebody left it at `at`. `number` counts from 1; `note` says why it is kept apart, blank while it may still change."""

    pitch_id: str
    number: int
    content: Mapping[str, Any]
    note: str
    by: str
    at: datetime


def record(connection: Connection, pitch_id: str, content: Mapping[str, Any], *, by: str, at: datetime, note: str = "") -> None:
    """Keep `content` as the newest version: the one being written when the same person goes on with it, else a new one.

    Nothing is written when nothing changed, except that a `note` is put on the newest version.
    """
    newest = connection.execute(
        select(framing_version).where(framing_version.c.pitch_id == pitch_id).order_by(framing_version.c.number.desc()).limit(1)
    ).first()
    same = newest is not None and newest.content == dict(content)
    if newest is not None and same and (not note or newest.note == note):
        return
    goes_on = newest is not None and not note and not newest.note and newest.by == by and at - newest.at < RUN
    if newest is not None and (same or (goes_on and newest.number > 1)):
        values = {"content": dict(content), "at": newest.at if same else at, "note": newest.note or note}
        connection.execute(update(framing_version).where(framing_version.c.id == newest.id).values(values))
        return
    number = newest.number + 1 if newest is not None else 1
    connection.execute(
        insert(framing_version).values(id=str(ULID()), pitch_id=pitch_id, number=number, content=dict(content), note=note, by=by, at=at)
    )


def of_pitch(connection: Connection, pitch_id: str) -> list[SavedVersion]:
    """Every version of one pitch, oldest first."""
    rows = connection.execute(select(framing_version).where(framing_version.c.pitch_id == pitch_id).order_by(framing_version.c.number))
    return [_saved(row) for row in rows]


def remove(connection: Connection, pitch_id: str) -> None:
    connection.execute(delete(framing_version).where(framing_version.c.pitch_id == pitch_id))


def _saved(row: Row[Any]) -> SavedVersion:
    return SavedVersion(row.pitch_id, row.number, row.content, row.note, row.by, row.at)
