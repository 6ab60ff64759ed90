"""Who is here now, and who writes too fast: kept in memory, because it is worth nothing after a minute. Thread-safe."""

from __future__ import annotations

import threading
from collections import OrderedDict

from live.codes import Guesses

HERE = 75.0  # seconds after which somebody who was not heard of has left
BURST, PER_SECOND = 8.0, 0.5  # answers one phone may send at once, and then each second
KEPT = 20_000  # phones remembered


class Presence:
    """Phones that were heard of lately, by session; and a bucket of answers for each phone. Seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, dict[int, float]] = {}
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()
        self._places: OrderedDict[tuple[str, str], int] = OrderedDict()
        self.guesses = Guesses()

    def saw(self, session_id: str, participant_id: int, now: float) -> None:
        with self._lock:
            self._seen.setdefault(session_id, {})[participant_id] = now

    def here(self, session_id: str, now: float) -> int:
        """How many people are in a session now."""
        with self._lock:
            seen = self._seen.get(session_id, {})
            for participant_id in [one for one, at in seen.items() if at <= now - HERE]:
                del seen[participant_id]
            return len(seen)

    def leave(self, session_id: str) -> None:
        """Forget a session that has ended."""
        with self._lock:
            self._seen.pop(session_id, None)

    def place(self, session_id: str, token_hash: str) -> int | None:
        """The place this cookie is known to hold: it never changes, so SQL need not be asked at every tick of every phone."""
        with self._lock:
            return self._places.get((session_id, token_hash))

    def has_place(self, session_id: str, token_hash: str, participant_id: int) -> None:
        with self._lock:
            self._places[(session_id, token_hash)] = participant_id
            while len(self._places) > KEPT:
                self._places.popitem(last=False)

    def may_send(self, participant_id: int, now: float) -> bool:
        """Whether this phone may send one more answer, which is then counted."""
        with self._lock:
            left, at = self._buckets.pop(participant_id, (BURST, now))
            left = min(BURST, left + max(now - at, 0.0) * PER_SECOND)
            allowed = left >= 1.0
            self._buckets[participant_id] = (left - allowed, now)
            while len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
            return allowed
