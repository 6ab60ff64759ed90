"""What a bank of many stories costs on this machine: taking in, starting, memory, finding. Prints one line of figures for each part.

    python benchmarks/scale.py 100000 [--passages real.npy] [--folder FOLDER]

Stories are made up from a small set of words, 150 words each. Their vectors (384 numbers, two passages and the whole story) are made too,
because embedding is the model's time and not the bank's. With `--passages` (float32, shape (n, 384), as `benchmarks/embed_passages.py` writes
them) each lies between a real passage and one of its ten nearest, so that the data has the shape of real text; without, each lies by chance
round one of forty subjects, which is harder on an index than any text. Every part runs in a process of its own, and beside each time
stands the time of the bare library for the same work in the same run: on a busy machine only the ratio says something.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from embeddings.backends import open_index
from embeddings.backends.chroma import HNSW
from embeddings.index import unit
from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.index.health import SAMPLE, RebuildPolicy, examine
from services.settings import Settings
from services.sharing.importing import BATCH as IMPORT_BATCH
from services.sharing.importing import import_stories
from stories import vectors
from stories.database import SQLITE_SETTINGS

CONSENT = {
    "act": "release",
    "obtained_by": "Priya",
    "obtained_on": "2026-06-01",
    "wording": "Yes.",
    "scopes": {"S2": "yes", "S12a": "yes"},
    "forms": ["text", "excerpt"],
}
SYLLABLES = ("ba", "den", "for", "gri", "hal", "ki", "lor", "mun", "ner", "pos", "ra", "ste", "tul", "var", "wen", "zo", "chi", "dol")
WORDS = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
OFTEN = [1 / rank for rank in range(2, len(WORDS) + 2)]  # as in speech, few words are common and most are rare
BARE = 30_000  # vectors the bare library is given: its cost a vector grows little beyond
SMALL = 0.02  # chance in each number, about as far as the second half of a passage lies from the first


class MadeUp:
    """An embedder without a model: vectors by chance from a text, between real passages when there are any."""

    model_id, dimensions, window = "made-up", 384, 120

    def __init__(self, passages: Path | None) -> None:
        self._subjects = np.random.default_rng(0).normal(size=(40, self.dimensions))
        self._real = unit(np.load(passages).astype(np.float32)) if passages else None
        self._near = _nearest(self._real) if self._real is not None else None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return unit(np.stack([self._one(zlib.crc32(text.encode())) for text in texts]).astype(np.float32))

    def _one(self, seed: int) -> NDArray[np.float64]:
        dice = np.random.default_rng(seed)
        if self._real is None or self._near is None:
            return self._subjects[seed % 40] + dice.normal(size=self.dimensions)
        row = int(dice.integers(len(self._real)))
        other, part = int(dice.choice(self._near[row])), dice.uniform()
        return self._real[row] * (1 - part) + self._real[other] * part + SMALL * dice.normal(size=self.dimensions)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def _nearest(rows: NDArray[np.float32], count: int = 10) -> NDArray[np.int64]:
    """The numbers of the `count` nearest others of each row."""
    found = np.empty((len(rows), count), np.int64)
    for start in range(0, len(rows), 1_000):
        scores = rows[start : start + 1_000] @ rows.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -np.inf
        found[start : start + 1_000] = np.argpartition(-scores, count, axis=1)[:, :count]
    return found


def write_stories(file: Path, count: int) -> None:
    dice, weights = random.Random(0), list(itertools.accumulate(OFTEN))
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = ". ".join(" ".join(dice.choices(WORDS, cum_weights=weights, k=15)) for _ in range(10))
            row = {"title": f"Story {number}", "text": f"{text}. Number {number}.", "teller": "carer", "service": "discharge"}
            out.write(json.dumps(row | {"status": "published", "consent": CONSENT}) + "\n")


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def middle(taken: Sequence[float]) -> str:
    """Half and nineteen in twenty, in milliseconds."""
    return f"p50 {statistics.median(taken) * 1000:.0f} ms, p95 {statistics.quantiles(taken, n=20)[18] * 1000:.0f} ms"


def finding(bank: Bank, times: int = 60) -> list[float]:
    dice = random.Random(1)
    questions = [" ".join(dice.choices(WORDS[20:], OFTEN[20:], k=4)) for _ in range(times + 3)]
    return [timed(lambda asked=asked: find_stories(bank, asked)) for asked in questions][3:]


def memory() -> str:
    """What this process holds now and has held at most, in MB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) >> 10 for name in ("VmRSS", "VmHWM"))
    return f"{now} MB resident, {most} MB at most"


def say(line: str) -> None:
    print(f"{line} (load {os.getloadavg()[0]:.1f})", flush=True)


def opened(home: Path, index: str, embedder: MadeUp) -> Bank:
    bank = open_bank(Settings(home=home, user="bench", index=index), load=lambda: embedder)
    bank.wait_ready(7_200)
    return bank


def take_in(home: Path, embedder: MadeUp, count: int) -> None:
    file = home.parent / "stories.jsonl"
    write_stories(file, count)
    bank = open_bank(Settings(home=home, user="bench", index="exact"), load=lambda: embedder)  # no model is loaded: words only
    took = timed(lambda: import_stories(bank, file))
    bare = timed(lambda: bare_insert(home.parent / "bare.db", file))
    say(
        f"import: {count} stories in {took:.0f} s, {count / took:.0f} a second; bare SQLite inserts of the same lines {bare:.1f} s: x{took / bare:.0f}"
    )
    took = timed(lambda: bank.wait_ready(7_200))  # opening embeds what has no vectors
    size = (home / "bank.db").stat().st_size >> 20
    say(f"vectors into SQL: {count / took:.0f} stories a second with these made-up vectors, database {size} MB, {memory()}")
    bank.close()


