"""Backup and restore: one file with the database, the attachments and a list of what is in it. The index is not in it: SQL makes it anew."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.index.generations import Generations
from services.keeping.copying import copy_bank
from services.keeping.ledger import Ledger
from services.keeping.settling import Replayed, replay
from services.settings import Settings
from services.sharing.file_store import FOLDER, place, put, sound
from stories import attachments, erasing, generations
from stories.database import Database
from stories.errors import StorageFailed, StoryBankError
from stories.schema import HEAD, prepare, upgrade
from stories.snapshot import checked, put_in_place, snapshot

DATABASE = "bank.db"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class RestoreRefused(StoryBankError):
    """A restore would overwrite what is there. The sentence says what to do."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds: rows by table, and files people gave; `missing` names those the bank knows and the disk does not have whole."""

    file: Path
    counts: dict[str, int]
    attachments: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came back, what the erasure ledger took out again, and the copy of what was there before."""

    counts: dict[str, int]
    attachments: int
    replayed: Replayed
    kept: Path | None


def backup(settings: Settings, file: Path) -> BackupReport:
    """Write the bank as it is at one moment into `file`; others may go on writing. The file appears whole or not at all.

    Raises: StorageFailed when it cannot be written, or the copy is damaged.
    """
    file = file.expanduser().resolve()
    partial = file.with_name(f".{file.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.", suffix=".partial") as folder:
            copy = Path(folder) / DATABASE
            counts, named = _database_copy(settings, copy)
            given = {name: path for name in named if sound(path := place(settings.home, name))}
            names = {f"{FOLDER}/{name}": path for name, path in given.items()}
            sums = {DATABASE: _digest(copy), **{name: _digest(path) for name, path in names.items()}}
            manifest = {"schema": HEAD, "made_at": datetime.now(UTC).isoformat(), "counts": counts, "sha256": sums}
            partial.touch(mode=0o600)
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:  # vectors do not get smaller
                archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
                archive.write(copy, DATABASE)
                for name, path in names.items():
                    archive.write(path, name)
        put_in_place(partial, file)
    except (OSError, sqlite3.Error) as error:
        raise StorageFailed(
            f"The backup could not be written ({error}). The bank is as it was; choose another place and try again."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return BackupReport(file, counts, len(given), tuple(name for name in named if name not in given))


def restore(settings: Settings, file: Path, *, replace: bool = False) -> RestoreReport:
    """Put the bank in `file` in place of the one the settings name, without what the erasure ledger says was erased or withdrawn.

    A bank that is there already is kept as a copy in the home, and only given up with `replace`.
    Raises: RestoreRefused; IndexInUse while the app runs; StorageFailed when the file is damaged or there is no room.
    """
    home = settings.home
    database = Database(settings.url)
    places = Generations(database, settings)
    places.claim()
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
            _unpack(file, Path(folder))
            source = Database(f"sqlite:///{Path(folder) / DATABASE}")
            upgrade(source)
            replayed = replay(source, Ledger(home), at=datetime.now(UTC))
            with source.transaction() as connection:
                generations.forget_generations(connection)
                named = attachments.named(connection)
            erasing.scrub(source)
            given = _restore_attachments(Path(folder) / FOLDER, home, named)  # before anything names them
            kept = _put(database, source, replace)
            source.close()
            counts = checked(Path(folder) / DATABASE)
        places.remove_others(set(), set())
    except (OSError, sqlite3.Error) as error:
        raise StorageFailed(f"The backup could not be restored ({error}). The bank is as it was.") from error
    finally:
        places.release()
        database.close()
    return RestoreReport(counts, given, replayed, kept)


def _database_copy(settings: Settings, copy: Path) -> tuple[dict[str, int], list[str]]:
    """Row counts of the copy, and the files the bank names now: those of a story erased since are in no backup."""
    database = Database(settings.url)
    try:
        if database.is_sqlite:
            counts = snapshot(Path(database.url.database or ""), copy)
        else:
            target = Database(f"sqlite:///{copy}")
            prepare(target)
            copy_bank(database, target)
            target.close()
            counts = checked(copy)
        with database.reading() as connection:
            return counts, sorted(attachments.named(connection))
    finally:
        database.close()


def _unpack(file: Path, folder: Path) -> None:
    """Unpack a backup into `folder` and compare every sum."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            for name, digest in manifest["sha256"].items():
                target = (folder / name).resolve()
                if not target.is_relative_to(folder.resolve()):
                    raise StorageFailed(f"{file.name} is no backup of a story bank.")
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, target.open("wb") as out:
                    shutil.copyfileobj(packed, out, CHUNK)
                if _digest(target) != digest:
                    raise StorageFailed(f"{file.name} is damaged ({name} has changed). Nothing was restored; use another backup.")
    except FileNotFoundError as error:
        raise StorageFailed(f"There is no file {file}. Check the name and try again.") from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise StorageFailed(f"{file.name} is no backup of a story bank, or it is damaged. Nothing was restored; use another.") from error
    counts = checked(folder / DATABASE)
    if counts != manifest["counts"]:
        raise StorageFailed(f"{file.name} does not hold what its list says. Nothing was restored; use another backup.")


def _put(database: Database, source: Database, replace: bool) -> Path | None:
    """Write `source` over the bank in one transaction of the database. Returns the copy made of what was there."""
    if not database.is_sqlite:
        copy_bank(source, database)  # refuses a bank that holds stories
        return None
    prepare(database)
    live = Path(database.url.database or "")
    kept = None
    with database.reading() as connection:
        there = len(erasing.story_ids(connection))
    if there and not replace:
        raise RestoreRefused(
            f"There is a bank with {there} stories already. To put the backup in its place, run restore again with --replace."
        )
    if there:
        kept = live.with_name(f"{live.stem}-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}.db")
        snapshot(live, kept)
    with closing(sqlite3.connect(source.url.database or "")) as old, closing(sqlite3.connect(live, timeout=30)) as new:
        old.backup(new)  # one transaction: another process sees the bank before or after, never between
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return kept


def _restore_attachments(source: Path, home: Path, named: set[str]) -> int:
    """Files that are named still: what stood beside an erased story stays away. Returns how many came back."""
    found = [path for path in sorted(source.glob("*")) if path.name in named and sound(path)]
    for path in found:
        put(home, path.name, path.read_bytes())
    return len(found)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
