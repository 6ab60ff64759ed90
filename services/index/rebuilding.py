"""Making the index anew from the vectors in SQL: a new generation, checked, switched to in SQL, and only then the old one removed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ulid import ULID

from embeddings.index import VectorIndex
from services.index.generations import Generations
from services.index.health import SAMPLE, RebuildPolicy, examine
from services.index.seat import IndexSeat, IndexState
from services.index.syncing import Progress
from stories import erasing, faults, generations, lexical, repository, vectors
from stories.database import Database
from stories.errors import IndexUnavailable

log = logging.getLogger(__name__)
WORDS_BATCH = 500  # stories whose words are written in one transaction


class Rebuilder:
    """Makes new generations for the index in `seat`. One at a time, also among processes that share a server."""

    def __init__(self, database: Database, places: Generations, seat: IndexSeat, policy: RebuildPolicy) -> None:
        self._database = database
        self._places = places
        self._seat = seat
        self._policy = policy
        self._rebuilding = threading.Lock()
        self._gave_up = False  # a sound machine made an index that misses too much: trying again by itself would change nothing
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def rebuild(self, reason: str, progress: Progress | None = None) -> int:
        """Fill a new generation and let it answer. Returns how many stories it holds. Raises: IndexUnavailable."""
        with self._rebuilding, self._places.turn("rebuild", timeout=0) as got:
            if not got:
                raise IndexUnavailable("Another process is making the index anew. Wait until it is done.")
            name = str(ULID())
            with self._database.transaction() as connection:
                generations.begin_rebuild(connection, name, reason, at=self.now())
            before, self._seat.state = self._seat.state, IndexState.REBUILDING
            try:
                stories = self._make(name, progress, only=reason == "erasure")
            except BaseException:
                self._seat.state = before
                with self._database.transaction() as connection:
                    generations.end_rebuild(connection, name, at=self.now(), stories=None)
                raise
            self.remove_old()
        return stories

    def _make(self, name: str, progress: Progress | None, *, only: bool) -> int:
        """Fill a new generation, bring it up to the last change, check it, and switch. `only` lets no other model's generation stay."""
        fresh = self._places.open(self._seat.model, name, self._seat.dimensions)
        line = self._seat.line(fresh)
        try:
            cursor = line.fill(progress)
            with self._seat.working, self._places.turn("drain", timeout=60) as got:
                if not got:
                    raise IndexUnavailable("Another process is busy with the index. Try again in a minute.")
                cursor = line.follow(cursor)
                line.mend()
                self._refuse_unsound(fresh, cursor)
                faults.point("before-switch")
                with self._database.transaction() as connection:
                    vectors.clear_marks_to(connection, cursor)
                    if only:
                        generations.forget_generations(connection)
                    generations.switch_generation(connection, self._seat.model, name, at=self.now())
                    stories = len(vectors.wanted(connection, self._seat.model))
                    generations.end_rebuild(connection, name, at=self.now(), stories=stories)
                faults.point("after-switch")
                self._seat.take(fresh, name)
        except BaseException:
            if self._seat.index is not fresh:
                fresh.close()
            raise
        return stories

    def _refuse_unsound(self, fresh: VectorIndex, cursor: str) -> None:
        """`fresh` has every change up to the mark `cursor`; other processes go on writing."""
        health, _ = examine(self._database, self._seat.model, fresh, SAMPLE, followed=cursor)
        self._gave_up = self._seat.stays_exact = not health.sound
        if self._gave_up:
            raise IndexUnavailable(f"The new index missed {len(health.missed)} of {health.asked} stories, so it was not used.")

    def rebuild_if_due(self, reason: str = "damage") -> None:
        """Make the index anew when it does not answer and the last tries allow it."""
        if self._gave_up or self._places.in_memory or self._seat.index is not None or self._seat.state is IndexState.REBUILDING:
            return
        with self._database.reading() as connection:
            history = generations.rebuilds(connection, self.now() - timedelta(hours=1))
        if not self._policy.allows(history, self.now()):
            return
        try:
            self.rebuild(reason)
        except IndexUnavailable as error:
            log.warning("The index could not be made anew (%s); exact search goes on answering.", error)

    def remove_left(self) -> None:
        """`remove_old` at a start, unless another process is filling a new generation at this moment: that one must stay."""
        with self._places.turn("rebuild", timeout=0) as got:
            if got:
                self.remove_old()

    def remove_old(self) -> None:
        faults.point("before-remove-old")
        with self._database.reading() as connection:
            keep, begun = generations.generations(connection), generations.begun(connection)
        try:
            self._places.remove_others(keep, begun)
        except IndexUnavailable as error:  # what answers is in place; the old ones go at the next turn
            log.warning("Old generations of the index stay for now (%s)", error)


def write_words_anew(database: Database) -> int:
    """Write every story's words into the words index as this release reads them. Search goes on meanwhile. Returns how many stories."""
    with database.reading() as connection:
        ids = erasing.story_ids(connection)
    written = 0
    for start in range(0, len(ids), WORDS_BATCH):
        with database.transaction() as connection:
            found = repository.get_many(connection, ids[start : start + WORDS_BATCH]).values()
            for story in found:
                if story.status != "withdrawn":
                    lexical.index(connection, story)
                    written += 1
    return written
