"""What finding is worth on sets it was not tuned on. `python -m benchmarks.left_out --data DIR --data DIR …`

CONFIGURATIONS settings of the weights of embeddings/ranking.py are drawn at random (seed 0), so that nothing is known at first. For each set in turn,
the BEST of them on the other sets are averaged, and the set left out is asked with that average: one setting alone fits the noise of small sets. A set
counts as the share of the best score any setting reached on it, so that a hard set counts as much as an easy one. Beside it stands what ships.
Writes results/left_out.json and results/left_out.md beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import product
from benchmarks.cached import CachedEmbedder, default_folder
from benchmarks.data import load
from benchmarks.metrics import interval
from embeddings import ranking
from embeddings.embedder import Embedder
from embeddings.ranking import WEIGHTS, Pieces, Weights, weigh
from services.finding import proposing

RESULTS = Path(__file__).parent / "results"
NAMES = tuple(field.name for field in fields(Weights))
CONFIGURATIONS, BEST = 400, 16
AT_MOST = 200  # questions of a set that settings are chosen on


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question: its pieces, which rows are shown, each row's gains, and the best sum there is."""

    pieces: Pieces
    shown: NDArray[np.bool_]
    gains: tuple[tuple[float, ...], ...]
    ideal: float


def ndcg(asked: Asked, weights: Weights) -> float:
    """nDCG@10 of one question, as benchmarks.metrics reckons it, with other weights."""
    score = np.where(asked.shown, weigh(asked.pieces, weights), -np.inf)
    got, place = 0.0, 0
    for row in np.argsort(-score, kind="stable").tolist():
        for gain in asked.gains[row] if asked.shown[row] else ():
            if place < 10:
                got += gain / np.log2(place + 2)
            place += 1
        if place >= 10:
            break
    return float(got / asked.ideal) if asked.ideal else 0.0


def drawn(number: int, *, seed: int = 0) -> list[Weights]:
    """Settings drawn at random: each weight 0 one time in six, otherwise between 0.05 and 1.5, small ones as likely as large ones."""
    generator = np.random.default_rng(seed)
    size = (number, len(NAMES))
    values = np.exp(generator.uniform(np.log(0.05), np.log(1.5), size)) * (generator.random(size) > 1 / 6)
    return [Weights(*row) for row in values.tolist()]


def scores(questions: Sequence[Asked], settings: Sequence[Weights]) -> NDArray[np.float64]:
    """Mean nDCG@10 of each setting on one set, as a share of the best of them: (len(settings),)."""
    found = np.array([np.mean([ndcg(asked, weights) for asked in questions[:AT_MOST]]) for weights in settings])
    return found / max(float(found.max()), 1e-9)


def chosen_on(sets: Sequence[NDArray[np.float64]], settings: Sequence[Weights]) -> Weights:
    """The average of the BEST settings on `sets`, which hold what each setting reached on one of them."""
    order = np.argsort(-np.mean(sets, axis=0), kind="stable")[:BEST].tolist()
    average = np.mean([[getattr(settings[n], name) for name in NAMES] for n in order], axis=0)
    return Weights(*np.round(average, 4).tolist())


def asked_of(folder: Path, embedder: Embedder, sample: int) -> list[Asked]:
    """Every question of a set, asked of a real bank as the app does; a question that proposes nothing scores 0 whatever the weights."""
    test, found = load(folder, sample=sample), []
    with product.filled(test.documents, embedder) as filled, _recorded() as seen:
        for query, words in test.queries.items():
            seen.clear()
            with filled.bank.database.reading() as connection:
                proposals = proposing.consider(filled.bank, connection, words).proposals
            grades = test.grades[query]
            ideal = sum(gain / np.log2(n + 2) for n, gain in enumerate(sorted(grades.values(), reverse=True)[:10]))
            if not proposals:
                found.append(Asked(_nothing(), np.zeros(0, bool), (), float(ideal)))
                continue
            shown = {proposal.story_id for proposal in proposals}
            pool: Sequence[str] = seen["pool"]
            gains = tuple(tuple(grades.get(document, 0.0) for document in filled.documents[i]) for i in pool)
            found.append(Asked(seen["pieces"], np.array([i in shown for i in pool]), gains, float(ideal)))
    return found


