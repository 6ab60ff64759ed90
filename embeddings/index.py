"""What an index of stories is: what goes in, what comes out, and how it is brought in step with the bank.

An index is derived and disposable. It proposes stories; the bank's SQL disposes. It holds ids and numbers, never words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

WHOLE = -1
"""Passage number of the vector that stands for a whole story."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A story as an index keeps it: `vectors` pairs passage numbers (`WHOLE` for the story itself) with float32 arrays of shape (d,).

    `fingerprint` is opaque here: it changes when the story, the model or the way of cutting changes.

    Raises:
        ValueError: the id or fingerprint is empty, there is no vector, a number comes twice, or a vector has no finite direction.
    """

    story_id: str
    fingerprint: str
    vectors: tuple[tuple[int, NDArray[np.float32]], ...]

    def __post_init__(self) -> None:
        if not self.story_id or not self.fingerprint:
            raise ValueError("an entry needs a story id and a fingerprint")
        numbers = [number for number, _ in self.vectors]
        if not numbers or len(set(numbers)) < len(numbers):
            raise ValueError(f"an entry needs one vector or more, each with its own number; got {numbers}")
        for number, vector in self.vectors:
            if vector.ndim != 1 or not np.isfinite(vector).all() or not vector.any():
                raise ValueError(f"vector {number} of {self.story_id} has shape {vector.shape} or no finite direction")


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage an index proposes. `score` is the cosine to the query, −1 to 1, greater is nearer."""

    story_id: str
    passage: int
    score: float


class VectorIndex(Protocol):
    """Every backend behaves alike (tests/embeddings/test_index_contract.py). Methods may be called from any thread.

    Each raises IndexUnavailable when the index cannot answer; nothing else comes out of a backend's library.
    """

    def fingerprints(self) -> dict[str, str]:
        """Story id → fingerprint for every story with anything in the index; "" for a story that was only half written."""
        ...

    def upsert(self, entries: Sequence[Entry]) -> None:
        """Put `entries` in; each replaces everything the index had of that story. The last of two with one id wins."""
        ...

    def delete(self, story_ids: Sequence[str]) -> None:
        """Take every passage of these stories out. Unknown ids are no error."""
        ...

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        """The `limit` passages nearest to `vector`, shape (d,), best first; fewer when the index holds fewer."""
        ...

    def count(self) -> int:
        """Passages held."""
        ...

    def close(self) -> None:
        """Let go of files and connections. Calling it twice is no error; any other call afterwards raises IndexUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """What a backend needs to open an index: `collection` names model and cutting, `dimensions` is d, then where it lives."""

    collection: str
    dimensions: int
    path: Path | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """Stories to put into the index and stories to take out, so that it says what the bank wants. Disjoint."""

    upsert: frozenset[str]
    delete: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.upsert or self.delete)


def plan_sync(wanted: Mapping[str, str], present: Mapping[str, str]) -> SyncPlan:
    """What brings `present` to `wanted` (both story id → fingerprint). Applied in part, in any order, the next plan is the rest."""
    return SyncPlan(
        upsert=frozenset(story for story, fingerprint in wanted.items() if present.get(story) != fingerprint),
        delete=frozenset(present.keys() - wanted.keys()),
    )


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """`vectors`, shape (d,) or (n, d), scaled to length 1 along the last axis. A vector of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.ascontiguousarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0), dtype=np.float32)
