"""Connections and transactions: the only place that begins or commits.

SQLite settings follow measurements (docs/adr/0008): WAL, synchronous FULL, BEGIN IMMEDIATE for writers, a reader engine with plain
BEGIN that cannot write, foreign keys on, secure_delete on. PostgreSQL behaves alike: one writer at a time (an advisory lock that
ends with the transaction), and readers that see one moment.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from stories import faults
from stories.errors import BankBusy, StorageFailed

__all__ = ["Connection", "Database", "transaction_open"]
_open: ContextVar[bool] = ContextVar("transaction_open", default=False)
BUSY_TIMEOUT = 30  # seconds
BUSY = "The story bank is busy with another change. Nothing was lost: please try again in a moment."
SQLITE_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"busy_timeout={BUSY_TIMEOUT * 1000}",
)
ONE_WRITER = 0x53746F7279  # the advisory lock every PostgreSQL write transaction takes


def transaction_open() -> bool:
    """Whether this thread of work holds a write transaction. Embedding and rendering must never run while it does."""
    return _open.get()


class Database:
    """One bank's database: an engine that writes and an engine that only reads.

    `url` is a SQLAlchemy URL. Raises: StorageFailed when it cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self.url = _address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            try:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageFailed(
                    f"The folder for the story bank cannot be made: {error.strerror}. Set STORYBANK_HOME to a folder you may write to."
                ) from error
        self.writer = self._sqlite("BEGIN IMMEDIATE") if self.is_sqlite else self._postgresql()
        self.reader = self._sqlite("BEGIN", "query_only=ON") if self.is_sqlite else self._postgresql(reads=True)
        self._turn = threading.Lock()

    def _sqlite(self, begin: str, *further: str) -> Engine:
        engine = create_engine(self.url, connect_args={"timeout": BUSY_TIMEOUT, "check_same_thread": False}, pool_size=8, max_overflow=72)

        @event.listens_for(engine, "connect")
        def _settings(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # the driver must not begin on its own
            for pragma in (*SQLITE_SETTINGS, *further):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _postgresql(self, *, reads: bool = False) -> Engine:
        """Writers wait for each other at the start of a transaction, as on SQLite: no deadlocks, no lost updates, no surprise halfway."""
        engine = create_engine(self.url, pool_pre_ping=True, pool_size=8, max_overflow=32)
        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
        if reads:
            return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT}s'")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")

        return engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction: commits when the block ends, rolls back when it raises.

        Raises: BankBusy, StorageFailed for what the database refuses; every other error passes through.
        """
        token = _open.set(True)
        try:
            with self._in_turn(), self.writer.begin() as connection:
                yield connection
                faults.point("before-commit")
            faults.point("after-commit")
        except DBAPIError as error:
            raise self._translated(error) from error
        finally:
            _open.reset(token)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Writers of this process stand in line here: SQLite itself lets them sleep up to 0.1 s between two tries, and whoever tries first
        goes first. Other processes are still waited for by SQLite."""
        if not self._turn.acquire(timeout=BUSY_TIMEOUT):
            raise BankBusy(BUSY)
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: one consistent view, never blocks writers."""
        try:
            with self.reader.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._translated(error) from error

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()

    def _translated(self, error: DBAPIError) -> Exception:
        message = str(error.orig).lower()
        if "locked" in message or "busy" in message or "lock timeout" in message:
            return BankBusy(BUSY)
        if "disk is full" in message or "no space left" in message or "disk i/o" in message:
            return StorageFailed("The disk is full, so this was not saved. Make some room and try again; what you typed is still here.")
        if "readonly" in message or "read-only" in message:
            return StorageFailed("The story bank's folder is read-only, so this was not saved. Check the folder in STORYBANK_HOME.")
        if "unable to open" in message or (isinstance(error, OperationalError) and not self.is_sqlite):
            return StorageFailed(
                f"The story bank's database cannot be reached ({self.url.render_as_string(hide_password=True)}). Check the setting and try again."
            )
        if "not a database" in message:
            return StorageFailed(
                f"{self.url.database} is not a story bank. Move that file away, or set STORYBANK_HOME to another folder; a backup can be restored there."
            )
        return error


def _address(url: str) -> URL:
    """`url` taken apart. Raises: StorageFailed, without repeating it: it may hold a password."""
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise StorageFailed(
            "STORYBANK_DATABASE_URL names no database this program can open. "
            "Write it like sqlite:////folder/bank.db or postgresql+psycopg://user@host/bank, or leave it out."
        ) from error
    return parsed


def _without_nul(_connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
    """PostgreSQL refuses the character NUL in any text, even in a question; SQLite takes it. Saved text never holds one (stories.text)."""

    def clean(values: Any) -> Any:
        if isinstance(values, dict):
            return {name: clean(value) for name, value in values.items()}
        return values.replace("\x00", "") if isinstance(values, str) and "\x00" in values else values

    return statement, [clean(values) for values in parameters] if isinstance(parameters, list) else clean(parameters)
