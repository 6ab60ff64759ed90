"""Taking one story out of SQL for good, and knowing its bytes so that a scan can tell whether any stayed behind."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, text, update

from stories import attachments, consent_log, lexical, vectors
from stories.consent import StoryUse
from stories.database import Database
from stories.errors import StoryNotFound
from stories.tables import consent, draft, framing_version, index_dirty, passage_vector, story, story_version
from stories.text import search_form

SLICE = 36  # characters of text that tell one story from another, and bytes of a vector
SLICES = 12  # of each version's text
VECTORS = 3  # of a story's vectors
CHECKPOINT_PATIENCE = 10.0  # seconds for readers to end
REWRITTEN = ("story", "story_version", "story_words", "passage_vector", "draft", "framing_version", "consent", "story_use", "evidence")


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: copies that had left the bank, drafts that held the story's words, and files that stood beside no other story's evidence."""

    copies: tuple[StoryUse, ...]
    drafts: int
    files: tuple[str, ...]


def story_ids(connection: Connection) -> list[str]:
    """The ids of all stories, in order."""
    return list(connection.execute(select(story.c.id).order_by(story.c.id)).scalars())


def withdrawn_ids(connection: Connection) -> list[str]:
    """The ids of the stories whose tellers took them back, in order."""
    return list(connection.execute(_with_last_act(story.c.id).where(_withdrawn()).order_by(story.c.id)).scalars())


def gone_among(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of `ids` whose tellers took the story back, or that are in the bank no more."""
    here = set(connection.execute(_with_last_act(story.c.id).where(story.c.id.in_(ids), ~_withdrawn())).scalars())
    return [story_id for story_id in ids if story_id not in here]


def changed_after(connection: Connection, mark: str) -> dict[str, bool]:
    """Stories that changed after a mark: id to whether their tellers have taken them back."""
    query = _with_last_act(story.c.id, _withdrawn().label("gone")).join(index_dirty, index_dirty.c.story_id == story.c.id)
    return {row.id: bool(row.gone) for row in connection.execute(query.where(index_dirty.c.mark > mark))}


def _with_last_act(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(story).outerjoin(consent, consent.c.id == story.c.consent_id)


def _withdrawn() -> ColumnElement[bool]:
    return or_(story.c.status == "withdrawn", func.coalesce(consent.c.act, "") == "withdraw")


def traces(connection: Connection, story_id: str) -> list[bytes]:
    """Bytes by which this story, and no other in the bank, can be recognised in a file. Raises: StoryNotFound."""
    texts = connection.execute(select(story_version.c.text).where(story_version.c.story_id == story_id)).scalars().all()
    if not texts:
        raise StoryNotFound(story_id)
    found = {piece for whole in texts for form in (whole, search_form(whole)) for piece in _pieces(form)}
    own = [piece for piece in sorted(found) if not _told_elsewhere(connection, story_id, piece)]
    return [piece.encode() for piece in own] + _vector_traces(connection, story_id)


def _told_elsewhere(connection: Connection, story_id: str, piece: str) -> bool:
    """Whether another story says the same words, as written or as they are searched."""
    position = "instr" if connection.dialect.name == "sqlite" else "strpos"
    return any(
        connection.execute(
            text(f"SELECT 1 FROM {table} WHERE story_id <> :id AND {position}(text, :piece) > 0 LIMIT 1"),  # noqa: S608 - names are our own
            {"id": story_id, "piece": piece},
        ).first()
        for table in ("story_version", "story_words")
    )


def erase(connection: Connection, story_id: str, words: Sequence[bytes]) -> Erased:
    """Delete the story and all that hangs on it; drafts that hold its `words` lose them. The index is told by a mark."""
    copies = tuple(use for use in consent_log.uses_of(connection, story_id) if use.use.channel != "page")
    lexical.forget(connection, story_id)
    touched = _clean_drafts(connection, story_id, words)
    files = attachments.only_behind(connection, story_id)
    attachments.forget(connection, story_id)
    connection.execute(delete(story).where(story.c.id == story_id))
    vectors.mark_dirty(connection, [story_id])
    return Erased(copies, touched, files)


def scrub(database: Database) -> bool:
    """Make the database let go of what was deleted: the words index rewritten, the log written back and cut. False when a reader held it.

    SQLite overwrites deleted rows with zeros (secure_delete); PostgreSQL writes the tables anew.
    """
    if not database.is_sqlite:
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM FULL {', '.join(REWRITTEN)}"))
        return True
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO story_words (story_words) VALUES ('optimize')"))
    until = time.monotonic() + CHECKPOINT_PATIENCE
    while True:
        with database.writer.connect() as connection:
            busy, _, _ = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy or time.monotonic() >= until:
            return not busy
        time.sleep(0.1)


def _pieces(whole: str) -> Iterable[str]:
    step = max(SLICE, len(whole) // SLICES)
    for start in range(0, max(len(whole) - SLICE, 1), step):
        piece = whole[start : start + SLICE]
        if len(piece) == SLICE and json.dumps(piece) == f'"{piece}"':  # the same bytes in a JSON column
            yield piece


def _vector_traces(connection: Connection, story_id: str) -> list[bytes]:
    """Slices of the story's vectors that stand in no other vector: short enough to lie whole in one page of a file."""
    own = connection.execute(select(passage_vector.c.vector).where(passage_vector.c.story_id == story_id).limit(VECTORS)).scalars()
    found = []
    for blob in map(bytes, own):
        for start in range(0, len(blob) - SLICE, len(blob) // 4):
            piece = blob[start : start + SLICE]
            others = select(passage_vector.c.story_id).where(passage_vector.c.story_id != story_id)
            if len(set(piece)) > SLICE // 3 and not connection.execute(others.where(_contains(connection, piece)).limit(1)).first():
                found.append(piece)
                break
    return found


def _contains(connection: Connection, piece: bytes) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite":
        return func.instr(passage_vector.c.vector, piece) > 0
    return func.encode(passage_vector.c.vector, "hex").contains(piece.hex())


def _clean_drafts(connection: Connection, story_id: str, words: Sequence[bytes]) -> int:
    touched = 0
    for table in (draft, framing_version):
        for row in connection.execute(select(table)).all():
            if not _holds(row.content, story_id, words):
                continue
            touched += 1
            left = _without(row.content, story_id, words)
            if _holds(left, story_id, words):
                connection.execute(delete(table).where(table.c.id == row.id))
            else:
                connection.execute(update(table).where(table.c.id == row.id).values(content=left))
    return touched


def _holds(content: Any, story_id: str, words: Sequence[bytes]) -> bool:
    held = json.dumps(content, ensure_ascii=False).encode()
    return story_id.encode() in held or any(piece in held for piece in words)


def _without(content: Any, story_id: str, words: Sequence[bytes]) -> Any:
    """`content` without the id in any list, and without any text that holds the story's words."""
    if isinstance(content, dict):
        return {key: _without(value, story_id, words) for key, value in content.items()}
    if isinstance(content, list):
        return [_without(value, story_id, words) for value in content if value != story_id]
    return "" if isinstance(content, str) and _holds(content, story_id, words) else content
