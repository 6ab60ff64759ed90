"""Whether an index finds what it holds, and when it may be made anew by itself.

A count proves nothing: a half-truncated index kept its count and lost half its stories. So stories are asked for by their own vectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from embeddings.index import VectorIndex
from stories import vectors
from stories.database import Database
from stories.generations import Rebuilds
from stories.vectors import StoredVector

SAMPLE = 200  # stories asked for at the start
MISSED_SHARE = 0.02  # beyond this the index is made anew
NEAREST = 10
SAME = 0.9995  # cosine from which a vector is the one asked with, rounding apart


@dataclass(frozen=True, slots=True)
class Health:
    """How many stories were asked for by their own vector, and which of them were not found."""

    asked: int
    missed: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return len(self.missed) <= MISSED_SHARE * self.asked


def self_query(index: VectorIndex, wanted: Mapping[str, StoredVector]) -> Health:
    """Ask `index` for each story by one of its own vectors. Raises: IndexUnavailable.

    Where ten others carry the very same vector, any of them is an answer.
    """
    missed = []
    for story_id, stored in wanted.items():
        hits = index.search(np.frombuffer(stored.vector, dtype="<f4"), limit=NEAREST)
        found = any(hit.story_id == story_id and hit.score >= SAME for hit in hits)
        crowd = len(hits) == NEAREST and hits[-1].score >= SAME
        if not found and not crowd:
            missed.append(story_id)
    return Health(len(wanted), tuple(missed))


def examine(
    database: Database, model: str, index: VectorIndex, size: int, *, after: str | None = None, followed: str | None = None
) -> tuple[Health, str]:
    """`self_query` for `size` stories at random, or the next ones by id from `after` on. Returns also the last id asked for, empty at the end.

    `followed` is the mark up to which the index has every change; None for the shared index, whose marks say which it lacks. Others write
    meanwhile: a story that changed between two looks proves nothing, so it is not counted.

    Raises: IndexUnavailable.
    """
    with database.reading() as connection:
        asked = vectors.sample(connection, model, size, after)
        unsettled = vectors.changing(connection, list(asked), followed)
        newest = vectors.newest_mark(connection)
    health = self_query(index, {i: vector for i, vector in asked.items() if i not in unsettled})
    if health.missed:
        with database.reading() as connection:
            moved = vectors.changing(connection, health.missed, newest)
        health = Health(health.asked - len(moved), tuple(i for i in health.missed if i not in moved))
    return health, max(asked, default="")


@dataclass(frozen=True, slots=True)
class RebuildPolicy:
    """When a damaged index may be made anew by itself: later after each failure, and only so often an hour."""

    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=10)
    an_hour: int = 6

    def allows(self, log: Rebuilds, now: datetime) -> bool:
        """`log.recent` counts the last hour."""
        if log.recent >= self.an_hour:
            return False
        if not log.failures or log.last_at is None:
            return True
        pause = min(self.first * (1 << (log.failures - 1)), self.longest)
        return now - log.last_at >= pause
