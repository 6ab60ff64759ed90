"""A power cut as a disk sees it: only what was synced is there afterwards. Every acknowledged commit must be among it.

The bank's own statements run on a file system that keeps writes in memory until the database asks for a sync, and forgets the rest when
the power goes. The same with synchronous=NORMAL must lose commits: otherwise the model proves nothing.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from builders import NOW, TEXT, a_consent, a_draft
from proofs import Say
from sqlalchemy import event

from stories import repository
from stories.database import SQLITE_SETTINGS, Database
from stories.schema import prepare


class Disk(apsw.VFS):
    """What was written and what was synced, file by file."""

    def __init__(self, name: str, start: dict[str, bytes]) -> None:
        self.written = {path: bytearray(content) for path, content in start.items()}
        self.synced = dict(start)
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> File:  # noqa: N802 - the library's name
        path = name.filename() if hasattr(name, "filename") else str(name)
        flags[1] = flags[0]
        return File(self, path)

    def xDelete(self, name: str, _sync: bool) -> None:  # noqa: N802
        self.written.pop(name, None)
        self.synced.pop(name, None)

    def xAccess(self, name: str, _flags: int) -> bool:  # noqa: N802
        return name in self.written

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class File:
    """One open file. Without shared memory, so the database keeps to itself (locking_mode=EXCLUSIVE)."""

    def __init__(self, disk: Disk, path: str) -> None:
        self._disk, self._path = disk, path
        disk.written.setdefault(path, bytearray())

    @property
    def _content(self) -> bytearray:
        return self._disk.written[self._path]

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._content[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        content = self._content
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data

    def xTruncate(self, size: int) -> None:  # noqa: N802
        del self._content[size:]

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.synced[self._path] = bytes(self._content)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._content)

    def xLock(self, _level: int) -> None: ...  # noqa: N802
    def xUnlock(self, _level: int) -> None: ...  # noqa: N802
    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _op: int, _ptr: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return 0

    def xClose(self) -> None: ...  # noqa: N802


def statements_of_captures(home: Path, count: int) -> list[list[tuple[str, Any]]]:
    """What the bank really says to its database, one list for each story saved."""
    database = Database(f"sqlite:///{home / 'source.db'}")
    prepare(database)
    said: list[list[tuple[str, Any]]] = []

    @event.listens_for(database.writer, "before_cursor_execute")
    def _keep(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        rows = parameters if many else [parameters]
        if not statement.startswith("BEGIN"):
            said[-1] += [(statement, row) for row in rows]

    for number in range(count):
        said.append([])
        with database.transaction() as connection:
            draft = a_draft(title=f"Story {number}", text=f"{TEXT} Number {number}.")
            repository.add(connection, draft, [a_consent()], story_id=f"s{number:04}", at=NOW, by="t")
    database.close()
    return said


def lost_after_cuts(home: Path, said: list[list[tuple[str, Any]]], synchronous: str, cuts: int) -> tuple[int, int]:
    """(acknowledged commits, those not there after the power came back), over so many cuts."""
    empty = Database(f"sqlite:///{home / f'{synchronous}.db'}")
    prepare(empty)
    with empty.writer.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    empty.close()
    start = (home / f"{synchronous}.db").read_bytes()
    acknowledged = lost = 0
    for cut in range(cuts):
        disk = Disk(f"cut-{synchronous}-{cut}", {"/bank.db": start})
        connection = apsw.Connection("/bank.db", vfs=f"cut-{synchronous}-{cut}")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        for setting in SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {setting.replace('synchronous=FULL', f'synchronous={synchronous}')}")
        done = random.Random(cut).randint(1, len(said))
        for story in said[:done]:
            connection.execute("BEGIN IMMEDIATE")
            for statement, values in story:
                connection.execute(statement, [str(v) if hasattr(v, "isoformat") else v for v in values])
            connection.execute("COMMIT")
        after = home / f"after-{synchronous}-{cut}"
        after.mkdir()
        for path, content in disk.synced.items():
            (after / path.lstrip("/")).write_bytes(content)
        with closing(sqlite3.connect(after / "bank.db")) as seen:
            there = seen.execute("SELECT count(*) FROM story").fetchone()[0]
            assert seen.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        acknowledged += done
        lost += done - there
        connection.close()
    return acknowledged, lost


@pytest.mark.proof("power cuts")
@pytest.mark.parametrize("cuts", [pytest.param(6, id="short"), pytest.param(40, id="long", marks=pytest.mark.soak)])
def test_a_power_cut_loses_no_acknowledged_commit(tmp_path: Path, cuts: int, figures: Say) -> None:
    said = statements_of_captures(tmp_path, 25)
    acknowledged, lost = lost_after_cuts(tmp_path, said, "FULL", cuts)
    _, lost_without = lost_after_cuts(tmp_path, said, "NORMAL", cuts)
    verdict = "passed" if lost == 0 and lost_without > 0 else "failed"
    figures(
        f"power cuts: {cuts} cuts, {acknowledged} acknowledged, {lost} lost (with synchronous NORMAL it would be {lost_without}): {verdict}"
    )
    assert verdict == "passed"
