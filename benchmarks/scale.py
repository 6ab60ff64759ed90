"""What a bank of many stories costs on this machine: taking in, starting, memory, finding. Prints one line of figures for each part.

    python benchmarks/scale.py 100000 [--folder FOLDER]

Stories are made up from a small set of words, 150 words each. Their vectors are made up too (384 numbers, two passages and the whole
story), because embedding is the model's time and not the bank's: the last line says how fast the real model embeds a sample here.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from embeddings.embedder import load_embedder
from services.bank import Bank, open_bank
from services.finding import find_stories
from services.importing import import_stories
from services.settings import Settings
from services.story_vectors import embed_texts

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


class MadeUp:
    """Vectors by chance from a text's words, gathered round forty subjects as stories are."""

    model_id, dimensions, window = "made-up", 384, 120

    def __init__(self) -> None:
        self._subjects = np.random.default_rng(0).normal(size=(40, self.dimensions))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = []
        for text in texts:
            seed = zlib.crc32(text.encode())
            rows.append(self._subjects[seed % 40] + np.random.default_rng(seed).normal(size=self.dimensions))
        found = np.stack(rows)
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def write_stories(file: Path, count: int) -> None:
    dice, weights = random.Random(0), list(itertools.accumulate(OFTEN))
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = ". ".join(" ".join(dice.choices(WORDS, cum_weights=weights, k=15)) for _ in range(10))
            row = {"title": f"Story {number}", "text": f"{text}. Number {number}.", "teller": "carer", "service": "discharge"}
            out.write(json.dumps(row | {"status": "published", "consent": CONSENT}) + "\n")


def opened(home: Path, index: str) -> tuple[Bank, float]:
    begun = time.perf_counter()
    bank = open_bank(Settings(home=home, user="bench", index=index), load=MadeUp)
    bank.wait_ready(3_600)
    return bank, time.perf_counter() - begun


def finding(bank: Bank, times: int = 60) -> str:
    dice, taken = random.Random(1), []
    for _ in range(times):
        words = " ".join(dice.choices(WORDS[20:], OFTEN[20:], k=4))
        begun = time.perf_counter()
        find_stories(bank, words)
        taken.append((time.perf_counter() - begun) * 1000)
    return f"find p50 {statistics.median(taken):.0f} ms, p95 {statistics.quantiles(taken, n=20)[18]:.0f} ms"


def resident() -> int:
    """MB of memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("stories", type=int)
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        home, file = Path(folder) / "bank", Path(folder) / "stories.jsonl"
        write_stories(file, given.stories)
        bank, _ = opened(home, "exact")
        begun = time.perf_counter()
        import_stories(bank, file)
        seconds = time.perf_counter() - begun
        print(f"import: {given.stories} stories in {seconds:.0f} s, {given.stories / seconds:.0f} a second", flush=True)
        begun = time.perf_counter()
        bank.index.embed_missing(bank.wait_ready())
        seconds = time.perf_counter() - begun
        size = (home / "bank.db").stat().st_size >> 20
        print(f"vectors into SQL: {given.stories / seconds:.0f} stories a second, database {size} MB", flush=True)
        bank.close()
        bank, seconds = opened(home, "exact")
        print(f"exact: start {seconds:.1f} s, {resident()} MB resident, {finding(bank)}", flush=True)
        bank.close()
        bank, seconds = opened(home, "chroma")
        rate = seconds / given.stories * 1000
        print(f"index from nothing: {seconds:.0f} s, {rate:.2f} s for 1,000 stories, {resident()} MB resident", flush=True)
        print(f"chroma: {finding(bank)}", flush=True)
        bank.close()
        bank, seconds = opened(home, "chroma")
        print(f"chroma: start {seconds:.1f} s, {finding(bank)}", flush=True)
        bank.close()
    embedder = load_embedder()
    texts = [json.dumps(WORDS[n : n + 150]) for n in range(50)]
    begun = time.perf_counter()
    embed_texts(embedder, texts)
    print(f"the real model: {len(texts) / (time.perf_counter() - begun):.1f} stories a second here")


if __name__ == "__main__":
    main()