def bare_insert(file: Path, lines: Path) -> None:
    """The lines as they are into one table, in transactions as large as the import's, with the bank's settings."""
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)")
    with lines.open(encoding="utf-8") as given:
        while part := list(itertools.islice(given, IMPORT_BATCH)):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO line (text) VALUES (?)", [(line,) for line in part])
            connection.execute("COMMIT")
    connection.close()


def exact(home: Path, embedder: MadeUp, _count: int) -> None:
    begun = time.perf_counter()
    bank = opened(home, "exact", embedder)
    took = time.perf_counter() - begun
    rows = bank.index.status()
    found = finding(bank)
    question = embedder.embed(["a question"])[0]
    searched = [timed(lambda: bank.index.search(question, limit=200)) for _ in range(40)]
    matrix = np.random.default_rng(0).normal(size=(rows.stories + rows.vectors, 384)).astype(np.float32)
    product = [timed(lambda: matrix @ question) for _ in range(40)]
    ratio = statistics.median(searched) / statistics.median(product)
    held = memory()
    say(
        f"exact: start {took:.1f} s, {held}, find {middle(found)}; its search {middle(searched)}: x{ratio:.1f} of one product of that matrix"
    )
    bank.close()


def build(home: Path, embedder: MadeUp, count: int) -> None:
    marks: list[tuple[int, float]] = []
    bank = opened(home, "exact", embedder)
    with bank.database.reading() as connection:
        ids = sorted(vectors.wanted(connection, bank.index.model_key))[: BARE // 3]
        stored = vectors.load(connection, bank.index.model_key, ids)
    bank.close()
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        rows = [(story, v.passage, np.frombuffer(v.vector, "<f4")) for story in ids for v in stored[story]]
        bare = timed(lambda: bare_chroma(Path(folder), rows))
    bank = open_bank(Settings(home=home, user="bench"), load=lambda: embedder, policy=RebuildPolicy(an_hour=0))
    bank.wait_ready(7_200)
    begun = time.perf_counter()
    bank.index.rebuild(lambda done, _total: marks.append((done, time.perf_counter() - begun)))
    took = time.perf_counter() - begun
    first = next(seconds for done, seconds in marks if done >= len(ids))
    last = took - next(seconds for done, seconds in marks if done >= count - len(ids))
    size = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file()) >> 20
    say(
        f"index from nothing: {took:.0f} s, {took / count * 1000:.2f} s for 1,000 stories, {size} MB on disk, {memory()}; the first {len(ids)} stories "
        f"{first:.0f} s, the last {last:.0f} s; bare Chroma for the first {bare:.0f} s: x{first / bare:.2f}"
    )
    bank.close()


def bare_chroma(folder: Path, rows: Sequence[tuple[str, int, NDArray[np.float32]]]) -> None:
    """The rows into one collection with the settings the bank uses, and nothing else."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    client = chromadb.PersistentClient(folder, settings=ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("bare", embedding_function=None, configuration={"hnsw": HNSW})
    for start in range(0, len(rows), 768):
        part = rows[start : start + 768]
        collection.upsert(ids=[f"{story}:{number}" for story, number, _ in part], embeddings=np.stack([row for _, _, row in part]))


def start(home: Path, embedder: MadeUp, _count: int) -> None:
    begun = time.perf_counter()
    bank = opened(home, "chroma", embedder)
    took = time.perf_counter() - begun
    found, index = finding(bank), bank.index._seat.index
    if index is None:
        say(f"chroma: start {took:.1f} s, but exact search stands in: failed")
        return
    questions = [embedder.embed([f"question {n}"])[0] for n in range(200)]
    bare = [timed(lambda row=row: index.search(row, limit=200)) for row in questions[:60]]
    held = memory()
    say(f"chroma: start {took:.1f} s, {held}, find {middle(found)}; the index alone {middle(bare)}")
    health, _ = examine(bank.database, bank.index.model_key, index, SAMPLE)
    whole = open_index("exact", model_id="truth", dimensions=384)
    line = bank.index._seat.line(whole)
    line.fill()
    shares = []
    for row in questions:
        truth = {(hit.story_id, hit.passage) for hit in whole.search(row, limit=10)}
        shares.append(len(truth & {(hit.story_id, hit.passage) for hit in index.search(row, limit=10)}) / 10)
    say(f"chroma: recall@10 {np.mean(shares):.4f}, {len(health.missed)} of {health.asked} stories not found by their own vectors")
    bank.close()


PARTS: dict[str, Callable[[Path, MadeUp, int], None]] = {"take-in": take_in, "exact": exact, "build": build, "start": start}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("stories", type=int)
    arguments.add_argument("--passages", type=Path)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--part", choices=PARTS, help="one part only, in a --folder where the ones before it ran")
    given = arguments.parse_args()
    if given.part:
        PARTS[given.part](given.folder / "bank", MadeUp(given.passages), given.stories)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for part in PARTS:
            passages = ["--passages", str(given.passages)] if given.passages else []
            subprocess.run([sys.executable, __file__, str(given.stories), "--folder", folder, "--part", part, *passages], check=True)


if __name__ == "__main__":
    main()
