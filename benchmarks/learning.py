"""What reactions teach: nDCG@10 on stories nobody reacted to, after 0, 5, 10, 20 and 50 simulated reactions of each audience.

    python -m benchmarks.learning --data ../shared/bench/nhs_px_phase1

Each query of a folder (docs.jsonl, queries.jsonl, qrels.tsv) stands for an audience whose profile says that one thing, and whose people
react to what is relevant to it. For each seed the documents are halved: reactions come from one half only, and only the other half is
ranked and scored, so nothing that was reacted to is ever scored. Fit, model, mixing and bound are the app's own code on a real bank.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.cached import CachedEmbedder, default_folder
from benchmarks.data import load
from benchmarks.metrics import interval, measures
from benchmarks.product import filled
from benchmarks.reacting import World, halves, react, world_of
from embeddings.exposure import SHARES, bounded, exposure, floors

COUNTS = (0, 5, 10, 20, 50)
PLACES = 10
WAYS = {
    "anywhere": "People react to stories they meet anywhere: on a page, in a session, in a leaflet (one reaction in ten is to something else).",
    "suggested": "People only ever see what the bank suggests to them, and sometimes say that they see it differently.",
}
COLUMNS = ("unlearned", "popular", "everybody", "learned", "learned_tellers", "learned_bounded")


@dataclass(slots=True)
class Tally:
    """nDCG@10 by column, then by audience, one value for each seed; how many reactions there were; the least share a group kept."""

    scores: dict[str, dict[str, list[float]]] = field(default_factory=lambda: {column: {} for column in COLUMNS})
    reactions: list[int] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    held: int = 0
    lists: int = 0

    def add(self, column: str, audience: str, value: float) -> None:
        self.scores[column].setdefault(audience, []).append(value)

    def column(self, name: str) -> np.ndarray:
        """One value for each audience: the mean over seeds."""
        return np.array([np.mean(values) for values in self.scores[name].values()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, action="append", required=True, help="a folder with docs.jsonl, queries.jsonl, qrels.tsv")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--way", action="append", choices=tuple(WAYS), help="how people come to stories; all ways when not given")
    parser.add_argument("--tellers", default="trust", help="the field of docs.jsonl that stands in for who tells")
    parser.add_argument("--themes", default="label", help="the field of docs.jsonl that stands in for what it is about")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    parser.add_argument("--cache", type=Path, default=default_folder())
    options = parser.parse_args()
    embedder = CachedEmbedder(options.cache)
    report: dict[str, object] = {"command": "python -m benchmarks.learning " + " ".join(sys.argv[1:]), "seeds": options.seeds, "sets": []}
    sets: list[dict[str, object]] = []
    for folder in options.data:
        wanted = load(folder)
        with filled(wanted.documents, embedder) as bank:
            world = world_of(bank.bank, wanted, bank.documents, folder, options.tellers, options.themes)
            for way in options.way or WAYS:
                sets.append({"set": wanted.name, "way": way, **_summary(_run(world, way, options.seeds), len(world.audiences))})
                print(json.dumps(sets[-1]), flush=True)
    report["sets"] = sets
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "learning.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (options.out / "learning.md").write_text(_page(report, sets), encoding="utf-8")


def _run(world: World, way: str, seeds: int) -> dict[int, Tally]:
    tallies = {count: Tally() for count in COUNTS}
    for seed in range(seeds):
        world.forget()
        split = {key: halves(world, seed, number) for number, key in enumerate(world.audiences)}
        said: dict[str, list[tuple[str, str]]] = {key: [] for key in world.audiences}
        for count in COUNTS:
            for number, key in enumerate(world.audiences):
                generator = np.random.default_rng([seed, number, count, len(way)])
                react(world, key, split[key][0], said[key], count, way, generator)
            world.say_for_everybody([one for told in said.values() for one in told])
            liked = {
                key: Counter(i for other, told in said.items() if other != key for i, kind in told if kind != "differently") for key in said
            }
            for key in world.audiences:
                _score(world, key, split[key][1], tallies[count], liked[key])
                tallies[count].reactions.append(len(said[key]))
    return tallies


def _score(world: World, key: str, held: frozenset[str], tally: Tally, liked: Mapping[str, int]) -> None:
    grades = dict.fromkeys(world.relevant[key] & held, 1.0)
    if not grades:
        return
    before, wanted = world.order(key, held, learning=True)
    everybody = world.order(key, held, learning=True, of="everybody")[1]
    plain = world.order(key, held, learning=False)[0]
    popular = sorted(plain, key=lambda i: -liked.get(i, 0))
    tellers = bounded(before, wanted, world.groups, PLACES, {"teller": SHARES["teller"]})
    both = bounded(before, wanted, world.groups, PLACES)
    for name, order in zip(COLUMNS, (plain, popular, everybody, wanted, tellers, both), strict=True):
        tally.add(name, key, measures(order, grades)["nDCG@10"])
    has, floor = exposure(both, world.groups, PLACES), floors(before, world.groups, PLACES)
    tally.lists += 1
    tally.held += all(has.get(group, 0.0) >= value - 1e-6 for group, value in floor.items())
    had, left = exposure(before, world.groups, PLACES), exposure(tellers, world.groups, PLACES)
    tally.kept += [left.get(group, 0.0) / value for group, value in had.items() if group[0] == "teller"]


def _summary(tallies: Mapping[int, Tally], audiences: int) -> dict[str, object]:
    rows = []
    for count, tally in tallies.items():
        plain = tally.column("unlearned")
        row: dict[str, object] = {"reactions": count, "given": round(float(np.mean(tally.reactions)), 1)}
        for name in COLUMNS:
            values = tally.column(name)
            row[name] = round(float(values.mean()), 4)
            row[f"{name}_interval"] = [round(x, 4) for x in interval(values)]
            row[f"{name}_relative"] = round(float(values.mean() / plain.mean() - 1), 4)
            row[f"{name}_relative_interval"] = _relative_interval(values, plain)
        row["rule_held"] = f"{tally.held} of {tally.lists} lists"
        row["tellers_kept_at_least"] = round(min(tally.kept, default=1.0), 3)
        rows.append(row)
    return {"audiences": audiences, "rows": rows}


def _relative_interval(values: np.ndarray, plain: np.ndarray, *, seed: int = 0, resamples: int = 10_000) -> list[float]:
    """95 % bootstrap interval over audiences of the ratio of means, less 1; both are drawn together."""
    drawn = np.random.default_rng(seed).integers(0, len(values), (resamples, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1) / np.maximum(plain[drawn].mean(axis=1), 1e-9) - 1, [0.025, 0.975])
    return [round(float(low), 4), round(float(high), 4)]


def _page(report: Mapping[str, object], sets: Sequence[Mapping[str, object]]) -> str:
    heads = (
        "Reactions",
        "Nothing learnt",
        "Most liked by others",
        "One model for everybody",
        "Learnt",
        "… tellers bound",
        "… whole rule",
        "Gain, learnt",
        "Gain, whole rule",
    )
    lines = ["# Learning", "", f"`{report['command']}`", "", (__doc__ or "").split("\n\n", 2)[2].strip(), ""]
    for one in sets:
        lines += [
            f"## {one['set']}: {one['way']}",
            "",
            WAYS[str(one["way"])] + f" {one['audiences']} audiences, {report['seeds']} seeds.",
            "",
        ]
        lines += ["| " + " | ".join(heads) + " |", "|" + "---:|" * len(heads)]
        rows: list[dict[str, object]] = one["rows"]  # type: ignore[assignment]
        for row in rows:
            cells = [f"{row['reactions']} ({row['given']} given)", *(f"{row[name]:.3f}" for name in COLUMNS)]
            for name in ("learned", "learned_bounded"):
                low, high = row[f"{name}_relative_interval"]  # type: ignore[misc]
                cells.append(f"{row[f'{name}_relative']:+.0%} [{low:+.0%}, {high:+.0%}]")
            lines.append("| " + " | ".join(cells) + " |")
        held = "; ".join(f"{row['reactions']}: {row['rule_held']}" for row in rows)
        lines += ["", f"The rule on exposure held in (reactions: lists) {held}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
