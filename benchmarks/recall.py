"""How many of the true ten nearest passages the index finds: the configured Chroma against exact search, on real vectors.

    python benchmarks/recall.py --passages A.npy [B.npy …] --questions Q.npy

Each file holds float32 rows of one model, shape (n, d): passages of real texts, and real questions. Prints one line of figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from embeddings.backends import open_index
from embeddings.index import Entry, unit

NEAREST = 10
ENOUGH = 0.98
BATCH = 1_000


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--passages", nargs="+", type=Path, required=True)
    arguments.add_argument("--questions", type=Path, required=True)
    arguments.add_argument("--most", type=int, default=10_000)
    given = arguments.parse_args()
    rows = unit(np.concatenate([np.load(file) for file in given.passages]).astype(np.float32))[: given.most]
    questions = unit(np.load(given.questions).astype(np.float32))[:500]
    with tempfile.TemporaryDirectory() as folder:
        exact = open_index("exact", model_id="recall", dimensions=rows.shape[1])
        chroma = open_index("chroma", model_id="recall", dimensions=rows.shape[1], path=Path(folder) / "index")
        begun = time.perf_counter()
        for start in range(0, len(rows), BATCH):
            entries = [Entry(f"s{start + n}", "1", ((-1, row),)) for n, row in enumerate(rows[start : start + BATCH])]
            exact.upsert(entries)
            chroma.upsert(entries)
        filled = time.perf_counter() - begun
        shares, times = [], []
        for question in questions:
            truth = {hit.story_id for hit in exact.search(question, limit=NEAREST)}
            begun = time.perf_counter()
            found = {hit.story_id for hit in chroma.search(question, limit=NEAREST)}
            times.append((time.perf_counter() - begun) * 1000)
            shares.append(len(truth & found) / NEAREST)
        exact.close()
        chroma.close()
    draws = np.random.default_rng(0).choice(shares, size=(2_000, len(shares))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    verdict = "passed" if np.mean(shares) >= ENOUGH else "failed"
    print(
        f"recall@{NEAREST}: {np.mean(shares):.4f} ({low:.4f} to {high:.4f}) over {len(questions)} questions and {len(rows)} passages, "
        f"filled in {filled:.0f} s, {np.median(times):.1f} ms a question: {verdict}"
    )
    sys.exit(verdict != "passed")


if __name__ == "__main__":
    main()
