from __future__ import annotations

import pytest

from embeddings.embedder import load_embedder
from embeddings.transformer import TransformerEmbedder


@pytest.fixture(scope="session")
def embedder() -> TransformerEmbedder:
    """The packaged model itself, opened once: a stand-in would not cut at 256 word-pieces."""
    found = load_embedder()
    assert isinstance(found, TransformerEmbedder)
    return found
