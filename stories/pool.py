"""What a close look at a few hundred stories needs, read in one statement each: their vectors, and all their searched words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Connection, bindparam, text

from stories.tables import WORD_COLUMNS

_IDS: BindParameter[object] = bindparam("ids", expanding=True)
_VECTORS = text("SELECT story_id, passage, vector FROM passage_vector WHERE model = :model AND story_id IN :ids").bindparams(_IDS)
_COLUMNS = ", ".join(f"w.{column}" for column in WORD_COLUMNS)
_WORDS = {  # the names are our own
    "sqlite": f"SELECT r.story_id, {_COLUMNS} FROM story_words_row AS r JOIN story_words AS w ON w.rowid = r.row WHERE r.story_id IN :ids",  # noqa: S608
    "postgresql": f"SELECT w.story_id, {_COLUMNS} FROM story_words AS w WHERE w.story_id IN :ids",  # noqa: S608
}
_TEXTS = {dialect: text(query).bindparams(_IDS) for dialect, query in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class PoolVectors:
    """Vectors of some stories: the story and passage of each, and their float32 bytes one after the other in that order."""

    keys: tuple[tuple[str, int], ...]
    joined: bytes


def vectors_of(connection: Connection, model: str, story_ids: Sequence[str]) -> PoolVectors:
    """The vectors of these stories for one model, whole stories included, in no order. No story: none."""
    rows = connection.execute(_VECTORS, {"model": model, "ids": list(story_ids)}).all() if story_ids else []
    return PoolVectors(tuple((row[0], row[1]) for row in rows), b"".join(row[2] for row in rows))


def texts_of(connection: Connection, story_ids: Sequence[str]) -> dict[str, str]:
    """All searched words of these stories, in search form, a line for each field."""
    rows = connection.execute(_TEXTS[connection.dialect.name], {"ids": list(story_ids)}).all()
    return {row[0]: "\n".join(part for part in row[1:] if part) for row in rows}
