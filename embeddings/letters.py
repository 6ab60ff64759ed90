"""How much two texts share letter by letter: BM25 over runs of five letters, spaces counted.

It forgives endings and slips of the finger, rewards words that stand together, and needs no statistics: how rare a run is, is
counted among the texts that are compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stories.stems import unaccented

RUN = 5  # letters; runs of four or six did less (docs/finding.md)
LONGEST = 8_000  # characters of a text that are read
REPEATS = 3  # a run that a question repeats counts this often at most
K1, B = 1.2, 0.75
_PLAIN = bytes(c if c >= 0x80 or chr(c).isalnum() else 0x20 for c in range(256))
_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads runs over 2^16 places (multiplicative hashing, Knuth)


def letters_of(text: str) -> bytes:
    """The form that is compared: no accents, signs and white space as single spaces, one at either end. `text` is in search form."""
    return b" " + b" ".join(unaccented(text[:LONGEST]).encode("utf-8", "ignore").translate(_PLAIN).split()) + b" "


def alike(question: bytes, texts: Sequence[bytes]) -> NDArray[np.float32]:
    """BM25 of each text for the question, both from `letters_of`: shape (len(texts),), 0 or more, higher is more alike."""
    if len(question) < RUN or not texts:
        return np.zeros(len(texts), np.float32)
    runs, times = np.unique(_runs(np.frombuffer(question, np.uint8)), return_counts=True)
    sizes = np.array([len(text) for text in texts])
    ends = np.cumsum(sizes)
    if ends[-1] < RUN:
        return np.zeros(len(texts), np.float32)
    codes = _runs(np.frombuffer(b"".join(texts), np.uint8))
    wanted = np.zeros(1 << 16, bool)
    wanted[_place(runs)] = True
    at = np.flatnonzero(wanted[_place(codes)])
    which = np.minimum(np.searchsorted(runs, codes[at]), len(runs) - 1)
    owner = np.searchsorted(ends, at, side="right")
    real = (runs[which] == codes[at]) & (at + RUN <= ends[owner])  # a run that crosses from one text to the next is none
    counts = np.bincount(owner[real] * len(runs) + which[real], minlength=len(texts) * len(runs)).reshape(len(texts), -1)
    holding = (counts > 0).sum(axis=0)
    rarity = np.log1p((len(texts) - holding + 0.5) / (holding + 0.5)) * np.minimum(times, REPEATS)
    length = np.maximum(sizes - RUN + 1, 1)
    weighted = counts * (K1 + 1) / (counts + K1 * (1 - B + B * length / length.mean())[:, None])
    return np.asarray(weighted @ rarity, dtype=np.float32)


def _runs(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Each run of five bytes as one number, in order."""
    wide = text.astype(np.uint64)
    size = len(wide) - RUN + 1
    codes = wide[:size].copy()
    for i in range(1, RUN):
        codes <<= np.uint64(8)
        codes |= wide[i : i + size]
    return codes


def _place(codes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((codes * _MIX) >> np.uint64(48)).astype(np.int64)
