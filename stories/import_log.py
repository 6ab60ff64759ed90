"""How far an import has come, kept in the transaction of the stories themselves, so that a stop repeats nothing and skips nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from stories.tables import import_progress


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Lines of the file worked off so far, and what became of them: saved, known already, or refused."""

    lines: int = 0
    saved: int = 0
    known: int = 0
    refused: int = 0


def load(connection: Connection, import_id: str) -> ImportProgress:
    """How far the import of this file has come; nothing when it never began."""
    row = connection.execute(select(import_progress).where(import_progress.c.id == import_id)).first()
    return ImportProgress(row.lines, row.saved, row.known, row.refused) if row else ImportProgress()


def save(connection: Connection, import_id: str, progress: ImportProgress, *, at: datetime) -> None:
    connection.execute(delete(import_progress).where(import_progress.c.id == import_id))
    connection.execute(insert(import_progress).values(id=import_id, updated_at=at, **asdict(progress)))
