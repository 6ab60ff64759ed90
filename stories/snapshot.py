"""A whole, checked copy of an SQLite bank while others write to it: VACUUM INTO a temporary name, check, sync, rename."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from stories import faults
from stories.errors import StorageFailed

COUNTED = ("story", "story_version", "consent", "evidence", "evidence_link", "story_use", "passage_vector", "draft")


def snapshot(source: Path, target: Path) -> dict[str, int]:
    """Copy the bank in file `source` to `target` as it is at one moment. Returns its row counts by table.

    `target` appears whole or not at all, readable by its owner only.
    Raises: StorageFailed when the copy is damaged; OSError and sqlite3.Error when it cannot be written.
    """
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source, timeout=30, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(partial),))
        partial.chmod(0o600)
        faults.point("mid-backup")
        counts = checked(partial)
        put_in_place(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return counts


def checked(file: Path) -> dict[str, int]:
    """Row counts of a bank's file after its integrity check. Raises: StorageFailed when it is damaged or is no bank."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
            if verdict != "ok" or orphans:
                raise StorageFailed(f"The copy {file.name} is damaged ({verdict}). Nothing was changed; try again, or use an older copy.")
            return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in COUNTED}  # noqa: S608 - our names
    except sqlite3.DatabaseError as error:
        raise StorageFailed(f"The file {file.name} is no story bank, or it is damaged. Nothing was changed; use another copy.") from error


def put_in_place(partial: Path, target: Path) -> None:
    """Sync `partial` to the disk and give it its name: afterwards it is there whole, also after a power cut."""
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
