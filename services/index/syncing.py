"""Bringing one index in line with SQL: by the marks of what changed, by comparing everything, or from nothing.

Nothing here decides which index answers; that is services.index.indexing. Every step may be repeated, and stopped anywhere: the marks stay
until the index has what they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embeddings.index import Entry, SyncPlan, VectorIndex, plan_sync
from services.finding.story_vectors import entries, wanted_fingerprints
from stories import faults, vectors
from stories.database import Connection, Database

BATCH = 256  # stories read from SQL and written to an index at a time
Progress = Callable[[int, int], None]  # done, total


@dataclass(frozen=True, slots=True)
class Line:
    """An index, and the SQL it should agree with: the vectors of `model` in `database`."""

    database: Database
    model: str
    index: VectorIndex

    def bring(self, story_ids: Sequence[str]) -> None:
        """Make the index say of these stories what SQL says now. Raises: IndexUnavailable."""
        with self.database.reading() as connection:
            found = entries(connection, self.model, story_ids)
        self._put(story_ids, found)

    def drain(self) -> int:
        """Work off the marks of changes this bank's shared index does not have yet. Returns how many. Raises: IndexUnavailable."""
        done = 0
        while True:
            with self.database.reading() as connection:
                marks = vectors.dirty(connection, BATCH)
                found = entries(connection, self.model, list(marks))
            if not marks:
                return done
            self._put(list(marks), found)
            faults.point("before-clear-marks")
            with self.database.transaction() as connection:
                vectors.clear_marks(connection, marks)
            done += len(marks)

    def follow(self, cursor: str) -> str:
        """Bring in what changed after the mark `cursor`, leaving the marks. Returns the mark it came to. Raises: IndexUnavailable."""
        while True:
            with self.database.reading() as connection:
                marks = vectors.marked_after(connection, cursor, BATCH)
                found = entries(connection, self.model, list(marks))
            if not marks:
                return cursor
            self._put(list(marks), found)
            cursor = max(marks.values())

    def mend(self) -> SyncPlan:
        """Compare everything and mend what differs. Returns what differed. Raises: IndexUnavailable."""
        plan = self.differences()
        ids = sorted(plan.upsert | plan.delete)
        for start in range(0, len(ids), BATCH):
            self.bring(ids[start : start + BATCH])
        return plan

    def differences(self) -> SyncPlan:
        """What would bring the index in line. Raises: IndexUnavailable."""
        present = self.index.fingerprints()
        with self.database.reading() as connection:
            return plan_sync(wanted_fingerprints(connection, self.model), present)

    def fill(self, progress: Progress | None = None) -> str:
        """Put everything into an empty index. Returns the mark up to which it has all changes. Raises: IndexUnavailable."""
        with self.database.reading() as connection:
            cursor = vectors.newest_mark(connection)
            wanted = sorted(vectors.wanted(connection, self.model))
        for start in range(0, len(wanted), BATCH):
            with self.database.reading() as connection:
                found = entries(connection, self.model, wanted[start : start + BATCH])
            self.index.upsert(found)
            faults.point("mid-rebuild")
            if progress:
                progress(min(start + BATCH, len(wanted)), len(wanted))
        return cursor

    def _put(self, story_ids: Sequence[str], found: Sequence[Entry]) -> None:
        self.index.delete(sorted(set(story_ids) - {entry.story_id for entry in found}))
        faults.point("after-index-delete")
        self.index.upsert(found)
        faults.point("after-index-upsert")


def marks_wait(connection: Connection, cursor: str | None) -> bool:
    """Whether an index has changes to take in: the shared one (`cursor` is None), or one that follows from `cursor`."""
    return bool(vectors.dirty(connection, 1)) if cursor is None else vectors.newest_mark(connection) > cursor
