"""How long finding takes, stage by stage, beside a raw vector query. `python -m benchmarks.speed --data DIR [--data DIR …]`

Stories are the real documents of the folders, with their real vectors; once those are used up they come again, each with a sentence
of another story added and its vector moved a little (0.15 of a random direction). Questions are the folders' own, each asked once,
so that no vector is remembered. Processor time is told too: on a machine that is busy with other things the clock says little. Raw is what any search by meaning must do: the question's vector, and one query of the index.
Writes results/speed.json and results/speed.md.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from numpy.typing import NDArray

from benchmarks.cached import CachedEmbedder, default_folder
from benchmarks.data import Document, load
from benchmarks.product import put
from benchmarks.retrieval import RESULTS
from embeddings.embedder import Embedder, load_embedder, packaged_folder
from services.bank import Bank, open_bank
from services.finding import proposing
from services.finding import search as finding
from services.finding.story_vectors import embed_texts
from services.settings import Settings
from stories import browsing, pool, repository, vectors, word_matches
from stories.vectors import StoredVector

MOVED = 0.15
# What a stage is called, and the function that does it. The first two run beside the third.
STAGES: dict[str, tuple[Any, str]] = {
    "embedding and index": (proposing, "_by_meaning"),
    "words in SQL": (word_matches, "match"),
    "consent and filters": (browsing, "keep"),
    "vectors of the pool": (pool, "vectors_of"),
    "texts of the pool": (pool, "texts_of"),
    "order": (proposing, "score"),
    "page": (finding, "_found"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", action="append", required=True, type=Path)
    parser.add_argument("--size", action="append", type=int, help="stories in the bank; default 1000, 10000 and 100000")
    parser.add_argument(
        "--bank", type=Path, help="a bank that is already there: it is asked instead of one that is filled here, without Chroma beside it"
    )
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--index", choices=("exact", "chroma"), default="exact")
    parser.add_argument("--cache", type=Path, default=default_folder())
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    cached = CachedEmbedder(chosen.cache)
    documents, asked = _material(chosen.data)
    questions = random.Random(1).sample(asked, min(2 * chosen.questions, len(asked)))
    found: dict[str, Any] = {
        "command": " ".join(
            [
                "python -m benchmarks.speed",
                *(f"--data {d}" for d in chosen.data),
                *(f"--size {n}" for n in chosen.size or ()),
                *(["--bank BANK"] if chosen.bank else ()),
                f"--index {chosen.index}",
            ]
        ),
        "indexing": indexing(load_embedder(), documents),
        "sizes": {},
    }
    for size in [0] if chosen.bank else chosen.size or [1_000, 10_000, 100_000]:
        model = load_embedder()
        part = there(chosen.bank, questions, model) if chosen.bank else measured(documents, questions, size, cached, model, chosen.index)
        size = size or part["stories"]
        found["sizes"][str(size)] = part
        print(size, json.dumps(found["sizes"][str(size)]), flush=True)
        chosen.results.mkdir(parents=True, exist_ok=True)
        (chosen.results / "speed.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (chosen.results / "speed.md").write_text(table(found), encoding="utf-8")


def measured(
    documents: Sequence[Document], questions: Sequence[str], size: int, cached: Embedder, model: Embedder, index: str
) -> dict[str, Any]:
    """One bank of `size` stories: the first half of the questions warms it up, the second half is measured."""
    stories, stored = _varied(documents, size, cached)
    timed = questions[len(questions) // 2 :]
    with tempfile.TemporaryDirectory(prefix="bench-speed-") as home:
        bank = open_bank(Settings(home=Path(home), index=index, user="benchmark"), load=lambda: model)
        try:
            begun = time.perf_counter()
            held = put(bank, stories)
            _store(bank, list(held), stored, model)
            bank.wait_ready()
            filled = time.perf_counter() - begun
            told = asked_of(bank, questions, model)
        finally:
            bank.close()
    rows = _chroma(np.stack([whole for whole, _ in stored]))
    raw_chroma = [_raw(model, lambda v: rows.query(query_embeddings=[v], n_results=10), q) for q in _fresh(timed, "chroma")]
    told["raw_ms"]["Chroma"] = _quantiles(raw_chroma)
    if index == "chroma":
        told["p95_against_raw"] = round(told["stages_ms"]["find"]["p95"] / told["raw_ms"]["Chroma"]["p95"], 2)
    told["p95_against_raw_chroma"] = round(told["stages_ms"]["find"]["p95"] / told["raw_ms"]["Chroma"]["p95"], 2)
    return told | {"stories": len(held), "filling_s": round(filled, 1)}


def there(home: Path, questions: Sequence[str], model: Embedder) -> dict[str, Any]:
    """The bank in the folder `home`, asked by the exact index. Its stories must have vectors of this release, or they are made first."""
    bank = open_bank(Settings(home=home, index="exact", user="benchmark"), load=lambda: model)
    try:
        bank.wait_ready(None)
        return asked_of(bank, questions, model) | {"stories": bank.index.status().stories}
    finally:
        bank.close()


def asked_of(bank: Bank, questions: Sequence[str], model: Embedder) -> dict[str, Any]:
    """The first half of the questions warms a bank up; the second half is measured, each beside its raw query, so that both meet the same machine."""
    warm, timed = questions[: len(questions) // 2], questions[len(questions) // 2 :]
    for question in warm:
        finding.find_stories(bank, question)
    raw_own, found, worked = [], [], {"find": [], "own index": []}
    for question, other in zip(timed, _fresh(timed, "own"), strict=True):
        begun_cpu = time.process_time()
        raw_own.append(_raw(model, lambda v: bank.index.search(v, limit=10), other))
        middle_cpu = time.process_time()
        found.append(_staged(bank, question))
        worked["own index"].append((middle_cpu - begun_cpu) * 1e3)
        worked["find"].append((time.process_time() - middle_cpu) * 1e3)
    stages = {name: _quantiles([times.get(name, 0.0) for times in found]) for name in ("find", *STAGES)}
    raw = {"own index": _quantiles(raw_own)}
    return {
        "stages_ms": stages,
        "raw_ms": raw,
        "p95_against_raw": round(stages["find"]["p95"] / raw["own index"]["p95"], 2),
        "processor_ms": {name: _quantiles(times) for name, times in worked.items()},
        "processor_p95_against_raw": round(float(np.quantile(worked["find"], 0.95) / np.quantile(worked["own index"], 0.95)), 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def indexing(model: Embedder, documents: Sequence[Document], size: int = 400) -> dict[str, float]:
    """Stories a second through the product's own way (cut into passages, whole texts) and through plain encode (256 word-pieces)."""
    from sentence_transformers import SentenceTransformer

    texts = [d.text for d in random.Random(2).sample(list(documents), min(size, len(documents)))]
    plain = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    plain.max_seq_length = 256
    plain.encode(texts[:32], show_progress_bar=False)
    embed_texts(model, texts[:32])
    begun = time.perf_counter()
    plain.encode(texts, show_progress_bar=False)
    middle = time.perf_counter()
    embed_texts(model, texts)
    ended = time.perf_counter()
    rates = {"plain_per_s": len(texts) / (middle - begun), "product_per_s": len(texts) / (ended - middle)}
    return {name: round(rate, 1) for name, rate in rates.items()} | {"ratio": round(rates["product_per_s"] / rates["plain_per_s"], 2)}


