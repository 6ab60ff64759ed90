"""What somebody was in the middle of typing: kept under an id that stands in the page's address, never part of the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from stories.tables import draft


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it was last saved; `kind` is `story`, `pitch` or `check`."""

    id: str
    kind: str
    content: Mapping[str, Any]
    saved_at: datetime


def save(connection: Connection, draft_id: str, kind: str, content: Mapping[str, Any], *, at: datetime) -> None:
    values = {"kind": kind, "content": dict(content), "saved_at": at}
    if not connection.execute(update(draft).where(draft.c.id == draft_id).values(values)).rowcount:
        connection.execute(insert(draft).values(id=draft_id, **values))


def load(connection: Connection, draft_id: str) -> SavedDraft | None:
    row = connection.execute(select(draft).where(draft.c.id == draft_id)).first()
    return _saved(row) if row else None


def recent(connection: Connection, kind: str, limit: int) -> list[SavedDraft]:
    """The newest drafts of one kind."""
    return [
        _saved(row) for row in connection.execute(select(draft).where(draft.c.kind == kind).order_by(draft.c.saved_at.desc()).limit(limit))
    ]


def remove(connection: Connection, draft_id: str) -> None:
    connection.execute(delete(draft).where(draft.c.id == draft_id))


def remove_older(connection: Connection, kind: str, before: datetime) -> int:
    """Drop drafts nobody came back to. Returns how many."""
    return connection.execute(delete(draft).where(draft.c.kind == kind, draft.c.saved_at < before)).rowcount


def _saved(row: Row[Any]) -> SavedDraft:
    return SavedDraft(row.id, row.kind, row.content, row.saved_at)
