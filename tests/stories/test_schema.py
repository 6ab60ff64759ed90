from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from stories import lexical, repository, schema
from stories.database import Database
from stories.errors import SchemaOutOfDate, StorageFailed
from stories.schema import HEAD, MIGRATIONS, prepare, schema_version, upgrade
from stories.tables import metadata

FIRST = Path(__file__).parent / "fixtures" / "bank-0001.db"
IDS = [f"01FIRSTSCHEMA{n:013d}" for n in range(3)]
OURS = ("story_words",)  # made by hand in the first migration: FTS5 and tsvector are not in the metadata


@pytest.fixture
def old(home: Path) -> Iterator[Database]:
    """A bank as the first schema left it."""
    home.mkdir(parents=True)
    shutil.copy(FIRST, home / "bank.db")
    database = Database(f"sqlite:///{home / 'bank.db'}")
    yield database
    database.close()


def rows(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("story_words", "alembic"))]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}


def test_the_history_is_one_line_and_its_head_is_what_the_program_says() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [HEAD]
    assert all(not revision.is_branch_point and not revision.is_merge_point for revision in script.walk_revisions())


def test_the_migrations_make_exactly_the_tables_the_program_knows(database: Database) -> None:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": lambda _o, name, *_: not str(name).startswith(OURS)})
        differences = [found for found in compare_metadata(context, metadata) if "story_words" not in repr(found)]
    assert differences == []


@pytest.mark.proof("a bank of the first schema, upgraded")
def test_a_bank_of_the_first_schema_is_copied_and_upgraded_with_every_row(old: Database, home: Path) -> None:
    before = rows(FIRST)
    copy = prepare(old)
    assert copy is not None
    assert schema_version(old) == HEAD
    after = rows(home / "bank.db")
    assert {name: after[name] for name in before} == before
    assert rows(copy) == before
    assert copy.stat().st_mode & 0o077 == 0
    with old.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        found = repository.get_many(connection, IDS)
        assert [found[i].version for i in IDS] == [2, 1, 1]
        assert [hit.story_id for hit in lexical.search(connection, "café", limit=5)] == [IDS[1]]
        assert connection.execute(text("SELECT count(*) FROM index_dirty WHERE drained")).scalar_one() == 0
    assert prepare(old) is None


def test_foreign_keys_are_on_again_after_an_upgrade(old: Database) -> None:
    prepare(old)
    with old.transaction() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_an_upgrade_that_loses_rows_is_undone(old: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = schema._counts

    def counts(connection: object) -> dict[str, int]:
        found = real(connection)  # type: ignore[arg-type]
        return found | {"story_theme": 0} if "index_rebuild" in found else found

    monkeypatch.setattr(schema, "_counts", counts)
    with pytest.raises(StorageFailed, match="would have lost rows"):
        prepare(old)
    monkeypatch.undo()
    assert schema_version(old) == "0001"
    assert rows(home / "bank.db") == rows(FIRST)


def test_an_upgrade_that_leaves_rows_pointing_nowhere_is_undone(old: Database) -> None:
    with old.writer.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO story_theme VALUES ('nobody', 'x', 'poor', 0)")
        connection.commit()
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
    with pytest.raises(StorageFailed):
        prepare(old)
    assert schema_version(old) == "0001"


def test_a_bank_from_a_newer_release_is_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutOfDate, match="newer release"):
        prepare(database)


def test_two_programs_that_start_at_once_on_a_new_home_make_one_schema(home: Path) -> None:
    first, second = (Database(f"sqlite:///{home / 'bank.db'}") for _ in range(2))
    upgrade(first)
    upgrade(second)
    assert schema_version(second) == HEAD
    first.close()
    second.close()
