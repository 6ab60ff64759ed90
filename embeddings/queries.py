"""Vectors of questions, remembered: the same words asked again, and what every audience cares about, are embedded once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from embeddings.embedder import Embedder

KEPT = 1_024  # texts; 1.5 MB at 384 dimensions


class QueryVectors:
    """The last `kept` texts that were embedded, with their vectors. Methods may be called from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()

    def of(self, embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of `texts` in their order, shape (n, d), unit length. What is not known yet is embedded in one batch."""
        keys = [(embedder.model_id, text) for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            found |= dict(zip(missing, embedder.embed([text for _, text in missing]), strict=True))
        with self._lock:
            for key in keys:
                self._known[key] = found[key]
                self._known.move_to_end(key)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, embedder.dimensions), np.float32)
