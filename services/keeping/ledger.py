"""The erasure ledger: which stories were erased or withdrawn, as salted hashes, in a file of its own beside the database.

It is kept out of every backup, because a backup from before knows nothing of it: `restore` reads the ledger and lets those stories
go again before anybody can open the bank. A hash names nobody; without the salt in the same file it cannot be guessed from ids.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `what` is erased, finished (an erasure whose every step ran), withdrawn, or released (after a withdrawal)."""

    what: str
    hash: str
    salt: str


class Ledger:
    """The ledger in a bank's home. Lines are only ever added, each on disk before the call returns."""

    def __init__(self, home: Path) -> None:
        self._file = home / NAME

    def add(self, what: str, story_ids: Iterable[str], *, at: datetime) -> None:
        """Raises: OSError when it cannot be written."""
        new = not self._file.exists()
        lines = [{"salt": secrets.token_hex(32)}] if new else []
        salt = lines[0]["salt"] if new else self._salt()
        lines += [{"what": what, "hash": _hash(salt, story_id), "at": at.isoformat()} for story_id in story_ids]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:  # noqa: PTH123
            file.write(("" if new or self._ends_whole() else "\n") + "".join(json.dumps(line) + "\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())

    def hashes(self, what: str) -> set[str]:
        """The hashes of what was erased, withdrawn (and not released again since), or finished."""
        found: set[str] = set()
        for entry in self._entries():
            if entry.what == what:
                found.add(entry.hash)
            elif entry.what == "released" and what == "withdrawn":
                found.discard(entry.hash)
        return found

    def among(self, what: str, story_ids: Iterable[str]) -> list[str]:
        """Those of `story_ids` that the ledger says were erased or withdrawn (`what`)."""
        known = self.hashes(what)
        salts = {entry.salt for entry in self._entries() if entry.what == what}
        return [story_id for story_id in story_ids if any(_hash(salt, story_id) in known for salt in salts)]

    def unfinished(self) -> bool:
        """Whether an erasure began and did not run to its end."""
        return bool(self.hashes("erased") - self.hashes("finished"))

    def reference(self, story_id: str) -> str:
        """The first letters of the story's hash, for a receipt that names no one."""
        return _hash(self._salt(), story_id)[:12]

    def close_unfinished(self, *, at: datetime) -> None:
        """Say that what was left of begun erasures has been done."""
        open_ones = self.hashes("erased") - self.hashes("finished")
        with self._file.open("a", encoding="utf-8") as file:
            file.write("".join(json.dumps({"what": "finished", "hash": found, "at": at.isoformat()}) + "\n" for found in sorted(open_ones)))
            file.flush()
            os.fsync(file.fileno())

    def _entries(self) -> list[Entry]:
        found, salt = [], ""
        for line in self._lines():
            salt = line.get("salt", salt)
            if "what" in line:
                found.append(Entry(line["what"], line["hash"], salt))
        return found

    def _salt(self) -> str:
        """The last one: ledgers of several hosts may be put into one file, one after the other."""
        return [line["salt"] for line in self._lines() if "salt" in line][-1]

    def _lines(self) -> list[dict[str, str]]:
        found = []
        for line in self._file.read_text(encoding="utf-8").splitlines() if self._file.exists() else ():
            try:
                found.append(json.loads(line))
            except ValueError:  # a kill cut the last line short; what it stood for had not been promised yet
                continue
        return found

    def _ends_whole(self) -> bool:
        return self._file.read_bytes()[-1:] in (b"\n", b"")


def _hash(salt: str, story_id: str) -> str:
    return hashlib.blake2b(story_id.encode(), key=bytes.fromhex(salt)[:64], digest_size=24).hexdigest()
