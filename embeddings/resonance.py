"""What an audience has said to stories, carried over to stories like them: a Bayesian linear model over story vectors.

One model for each audience. A story's answer is w · φ(x) plus noise, φ(x) its vector seen from inside the bank (embeddings.shape) beside its
words (embeddings.wording), which explain WORDS of the variance that meaning does; w starts at the direction of what the audience's profile says it cares about and is moved by reactions. The posterior is worked out over the stories reacted to (n of them), not over
dimensions: n is small, so it costs n³ and can be made anew from the bank at any time. Without reactions the shift is exactly 0.

Only the words of stories are features. Who tells them is not: that is looked at afterwards, by embeddings.exposure.

Seeing it from inside was measured: stories of one bank share most of their direction, and without centring 20 reactions helped nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.index import unit
from embeddings.shape import Shape

Floats = NDArray[np.float64]

# Reaction → (the answer it stands for, 1 is "more like this"; its weight as an observation). Seeing it differently is said about the
# story's claim, not against its teller: it counts half as far down as being moved counts up.
ANSWERS: dict[str, tuple[float, float]] = {"moved": (1.0, 1.0), "recognise": (1.0, 1.0), "act": (1.0, 1.5), "differently": (-0.5, 1.0)}
PRIOR_PRECISION = 1.0
WORDS = 0.5  # prior variance of what words explain, as a share of meaning's: 0.3 to 0.7 did alike, 2 did worse than none
PRIOR_STRENGTH = 0.1  # length of the prior mean: what the profile says is already in a story's fit, so it only breaks ties here
NOISE = 8.0  # variance of one person's answer about its mean: readers differ more than stories do
MOST = 0.8  # share of a story's fit that may ever be learnt; the rest stays with what the audience is known to care about
HALFWAY = 3.0  # answers at which half of that share is reached


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Stories an audience reacted to: vectors (n, d) of unit length, answers (n,), weights (n,) above 0, in the same order; words (n, p)
    from embeddings.wording, None where a bank is too small to know which are rare."""

    vectors: NDArray[np.float32]
    answers: Floats
    weights: Floats
    words: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        if self.words is not None and len(self.words) != len(self.vectors):
            raise ValueError(f"{len(self.vectors)} stories, and words of {len(self.words)}")
        if self.vectors.ndim != 2 or self.answers.shape != (len(self.vectors),) or self.weights.shape != self.answers.shape:
            raise ValueError(f"shapes do not fit: {self.vectors.shape}, {self.answers.shape}, {self.weights.shape}")
        if (self.weights <= 0).any():
            raise ValueError("a weight must be above 0")


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is believed of some candidates (m of them): `mean`, its `deviation`, how far reactions moved it (`shift`), and how much
    each observation did of that (`parts`, shape (m, n))."""

    mean: Floats
    deviation: Floats
    shift: Floats
    parts: Floats


def answer(kinds: Sequence[str]) -> tuple[float, float]:
    """(answer, weight) of one person who said these things to one story: their mean, at the weight of the strongest. Once a person."""
    said = [ANSWERS[kind] for kind in dict.fromkeys(kinds)]
    return float(np.mean([value for value, _ in said])), max(weight for _, weight in said)


def together(people: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """(answer, weight) of a story from several people's: the weighted mean, and the sum of the weights."""
    weight = sum(w for _, w in people)
    return sum(value * w for value, w in people) / weight, weight


class Resonance:
    """The model of one audience.

    Args:
        cares: direction of what the audience cares about, shape (d,); zeros when nothing is known.
        shape: the bank's own geometry; with a matrix of ones on the diagonal, only its centre.
        seen: what it reacted to; no rows when nothing.
    """

    def __init__(self, cares: NDArray[np.float32], shape: Shape, seen: Observations) -> None:
        self._shape = shape
        self._prior = PRIOR_STRENGTH * (shape(unit(cares)) if cares.any() else cares).astype(np.float64)
        self._seen = seen
        self._rows: Floats = shape(seen.vectors).astype(np.float64)
        self._words = seen.words
        self._inverse: Floats = np.zeros((0, 0))
        self._pull: Floats = np.zeros(0)
        if len(self._rows):
            covariance = self._shared(self._rows, self._words) + np.diag(NOISE / seen.weights)
            self._inverse = np.linalg.inv(covariance).astype(np.float64)
            self._pull = self._inverse @ (seen.answers - self._rows @ self._prior)

    def __len__(self) -> int:
        """Stories it has learnt from."""
        return len(self._rows)

    @property
    def influence(self) -> float:
        """The share of a story's fit that is learnt: 0 without reactions, MOST at the very most."""
        answers = float(self._seen.weights.sum())
        return MOST * answers / (answers + HALFWAY) if answers else 0.0

    @property
    def direction(self) -> NDArray[np.float32]:
        """Where in the index stories like those that were taken to lie: shape (d,), unit length, or zeros."""
        if not len(self._rows):
            return np.zeros_like(self._shape.centre)
        return unit(((self._pull @ self._rows) @ self._shape.matrix.T).astype(np.float32))

    def posterior(self, candidates: NDArray[np.float32], words: NDArray[np.float32] | None = None) -> Posterior:
        """Beliefs about `candidates`, shape (m, d), unit length, with their `words`, (m, p), where the observations have them."""
        features: Floats = self._shape(candidates).astype(np.float64)
        told = None if self._words is None else words
        expected = features @ self._prior
        variance = (features * features).sum(axis=1) / PRIOR_PRECISION
        if told is not None:
            variance = variance + WORDS * np.square(told).sum(axis=1) / PRIOR_PRECISION
        if not len(self._rows):
            none = np.zeros(len(candidates))
            return Posterior(expected, np.sqrt(variance), none, np.zeros((len(candidates), 0)))
        shared = self._shared(features, told)
        parts = shared * self._pull
        shift = parts.sum(axis=1)
        variance = np.maximum(variance - ((shared @ self._inverse) * shared).sum(axis=1), 0.0)
        return Posterior(expected + shift, np.sqrt(variance), shift, parts)

    def _shared(self, features: Floats, words: NDArray[np.float32] | None) -> Floats:
        """Prior covariance of some stories, a row each, with those reacted to."""
        meaning = features @ self._rows.T
        said = WORDS * (words @ self._words.T) if words is not None and self._words is not None else 0.0
        return np.asarray((meaning + said) / PRIOR_PRECISION, dtype=np.float64)

    def blended(self, fit: Mapping[str, float], shift: Mapping[str, float]) -> dict[str, float]:
        """`fit` (story id → 0 to 1) with what was learnt mixed in, never more than `influence` of it. The same keys.

        The shifts are put on the scale of the fits, the greatest of them, up or down, counting as much as lies between the worst fit and the
        best: their order is kept, their size is bounded.
        """
        greatest = max((abs(value) for value in shift.values()), default=0.0)
        if not greatest:
            return dict(fit)
        worst, best = min(fit.values()), max(fit.values())
        spread, share = (best - worst) or 1.0, self.influence
        return {story: (1 - share) * value + share * (worst + spread * shift.get(story, 0.0) / greatest) for story, value in fit.items()}
