"""What was promised and may have been cut short: made good when a bank opens, and in a backup before it takes the bank's place."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ulid import ULID

from services.keeping.ledger import Ledger
from services.sharing.file_store import remove_unused
from stories import consent_log, erasing, generations, repository, vectors
from stories.consent import Consent
from stories.database import Database

log = logging.getLogger(__name__)
LEFTOVERS = (".*.partial", ".restore-*", "attachments/.*.partial")


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many stories the ledger took out again."""

    erased: int
    withdrawn: int


class WithdrawalLog:
    """Enters in the ledger what tellers took back, whichever way it came: it reads the marks that every change leaves in SQL."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger
        self._cursor = ""

    def begin(self) -> None:
        """From here on: what was there before is `settle`'s."""
        with self._database.reading() as connection:
            self._cursor = vectors.newest_mark(connection)

    def enter(self, *, at: datetime) -> None:
        """Enter what changed since the last time. A ledger that cannot be written now is tried again at the next change."""
        with self._database.reading() as connection:
            newest = vectors.newest_mark(connection)
            changed = erasing.changed_after(connection, self._cursor) if newest > self._cursor else {}
        known = set(self._ledger.among("withdrawn", changed))
        try:
            for what, ids in (
                ("withdrawn", sorted(i for i, gone in changed.items() if gone and i not in known)),
                ("released", sorted(i for i, gone in changed.items() if not gone and i in known)),
            ):
                if ids:
                    self._ledger.add(what, ids, at=at)
        except OSError as error:
            log.warning("The erasure ledger cannot be written (%s).", error.strerror)
            return
        self._cursor = max(newest, self._cursor)


def settle(database: Database, home: Path, *, at: datetime) -> None:
    """Finish erasures that were cut short, enter withdrawals the ledger does not have yet, remove half-made copies and files nobody named."""
    for pattern in LEFTOVERS:
        for left in home.glob(pattern):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    ledger = Ledger(home)
    if ledger.unfinished():
        replay(database, ledger, at=at)
        with database.transaction() as connection:
            generations.ask_rebuild(connection, str(ULID()), "erasure", at=at)
        remove_unused(database, home, older=0)
        if erasing.scrub(database):
            ledger.close_unfinished(at=at)
    remove_unused(database, home)
    with database.reading() as connection:
        withdrawn = erasing.withdrawn_ids(connection)
    missing = set(withdrawn) - set(ledger.among("withdrawn", withdrawn))
    if missing:
        ledger.add("withdrawn", sorted(missing), at=at)


def replay(database: Database, ledger: Ledger, *, at: datetime) -> Replayed:
    """Let every story that the ledger says was erased or withdrawn go again."""
    with database.reading() as connection:
        ids = erasing.story_ids(connection)
        withdrawn_now = set(erasing.withdrawn_ids(connection))
    erased = ledger.among("erased", ids)
    withdrawn = sorted(set(ledger.among("withdrawn", ids)) - withdrawn_now - set(erased))
    for story_id in erased:
        with database.transaction() as connection:
            erasing.erase(connection, story_id, erasing.traces(connection, story_id))
    for story_id in withdrawn:
        with database.transaction() as connection:
            act = Consent(act="withdraw", obtained_by="erasure ledger", obtained_on=at.date())
            consent_log.record(connection, story_id, act, at=at)
            repository.set_status(connection, story_id, "withdrawn", at=at)
    return Replayed(len(erased), len(withdrawn))
