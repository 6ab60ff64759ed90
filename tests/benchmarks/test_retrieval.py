"""The harness: numbers worked out by hand, and a set of five documents through the product's own search."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from toy_embedder import ToyEmbedder

from benchmarks import retrieval
from benchmarks.data import load
from benchmarks.metrics import interval, measures
from benchmarks.product import filled

TEXTS = {
    "d1": "We drove round the car park for an hour before the clinic",
    "d2": "The midwife sat down and explained what would happen next",
    "d3": "Nobody answered the ward telephone all weekend",
    "d4": "An interpreter came in person for my mother",
    "d5": "nobody answered the ward telephone all weekend",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs.jsonl").write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in TEXTS.items()))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q1", "text": "nobody answered the telephone"}) + "\n")
    (tmp_path / "qrels.tsv").write_text("query_id\tdoc_id\trelevance\nq1\td3\t2\nq1\td5\t1\nq1\td1\t0\nq9\td1\t1\n")
    return tmp_path


def test_the_measures_are_those_worked_out_by_hand() -> None:
    found = measures(["x", "b", "a"], {"a": 2, "b": 1})
    ideal = 2 / np.log2(2) + 1 / np.log2(3)
    assert found["nDCG@10"] == pytest.approx((1 / np.log2(3) + 2 / np.log2(4)) / ideal)
    assert (found["MRR@10"], found["R@10"], found["R@100"]) == (0.5, 1.0, 1.0)
    assert set(measures(["x"], {}).values()) == {0.0}


def test_a_folder_is_read_with_its_grades_and_nothing_of_other_queries(folder: Path) -> None:
    test = load(folder)
    assert test.grades == {"q1": {"d3": 2.0, "d5": 1.0}}
    assert [document.id for document in test.documents] == list(TEXTS)


def test_the_product_is_asked_through_its_own_search(folder: Path) -> None:
    test = load(folder)
    with filled(test.documents, ToyEmbedder()) as bank:
        ranking = bank.rank(test.queries["q1"])
    assert ranking[:2] == ["d3", "d5"], "documents with the same words stand together, in their order"
    assert measures(ranking, test.grades["q1"])["nDCG@10"] == pytest.approx(1.0)


def test_the_interval_holds_the_mean_and_is_a_point_when_all_agree() -> None:
    values = np.random.default_rng(0).random(40)
    low, high = interval(values)
    assert low < values.mean() < high
    assert interval(np.full(10, 0.5)) == (0.5, 0.5)


def test_a_harness_that_is_off_says_so_and_names_the_system() -> None:
    right = {"BM25": 0.684, "MiniLM": 0.6441, "Shared Endeavour": 0.1}
    assert retrieval.miscalibrated("scifact", right) == "", "0.005 away is still right"
    wrong = retrieval.miscalibrated("scifact", right | {"BM25": 0.6735})
    assert "BM25 scores 0.6735 on scifact where 0.679 is published" in wrong
    assert "MiniLM" not in wrong
    assert "MiniLM scores 0.6550" in retrieval.miscalibrated("scifact", right | {"MiniLM": 0.655})
    assert retrieval.miscalibrated("another", {"BM25": 0.1}) == ""
    assert retrieval.miscalibrated("scifact", {"Shared Endeavour": 0.1}) == "", "without peers there is nothing to compare"


def test_a_run_that_is_off_ends_with_an_error_and_writes_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def far_off(*_: object, **__: object) -> retrieval.Values:
        column = {measure: [0.5] for measure in retrieval.MEASURES}
        return {system: dict(column) for system in ("Shared Endeavour", "BM25", "MiniLM")}

    monkeypatch.setattr(retrieval, "run", far_off)
    monkeypatch.setattr(retrieval, "CachedEmbedder", lambda *_: ToyEmbedder())
    named = folder / "scifact"
    named.mkdir()
    for name in ("docs.jsonl", "queries.jsonl", "qrels.tsv"):
        (named / name).write_text((folder / name).read_text())
    with pytest.raises(SystemExit) as ended:
        retrieval.main(["--data", str(named), "--results", str(tmp_path / "results")])
    assert "The harness is wrong" in str(ended.value.code)  # a sentence as the code: printed, and exit status 1
    assert not (tmp_path / "results").exists()
