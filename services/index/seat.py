"""Which index answers now: the one on disk or server, or exact search in memory while that one cannot."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from embeddings.backends import open_index
from embeddings.index import Hit, VectorIndex
from services.index.syncing import Line
from stories.database import Database
from stories.errors import IndexUnavailable

EXACT_NOTE = "Search is exact while the index is rebuilt."
OPENING_NOTE = "Getting the search ready. Until then we show stories that share your words."


class IndexState(StrEnum):
    """Where the index stands; docs/storage.md draws the ways between."""

    CLOSED = "closed"
    PROBING = "probing"
    DRAINING = "draining"
    RECONCILING = "reconciling"
    READY = "ready"
    STANDING_IN = "standing_in"
    REBUILDING = "rebuilding"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What `status` shows: which backend answers and how it stands, how many stories it holds, and how many changes wait."""

    backend: str
    state: str
    stories: int
    vectors: int
    waiting: int
    note: str


class IndexSeat:
    """Holds the index that answers. Searching takes no lock; whoever changes an index or its place holds `working`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.working = threading.RLock()
        self.state = IndexState.CLOSED
        self.model = ""
        self.dimensions = 0
        self.generation = ""  # of the index in the seat, or of the one it stands in for
        self.index: VectorIndex | None = None  # on disk or on a server
        self.exact: VectorIndex | None = None
        self.stays_exact = False  # the index misses too much of this bank, so exact search is no stand-in but the answer
        self.cursor = ""  # the mark up to which the exact index has followed

    @property
    def answering(self) -> VectorIndex | None:
        return self.index or self.exact

    @property
    def note(self) -> str:
        """What people are told about the search; empty when there is nothing to tell."""
        if self.index is None and self.state in (IndexState.STANDING_IN, IndexState.REBUILDING):
            return "" if self.stays_exact else EXACT_NOTE
        return OPENING_NOTE if self.answering is None and self.model else ""

    def line(self, index: VectorIndex) -> Line:
        return Line(self._database, self.model, index)

    def take(self, index: VectorIndex, generation: str) -> None:
        """Let `index` answer from now on."""
        with self.working:
            old, self.index, self.generation = self.index, index, generation
            self.exact, exact = None, self.exact
            self.state = IndexState.READY
            _close(old)
            _close(exact)

    def stand_in(self) -> None:
        """Let exact search over the vectors in SQL answer. The other index goes once everything is in memory."""
        with self.working:
            self.state = IndexState.STANDING_IN
            fresh = open_index("exact", model_id=self.model, dimensions=self.dimensions)
            line = self.line(fresh)
            self.cursor = line.follow(line.fill())
            old_exact, self.exact = self.exact, fresh
            old, self.index = self.index, None
            _close(old)
            _close(old_exact)

    def follow(self) -> None:
        """Bring the exact index up to the newest change."""
        with self.working:
            if self.exact is not None:
                self.cursor = self.line(self.exact).follow(self.cursor)

    def search(self, vector: NDArray[np.float32], *, limit: int, failed: Callable[[], None]) -> list[Hit]:
        """Ask whatever answers. `failed` is told when the index on disk or server did not; exact search stands in by then."""
        for _ in range(3):
            index = self.answering
            if index is None:
                return []
            try:
                return index.search(vector, limit=limit)
            except IndexUnavailable:
                with self.working:
                    if index is self.index:  # otherwise another thread has seated a sound one meanwhile
                        failed()
        return []

    def leave(self) -> None:
        with self.working:
            _close(self.index)
            _close(self.exact)
            self.index = self.exact = None
            self.state = IndexState.CLOSED


def _close(index: VectorIndex | None) -> None:
    if index is not None:
        with contextlib.suppress(Exception):  # a damaged index may not even close, and nobody asks it anything again
            index.close()
