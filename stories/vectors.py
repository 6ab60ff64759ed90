"""Vectors as SQL keeps them: opaque blobs, one per passage and model, and the dirty marks that tell the index what changed.

SQL is the only truth: the vector index can be thrown away and made again from here without a model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from ulid import ULID

from stories.permission import may_be_embedded, with_consent
from stories.tables import index_dirty, passage_vector, story

WHOLE_STORY = -1  # the passage number of the vector for the whole story


@dataclass(frozen=True, slots=True)
class StoredVector:
    """One vector of a story: characters [start, end) of its text, and float32 bytes."""

    passage: int
    start: int
    end: int
    vector: bytes


def mark_dirty(connection: Connection, story_ids: Sequence[str]) -> None:
    """Say that these stories' place in the index has changed. One row a story, with a fresh mark each time.

    Marks rise strictly, whatever the clock does: writers come one at a time, so reading the newest one first is enough.
    """
    if not story_ids:
        return
    newest = newest_mark(connection)
    number = max(int(ULID()), int(ULID.from_str(newest)) + 1 if newest else 0)
    rows = [{"story_id": story_id, "mark": str(ULID.from_int(number + n))} for n, story_id in enumerate(dict.fromkeys(story_ids))]
    connection.execute(_MARK[connection.dialect.name], rows)


def _marking(dialect: Any) -> Any:
    statement = dialect.insert(index_dirty)
    fresh = {"mark": statement.excluded.mark, "drained": False}
    return statement.on_conflict_do_update(index_elements=["story_id"], set_=fresh)


_MARK = {"sqlite": _marking(sqlite), "postgresql": _marking(postgresql)}  # made once: it stands in every write
_NEWEST = select(func.max(index_dirty.c.mark))


def dirty(connection: Connection, limit: int) -> dict[str, str]:
    """Up to `limit` stories whose change the shared index does not have yet, oldest mark first: id to mark."""
    rows = connection.execute(select(index_dirty).where(index_dirty.c.drained.is_(False)).order_by(index_dirty.c.mark).limit(limit))
    return {row.story_id: row.mark for row in rows}


def count_dirty(connection: Connection) -> int:
    return connection.execute(select(func.count()).where(index_dirty.c.drained.is_(False))).scalar_one()


def newest_mark(connection: Connection) -> str:
    """The mark of the last change; empty when there was none."""
    return connection.execute(_NEWEST).scalar_one() or ""


def marked_after(connection: Connection, mark: str, limit: int) -> dict[str, str]:
    """Up to `limit` stories that changed after `mark`, drained or not, oldest first: for an index that follows on its own."""
    rows = connection.execute(select(index_dirty).where(index_dirty.c.mark > mark).order_by(index_dirty.c.mark).limit(limit))
    return {row.story_id: row.mark for row in rows}


def changing(connection: Connection, story_ids: Sequence[str], after: str | None) -> set[str]:
    """Those of `story_ids` in which an index may rightly differ: changed after the mark `after`; with None, not yet in the shared index."""
    behind = index_dirty.c.drained.is_(False) if after is None else index_dirty.c.mark > after
    return set(connection.execute(select(index_dirty.c.story_id).where(behind, index_dirty.c.story_id.in_(list(story_ids)))).scalars())


def clear_marks(connection: Connection, marks: Mapping[str, str]) -> None:
    """Say that the shared index has these changes, and only these: a story marked again meanwhile stays dirty."""
    if marks:
        changed = update(index_dirty).where(index_dirty.c.story_id == bindparam("id"), index_dirty.c.mark == bindparam("seen"))
        connection.execute(changed.values(drained=True), [{"id": story_id, "seen": mark} for story_id, mark in marks.items()])


def clear_marks_to(connection: Connection, mark: str) -> None:
    """Say that a new shared index has every change up to `mark`."""
    connection.execute(update(index_dirty).where(index_dirty.c.mark <= mark).values(drained=True))


def drop_marks(connection: Connection, before: datetime) -> int:
    """Forget drained marks older than `before`; every other index has followed by then. The newest stays, so that marks go on rising."""
    old = str(ULID.from_datetime(before))[:10]
    newest = newest_mark(connection)
    gone = delete(index_dirty).where(index_dirty.c.drained.is_(True), index_dirty.c.mark < old, index_dirty.c.mark != newest)
    return connection.execute(gone).rowcount


def store(connection: Connection, story_id: str, model: str, story_version: int, vectors: Sequence[StoredVector]) -> bool:
    """Keep a story's vectors for `model`, in place of earlier ones. False, and nothing kept, when the story has moved on."""
    current = connection.execute(select(story.c.version).where(story.c.id == story_id, story.c.status != "withdrawn")).scalar_one_or_none()
    if current != story_version:
        return False
    connection.execute(delete(passage_vector).where(passage_vector.c.story_id == story_id, passage_vector.c.model == model))
    connection.execute(
        insert(passage_vector),
        [
            {
                "story_id": story_id,
                "model": model,
                "passage": v.passage,
                "story_version": story_version,
                "start": v.start,
                "end": v.end,
                "vector": v.vector,
            }
            for v in vectors
        ],
    )
    mark_dirty(connection, [story_id])
    return True