@contextmanager
def _recorded() -> Iterator[dict[str, Any]]:
    """Notes the pool and the pieces of each question on their way through the app's own code."""
    seen: dict[str, Any] = {}
    ordered, weighed = proposing._ordered, ranking.weigh

    def order(*arguments: Any) -> Any:
        seen["pool"] = arguments[6]
        return ordered(*arguments)

    def weighing(pieces: Pieces, weights: Weights = WEIGHTS) -> Any:
        seen["pieces"] = pieces
        return weighed(pieces, weights)

    proposing._ordered, ranking.weigh = order, weighing
    try:
        yield seen
    finally:
        proposing._ordered, ranking.weigh = ordered, weighed


def _nothing() -> Pieces:
    none = np.zeros(0, np.float32)
    return Pieces(None, None, none, none, none, None, None, None, 1.0, 0.0)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", action="append", required=True, type=Path, help="a test set's folder; give at least two")
    parser.add_argument("--sample", type=int, default=600, help="queries taken where there are more than 1,000")
    parser.add_argument("--cache", type=Path, default=default_folder(), help="where vectors are kept between runs")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args(arguments)
    if len(given.data) < 2:
        parser.error("one set cannot be left out of one: give --data at least twice")
    embedder = CachedEmbedder(given.cache)
    sets: dict[str, list[Asked]] = {}
    for folder in given.data:
        sets[folder.name] = asked_of(folder, embedder, given.sample)
        print(folder.name, round(float(np.mean([ndcg(asked, WEIGHTS) for asked in sets[folder.name]])), 4), flush=True)
    settings = drawn(CONFIGURATIONS)
    reached = {name: scores(questions, settings) for name, questions in sets.items()}
    rows: dict[str, Any] = {}
    for left, questions in sets.items():
        weights = chosen_on([part for name, part in reached.items() if name != left], settings)
        held_out, shipped = (np.array([ndcg(asked, w) for asked in questions]) for w in (weights, WEIGHTS))
        rows[left] = {
            "weights": asdict(weights),
            "held_out": _told(held_out),
            "shipped": _told(shipped),
            "difference": _told(held_out - shipped),
        }
        print(left, rows[left], flush=True)
    print("chosen on all:", asdict(chosen_on(list(reached.values()), settings)))
    options = " ".join([*(f"--data {folder}" for folder in given.data), f"--sample {given.sample}"])
    write({"command": f"python -m benchmarks.left_out {options}", "shipped": asdict(WEIGHTS), "sets": rows}, given.results)


def _told(values: NDArray[np.float64]) -> dict[str, Any]:
    return {"mean": round(float(values.mean()), 4), "interval": [round(bound, 4) for bound in interval(values)]}


def write(found: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "left_out.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (folder / "left_out.md").write_text(table(found), encoding="utf-8")


def table(found: Mapping[str, Any]) -> str:
    """The same as Markdown."""
    lines = ["# Each set left out in turn", "", f"    {found['command']}", ""]
    lines += [
        "nDCG@10 with 95 % bootstrap intervals over queries. Held out: weights chosen on the other sets, from settings drawn at random.",
        "",
    ]
    lines += ["| left out | held out | as shipped | difference | " + " | ".join(NAMES) + " |", "|---|" + "---|" * (3 + len(NAMES))]
    for name, row in found["sets"].items():
        cells = [_cell(row["held_out"]), _cell(row["shipped"]), _cell(row["difference"], sign="+")]
        lines.append(f"| {name} | " + " | ".join([*cells, *(f"{row['weights'][w]:.2f}" for w in NAMES)]) + " |")
    means = [np.mean([row[kind]["mean"] for row in found["sets"].values()]) for kind in ("held_out", "shipped")]
    lines.append(f"| **mean** | {means[0]:.4f} | {means[1]:.4f} | {means[0] - means[1]:+.4f} |" + " |" * len(NAMES))
    lines.append("| *shipped* | | | | " + " | ".join(f"{found['shipped'][w]:.2f}" for w in NAMES) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: Mapping[str, Any], *, sign: str = "") -> str:
    low, high = value["interval"]
    return f"{value['mean']:{sign}.3f} [{low:{sign}.3f}, {high:{sign}.3f}]"


if __name__ == "__main__":
    main()
