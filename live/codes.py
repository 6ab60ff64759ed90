"""Join codes: eight Crockford base-32 characters made from the session's id with a key that only this bank has, and how often one may guess.

The database keeps a keyed hash alone; whoever has the key (the desk, the wall) can make the code again after a restart.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections import OrderedDict, deque
from pathlib import Path

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
LENGTH = 8
TRIES_CLIENT, TRIES_APP = 5, 20  # wrong codes in a minute
MINUTE = 60.0
CLIENTS_KEPT = 4_096
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Codes:
    """Makes and recognises the codes of one bank. `key` is 32 secret bytes."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def at(cls, home: Path) -> Codes:
        """With the key in `home`, made on first use and readable by its owner only."""
        file = home / "live.key"
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(file.read_bytes())
        with os.fdopen(handle, "wb") as out:
            key = secrets.token_bytes(32)
            out.write(key)
        return cls(key)

    def code(self, session_id: str) -> str:
        """The code people type to join this session."""
        number = int.from_bytes(self._mac("code", session_id)[:5], "big")
        return "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))

    def hashed(self, code: str) -> str:
        """What the database knows of a code, however it was typed."""
        return self._mac("hash", typed(code)).hex()

    def remote(self, session_id: str) -> str:
        """What the wall must show to move the session on: only the desk hands it out."""
        return self._mac("remote", session_id).hex()[:32]

    def is_remote(self, session_id: str, given: str) -> bool:
        return hmac.compare_digest(self.remote(session_id).encode(), given.encode(errors="replace"))

    def _mac(self, purpose: str, words: str) -> bytes:
        return hmac.new(self._key, f"{purpose}:{words}".encode(errors="replace"), hashlib.sha256).digest()


def typed(code: str) -> str:
    """A code as it was meant: capitals, without spaces and dashes, O for 0 and I or L for 1."""
    return "".join(code.split()).replace("-", "").upper().translate(_MEANT)


def looks_like_one(code: str) -> bool:
    return len(code) == LENGTH and all(letter in ALPHABET for letter in code)


def grouped(code: str) -> str:
    """A code as people read it out: two groups of four."""
    return f"{code[:4]} {code[4:]}"


class Guesses:
    """Counts wrong codes. Methods may be called from any thread; times are seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._app: deque[float] = deque()
        self._clients: OrderedDict[str, deque[float]] = OrderedDict()

    def closed(self, client: str, now: float) -> bool:
        """Whether this client, or everybody, has guessed too often in the last minute. Right codes are then refused as well."""
        with self._lock:
            return len(_recent(self._app, now)) >= TRIES_APP or len(_recent(self._clients.get(client, deque()), now)) >= TRIES_CLIENT

    def wrong(self, client: str, now: float) -> None:
        with self._lock:
            self._app.append(now)
            mine = self._clients.setdefault(client, deque())
            mine.append(now)
            self._clients.move_to_end(client)
            while len(self._clients) > CLIENTS_KEPT:
                self._clients.popitem(last=False)


def _recent(times: deque[float], now: float) -> deque[float]:
    while times and times[0] <= now - MINUTE:
        times.popleft()
    return times