def forget(connection: Connection, story_id: str) -> None:
    """Drop a story's vectors, for every model."""
    connection.execute(delete(passage_vector).where(passage_vector.c.story_id == story_id))


def without_vectors(connection: Connection, model: str, limit: int, after: str = "") -> list[str]:
    """Ids of stories that may be embedded and have no vectors of this model for their present version, by id, from `after` on."""
    present = exists().where(
        passage_vector.c.model == model,
        passage_vector.c.passage == WHOLE_STORY,
        passage_vector.c.story_id == story.c.id,
        passage_vector.c.story_version == story.c.version,
    )
    query = with_consent(select(story.c.id)).where(story.c.id > after, may_be_embedded(), ~present).order_by(story.c.id)
    return list(connection.execute(query.limit(limit)).scalars())


def wanted(connection: Connection, model: str, story_ids: Sequence[str] | None = None) -> dict[str, int]:
    """What the index should hold: id to story version, for stories that may be embedded and have their vectors."""
    query = (
        with_consent(select(story.c.id, story.c.version))
        .join(passage_vector, and_(passage_vector.c.story_id == story.c.id, passage_vector.c.story_version == story.c.version))
        .where(passage_vector.c.model == model, passage_vector.c.passage == WHOLE_STORY, may_be_embedded())
    )
    if story_ids is not None:
        query = query.where(story.c.id.in_(list(story_ids)))
    return {row.id: row.version for row in connection.execute(query)}


def load(connection: Connection, model: str, story_ids: Sequence[str]) -> dict[str, list[StoredVector]]:
    """The vectors of these stories, by passage."""
    query = select(passage_vector).where(passage_vector.c.model == model, passage_vector.c.story_id.in_(list(story_ids)))
    found: dict[str, list[StoredVector]] = {}
    for row in connection.execute(query.order_by(passage_vector.c.story_id, passage_vector.c.passage)):
        found.setdefault(row.story_id, []).append(StoredVector(row.passage, row.start, row.end, row.vector))
    return found


def sample(connection: Connection, model: str, size: int, after: str | None = None) -> dict[str, StoredVector]:
    """One vector each of stories the index should hold: `size` at random, or the next ones by id from `after` on."""
    query = (
        with_consent(select(story.c.id))
        .join(passage_vector, and_(passage_vector.c.story_id == story.c.id, passage_vector.c.story_version == story.c.version))
        .where(passage_vector.c.model == model, passage_vector.c.passage == WHOLE_STORY, may_be_embedded())
    )
    by_turn = query.order_by(func.random()) if after is None else query.where(story.c.id > after).order_by(story.c.id)
    ids = list(connection.execute(by_turn.limit(size)).scalars())
    stored = load(connection, model, ids)
    return {story_id: stored[story_id][number % len(stored[story_id])] for number, story_id in enumerate(ids)}


def spans(connection: Connection, model: str, passages: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, int]]:
    """Where passages stand in their stories' text: (story id, passage) to [start, end)."""
    ids = list(dict.fromkeys(story_id for story_id, _ in passages))
    query = select(passage_vector.c.story_id, passage_vector.c.passage, passage_vector.c.start, passage_vector.c.end).where(
        passage_vector.c.model == model, passage_vector.c.story_id.in_(ids)
    )
    return {(row.story_id, row.passage): (row.start, row.end) for row in connection.execute(query)}


def count_vectors(connection: Connection, model: str) -> tuple[int, int]:
    """(stories, passages) that have vectors of this model; the whole-story vector is not counted as a passage."""
    whole = case((passage_vector.c.passage == WHOLE_STORY, 1), else_=0)
    row = connection.execute(
        select(func.coalesce(func.sum(whole), 0), func.count()).select_from(passage_vector).where(passage_vector.c.model == model)
    ).one()
    return int(row[0]), int(row[1]) - int(row[0])
