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

NEAREST = 5  # neighbours


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece counts. best, opening, centred: meaning (nearest passage, first passage, whole story seen from inside the bank);
    words, cover, letters: words; neighbours: the stories most alike, for short questions; following: the power to which the question's own
    weight of meaning is raised, 0 for none."""

    best: float = 0.8
    opening: float = 0.4
    centred: float = 0.2
    words: float = 0.25
    cover: float = 0.15
    letters: float = 0.3
    neighbours: float = 0.6
    following: float = 1.0


WEIGHTS = Weights()


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


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What is known of a pool before anything is weighed: shares (n,), None without a model; `around` are the rows of each story's nearest (n, 5)
    and `closeness` how near those are, None where neighbours have no say; `said`, where a question of one word is said, None for longer ones."""

    meaning: tuple[Floats, Floats] | None
    centred: Floats | None
    words: Floats
    cover: Floats
    letters: Floats
    around: NDArray[np.int64] | None
    closeness: Floats | None
    said: NDArray[np.bool_] | None
    weight: float
    short: float


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
    meaning = centred = around = closeness = None
    if vector is not None:
        meaning = (share(pool.best), share(pool.opening))
        if shape is not None and len(pool.wholes):
            shaped = shape(pool.wholes) * (np.linalg.norm(pool.wholes, axis=1, keepdims=True) > 0)
            centred = share(shaped @ shape(vector))
            if short > 0 and len(shaped) > NEAREST:
                around, closeness = _around(shaped)
    said = pool.words > 0 if len(frequency) == 1 else None  # whoever types one word looks for that word
    letters = share(alike(question, pool.texts))
    pieces = Pieces(meaning, centred, share(pool.words), mentioned, letters, around, closeness, said, weight, short)
    return Scores(weigh(pieces), mentioned)


def weigh(pieces: Pieces, weights: Weights = WEIGHTS) -> Floats:
    """One score for each story, (n,)."""
    total = weights.words * pieces.words + weights.cover * pieces.cover + weights.letters * pieces.letters
    weight = pieces.weight**weights.following
    if pieces.meaning is not None:
        total = total + weight * (weights.best * pieces.meaning[0] + weights.opening * pieces.meaning[1])
    if pieces.centred is not None:
        total = total + weight * weights.centred * pieces.centred
    if pieces.around is not None and pieces.closeness is not None:
        near = (pieces.closeness * total[pieces.around]).sum(axis=1) / np.maximum(pieces.closeness.sum(axis=1), 1e-9)
        total = total + weights.neighbours * pieces.short * share(np.asarray(near - float(total.min()), np.float32))
    if pieces.said is not None:
        total = total + pieces.said * (float(np.ptp(total)) + 0.01)
    return np.asarray(total, dtype=np.float32)


def _around(shaped: Floats) -> tuple[NDArray[np.int64], Floats]:
    """For each story the rows of its nearest in the pool, and how near they are: the nearer count for more."""
    closeness = shaped @ shaped.T
    np.fill_diagonal(closeness, -1)
    near = np.argpartition(-closeness, NEAREST - 1, axis=1)[:, :NEAREST]
    return near, np.maximum(np.take_along_axis(closeness, near, axis=1), 0)
