"""Product and peers on the same questions in one run. `python -m benchmarks.retrieval --data DIR [--data DIR …]`

Any folder with docs.jsonl (id, text, optional title), queries.jsonl (id, text) and qrels.tsv (query, document, grade) will do.
Writes results/retrieval.json and results/retrieval.md beside this file. Nothing is tuned here: the product is asked as it ships.
Where scifact is among the sets, BM25 and MiniLM must come out as published; otherwise the run ends there, with a sentence and exit code 1.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import product
from benchmarks.cached import CachedEmbedder, default_folder
from benchmarks.data import TestSet, load
from benchmarks.metrics import interval, measures
from embeddings.embedder import Embedder

MAIN = "nDCG@10"
MEASURES = (MAIN, "MRR@10", "R@10", "R@100")
PRODUCT = "Shared Endeavour"
FLOORS = {"scifact": {"BM25": 0.679, "MiniLM": 0.649}}  # published
TOLERANCE = 0.005  # a harness further off than this is wrong, and so is every number it gives
RESULTS = Path(__file__).parent / "results"
Values = dict[str, dict[str, list[float]]]  # system to measure to value of each query


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", action="append", required=True, type=Path, help="a test set's folder; may be given again")
    parser.add_argument("--sample", type=int, default=600, help="queries taken where there are more than 1,000")
    parser.add_argument("--index", choices=("exact", "chroma"), default="exact", help="the product's index")
    parser.add_argument("--model", default="", help="as in STORYBANK_MODEL: all systems use it; default the packaged one")
    parser.add_argument("--cache", type=Path, default=default_folder(), help="where vectors are kept between runs")
    parser.add_argument("--only-product", action="store_true", help="leave the peers out and write nothing")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    embedder = CachedEmbedder(chosen.cache, chosen.model)
    dense = "Meaning alone" if chosen.model else "MiniLM"
    sets: dict[str, Values] = {}
    for number, folder in enumerate(chosen.data, start=1):
        test = load(folder, sample=chosen.sample)
        sets[test.name] = run(test, embedder, index=chosen.index, with_peers=not chosen.only_product, dense=dense)
        means = {system: round(float(np.mean(values[MAIN])), 4) for system, values in sets[test.name].items()}
        print(test.name, means, flush=True)
        if wrong := miscalibrated(test.name, means):
            sys.exit(wrong)
        if not chosen.only_product:  # after each set, so that a run that is stopped leaves what it found
            options = [f"--data {done}" for done in chosen.data[:number]] + [f"--sample {chosen.sample}", f"--index {chosen.index}"]
            options += [f"--model {Path(chosen.model).name}"] if chosen.model else []
            write(summary(sets, command=" ".join(["python -m benchmarks.retrieval", *options])), chosen.results)


def miscalibrated(name: str, means: Mapping[str, float]) -> str:
    """What is wrong with the harness, from the nDCG@10 (0 to 1) of each system on set `name`; empty when nothing is, or nothing is published."""
    off = [
        f"{system} scores {means[system]:.4f} on {name} where {floor} is published"
        for system, floor in FLOORS.get(name, {}).items()
        if system in means and round(abs(means[system] - floor), 4) > TOLERANCE
    ]
    return f"The harness is wrong, so nothing was written: {'; '.join(off)} (more than {TOLERANCE} away)." if off else ""


def run(test: TestSet, embedder: Embedder, *, index: str = "exact", with_peers: bool = True, dense: str = "MiniLM") -> Values:
    """Every system on every query of one set. `dense` is what the model alone is called."""
    queries = list(test.queries.values())
    rankings: dict[str, list[list[str]]] = {}
    with product.filled(test.documents, embedder, index=index) as bank:
        begun = time.perf_counter()
        rankings[PRODUCT] = [bank.rank(query) for query in queries]
        print(f"  {test.name}: {(time.perf_counter() - begun) / len(queries) * 1e3:.0f} ms a question, 100 stories each", file=sys.stderr)
    if with_peers:
        from benchmarks import peers  # needs requirements-bench.txt, the product alone does not

        words = peers.bm25_scores(test.documents, queries)
        cosines = embedder.embed(queries) @ embedder.embed([d.whole for d in test.documents]).T
        rankings["BM25"] = peers.by_score(test.documents, words)
        rankings[dense] = peers.by_score(test.documents, cosines)
        rankings["Chroma"] = peers.chroma(test.documents, queries, embedder)
        rankings["RRF"] = peers.rrf(rankings["Chroma"], rankings["BM25"])
        rankings["Convex"] = peers.by_score(test.documents, peers.convex(cosines, words))
        rankings["txtai"] = peers.txtai(test.documents, queries, embedder)
    return {
        system: _columns([measures(ranking, test.grades[query]) for query, ranking in zip(test.queries, found, strict=True)])
        for system, found in rankings.items()
    }


def summary(sets: Mapping[str, Values], *, command: str) -> dict[str, Any]:
    """Means with intervals, paired differences to the best peer of each set and over sets, and each set left out in turn."""
    per_set: dict[str, Any] = {}
    for name, systems in sets.items():
        rows = {
            system: {m: _with_interval(np.array(values[m]), intervals=m == MAIN) for m in MEASURES} for system, values in systems.items()
        }
        own = np.array(systems[PRODUCT][MAIN])
        differences = {s: _with_interval(own - np.array(v[MAIN])) for s, v in systems.items() if s != PRODUCT}
        best = max(differences, key=lambda system: rows[system][MAIN]["mean"])
        per_set[name] = {"queries": len(own), "systems": rows, "best_peer": best, "product_minus": differences}
        if name in FLOORS:
            per_set[name]["calibration"] = {s: [floor, rows[s][MAIN]["mean"]] for s, floor in FLOORS[name].items() if s in rows}
    names = list(sets)
    means = _means(sets, names)
    return {
        "command": command,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "sets": per_set,
        "mean": means,
        "gain_over_best_peer": _gain(means),
        "each_set_left_out": {left: _gain(_means(sets, [n for n in names if n != left])) for left in names if len(names) > 1},
    }


def write(found: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "retrieval.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (folder / "retrieval.md").write_text(table(found), encoding="utf-8")


def table(found: Mapping[str, Any]) -> str:
    """The same as Markdown."""
    systems = list(found["mean"])
    lines = [
        "# Finding, measured",
        "",
        f"    {found['command']}",
        "",
        f"{found['machine']}. nDCG@10 with 95 % bootstrap intervals over queries.",
        "",
    ]
    lines += ["| set | queries | " + " | ".join(systems) + " |", "|---|---|" + "---|" * len(systems)]
    for name, part in found["sets"].items():
        cells = [_cell(part["systems"][s][MAIN]) for s in systems]
        lines.append(f"| {name} | {part['queries']} | " + " | ".join(cells) + " |")
    lines.append("| **mean over sets** | | " + " | ".join(f"{found['mean'][s]:.4f}" for s in systems) + " |")
    for measure in MEASURES[1:]:
        lines += ["", f"{measure}:", "", "| set | " + " | ".join(systems) + " |", "|---|" + "---|" * len(systems)]
        for name, part in found["sets"].items():
            lines.append(f"| {name} | " + " | ".join(f"{part['systems'][s][measure]['mean']:.3f}" for s in systems) + " |")
    lines += ["", "Paired difference of nDCG@10, product minus peer:", "", "| set | best peer | " + " | ".join(systems[1:]) + " |"]
    lines.append("|---|---|" + "---|" * len(systems[1:]))
    for name, part in found["sets"].items():
        cells = [_cell(part["product_minus"][s], sign="+") for s in systems[1:]]
        lines.append(f"| {name} | {part['best_peer']} | " + " | ".join(cells) + " |")
    best, gain = found["gain_over_best_peer"]
    lines += ["", f"Mean over sets against the best single peer ({best}): {gain:+.1%}."]
    for left, (peer, gain) in found["each_set_left_out"].items():
        lines.append(f"Without {left}: {gain:+.1%} against {peer}.")
    for name, part in found["sets"].items():
        for system, (floor, mean) in part.get("calibration", {}).items():
            lines.append(
                f"Calibration on {name}: {system} {mean:.4f}, published {floor} ({mean - floor:+.4f}; within {TOLERANCE} is right)."
            )
    return "\n".join(lines) + "\n"


def _columns(rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    return {measure: [row[measure] for row in rows] for measure in MEASURES}


def _with_interval(values: np.ndarray[Any, np.dtype[np.float64]], *, intervals: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {"mean": round(float(values.mean()), 4)}
    if intervals:
        found["interval"] = [round(bound, 4) for bound in interval(values)]
    return found


def _means(sets: Mapping[str, Values], names: Sequence[str]) -> dict[str, float]:
    systems = list(sets[names[0]])
    return {s: round(float(np.mean([np.mean(sets[name][s][MAIN]) for name in names])), 4) for s in systems}


def _gain(means: Mapping[str, float]) -> tuple[str, float]:
    best = max((s for s in means if s != PRODUCT), key=lambda system: means[system])
    return best, round(means[PRODUCT] / means[best] - 1, 4)


def _cell(value: Mapping[str, Any], *, sign: str = "") -> str:
    low, high = value["interval"]
    return f"{value['mean']:{sign}.3f} [{low:{sign}.3f}, {high:{sign}.3f}]"


if __name__ == "__main__":
    main()
