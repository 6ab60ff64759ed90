"""What a team would otherwise pick. Each takes documents and queries and gives rankings of document ids, 1,000 deep.

All are given the title and the whole text, and, where they use a model, the same MiniLM reading 256 word-pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import bm25s
import chromadb
import numpy as np
import Stemmer
from numpy.typing import NDArray

from benchmarks.data import Document
from embeddings.embedder import Embedder

Rankings = list[list[str]]
DEPTH = 1_000


def bm25_scores(documents: Sequence[Document], queries: Sequence[str]) -> NDArray[np.float32]:
    """bm25s, Lucene variant, k1 1.2, b 0.75, English stemmer and stop words: (queries, documents)."""
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(bm25s.tokenize([d.whole for d in documents], stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    scores = np.zeros((len(queries), len(documents)), np.float32)
    for row, query in enumerate(queries):
        tokens = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)[0]
        if tokens:
            scores[row] = index.get_scores(tokens)
    return scores


def by_score(documents: Sequence[Document], scores: NDArray[np.float32]) -> Rankings:
    """The best of each row, ties in the documents' order; what scores 0 is not found."""
    found = []
    for row in scores:
        order = np.argsort(-row, kind="stable")[:DEPTH]
        found.append([documents[i].id for i in order.tolist() if row[i] > 0])
    return found


def chroma(documents: Sequence[Document], queries: Sequence[str], embedder: Embedder) -> Rankings:
    """Chroma as it comes: a collection with default settings and a MiniLM embedding function over the whole text."""

    class MiniLM(chromadb.EmbeddingFunction[Any]):
        def __init__(self) -> None: ...

        def __call__(self, input: Any) -> Any:
            return list(embedder.embed(list(input)))

    client = chromadb.EphemeralClient(chromadb.config.Settings(anonymized_telemetry=False, allow_reset=True))
    rows = client.create_collection(f"peer-{np.random.default_rng().integers(1 << 60)}", embedding_function=MiniLM())
    for start in range(0, len(documents), 1_000):
        part = documents[start : start + 1_000]
        rows.add(ids=[d.id for d in part], documents=[d.whole or " " for d in part])
    found: Rankings = []
    for start in range(0, len(queries), 20):  # more at once than it can take: 1,000 answers each
        answer = rows.query(query_texts=list(queries[start : start + 20]), n_results=min(DEPTH, len(documents)))
        found += answer["ids"]
    return found


def rrf(*systems: Rankings, k: int = 60) -> Rankings:
    """Reciprocal rank fusion."""
    fused: Rankings = []
    for rankings in zip(*systems, strict=True):
        scores: dict[str, float] = {}
        for ranking in rankings:
            for rank, document in enumerate(ranking[:DEPTH], start=1):
                scores[document] = scores.get(document, 0.0) + 1 / (k + rank)
        fused.append(sorted(scores, key=lambda document: -scores[document]))
    return fused


def convex(dense: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
    """0.6 of the cosine and 0.4 of BM25, each divided by its greatest for the query: the best floor we were given."""
    dense = np.clip(dense, 0, None)
    return np.asarray(
        0.6 * dense / np.maximum(dense.max(axis=1, keepdims=True), 1e-9) + 0.4 * words / np.maximum(words.max(axis=1, keepdims=True), 1e-9),
        dtype=np.float32,
    )


def txtai(documents: Sequence[Document], queries: Sequence[str], embedder: Embedder) -> Rankings:
    """txtai's hybrid search with its defaults (BM25 and vectors, half each); vectors from the same model, given from outside."""
    from txtai import Embeddings

    transform: Callable[[Any], Any] = lambda texts: embedder.embed([str(text) for text in texts])  # noqa: E731
    index = Embeddings(method="external", transform=transform, hybrid=True)
    index.index((number, document.whole, None) for number, document in enumerate(documents))
    answers = index.batchsearch(list(queries), 100)
    return [[documents[int(number)].id for number, _ in answer] for answer in answers]
