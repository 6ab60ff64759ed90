"""The pieces of the order: shape of the bank, letters, cover, and how they come together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.cover import cover
from embeddings.index import unit
from embeddings.letters import alike, letters_of
from embeddings.ranking import Pool, score
from embeddings.shape import Sums

TEXTS = ["the nurse rang us back", "we paid for the car park", "nobody rang at all", ""]


def letters(*texts: str) -> list[bytes]:
    return [letters_of(text) for text in texts]


def some_wholes(stories: int = 60, size: int = 16) -> np.ndarray:
    generator = np.random.default_rng(0)
    return unit((generator.standard_normal((stories, size)) + np.linspace(0, 3, size)).astype(np.float32))


def a_pool(texts: list[str], words: list[float], best: list[float], wholes: np.ndarray | None = None) -> Pool:
    cosines = np.array(best, np.float32)
    vectors = np.zeros((len(texts), 4), np.float32) if wholes is None else wholes
    return Pool(cosines, cosines, vectors, np.array(words, np.float32), letters(*texts))


# ---- the shape of the bank


def test_sums_taken_in_parts_give_the_shape_of_the_whole() -> None:
    wholes, parts, at_once = some_wholes(), Sums(16), Sums(16)
    at_once.add(wholes)
    for start in range(0, 60, 7):
        parts.add(wholes[start : start + 7])
    assert np.allclose(parts.shape().matrix, at_once.shape().matrix, atol=1e-5)
    assert np.allclose(at_once.shape().centre, wholes.mean(axis=0), atol=1e-6)


def test_what_all_stories_share_counts_for_less_seen_from_inside() -> None:
    wholes, sums = some_wholes(), Sums(16)
    sums.add(wholes)
    inside = sums.shape()(wholes)
    assert np.allclose(np.linalg.norm(inside, axis=1), 1, atol=1e-5)
    assert abs((inside @ inside.T).mean()) < (wholes @ wholes.T).mean() / 5


def test_one_story_has_no_shape_and_two_alike_have_a_finite_one() -> None:
    sums = Sums(16)
    sums.add(some_wholes(1))
    with pytest.raises(ValueError, match="two stories"):
        sums.shape()
    sums.add(some_wholes(1))
    assert np.isfinite(sums.shape().matrix).all()


# ---- letters


def test_a_slip_of_the_finger_still_finds_its_text() -> None:
    found = alike(letters_of("the nusre rang"), letters(*TEXTS))
    assert found.argmax() == 0
    assert found[3] == 0


def test_no_run_of_letters_reaches_from_one_text_into_the_next() -> None:
    assert alike(letters_of("abcdef"), [b" abc", b"def "]).tolist() == [0.0, 0.0]


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=6))
def test_whatever_is_compared_the_scores_are_finite_and_not_negative(question: str, texts: list[str]) -> None:
    found = alike(letters_of(question), letters(*texts))
    assert found.shape == (len(texts),)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


@given(st.text(max_size=200))
def test_letters_have_one_space_at_either_end_and_none_doubled(text: str) -> None:
    form = letters_of(text)
    assert form.startswith(b" ")
    assert form.endswith(b" ")
    assert b"  " not in form.strip(b" ")


# ---- cover


def test_cover_counts_rare_words_for_more_and_unknown_ones_not_at_all() -> None:
    frequency = {"nurs": 40, "rang": 2, "helicopt": 0}
    found = cover(frequency, 50, letters("the nurse came", "she rang", "the nurse rang", "nothing"))
    assert found[1] > found[0] > found[3] == 0
    assert found[2] == pytest.approx(1)


def test_a_stem_counts_only_where_a_word_begins_with_it() -> None:
    assert cover({"ward": 3}, 50, letters("on the wards", "afterwards")).tolist() == [1.0, 0.0]


# ---- together


def order(pool: Pool, question: str, **changes: object) -> list[int]:
    settings: dict[str, object] = {
        "question": letters_of(question),
        "vector": np.ones(4, np.float32) / 2,
        "shape": None,
        "frequency": dict.fromkeys(question.split(), 1),
        "stories": 50,
        "weight": 1.0,
        "short": 0.0,
    }
    return np.argsort(-score(pool, **(settings | changes)).total, kind="stable").tolist()  # type: ignore[arg-type]


def test_words_break_a_tie_of_meaning_and_meaning_a_tie_of_words() -> None:
    texts = ["we went home", "the nurse rang back"]
    assert order(a_pool(texts, [0, 5], [0.5, 0.5]), "nurse rang") == [1, 0]
    assert order(a_pool(["we went home", "we went home"], [1, 1], [0.2, 0.6]), "nurse rang") == [1, 0]


def test_whoever_types_one_word_gets_the_stories_that_hold_it_first() -> None:
    pool = a_pool(["we drove round", "the parking was far"], [0, 2], [0.9, 0.1])
    assert order(pool, "parking", weight=4.0) == [1, 0]


def test_without_a_model_words_alone_make_the_order() -> None:
    assert order(a_pool(TEXTS, [3, 0, 9, 0], [0, 0, 0, 0]), "nobody rang", vector=None)[0] == 2


def test_a_short_question_lifts_what_resembles_the_best() -> None:
    wholes, sums = some_wholes(12), Sums(16)
    wholes[1] = wholes[0]
    sums.add(wholes)
    best = [0.9, 0.3] + [0.3] * 10
    pool = a_pool(["x"] * 12, [0] * 12, best, wholes)
    asked = {"vector": np.zeros(16, np.float32), "shape": sums.shape(), "frequency": {}}
    assert order(pool, "theme", short=1.0, **asked)[:2] == [0, 1]
