"""Real texts as vectors, for benchmarks/recall.py and benchmarks/scale.py: every passage of each document, cut and embedded as stories are.

    python benchmarks/embed_passages.py docs.jsonl.gz passages.npy [--most 12000]
    python benchmarks/embed_passages.py docs.jsonl.gz questions.npy --titles --most 500

The documents are JSON Lines with `title` and `text`, plain or gzipped, taken in a fixed shuffled order. `--titles` embeds titles as questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from embeddings.embedder import load_embedder
from services.finding.story_vectors import embed_texts
from stories.vectors import WHOLE_STORY

BATCH = 64


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("documents", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--titles", action="store_true")
    arguments.add_argument("--most", type=int, default=1_000_000, help="vectors written")
    given = arguments.parse_args()
    opener = gzip.open if given.documents.suffix == ".gz" else open
    with opener(given.documents, "rt", encoding="utf-8") as lines:
        documents = [(str(row.get("title") or ""), str(row["text"])) for row in map(json.loads, lines)]
    random.Random(0).shuffle(documents)
    embedder, rows = load_embedder(), []
    for start in range(0, len(documents), BATCH):
        if len(rows) >= given.most:
            break
        part = documents[start : start + BATCH]
        if given.titles:
            rows += list(embedder.embed([title for title, _ in part]))
        else:
            stored = embed_texts(embedder, [text for _, text in part], [title for title, _ in part])
            rows += [np.frombuffer(v.vector, "<f4") for vectors in stored for v in vectors if v.passage != WHOLE_STORY]
    found = np.stack(rows[: given.most]).astype(np.float32)
    np.save(given.out, found)
    print(f"{len(found)} vectors of {embedder.model_id} in {given.out}")


if __name__ == "__main__":
    main()
