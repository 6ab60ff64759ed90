"""The learning benchmark on a folder small enough to see through: what is reacted to is never scored, and the model is the app's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy_embedder import ToyEmbedder

from benchmarks import learning
from benchmarks.data import load
from benchmarks.product import filled
from benchmarks.reacting import World, halves, react, world_of

TOPICS = {
    "soup": "soup cold tray spoon kitchen",
    "parking": "parking meter coins queue barrier",
    "letters": "letter post envelope late stamp",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    docs, grades = [], []
    for topic, words in TOPICS.items():
        for n in range(16):
            docs.append({"id": f"{topic}{n}", "text": f"{words} day {n}", "trust": "AB"[n % 2], "label": topic})
            grades.append(f"{topic}\t{topic}{n}\t1")
    (tmp_path / "docs.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in docs))
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps({"id": topic, "text": "day"}) + "\n" for topic in TOPICS))
    (tmp_path / "qrels.tsv").write_text("query_id\tdoc_id\trelevance\n" + "\n".join(grades) + "\n")
    with filled(load(tmp_path).documents, ToyEmbedder()) as bank:
        yield world_of(bank.bank, load(tmp_path), bank.documents, tmp_path, "trust", "label")


def test_what_is_reacted_to_lies_in_the_half_that_is_not_scored(world: World) -> None:
    import numpy as np

    pool, held = halves(world, 0, 0)
    said: list[tuple[str, str]] = []
    react(world, "soup", pool, said, 5, "anywhere", np.random.default_rng(0))
    assert len(said) == 5
    assert {story for story, _ in said} <= pool
    assert not pool & held
    assert pool | held == set(world.stories)


@pytest.mark.parametrize("way", list(learning.WAYS))
def test_reactions_help_when_the_profile_says_nothing_and_the_rule_holds(world: World, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "COUNTS", (0, 5))
    rows = learning._summary(learning._run(world, way, 1), 3)["rows"]
    nothing, some = rows  # type: ignore[misc]
    assert nothing["learned"] == nothing["learned_bounded"] == nothing["unlearned"]
    assert some["learned"] > some["unlearned"]
    assert some["rule_held"] == "3 of 3 lists"
