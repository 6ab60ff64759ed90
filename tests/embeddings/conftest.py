from __future__ import annotations

import pytest

from embeddings.embedder import Embedder
from embeddings.transformer import TransformerEmbedder


@pytest.fixture(scope="session")
def embedder(embedder: Embedder) -> TransformerEmbedder:
    """The packaged model itself, opened once: a stand-in would not cut at 256 word-pieces."""
    assert isinstance(embedder, TransformerEmbedder)
    return embedder
