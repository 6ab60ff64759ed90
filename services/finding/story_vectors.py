"""From a story's text to its vectors, and from the vectors in SQL to what an index should hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from embeddings.embedder import Embedder
from embeddings.index import Entry
from embeddings.passages import Passage, split
from stories import repository, vectors
from stories.database import Connection, Database
from stories.story import subject
from stories.vectors import WHOLE_STORY, StoredVector

BATCH = 128  # stories embedded at a time, and saved in one transaction


def embed_texts(embedder: Embedder, texts: Sequence[str], subjects: Sequence[str] = ()) -> list[list[StoredVector]]:
    """Vectors for stories: for each text its passages, and the whole story as the mean direction of them. In one batch.

    `subjects`, one for each text, are read in front of every passage: what a story is about seldom stands in all of its parts.
    """
    leads = [f"{subject}\n" if subject else "" for subject in subjects] or [""] * len(texts)
    room = [max(embedder.window - n, embedder.window // 2) for n in embedder.count_tokens(leads)]
    passages: list[list[Passage]] = [
        split(text, count_tokens=embedder.count_tokens, window=window) for text, window in zip(texts, room, strict=True)
    ]
    flat = embedder.embed([lead + passage.text for lead, parts in zip(leads, passages, strict=True) for passage in parts])
    made: list[list[StoredVector]] = []
    at = 0
    for text, parts in zip(texts, passages, strict=True):
        rows = flat[at : at + len(parts)]
        at += len(parts)
        whole = rows.mean(axis=0)
        whole = whole / max(float(np.linalg.norm(whole)), 1e-12)
        made.append(
            [StoredVector(WHOLE_STORY, 0, len(text), whole.astype("<f4").tobytes())]
            + [StoredVector(p.number, p.start, p.end, row.astype("<f4").tobytes()) for p, row in zip(parts, rows, strict=True)]
        )
    return made


def embed_missing(
    database: Database, model: str, embedder: Embedder, saved: Callable[[], object], progress: Callable[[int, int], None] | None
) -> int:
    """Embed every story that may be embedded and has no vectors of `model`; `saved` is called after each batch. Returns how many."""
    done, after = 0, ""
    while True:
        with database.reading() as connection:
            ids = vectors.without_vectors(connection, model, BATCH, after)
            found = repository.get_many(connection, ids)
        if not ids and not after:
            return done
        if ids:
            made = embed_texts(embedder, [found[i].text for i in ids], [subject(found[i]) for i in ids])
            with database.transaction() as connection:
                for story_id, stored in zip(ids, made, strict=True):
                    vectors.store(connection, story_id, model, found[story_id].version, stored)
            saved()
        done, after = done + len(ids), ids[-1] if ids else ""  # once more from the start: stories may have come in behind us
        if progress:
            progress(done, done)


def fingerprint(model: str, story_version: int) -> str:
    """What an index keeps beside a story's vectors: it changes with the model, the way of cutting, and the story's version."""
    return f"{model}/v{story_version}"


def wanted_fingerprints(connection: Connection, model: str) -> dict[str, str]:
    """Story id to fingerprint for every story the index should hold."""
    return {i: fingerprint(model, version) for i, version in vectors.wanted(connection, model).items()}


def entries(connection: Connection, model: str, story_ids: Sequence[str]) -> list[Entry]:
    """What the index should hold for those of `story_ids` that belong in it, from the vectors in SQL."""
    versions = vectors.wanted(connection, model, story_ids)
    stored = vectors.load(connection, model, list(versions))
    return [
        Entry(i, fingerprint(model, version), tuple((v.passage, np.frombuffer(v.vector, dtype="<f4")) for v in stored[i]))
        for i, version in versions.items()
    ]
