"""What an audience said, carried over to stories like them: exact, bounded, and nothing without reactions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index import unit
from embeddings.resonance import ANSWERS, MOST, NOISE, PRIOR_PRECISION, PRIOR_STRENGTH, WORDS, Observations, Resonance, answer, together
from embeddings.shape import Shape

D = 16


def some_vectors(count: int, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, D)).astype(np.float32))


def model(answers: list[float], weights: list[float] | None = None, seed: int = 0) -> Resonance:
    rows = some_vectors(len(answers), seed)
    seen = Observations(rows, np.array(answers, float), np.array(weights or [1.0] * len(answers)))
    return Resonance(some_vectors(1, 99)[0], inside(0.1), seen)


def inside(centre: float = 0.0, *, round_: bool = True) -> Shape:
    """A bank's geometry: centred a little off the origin, and stretched when it is not round."""
    turned = np.linalg.qr(np.random.default_rng(4).normal(size=(D, D)))[0]
    matrix = np.eye(D) if round_ else (turned * np.linspace(1, 3, D)) @ turned.T
    return Shape(some_vectors(1, 7)[0] * np.float32(centre), matrix.astype(np.float32))


def test_without_reactions_nothing_moves() -> None:
    beliefs = model([]).posterior(some_vectors(5, 3))
    assert not beliefs.shift.any()
    assert model([]).influence == 0.0
    assert model([]).blended({"a": 0.4, "b": 0.9}, {"a": 0.0, "b": 0.0}) == {"a": 0.4, "b": 0.9}
    assert not model([]).direction.any()


def test_the_posterior_is_the_one_of_bayesian_regression_over_dimensions() -> None:
    """The same numbers, worked out the long way: over d dimensions instead of n stories."""
    rows, answers, weights = some_vectors(6), np.array([1.0, 1.0, -0.5, 1.0, 0.2, 1.0]), np.array([1.0, 3.0, 1.0, 1.5, 2.0, 1.0])
    shape, cares, candidates = inside(0.3, round_=False), some_vectors(1, 9)[0], some_vectors(4, 5)
    beliefs = Resonance(cares, shape, Observations(rows, answers, weights)).posterior(candidates)
    features, told = shape(candidates).astype(float), shape(rows).astype(float)
    precision = PRIOR_PRECISION * np.eye(D) + told.T @ np.diag(weights / NOISE) @ told
    prior = PRIOR_STRENGTH * shape(cares).astype(float)
    mean = np.linalg.solve(precision, PRIOR_PRECISION * prior + told.T @ (weights / NOISE * answers))
    assert np.allclose(beliefs.mean, features @ mean, atol=1e-8)
    assert np.allclose(beliefs.shift, features @ (mean - prior), atol=1e-8)
    assert np.allclose(beliefs.deviation**2, np.einsum("ij,ij->i", features @ np.linalg.inv(precision), features), atol=1e-8)
    assert np.allclose(beliefs.parts.sum(axis=1), beliefs.shift)


def test_words_are_features_beside_meaning() -> None:
    """The same numbers as one regression over both, the words scaled to their share of the variance."""
    rows, answers, weights = some_vectors(4), np.array([1.0, -0.5, 1.0, 1.0]), np.array([1.0, 1.0, 2.0, 1.5])
    said, asked = np.abs(some_vectors(4, 21)), np.abs(some_vectors(3, 22))
    shape, candidates = inside(0.3), some_vectors(3, 5)
    beliefs = Resonance(np.zeros(D, np.float32), shape, Observations(rows, answers, weights, said)).posterior(candidates, asked)
    told, features = np.hstack([shape(rows), np.sqrt(WORDS) * said]), np.hstack([shape(candidates), np.sqrt(WORDS) * asked])
    precision = PRIOR_PRECISION * np.eye(2 * D) + told.T @ np.diag(weights / NOISE) @ told
    mean = np.linalg.solve(precision, told.T @ (weights / NOISE * answers))
    assert np.allclose(beliefs.shift, features @ mean, atol=1e-5)
    assert np.allclose(beliefs.deviation**2, np.einsum("ij,ij->i", features @ np.linalg.inv(precision), features), atol=1e-5)


