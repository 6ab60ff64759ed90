"""The keeper of the search index: opens it, has it follow SQL, checks it, and makes it anew.

SQL holds the vectors and the marks of what changed. The index is derived: while it cannot answer, exact search over the SQL vectors
does. The states and the ways between them are drawn in docs/storage.md.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from embeddings.embedder import Embedder
from embeddings.index import Hit, SyncPlan
from embeddings.passages import PASSAGE_VERSION
from services.finding.story_vectors import embed_missing, embed_texts
from services.index.generations import Generations
from services.index.health import SAMPLE, Health, RebuildPolicy, examine
from services.index.rebuilding import Rebuilder
from services.index.seat import IndexSeat, IndexState, IndexStatus
from services.index.syncing import Progress, marks_wait
from services.index.watch import IndexWatch
from services.settings import Settings
from stories import generations, vectors
from stories.database import Database
from stories.errors import IndexUnavailable

__all__ = ["IndexKeeper", "IndexState", "IndexStatus", "embed_texts"]
log = logging.getLogger(__name__)
MARKS_KEPT = timedelta(days=1)  # for indexes in other processes' memory to follow
LOG_KEPT = timedelta(days=90)


class IndexKeeper:
    """Keeps the vector index of one bank. Methods may be called from any thread."""

    def __init__(
        self, database: Database, settings: Settings, *, policy: RebuildPolicy | None = None, changed: Callable[[], None] | None = None
    ) -> None:
        self._database = database
        self._changed = changed or (lambda: None)  # told of every change in SQL before the index takes it in
        self._places = Generations(database, settings)
        self._seat = IndexSeat(database)
        self._rebuilder = Rebuilder(database, self._places, self._seat, policy or RebuildPolicy())
        self._watch = IndexWatch(self)

    @property
    def model_key(self) -> str:
        """The name under which SQL keeps this model's vectors; empty until a model is loaded."""
        return self._seat.model

    @property
    def state(self) -> IndexState:
        return self._seat.state

    @property
    def in_memory(self) -> bool:
        """Whether this process searches in memory only, by its setting."""
        return self._places.in_memory

    @property
    def owns_folder(self) -> bool:
        """Whether this process owns the index on disk."""
        return self._places.owned

    @property
    def note(self) -> str:
        """What people are told about the search; empty when there is nothing to tell."""
        return self._seat.note

    def claim(self) -> None:
        """Become the owner of the index on disk. Raises: IndexInUse, StorageFailed."""
        self._places.claim()

    def open(self, embedder: Embedder) -> None:
        """Open the index for this model, bring it in line with SQL, and embed what has no vectors yet."""
        self.claim()
        self._seat.dimensions = embedder.dimensions
        self._seat.model = f"{embedder.model_id}/{PASSAGE_VERSION}"
        if self._places.in_memory:
            self._hold_in_memory()
        else:
            self._open_generation()
        self.embed_missing(embedder)
        if self.state is IndexState.READY and not self.in_memory:  # what is in memory was read from SQL a moment ago
            self.reconcile()
            self.check()
        self._rebuilder.rebuild_if_due()
        self._watch.start()

    def close(self) -> None:
        self._watch.stop()
        self._seat.leave()
        self._places.release()

    def embed_missing(self, embedder: Embedder, progress: Progress | None = None) -> int:
        """Embed every story that may be embedded and has no vectors of this model. Returns how many."""
        return embed_missing(self._database, self.model_key, embedder, self.drain, progress)

    def drain(self) -> int:
        """Take in what changed in SQL since the last time. Returns how many changes the shared index took in. Safe to repeat."""
        self._changed()
        if not self.model_key:
            return 0
        with self._seat.working:
            try:
                with self._places.turn("drain", timeout=2) as got:  # when another process has the turn, it drains our marks too
                    if got:
                        self._adopt()  # not before: another process may have been about to switch, and changes would go to the old one
                        if self._seat.index is not None:
                            return self._seat.line(self._seat.index).drain()
                self._seat.follow()
                return 0
            except IndexUnavailable:
                self._seat.stand_in()
                return 0

    def reconcile(self) -> SyncPlan:
        """Drain, then compare the whole index with SQL and mend what differs. Returns what had to be mended."""
        with self._seat.working:
            before = self.state
            if before is IndexState.READY:
                self._seat.state = IndexState.DRAINING
            self.drain()
            plan = SyncPlan(frozenset(), frozenset())
            if self.state is IndexState.DRAINING:
                self._seat.state = IndexState.RECONCILING
            try:
                with self._places.turn("drain", timeout=60) as got:
                    if got:
                        self._adopt()
                        if index := self._seat.answering:
                            plan = self._seat.line(index).mend()
            except IndexUnavailable:
                self._seat.stand_in()
            if self.state is IndexState.RECONCILING:
                self._seat.state = IndexState.READY
            return plan

    def check(self, size: int = SAMPLE) -> Health:
        """Ask the index for `size` stories at random by their own vectors. Too many missed: exact search stands in."""
        return self._checked(size, None)[0]

    def check_from(self, after: str, size: int) -> tuple[Health, str]:
        """`check` for the next `size` stories by id, and the last id asked for: empty at the end."""
        return self._checked(size, after)

    def rebuild(self, progress: Progress | None = None, *, reason: str = "person") -> int:
        """Make a new generation of the index from the vectors in SQL, let it answer, and remove the old ones.

        The old one, or exact search, answers meanwhile. Returns how many stories it holds.
        Raises: IndexUnavailable when it cannot be made; what answered goes on answering.
        """
        if self._places.in_memory:
            return self._hold_in_memory()
        stories = self._rebuilder.rebuild(reason, progress)
        self.drain()
        return stories

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        """The nearest passages and whole stories, best first. Exact search answers when the index cannot."""
        self._watch.touch()
        return self._seat.search(vector, limit=limit, failed=self._unanswered)

    def status(self) -> IndexStatus:
        with self._database.reading() as connection:
            waiting = 0 if self._places.in_memory else vectors.count_dirty(connection)
            stories, passages = vectors.count_vectors(connection, self.model_key)
        backend = "closed" if self._seat.answering is None else "exact" if self._seat.index is None else "chroma"
        return IndexStatus(backend, self.state.value, stories, passages, waiting, self.note)

    def tend(self) -> None:
        """What the watch does every few seconds: take in what other processes changed, and make anew what is asked for or due."""
        with self._database.reading() as connection:
            waiting = marks_wait(connection, self._seat.cursor if self._seat.index is None else None)
            moved = self._seat.generation != generations.generation(connection, self.model_key)
            asked = bool(generations.asked(connection))
        if waiting or (moved and not self._places.in_memory):
            self.drain()
        if asked and not self._places.in_memory:
            self.rebuild(reason="erasure")
        self._rebuilder.rebuild_if_due()

    def tidy(self) -> None:
        """Forget marks and log entries nobody needs any more."""
        with self._database.transaction() as connection:
            vectors.drop_marks(connection, datetime.now(UTC) - MARKS_KEPT)
            generations.drop_log(connection, datetime.now(UTC) - LOG_KEPT)

    def _open_generation(self) -> None:
        self._seat.state = IndexState.PROBING
        with self._database.reading() as connection:
            name = generations.generation(connection, self.model_key)
        self._seat.generation = name
        try:
            if self._places.answers(self.model_key, name, self._seat.dimensions):
                self._seat.take(self._places.open(self.model_key, name, self._seat.dimensions), name)
                self._rebuilder.remove_left()
                return
        except IndexUnavailable:
            log.warning("The index could not be opened; it will be made anew.")
        if name:
            self._seat.stand_in()
        self._rebuilder.rebuild_if_due(reason="damage" if name else "start")
        if self._seat.answering is None:
            self._seat.stand_in()

    def _adopt(self) -> None:
        """Another process may have let another generation answer, or, restoring a backup, none."""
        with self._database.reading() as connection:
            name = generations.generation(connection, self.model_key)
        if self._places.in_memory or name == self._seat.generation or self.state is IndexState.CLOSED:
            return
        if name and self._places.on_server:
            self._seat.take(self._places.open(self.model_key, name, self._seat.dimensions), name)
        else:
            self._seat.generation = name
            self._seat.stand_in()

    def _unanswered(self) -> None:
        """The index did not answer: another process may have let a new one answer meanwhile. Otherwise exact search stands in."""
        before = self._seat.index
        with contextlib.suppress(IndexUnavailable):
            self._adopt()
        if self._seat.index is before:
            self._seat.stand_in()

    def _hold_in_memory(self) -> int:
        self._seat.stand_in()
        self._seat.state = IndexState.READY
        return len(self._seat.exact.fingerprints()) if self._seat.exact else 0

    def _checked(self, size: int, after: str | None) -> tuple[Health, str]:
        index = self._seat.answering
        if index is None:
            return Health(0, ()), ""
        followed = None if index is self._seat.index else self._seat.cursor
        try:
            health, last = examine(self._database, self.model_key, index, size, after=after, followed=followed)
        except IndexUnavailable:
            health, last = Health(1, ("",)), ""
        if not health.sound and index is self._seat.index:
            log.warning("The index missed %d of %d stories; it will be made anew.", len(health.missed), health.asked)
            self._seat.stand_in()
        return health, last
