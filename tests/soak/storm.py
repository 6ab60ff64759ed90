"""One of many writers at once: it counts in a number they all share, and in one of its own."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

from builders import NOW

from stories import drafts
from stories.database import Database


def add(url: str, worker: str, times: int) -> tuple[int, float]:
    """Raise one shared number and one of the worker's own. Returns errors, and the longest wait in seconds."""
    database, errors, longest = Database(url), 0, 0.0
    for _ in range(times):
        begun = time.monotonic()
        try:
            with database.transaction() as connection:
                for key in ("shared", worker):
                    saved = drafts.load(connection, key)
                    drafts.save(connection, key, "story", {"n": (saved.content["n"] if saved else 0) + 1}, at=NOW)
        except Exception:
            errors += 1
        longest = max(longest, time.monotonic() - begun)
    database.close()
    return errors, longest


def add_and_tell(url: str, worker: str, times: int, pipe: Connection) -> None:
    """`add` in a process of its own, which needs a module that other packages' `tests` cannot stand in front of."""
    pipe.send(add(url, worker, times))
