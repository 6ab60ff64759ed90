"""A bank with many stories, made through the import, and what must hold of its index whatever happened to it."""

from __future__ import annotations

import json
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.story_vectors import wanted_fingerprints
from services.index.health import RebuildPolicy, self_query
from services.index.seat import IndexState
from services.settings import Settings
from services.sharing.importing import import_stories
from stories import generations, vectors

AT_ONCE = RebuildPolicy(first=timedelta(0), an_hour=10_000)
CONSENT = {
    "act": "release",
    "obtained_by": "Priya",
    "obtained_on": "2026-06-01",
    "wording": "Yes.",
    "scopes": {"S2": "yes", "S12a": "yes"},
    "forms": ["text", "excerpt"],
}


def lines_file(file: Path, count: int, *, first: int = 0) -> Path:
    """A file of `count` stories as the import reads them, each with words of its own."""
    with file.open("w", encoding="utf-8") as out:
        for number in range(first, first + count):
            words = " ".join(f"n{number}w{place}" for place in range(22))
            row = {"title": f"Story {number}", "text": f"{words}.", "teller": "carer", "service": "discharge", "status": "published"}
            out.write(json.dumps(row | {"consent": CONSENT}) + "\n")
    return file


def opened(home: Path, index: str = "chroma") -> Bank:
    bank = open_bank(Settings(home=home, user="tester", index=index), load=ToyEmbedder, policy=AT_ONCE)
    bank.wait_ready(120)
    return bank


def filled(home: Path, count: int) -> None:
    """Make the bank in `home` and close it again."""
    bank = opened(home, "exact")
    import_stories(bank, lines_file(home.parent / "stories.jsonl", count))
    bank.close()
    opened(home).close()


def faults_of(bank: Bank) -> list[str]:
    """What is not as it should be; empty when the index is ready, equal to SQL, whole, and alone."""
    for _ in range(5):
        if bank.index.state is IndexState.READY:
            break
        bank.index.tend()
    index = bank.index._seat.index
    if index is None or bank.index.state is not IndexState.READY:
        return [f"the index is {bank.index.state.value}"]
    with bank.database.reading() as connection:
        wanted = wanted_fingerprints(connection, bank.index.model_key)
        everything = vectors.sample(connection, bank.index.model_key, 1_000_000, "")
        pointer = generations.generation(connection, bank.index.model_key)
    found = []
    if index.fingerprints() != wanted or len(everything) != len(wanted):
        found.append("the index differs from SQL")
    if missed := self_query(index, everything).missed:
        found.append(f"{len(missed)} stories are not found")
    if [folder.name for folder in bank.index._places.folders()] != [pointer]:
        found.append("there is more than one generation")
    return found


def rebuild_for_ever(home: str, pipe: Connection) -> None:
    """Make the index anew until killed."""
    bank = opened(Path(home))
    pipe.send(faults_of(bank))
    while True:
        bank.index.rebuild()


def look_once(home: str, pipe: Connection) -> None:
    """Open the bank, say what is wrong with it, and close it."""
    bank = opened(Path(home))
    pipe.send(faults_of(bank))
    bank.close()