def table(found: dict[str, Any]) -> str:
    sizes = found["sizes"]
    lines = ["# Finding, timed", "", f"    {found['command']}", "", "Milliseconds, median / 95th percentile.", ""]
    lines += ["| stage | " + " | ".join(f"{int(s):,} stories" for s in sizes) + " |", "|---|" + "---|" * len(sizes)]
    for name in ("find", *STAGES):
        lines.append(f"| {name} | " + " | ".join(_cell(part["stages_ms"][name]) for part in sizes.values()) + " |")
    for name in ("own index", "Chroma"):
        lines.append(f"| raw: embedding + {name} | " + " | ".join(_cell(part["raw_ms"].get(name)) for part in sizes.values()) + " |")
    for key, label in (
        ("p95_against_raw", "find p95 / raw p95"),
        ("p95_against_raw_chroma", "find p95 / raw Chroma p95"),
        ("processor_p95_against_raw", "the same in processor time: find / embedding + own index"),
    ):
        lines.append(f"| {label} | " + " | ".join(str(part.get(key, "–")) for part in sizes.values()) + " |")
    for name, label in (("find", "processor time of find"), ("own index", "processor time of embedding + own index")):
        lines.append(f"| {label} | " + " | ".join(_cell(part["processor_ms"][name]) for part in sizes.values()) + " |")
    lines.append("| peak memory so far, MB | " + " | ".join(str(part["peak_memory_mb"]) for part in sizes.values()) + " |")
    if {"10000", "100000"} <= sizes.keys():
        small, large = (sizes[size]["processor_ms"]["find"]["p95"] for size in ("10000", "100000"))
        clock = sizes["100000"]["stages_ms"]["find"]["p95"] / sizes["10000"]["stages_ms"]["find"]["p95"]
        lines += [
            "",
            f"From 10,000 to 100,000 stories the 95th percentile of find grows {clock:.2f} times; in processor time {large / small:.2f} times.",
        ]
    rates = found["indexing"]
    lines += ["", f"Indexing: {rates['product_per_s']} stories a second, plain encode {rates['plain_per_s']}: {rates['ratio']} times."]
    return "\n".join(lines) + "\n"


