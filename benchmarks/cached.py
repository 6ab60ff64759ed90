"""The program's own embedder with its vectors kept on disk by text and model, so that a second run is fast. Outside the project."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.embedder import Embedder, load_embedder

BATCH = 512


def default_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shared-endeavour-bench"


class CachedEmbedder:
    """An Embedder. `folder` holds the cache; the model is opened at once, because only it knows how to count tokens. `model`: as in STORYBANK_MODEL."""

    def __init__(self, folder: Path, model: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._model: Embedder = load_embedder(model)
        self._lock = threading.Lock()
        self._store = sqlite3.connect(folder / "vectors.db", check_same_thread=False)
        self._store.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        self.model_id, self.dimensions, self.window = self._model.model_id, self._model.dimensions, self._model.window

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._model.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            found[start : start + BATCH] = self._batch(texts[start : start + BATCH])
        return found

    def _batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        keys = [hashlib.sha256(f"{self.model_id}\0{text}".encode("utf-8", "surrogatepass")).digest() for text in texts]
        with self._lock:
            marks = ",".join("?" * len(keys))
            known = dict(self._store.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", keys))
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            for key, row in zip(new, self._model.embed(list(new.values())), strict=True):
                known[key] = row.astype("<f4").tobytes()
            with self._lock, self._store:
                self._store.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", [(key, known[key]) for key in new])
        return np.stack([np.frombuffer(known[key], "<f4") for key in keys])
