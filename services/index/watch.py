"""Looks after an open index from a thread of its own: other processes' changes, rebuilds that are due, a full check when idle."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from stories.errors import StoryBankError

if TYPE_CHECKING:
    from services.index.indexing import IndexKeeper

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds between two looks
IDLE = 60.0  # seconds without a search before the full check goes on
SLICE = 50  # stories checked at each look while idle
ROUND = 24 * 3600.0  # seconds between two full checks, and between two clearances of old marks


class IndexWatch:
    """Started when the index is open, stopped when it closes."""

    def __init__(self, keeper: IndexKeeper) -> None:
        self._keeper = keeper
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._touched = time.monotonic()
        self._after = ""
        self._next_round = time.monotonic()

    def start(self) -> None:
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="index-watch", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        self._stop.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(30)

    def touch(self) -> None:
        """Somebody is searching: the full check waits."""
        self._touched = time.monotonic()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self._keeper.tend()
                if time.monotonic() - self._touched > IDLE and time.monotonic() >= self._next_round:
                    self._check_some()
            except StoryBankError as error:  # it is tried again at the next look
                log.warning("index watch: %s: %s", type(error).__name__, error)

    def _check_some(self) -> None:
        health, last = self._keeper.check_from(self._after, SLICE)
        self._after = last if health.sound else ""
        if not last:
            self._keeper.tidy()
            self._next_round = time.monotonic() + ROUND