def test_a_story_that_shares_rare_words_with_one_that_moved_people_rises() -> None:
    words = np.zeros((3, D), np.float32)
    words[0, 1] = words[1, 1] = words[2, 2] = 1
    seen = Observations(some_vectors(1, 1), np.array([1.0]), np.array([1.0]), words[:1])
    far = np.repeat(some_vectors(1, 2), 2, axis=0)
    shift = Resonance(np.zeros(D, np.float32), inside(), seen).posterior(far, words[1:]).shift
    assert shift[0] > shift[1]


def test_a_story_like_one_that_moved_people_rises_and_one_unlike_it_does_not() -> None:
    liked = some_vectors(1, 1)
    near = unit(liked + np.float32(0.1) * some_vectors(1, 2))
    seen = Observations(liked, np.array([1.0]), np.array([1.0]))
    shift = Resonance(np.zeros(D, np.float32), inside(), seen).posterior(np.vstack([near, -liked])).shift
    assert shift[0] > 0 > shift[1]


def test_what_is_seen_differently_goes_down() -> None:
    value, weight = answer(["differently"])
    seen = Observations(some_vectors(1, 1), np.array([value]), np.array([weight]))
    assert Resonance(np.zeros(D, np.float32), inside(), seen).posterior(some_vectors(1, 1)).shift[0] < 0


def test_doubt_falls_with_every_reaction_and_stays_where_nobody_said_anything() -> None:
    story = some_vectors(1, 1)
    deviations = [model([]).posterior(story).deviation[0]]
    for people in (1.0, 5.0, 50.0):
        seen = Observations(story, np.array([1.0]), np.array([people]))
        deviations.append(Resonance(np.zeros(D, np.float32), inside(0.1), seen).posterior(story).deviation[0])
    assert deviations == sorted(deviations, reverse=True)
    assert len(set(deviations)) == 4


def test_one_person_who_says_three_things_counts_once() -> None:
    assert answer(["moved", "act", "recognise"]) == (1.0, max(weight for _, weight in ANSWERS.values()))
    assert answer(["act", "act"]) == answer(["act"])


def test_many_people_are_their_mean_and_the_sum_of_their_weights() -> None:
    assert together([(1.0, 1.0), (-0.5, 1.0)]) == (0.25, 2.0)


@given(
    st.lists(st.tuples(st.sampled_from([1.0, -0.5]), st.floats(0.5, 60)), min_size=1, max_size=12),
    st.lists(st.floats(0, 1), min_size=3, max_size=20),
)
def test_learning_never_makes_up_more_than_its_share_of_a_storys_fit(said: list[tuple[float, float]], fits: list[float]) -> None:
    learnt = model([value for value, _ in said], [weight for _, weight in said])
    fit = {str(n): value for n, value in enumerate(fits)}
    shift = dict(zip(fit, learnt.posterior(some_vectors(len(fit), 11)).shift.tolist(), strict=True))
    blended = learnt.blended(fit, shift)
    assert 0 < learnt.influence < MOST
    worst, spread = min(fits), (max(fits) - min(fits)) or 1.0
    for story, value in fit.items():
        own = (1 - learnt.influence) * value + learnt.influence * worst
        assert own - learnt.influence * spread - 1e-9 <= blended[story] <= own + learnt.influence * spread + 1e-9


def test_the_direction_leads_the_index_to_what_people_took_to() -> None:
    shape, liked = inside(0.2, round_=False), some_vectors(1, 1)
    learnt = Resonance(np.zeros(D, np.float32), shape, Observations(liked, np.array([1.0]), np.array([2.0])))
    others = some_vectors(200, 8)
    towards = others @ learnt.direction
    assert (liked @ learnt.direction)[0] > np.quantile(towards, 0.9)
    assert np.corrcoef(towards, learnt.posterior(others).shift)[0, 1] > 0.8


def test_stories_that_learning_says_nothing_about_keep_their_order() -> None:
    blended = model([1.0, 1.0]).blended({"a": 0.9, "b": 0.5, "c": 0.1}, {"c": 0.2})
    assert blended["a"] > blended["b"]


@pytest.mark.parametrize(
    ("answers", "weights"), [([1.0], [1.0, 2.0]), ([1.0, 1.0], [1.0, 0.0])], ids=["other lengths", "a weight of nothing"]
)
def test_observations_that_do_not_fit_are_refused(answers: list[float], weights: list[float]) -> None:
    with pytest.raises(ValueError, match=r"shapes|weight"):
        Observations(some_vectors(len(answers)), np.array(answers), np.array(weights))
