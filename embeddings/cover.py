"""How much of what a question asks for a story mentions at all, rare words counting for more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.letters import letters_of


def cover(frequency: Mapping[str, int], stories: int, texts: Sequence[bytes]) -> NDArray[np.float32]:
    """Share, 0 to 1, of the question's rarity that each text holds: shape (len(texts),).

    Args:
        frequency: each known stem of the question, and how many of the bank's `stories` hold it.
        texts: in the form of embeddings.letters. A stem counts where a word begins with it.
    """
    stems = sorted(stem for stem, holding in frequency.items() if holding)
    if not stems or not texts:
        return np.zeros(len(texts), np.float32)
    weights = np.array([rarity(stories, frequency[stem]) for stem in stems])
    starts = [letters_of(stem)[:-1].removesuffix(b"i") for stem in stems]  # porter turns a final y into i
    held = np.array([[start in text for start in starts] for text in texts])
    return np.asarray(held @ weights / weights.sum(), dtype=np.float32)


def rarity(stories: int, holding: int) -> float:
    """How much it says that a text holds a word which `holding` of `stories` texts hold: above 0, rarest words most."""
    return math.log1p((max(stories - holding, 0) + 0.5) / (holding + 0.5))
