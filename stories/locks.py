"""Locks between processes that share one bank: an advisory lock in PostgreSQL, a lock file beside an SQLite database.

The operating system or the server lets go of them when a process dies, so nothing has to be cleaned up after a crash.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text

from stories.database import Database

PAUSE = 0.05  # seconds between two tries


@contextmanager
def held(database: Database, name: str, *, timeout: float) -> Iterator[bool]:
    """Hold the lock `name` of this bank while the block runs. Gives False when another process kept it for `timeout` seconds.

    Not for nesting: the same name asked for twice by one process waits for itself.
    """
    if database.is_sqlite:
        with _file(database, name, timeout) as got:
            yield got
    else:
        with _advisory(database, name, timeout) as got:
            yield got


@contextmanager
def _file(database: Database, name: str, timeout: float) -> Iterator[bool]:
    lock = FileLock(Path(database.url.database or "bank.db").parent / f".{name}.lock")
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _advisory(database: Database, name: str, timeout: float) -> Iterator[bool]:
    """Held by a connection of its own, outside any transaction: it ends with the connection, whatever happens to the process."""
    key = {"key": zlib.crc32(f"shared-endeavour/{name}".encode())}
    until = time.monotonic() + timeout
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not (got := bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), key).scalar_one())):
            if time.monotonic() >= until:
                break
            time.sleep(PAUSE)
        try:
            yield got
        finally:
            if got:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
