"""Brings meaning and words together: shares of scores, the first cut, and how much meaning counts for one question.

Dividing by the greatest score of the same question beat z-scores and theoretical bounds once weights followed the question.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FIRST_CUT = (0.6, 0.4)  # meaning, words
_WORD = re.compile(r"[^\W_]+")


def share(values: Floats) -> Floats:
    """`values` as shares of the greatest, 0 to 1; what lies below 0 counts as 0."""
    top = float(values.max(initial=0.0))
    return np.asarray(np.maximum(values, 0) / top if top > 0 else np.zeros_like(values), dtype=np.float32)


def first_cut(meaning: Floats, words: Floats) -> Floats:
    """One score, 0 to 1, for each candidate, from its cosine and its BM25 score, both (n,)."""
    return np.asarray(FIRST_CUT[0] * share(meaning) + FIRST_CUT[1] * share(words), dtype=np.float32)


def meaning_weight(cosines: Sequence[float], *, reach: float, agreement: float, words: int) -> float:
    """How much meaning counts against words for one question, about 0.4 to 2.5.

    Args:
        cosines: of the nearest stories, best first: the further the first stands above the rest, the more meaning counts.
        reach: the best story's BM25 score as a share of what these words could give at most, 0 to 1.
        agreement: share of the first ten by meaning that are among the first ten by words, 0 to 1.
        words: of the question, stop words left out. Meaning counts more for short questions.
    """
    sharp = 8 * (cosines[0] - cosines[min(20, len(cosines) - 1)]) - 1 if cosines else 0.0
    length = math.log((1 + words) / 7)
    signs = 0.2 * sharp + 0.4 * 3 * (reach - 0.5) + 0.2 * (2 * agreement - 1) - 0.2 * length
    return math.exp(min(max(signs, -1.5), 1.5))


def shortness(text: str) -> float:
    """1 for questions of up to three words, 0 from six: short ones name a theme."""
    return min(max((6 - len(_WORD.findall(text))) / 3, 0.0), 1.0)
