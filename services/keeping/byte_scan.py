"""Looks for bytes in every file of a folder: the last word on whether something is gone."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path


def files_holding(folder: Path, needles: Sequence[bytes]) -> list[Path]:
    """The files under `folder` that hold one of `needles`, in order of their names. Raises: OSError when one cannot be read."""
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink() and holds(file, needles)]


def holds(file: Path, needles: Sequence[bytes]) -> bool:
    """Whether `file` holds one of `needles`."""
    try:
        if not file.stat().st_size:
            return False
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return any(content.find(needle) >= 0 for needle in needles)
    except FileNotFoundError:  # it went while we looked
        return False
