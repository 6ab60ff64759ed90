from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.fusion import first_cut, meaning_weight, share, shortness

scores = st.lists(st.floats(-5, 60, width=32), min_size=1, max_size=30)


@given(scores)
def test_shares_run_from_0_to_1_and_keep_the_order(values: list[float]) -> None:
    given_scores = np.array(values, np.float32)
    found = share(given_scores)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(given_scores, kind="stable")]) >= 0).all()


def test_nothing_has_no_share() -> None:
    assert share(np.array([], np.float32)).shape == (0,)
    assert share(np.array([-1.0, 0.0], np.float32)).tolist() == [0.0, 0.0]


def test_best_in_both_comes_first_and_words_cannot_outweigh_meaning() -> None:
    cut = first_cut(np.array([0.8, 0.8, 0.0], np.float32), np.array([12.0, 0.0, 12.0], np.float32))
    assert cut.tolist() == pytest.approx([1.0, 0.6, 0.4])


@given(st.lists(st.floats(-1, 1), max_size=40), st.floats(0, 1), st.floats(0, 1), st.integers(0, 300))
def test_the_weight_of_meaning_stays_within_bounds(cosines: list[float], reach: float, agreement: float, words: int) -> None:
    weight = meaning_weight(sorted(cosines, reverse=True), reach=reach, agreement=agreement, words=words)
    assert np.exp(-1.5) - 1e-9 <= weight <= np.exp(1.5) + 1e-9


def test_meaning_counts_more_when_one_story_stands_out_and_when_the_question_is_short() -> None:
    flat, sharp = [0.5] * 30, [0.9] + [0.5] * 29
    plain = meaning_weight(flat, reach=0.5, agreement=0.5, words=6)
    assert meaning_weight(sharp, reach=0.5, agreement=0.5, words=6) > plain
    assert meaning_weight(flat, reach=0.5, agreement=0.5, words=2) > plain
    assert plain > meaning_weight(flat, reach=0.5, agreement=0.5, words=60)


@pytest.mark.parametrize(
    ("words", "short"), [("", 1.0), ("parking", 1.0), ("one two three", 1.0), ("a b c d", 2 / 3), ("a b c d e f", 0.0)]
)
def test_up_to_three_words_are_short_and_six_are_not(words: str, short: float) -> None:
    assert shortness(words) == pytest.approx(short)
