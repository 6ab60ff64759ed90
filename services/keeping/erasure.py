"""Erasing a story: out of SQL, the index, the words index and the log, then a look at every byte, then a receipt."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ulid import ULID

from services.bank import Bank
from services.index.generations import Generations, IndexInUse
from services.index.seat import IndexState
from services.keeping.byte_scan import files_holding
from services.keeping.ledger import Ledger
from services.sharing.file_store import remove_unused
from stories import erasing, faults, generations
from stories.consent import StoryUse
from stories.errors import IndexUnavailable

INDEX = "index"  # the folder of the generations, in the home
TRIES = 2  # further rebuilds when the new index still holds a piece of the story
M_PERTURB = -6  # glibc's mallopt: fill memory as it is handed out and taken back
PATIENCE = 90.0  # seconds for a running app to make its index anew
OUT_OF_REACH = (
    "Backups made before today: destroy them, or restore them only with this bank's erasures.jsonl in place.",
    "Copies that were sent, printed or downloaded: ask for them back.",
    "Blocks of the disk that were freed, and snapshots of the disk or the machine.",
)
OUT_OF_REACH_POSTGRESQL = "The database server's own log and its backups."
OUT_OF_REACH_SERVER = (
    "The Chroma server's disk, which keeps what was deleted: stop it, empty its folder, start it; the bank fills it again."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an erasure does, and whether it was done."""

    sentence: str
    done: bool


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """What ran, what the scan found, who holds copies, and what no program here can reach. Names no story and no person."""

    reference: str
    at: datetime
    steps: tuple[Step, ...]
    found_in: tuple[str, ...]
    copies: tuple[StoryUse, ...]
    out_of_reach: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return all(step.done for step in self.steps) and not self.found_in


def erase_story(bank: Bank, story_id: str) -> ErasureReceipt:
    """Erase a story for good. A stop anywhere is made good at the next start.

    Raises: StoryNotFound; OSError when the ledger cannot be written, and then nothing is erased.
    """
    ledger = Ledger(bank.settings.home)
    with bank.database.reading() as connection:
        words = erasing.traces(connection, story_id)
    ledger.add("erased", [story_id], at=bank.now())  # first: from here on the promise stands
    with bank.database.transaction() as connection:
        gone = erasing.erase(connection, story_id, words)
    faults.point("mid-erase")
    steps = [Step("The story, its versions, consents, evidence links, uses and vectors were deleted from the database.", True)]
    if gone.drafts:
        steps.append(Step(f"{gone.drafts} unfinished drafts or pitches that held it were cleaned.", True))
    if gone.files:
        remove_unused(bank.database, bank.settings.home, older=0)
        counted = f"{len(gone.files)} file{'s' if len(gone.files) > 1 else ''} that stood beside its evidence alone"
        steps.append(Step(f"{counted}: written over and removed.", True))
    steps.append(_renew_index(bank))
    steps.append(Step("The index of words was rewritten, and the database's log was cut.", erasing.scrub(bank.database)))
    steps += _remove_copies(bank.settings.home, words)
    found = files_holding(bank.settings.home, words)
    for _ in range(TRIES):
        if not any(INDEX in file.relative_to(bank.settings.home).parts for file in found):
            break
        steps.append(_renew_index(bank))  # the index library writes unused memory into its files, and this process held the story
        found = files_holding(bank.settings.home, words)
    steps.append(Step(f"Every file in the bank's folder was searched for {len(words)} pieces of the story and its vectors.", True))
    receipt = ErasureReceipt(
        reference=ledger.reference(story_id),
        at=bank.now(),
        steps=tuple(steps),
        found_in=tuple(str(file.relative_to(bank.settings.home)) for file in found),
        copies=gone.copies,
        out_of_reach=_out_of_reach(bank),
    )
    if receipt.complete:
        ledger.add("finished", [story_id], at=bank.now())
    return receipt


def _renew_index(bank: Bank) -> Step:
    """No file of the index from before may stay: deleting inside it leaves the vector in the file."""
    sentence = "The search index was made anew, and the old one removed."
    if bank.index.state is not IndexState.CLOSED and not bank.index.in_memory:
        try:
            with _memory_wiped():
                bank.index.rebuild(reason="erasure")
        except IndexUnavailable:
            return Step("The search index could not be made anew. Run the rebuild command, then erase again.", False)
        return Step(sentence, True)
    places = Generations(bank.database, replace(bank.settings, index="chroma"))
    if not bank.index.owns_folder:
        try:
            places.claim()
        except IndexInUse:
            return _ask_owner(bank, places)
    try:
        with bank.database.transaction() as connection:
            begun = generations.begun(connection) | generations.generations(connection)
            generations.forget_generations(connection)
        places.remove_others(set(), begun)
    except IndexUnavailable:
        return Step("The Chroma server does not answer. Start it, then erase again.", False)
    finally:
        places.release()
    return Step("The search index was removed; it is made anew at the next start.", True)


@contextlib.contextmanager
def _memory_wiped() -> Iterator[None]:
    """Have memory filled before it is used: the index library saves rows it never wrote, with whatever lay there before.

    Found by the byte scan: 2 of 25 erasures carried a vector of the erased story into the new file, 0 of 25 with this. Only glibc can do it;
    elsewhere the scan decides, and a restart before the next rebuild helps.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        yield
        return
    mallopt(M_PERTURB, 0x5A)
    try:
        yield
    finally:
        mallopt(M_PERTURB, 0)


def _ask_owner(bank: Bank, places: Generations) -> Step:
    """A running app owns the index: leave word in SQL, and wait until the old folders are gone."""
    before = set(places.folders())
    with bank.database.transaction() as connection:
        generations.ask_rebuild(connection, str(ULID()), "erasure", at=bank.now())
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(0.5)
        if not before & set(places.folders()):
            return Step("The running app has made its search index anew, and the old one is gone.", True)
    return Step("The running app was asked to make its search index anew and has not done so yet. Erase again later.", False)


def _remove_copies(home: Path, words: Sequence[bytes]) -> list[Step]:
    copies = [file for file in files_holding(home, words) if "-before-" in file.name and file.suffix == ".db"]
    for file in copies:
        file.unlink()
    return [Step(f"The copy {file.name}, made before an upgrade or a restore, held the story and was removed.", True) for file in copies]


def _out_of_reach(bank: Bank) -> tuple[str, ...]:
    further = () if bank.database.is_sqlite else (OUT_OF_REACH_POSTGRESQL,)
    return (*OUT_OF_REACH, *further, *((OUT_OF_REACH_SERVER,) if bank.settings.chroma_url else ()))
