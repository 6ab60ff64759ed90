"""The order of the stories that came through the first cut. Pure: numbers and plain texts in, scores out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.cover import cover
from embeddings.fusion import share
from embeddings.letters import alike
from embeddings.shape import Shape

Floats = NDArray[np.float32]

BEST, OPENING, CENTRED = 0.8, 0.4, 0.2  # meaning: nearest passage, first passage, whole story seen from inside the bank
WORDS, COVER, LETTERS = 0.25, 0.15, 0.3
NEIGHBOURS, NEAREST = 0.6, 5


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Stories to be put in order, a row each.

    best, opening: cosines of the question with the nearest and the first passage, (n,); 0 for a story without vectors.
    wholes: whole-story vectors, (n, d); a row of zeros for a story without vectors. words: BM25 scores, (n,).
    texts: what `letters_of` makes of each story.
    """

    best: Floats
    opening: Floats
    wholes: Floats
    words: Floats
    texts: Sequence[bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`total` puts the pool in order; `cover` is the share of the question each story mentions. Both (n,)."""

    total: Floats
    cover: Floats


def score(
    pool: Pool,
    *,
    question: bytes,
    vector: Floats | None,
    shape: Shape | None,
    frequency: Mapping[str, int],
    stories: int,
    weight: float,
    short: float,
) -> Scores:
    """Scores of the pool's stories for one question.

    Args:
        question: in the form of `letters_of`. vector: its vector (d,), None without a model. shape: the bank's, None while unknown.
        frequency, stories: as in `cover`. weight: what meaning counts (`meaning_weight`). short: `shortness` of the question.
    """
    mentioned = cover(frequency, stories, pool.texts)
    total = WORDS * share(pool.words) + COVER * mentioned + LETTERS * share(alike(question, pool.texts))
    if vector is not None:
        total = total + weight * (BEST * share(pool.best) + OPENING * share(pool.opening))
        if shape is not None and len(pool.wholes):
            shaped = shape(pool.wholes) * (np.linalg.norm(pool.wholes, axis=1, keepdims=True) > 0)
            total = total + weight * CENTRED * share(shaped @ shape(vector))
            if short > 0 and len(shaped) > NEAREST:
                total = total + NEIGHBOURS * short * share(_around(shaped, total) - float(total.min()))
    if len(frequency) == 1:  # whoever types one word looks for that word
        total = total + (pool.words > 0) * (float(np.ptp(total)) + 0.01)
    return Scores(np.asarray(total, dtype=np.float32), mentioned)


def _around(shaped: Floats, scores: Floats) -> Floats:
    """For each story the mean score of its nearest in the pool, the nearer counting for more."""
    closeness = shaped @ shaped.T
    np.fill_diagonal(closeness, -1)
    near = np.argpartition(-closeness, NEAREST - 1, axis=1)[:, :NEAREST]
    weights = np.maximum(np.take_along_axis(closeness, near, axis=1), 0)
    return np.asarray((weights * scores[near]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), dtype=np.float32)
