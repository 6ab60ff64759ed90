"""Bringing a database to this program's schema: by itself on SQLite (with a copy first), on command elsewhere."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from stories.database import Database
from stories.errors import SchemaOutOfDate, StorageFailed
from stories.snapshot import snapshot

HEAD = "0006"  # the newest migration; a test holds it equal to Alembic's
MIGRATE = "python -m services migrate"
MIGRATIONS = Path(__file__).parent / "migrations"


def schema_version(database: Database) -> str:
    """The migration the database is at; empty for a database without tables."""
    with database.reading() as connection:
        if "alembic_version" not in inspect(connection).get_table_names():
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""


def prepare(database: Database) -> Path | None:
    """Make sure the schema is this program's. Returns the copy that was made before an upgrade, if one was.

    A new database is made at once. An older SQLite file is copied (VACUUM INTO) and upgraded.
    Raises: SchemaOutOfDate for an older database elsewhere, or one newer than this program.
    """
    present = schema_version(database)
    if present == HEAD:
        return None
    if present > HEAD:
        raise SchemaOutOfDate("pip install --upgrade the newer release", "The database was made by a newer release of this program.")
    if not present:
        upgrade(database)
        return None
    if not database.is_sqlite:
        raise SchemaOutOfDate(MIGRATE)
    copy = _copy(database, present)
    upgrade(database)
    return copy


def upgrade(database: Database) -> None:
    """Run the migrations, foreign keys off meanwhile (a batch change with them on would delete child rows), then check them.

    Raises: StorageFailed when rows were lost or a foreign key points nowhere; the database is then as it was.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writer.connect() as connection:
        if database.is_sqlite:
            _outside_a_transaction(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                before = _counts(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _verify(connection, before, database.is_sqlite)
        finally:
            if database.is_sqlite:
                _outside_a_transaction(connection, "PRAGMA foreign_keys=ON")


def _outside_a_transaction(connection: Connection, statement: str) -> None:
    """SQLite ignores this PRAGMA once a transaction has begun; SQLAlchemy begins one for any statement."""
    connection.connection.cursor().execute(statement)


def _counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    kept = [name for name in names if not name.startswith(("story_words", "alembic"))]
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in kept}  # noqa: S608


def _verify(connection: Connection, before: dict[str, int], is_sqlite: bool) -> None:
    after = _counts(connection)
    lost = {name: (count, after.get(name, 0)) for name, count in before.items() if after.get(name, 0) < count}
    if lost:
        raise StorageFailed(f"The upgrade would have lost rows ({lost}), so it was undone. The copy made before it is beside the database.")
    if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageFailed("The upgrade left rows that point nowhere, so it was undone. The copy made before it is beside the database.")


def _copy(database: Database, present: str) -> Path:
    source = Path(database.url.database or "")
    copy = source.with_name(f"{source.stem}-before-{HEAD}-from-{present}-{datetime.now(UTC):%Y%m%dT%H%M%S}.db")
    try:
        snapshot(source, copy)
    except (sqlite3.Error, OSError) as error:
        raise StorageFailed(
            f"The database must be upgraded, and the copy made first could not be written ({error}). Nothing was changed. "
            "Make room in the folder and start again."
        ) from error
    return copy
