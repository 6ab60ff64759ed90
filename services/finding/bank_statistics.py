"""What is known of a bank as a whole and kept between questions: its shape, its rare and common words, how many stories there are.

All of it only sharpens the order in which stories come; what may be shown is decided in SQL each time. The shape is made in the
warming thread when the bank opens, and in a thread of its own once the bank has grown or shrunk by a tenth.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from embeddings.shape import Shape, Sums
from embeddings.wording import Counts, Wording
from stories import browsing, vectors, word_matches
from stories import pool as pooled
from stories.browsing import Filters
from stories.consent import Use
from stories.database import Connection, Database
from stories.errors import StoryBankError
from stories.vectors import WHOLE_STORY

log = logging.getLogger(__name__)
ENOUGH = 30  # stories; fewer have no shape worth the name
READ = 4_000  # stories whose words are counted at most
SAMPLE = 20_000  # stories the shape is made from at most: 384 × 384 numbers need no more
BATCH = 500
GROWN = 0.1


class BankStatistics:
    """Methods may be called from any thread. `model` names the vectors to read; empty until a model is loaded."""

    def __init__(self, database: Database, model: Callable[[], str]) -> None:
        self._database = database
        self._model = model
        self._working = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._changed = False
        self._made_from = 0
        self._counted: tuple[str, int] = ("", -1)
        self._shown: tuple[tuple[str, str, date], tuple[int, int]] | None = None
        self.shape: Shape | None = None
        self.wording: Wording | None = None
        self.remembered: dict[str, int] = {}

    def changed(self) -> None:
        """Stories came, went or changed. Costs nothing: the next question looks into it."""
        self._changed = True

    def stories(self, connection: Connection) -> int:
        """Stories in the words index."""
        mark = vectors.newest_mark(connection)
        if self._counted[0] != mark or self._counted[1] < 0:
            self._counted = (mark, word_matches.count(connection))
        return self._counted[1]

    def shown(self, connection: Connection, scope: str, on: date) -> tuple[int, int]:
        """Stories that may be shown for `scope` on that day, and those in the bank that may not. Every change of consent leaves a newer mark,
        and marks outlive the day."""
        key = (vectors.newest_mark(connection), scope, on)
        known = self._shown
        if known is None or known[0] != key:
            shown = browsing.browse(connection, Filters(scope=scope), Use(scope), on=on, limit=0)[1]
            known = (key, (shown, max(browsing.published(connection) - shown, 0)))
            self._shown = known
        return known[1]

    def look(self, connection: Connection) -> None:
        """Start making the shape anew in the background if the bank has changed enough."""
        if not self._changed or not self._model():
            return
        self._changed = False
        now = vectors.count_vectors(connection, self._model())[0]
        if abs(now - self._made_from) > GROWN * self._made_from and max(now, self._made_from) >= ENOUGH:
            with self._working:
                if self._thread is None and not self._closing:
                    self._thread = threading.Thread(target=self._in_background, name="bank-shape", daemon=True)
                    self._thread.start()

    def refresh(self) -> None:
        """Make the shape from the vectors in SQL, count in how many stories words are, and forget what was remembered."""
        model = self._model()
        with self._database.reading() as connection:
            ids = sorted(vectors.wanted(connection, model)) if model else []
        step = max(1, -(-len(ids) // SAMPLE))
        sampled, sums = ids[::step], None
        for start in range(0, len(sampled) if len(ids) >= ENOUGH else 0, BATCH):
            if self._closing:
                return
            with self._database.reading() as connection:
                stored = vectors.load(connection, model, sampled[start : start + BATCH])
            wholes = [np.frombuffer(v.vector, dtype="<f4") for rows in stored.values() for v in rows if v.passage == WHOLE_STORY]
            if wholes:
                sums = sums or Sums(wholes[0].size)
                sums.add(np.stack(wholes))
        self.wording = self._counted_words(ids) if sums is not None else None
        self.shape = sums.shape() if sums is not None and sums.stories > 1 else None
        self._made_from = len(ids)
        self.remembered = {}

    def words_of(self, connection: Connection, story_ids: Sequence[str]) -> NDArray[np.float32] | None:
        """The words of these stories in their order, (n, embeddings.wording.PLACES); None while the bank is too small to have rare ones."""
        if self.wording is None:
            return None
        texts = pooled.texts_of(connection, story_ids)
        return self.wording([texts.get(story_id, "") for story_id in story_ids])

    def _counted_words(self, ids: Sequence[str]) -> Wording:
        counts, some = Counts(), ids[:: max(1, -(-len(ids) // READ))]
        for texts in self._texts(some):
            counts.add(texts)
        return counts.wording().centred(self._texts(some))

    def _texts(self, ids: Sequence[str]) -> Iterator[Collection[str]]:
        for start in range(0, len(ids), BATCH):
            with self._database.reading() as connection:
                yield pooled.texts_of(connection, ids[start : start + BATCH]).values()

    def close(self) -> None:
        self._closing = True
        thread = self._thread
        if thread is not None:
            thread.join(30)

    def _in_background(self) -> None:
        try:
            self.refresh()
        except StoryBankError as error:  # the old shape goes on serving; the next change tries again
            log.warning("bank statistics: %s: %s", type(error).__name__, error)
        finally:
            self._thread = None
