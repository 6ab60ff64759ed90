from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.fusion import fuse, story_score

cosines = st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 1))
word_scores = st.dictionaries(st.sampled_from("defghi"), st.floats(0, 60))


@given(cosines, word_scores)
def test_every_story_of_either_search_is_scored_from_0_to_1(dense: dict[str, float], lexical: dict[str, float]) -> None:
    fused = fuse(dense, lexical)
    assert fused.keys() == dense.keys() | lexical.keys()
    assert all(0 <= score <= 1 + 1e-9 for score in fused.values())


@given(cosines)
def test_without_words_the_order_is_that_of_meaning(dense: dict[str, float]) -> None:
    fused = fuse(dense, {})
    for near in dense:
        for far in dense:
            if dense[near] > max(dense[far], 0):
                assert fused[near] >= fused[far]


def test_best_in_both_beats_best_in_one() -> None:
    fused = fuse({"both": 0.8, "meaning": 0.8, "neither": 0.1}, {"both": 12.0, "words": 12.0, "neither": 1.0})
    assert fused["both"] == pytest.approx(1.0)
    assert max(fused, key=lambda story: fused[story]) == "both"
    assert min(fused, key=lambda story: fused[story]) == "neither"


def test_a_negative_cosine_counts_as_none() -> None:
    assert fuse({"far": -0.5, "near": 0.5}, {"far": 1.0})["far"] == fuse({"near": 0.5}, {"far": 1.0})["far"]


def test_a_story_is_scored_by_its_best_passage_and_by_itself() -> None:
    assert story_score(0.9, 0.5) == pytest.approx(0.7)
