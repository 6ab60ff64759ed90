"""Whether an index finds what it holds, and when it may be made anew by itself.

A count proves nothing: a half-truncated index kept its count and lost half its stories. So stories are asked for by their own vectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from embeddings.index import VectorIndex
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