def _material(folders: Sequence[Path]) -> tuple[list[Document], list[str]]:
    sets = [load(folder) for folder in folders]
    seen: dict[str, Document] = {repository.text_hash(d.text): d for test in sets for d in test.documents if len(d.text.split()) >= 5}
    return list(seen.values()), [query for test in sets for query in test.queries.values()]


def _varied(documents: Sequence[Document], size: int, embedder: Embedder) -> tuple[list[Document], list[tuple[Any, list[Any]]]]:
    """`size` stories, and for each its whole vector and the vectors of its passages."""
    base = list(documents[:size])
    real = [
        [np.frombuffer(v.vector, "<f4") for v in rows]
        for start in range(0, len(base), 500)
        for rows in embed_texts(embedder, [d.text for d in base[start : start + 500]])
    ]
    chance, noise = random.Random(3), np.random.default_rng(3)
    stories, stored = [], []
    for number in range(size):
        at = number % len(base)
        document, rows = base[at], real[at]
        if number >= len(base):
            added = chance.choice(chance.choice(base).text.split(". "))
            document = Document(f"{document.id}-{number}", document.title, f"{document.text} {added}. Account {number}.")
            rows = [_moved(row, noise) for row in rows]
        stories.append(document)
        stored.append((rows[0], rows[1:]))
    return stories, stored


def _moved(row: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    direction = noise.standard_normal(row.size).astype(np.float32)
    moved = row + MOVED * direction / np.linalg.norm(direction)
    return np.asarray(moved / np.linalg.norm(moved), np.float32)


def _store(bank: Bank, story_ids: Sequence[str], stored: Sequence[tuple[Any, list[Any]]], model: Embedder) -> None:
    from embeddings.passages import PASSAGE_VERSION

    key = f"{model.model_id}/{PASSAGE_VERSION}"
    for start in range(0, len(story_ids), 1_000):
        with bank.database.transaction() as connection:
            for number in range(start, min(start + 1_000, len(story_ids))):
                whole, passages = stored[number]
                rows = [StoredVector(n, 0, 200, row.astype("<f4").tobytes()) for n, row in enumerate([whole, *passages], start=-1)]
                vectors.store(connection, story_ids[number], key, 1, rows)


def _chroma(wholes: NDArray[np.float32]) -> Any:
    client = chromadb.EphemeralClient(chromadb.config.Settings(anonymized_telemetry=False))
    rows = client.create_collection(f"speed-{time.monotonic_ns()}")
    for start in range(0, len(wholes), 5_000):
        part: Any = wholes[start : start + 5_000]
        rows.add(ids=[str(n) for n in range(start, start + len(part))], embeddings=part)
    return rows


def _fresh(questions: Sequence[str], mark: str) -> Iterator[str]:
    """The same questions a word longer, so that no vector is remembered from before."""
    return (f"{question} {mark}" for question in questions)


def _raw(model: Embedder, search: Callable[[Any], Any], question: str) -> float:
    begun = time.perf_counter()
    search(model.embed([question])[0])
    return (time.perf_counter() - begun) * 1e3


def _staged(bank: Bank, question: str) -> dict[str, float]:
    with _watched() as times:
        begun = time.perf_counter()
        finding.find_stories(bank, question)
        times["find"] = (time.perf_counter() - begun) * 1e3
    return times


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    times: dict[str, float] = defaultdict(float)
    kept = {name: getattr(room, function) for name, (room, function) in STAGES.items()}

    def timed(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return kept[name](*arguments, **named)
            finally:
                times[name] += (time.perf_counter() - begun) * 1e3

        return call

    for name, (room, function) in STAGES.items():
        setattr(room, function, timed(name))
    try:
        yield times
    finally:
        for name, (room, function) in STAGES.items():
            setattr(room, function, kept[name])


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    return {"p50": round(float(np.median(values)), 1), "p95": round(float(np.quantile(values, 0.95)), 1)}


def _cell(value: dict[str, float] | None) -> str:
    return "–" if value is None else f"{value['p50']} / {value['p95']}"


if __name__ == "__main__":
    main()
