"""Something that many ask for at once, made once and shared for a moment: what a room shows, for three hundred phones."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Made = TypeVar("Made")
KEPT = 64  # things


class Briefly:
    """Keeps what was made for a moment. While one thread makes it, the others that ask for the same wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[threading.Lock, list[tuple[float, object]]]] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Made], *, seconds: float, stale: float = 0.0) -> Made:
        """What `make` returns, at most `seconds` old; up to `stale` seconds more while another thread makes it anew, so that a crowd never
        queues for it. What it raises is raised, and not kept."""
        with self._lock:
            lock, slot = self._kept.setdefault(key, (threading.Lock(), []))
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if not lock.acquire(blocking=False):
            kept = slot[:1]
            if kept and time.monotonic() - kept[0][0] < seconds + stale:
                return kept[0][1]  # type: ignore[return-value]
            lock.acquire()
        try:
            if slot and time.monotonic() - slot[0][0] < seconds:
                return slot[0][1]  # type: ignore[return-value]
            asked = time.monotonic()  # its age counts from before it was read: nothing shown is older than `seconds`
            made = make()
            slot[:] = [(asked, made)]
            return made
        finally:
            lock.release()

    def forget(self, key: Hashable) -> None:
        """Let the next who asks have it made anew."""
        with self._lock:
            self._kept.pop(key, None)
