from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from builders import NOW
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from stories import drafts, locks
from stories.database import Database, transaction_open
from stories.errors import BankBusy, StorageFailed
from stories.schema import prepare
from stories.tables import draft


@pytest.fixture
def sqlite(home: Path) -> Database:
    database = Database(f"sqlite:///{home / 'bank.db'}")
    prepare(database)
    return database


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 30_000)]
)
def test_sqlite_is_set_up_as_measured(sqlite: Database, pragma: str, value: object) -> None:
    with sqlite.transaction() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    with sqlite.reading() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_writer_has_the_lock_from_its_first_moment(sqlite: Database) -> None:
    other = sqlite3.connect(sqlite.url.database or "", timeout=0, isolation_level=None)
    with sqlite.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_nothing_can_be_written_while_reading(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"), database.reading() as connection:
        connection.execute(text("DELETE FROM draft"))


def test_a_reader_sees_one_moment_and_keeps_no_writer_waiting(database: Database) -> None:
    with database.reading() as reading:
        before = reading.execute(select(draft)).all()
        with database.transaction() as writing:
            drafts.save(writing, "d", "story", {}, at=NOW)
        assert reading.execute(select(draft)).all() == before
    with database.reading() as reading:
        assert len(reading.execute(select(draft)).all()) == 1


def test_what_raises_is_rolled_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        drafts.save(connection, "d", "story", {}, at=NOW)
        assert transaction_open()
        raise RuntimeError
    assert not transaction_open()
    with database.reading() as connection:
        assert drafts.load(connection, "d") is None


def test_times_come_back_aware_and_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    summer = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with database.transaction() as connection:
        drafts.save(connection, "d", "story", {}, at=summer)
    with database.reading() as connection:
        saved = drafts.load(connection, "d")
    assert saved is not None
    assert (saved.saved_at, saved.saved_at.tzinfo) == (summer, UTC)
    with pytest.raises((StatementError, ValueError), match="time zone"), database.transaction() as connection:
        drafts.save(connection, "e", "story", {}, at=datetime(2026, 7, 1))  # noqa: DTZ001 - the mistake itself


def test_rows_that_point_nowhere_are_refused(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction() as connection:
        connection.execute(text("INSERT INTO story_theme (story_id, code, polarity, position) VALUES ('nobody', 'x', 'poor', 0)"))


def test_many_threads_write_without_an_error_and_lose_no_count(database: Database) -> None:
    with database.transaction() as connection:
        drafts.save(connection, "n", "story", {"n": 0}, at=NOW)
    errors: list[Exception] = []

    def add() -> None:
        try:
            for _ in range(5):
                with database.transaction() as connection:
                    saved = drafts.load(connection, "n")
                    assert saved is not None
                    drafts.save(connection, "n", "story", {"n": saved.content["n"] + 1}, at=NOW)
        except Exception as error:
            errors.append(error)

    workers = [threading.Thread(target=add) for _ in range(12)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with database.reading() as connection:
        saved = drafts.load(connection, "n")
    assert saved is not None
    assert (errors, saved.content["n"]) == ([], 60)


def test_a_lock_is_held_by_one_and_then_by_the_next(database: Database) -> None:
    with locks.held(database, "index-drain", timeout=0) as first:
        assert first
        with locks.held(database, "index-drain", timeout=0.2) as second:
            assert not second
        with locks.held(database, "index-rebuild", timeout=0) as other:
            assert other
    with locks.held(database, "index-drain", timeout=0) as third:
        assert third


def test_a_writer_that_waits_too_long_in_this_process_is_told_to_try_again(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.database.BUSY_TIMEOUT", 0.1)

    def write() -> None:
        with sqlite.transaction():
            pass

    with ThreadPoolExecutor(1) as others:
        with sqlite.transaction(), pytest.raises(BankBusy, match="Nothing was lost"):
            others.submit(write).result()
        others.submit(write).result()  # the line moves on


def test_a_busy_database_says_to_try_again(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite.writer.connect() as connection:
        connection.connection.cursor().execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(sqlite.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BankBusy, match="Nothing was lost"), sqlite.transaction():
        pass
    other.close()


def test_a_database_that_cannot_be_reached_is_said_without_its_password() -> None:
    database = Database("postgresql+psycopg://priya:s3cret@127.0.0.1:9/bank")
    with pytest.raises(StorageFailed) as raised, database.reading():
        pass
    assert "s3cret" not in str(raised.value)
    assert "cannot be reached" in str(raised.value)
