"""Files in the home, each under the hash of its bytes and the ending of its kind."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

from stories import attachments
from stories.database import Database
from stories.evidence import is_kept_file
from stories.snapshot import put_in_place

FOLDER = "attachments"  # in the home
UNUSED_FOR = 24 * 3600.0  # seconds a file may wait for the draft or story that names it


def place(home: Path, name: str) -> Path:
    """Where the file of this name is. Raises: ValueError when that is no such name, and might lead out of the folder."""
    if not is_kept_file(name):
        raise ValueError("no name of a kept file")
    return home / FOLDER / name


def put(home: Path, name: str, data: bytes) -> None:
    """Write a file, whole or not at all, on the disk when this returns. The same bytes are kept once. Raises: OSError."""
    file = place(home, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sound(file):
        file.touch()  # somebody wants it again: the clock of `remove_unused` starts anew
        return
    handle, partial = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".partial")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        put_in_place(Path(partial), file)
    finally:
        Path(partial).unlink(missing_ok=True)


def sound(file: Path) -> bool:
    """Whether the file is there and its bytes are those its name says."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.stem
    except OSError:
        return False


def remove_unused(database: Database, home: Path, *, older: float = UNUSED_FOR) -> int:
    """Remove files that neither evidence nor a draft names, and that have waited `older` seconds. Returns how many.

    Their bytes are written over first; what the disk itself keeps is out of reach.
    """
    folder, gone = home / FOLDER, 0
    files = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    if not files:
        return 0
    with database.reading() as connection:
        named = attachments.named(connection)
    for path in files:
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            if path.name not in named and time.time() - path.stat().st_mtime >= older:
                _wipe(path)
                gone += 1
    return gone


def _wipe(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
