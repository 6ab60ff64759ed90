"""The words of a story as a vector: rare ones count for more, how often one is repeated for less. TF-IDF, unit length, hashed.

Meaning alone forgets names of things: a drug, a ward, a form. What an audience takes from stories lies partly there (docs/finding.md).
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.index import unit
from stories.stems import stem, telling_words

Floats = NDArray[np.float32]

PLACES = 16_384  # stems share a place by chance; a quarter as many cost a point of what is learnt


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How rare each place is in a bank, (PLACES,): ln(stories / stories that hold it); and the mean of its stories, (PLACES,), from which
    their words are seen: what most stories say a little of would otherwise make all of them alike. None: from nowhere."""

    rarity: Floats
    centre: Floats | None = None

    def __call__(self, texts: Sequence[str]) -> Floats:
        """A row for each text in search form, (n, PLACES), of unit length; zeros for a text without a telling word."""
        rows = np.zeros((len(texts), PLACES), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, times in _places(text).items():
                row[place] = (1 + np.log(times)) * self.rarity[place]
        rows = unit(rows)
        if self.centre is None:
            return rows
        return unit(np.where(rows.any(axis=1, keepdims=True), rows - self.centre, rows))

    def centred(self, batches: Iterable[Iterable[str]]) -> Wording:
        """This, seen from the mean of these texts."""
        plain, total, count = replace(self, centre=None), np.zeros(PLACES), 0
        for batch in batches:
            rows = plain(list(batch))
            total += rows.sum(axis=0)
            count += len(rows)
        return replace(self, centre=(total / max(count, 1)).astype(np.float32))


class Counts:
    """Running counts from which the rarity is made."""

    def __init__(self) -> None:
        self.stories = 0
        self._holding = np.zeros(PLACES)

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.stories += 1
            self._holding[list(_places(text))] += 1

    def wording(self) -> Wording:
        return Wording(np.log(max(self.stories, 1) / np.maximum(self._holding, 1)).astype(np.float32))


def _places(text: str) -> Counter[int]:
    words, tells = telling_words(text)
    return Counter(zlib.crc32(stem(word).encode("utf-8", "replace")) % PLACES for word in words if tells)
