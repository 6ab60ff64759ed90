"""The index in Chroma: a folder of its own in this process, or a Chroma server. Holds opaque ids and vectors, never words or names.

Limits, measured on chromadb 1.5.9:
- One process per folder: two lost 19 % of vectors without an error. A second process uses a server or the exact index.
- A kill while it saves can break the folder for good; it is rebuilt from the bank, which keeps the vectors.
- `delete` leaves the vector in the folder's files until the folder itself goes: erasure makes a new folder.
- A batch holds 5,461 rows at most, and a condition that names tens of thousands of ids fails: both are cut here.
- A server has no accounts: keep it on this computer or behind a proxy.
- Between the two halves of an update a story is briefly not found. It is never found with a mixture of old and new passages
  under a fingerprint: the row that carries the fingerprint goes first and comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from embeddings.index import Entry, Hit, IndexSpec, VectorIndex
from stories.errors import IndexUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

PAGE = 10_000  # rows one `get` may bring back
STORIES_AT_ONCE = 500  # ids one condition may name
# The defaults (l2, 16 neighbours, search width 100) found half of the true ten nearest in data without structure. With these,
# 98 % or more are found among 3,600 clustered passages (tests/embeddings/test_chroma_index.py).
HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 300}
DATABASE = "chroma.sqlite3"


class ChromaIndex:
    """VectorIndex over one Chroma collection. `still_there` raises IndexUnavailable when the place it lives in is gone."""

    def __init__(self, client: ClientAPI, spec: IndexSpec, still_there: Callable[[], None]) -> None:
        self._client = client
        self._dimensions = spec.dimensions
        self._still_there = still_there
        self._closed = False
        self._writing = RLock()  # an update is a delete and an insert; two at once would mix
        with self._asking():
            configuration: Any = {"hnsw": HNSW}
            self._rows = client.get_or_create_collection(spec.collection, embedding_function=None, configuration=configuration)
            self._batch = client.get_max_batch_size()

    def fingerprints(self) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._asking(), self._writing:
            offset = 0
            while True:
                page = self._rows.get(include=["metadatas"], limit=PAGE, offset=offset)
                for row in page["metadatas"] or ():
                    story = str(row["story"])
                    found[story] = str(row.get("fingerprint", "")) or found.get(story, "")
                if len(page["ids"]) < PAGE:
                    return found
                offset += PAGE

    def count(self) -> int:
        with self._asking():
            return self._rows.count()

    def upsert(self, entries: Sequence[Entry]) -> None:
        ids: list[str] = []
        vectors: list[NDArray[np.float32]] = []
        marks: list[dict[str, str]] = []
        for entry in {entry.story_id: entry for entry in entries}.values():
            ordered = sorted(entry.vectors, key=lambda pair: -pair[0])
            for number, vector in ordered:
                self._check(vector)
                ids.append(f"{entry.story_id}:{number}")
                vectors.append(vector)
                marks.append({"story": entry.story_id})
            marks[-1]["fingerprint"] = entry.fingerprint  # last to be written: without it the story counts as half written
        with self._asking(), self._writing:
            self._take_out([entry.story_id for entry in entries])
            for start in range(0, len(ids), self._batch):
                part = slice(start, start + self._batch)
                embeddings: Any = np.stack(vectors[part]).astype(np.float32, copy=False)
                metadatas: Any = marks[part]
                self._rows.upsert(ids=ids[part], embeddings=embeddings, metadatas=metadatas)

    def delete(self, story_ids: Sequence[str]) -> None:
        with self._asking(), self._writing:
            self._take_out(story_ids)

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        with self._asking():
            self._check(vector)
            size = min(limit, self._rows.count())
            if size <= 0:
                return []
            query: Any = [vector]
            answer = self._rows.query(query_embeddings=query, n_results=size, include=["distances"])
            distances = (answer["distances"] or [[]])[0]
            return [_hit(row, distance) for row, distance in zip(answer["ids"][0], distances, strict=True)]

    def close(self) -> None:
        with self._writing:
            if not self._closed:
                self._closed = True
                self._client.close()  # type: ignore[attr-defined]

    def _take_out(self, story_ids: Sequence[str]) -> None:
        unique = list(dict.fromkeys(story_ids))
        for start in range(0, len(unique), STORIES_AT_ONCE):
            condition: Any = {"story": {"$in": unique[start : start + STORIES_AT_ONCE]}}
            found = self._rows.get(where=condition, include=["metadatas"])
            marked = [bool(row.get("fingerprint")) for row in found["metadatas"] or ()]
            ids = [row for _, row in sorted(zip(marked, found["ids"], strict=True), key=lambda pair: not pair[0])]
            for begin in range(0, len(ids), self._batch):
                self._rows.delete(ids=ids[begin : begin + self._batch])

    def _check(self, vector: NDArray[np.float32]) -> None:
        if vector.shape != (self._dimensions,):
            raise IndexUnavailable(
                f"The search index was made for another model ({self._dimensions} numbers a passage, not {vector.size}). Rebuild the index."
            )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        if self._closed:
            raise IndexUnavailable("The search index is closed. Restart the program to search by meaning.")
        self._still_there()
        with _translated():
            yield


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IndexUnavailable:
        raise
    except BaseException as error:
        # A damaged folder makes its Rust core panic, and that class stands outside Exception so that nobody catches it by chance.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise IndexUnavailable("The search index cannot answer now. Stories are safe; rebuild the index if this goes on.") from error
        raise


def _hit(row: str, distance: float) -> Hit:
    story, _, number = row.rpartition(":")
    return Hit(story, int(number), max(-1.0, min(1.0, 1.0 - float(distance))))


def open_backend(spec: IndexSpec) -> VectorIndex:
    """A collection on the server at `spec.url`, or in the folder `spec.path`.

    Raises:
        IndexUnavailable: neither is given, the server does not answer, or the folder cannot be used.
    """
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if spec.url:
        address = urlsplit(spec.url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise IndexUnavailable(
                f"“{spec.url}” is no address of a Chroma server. Set STORYBANK_CHROMA_URL to one like http://127.0.0.1:8000."
            )
        secure = address.scheme == "https"
        with _translated():
            client = chromadb.HttpClient(
                host=address.hostname, port=address.port or (443 if secure else 8000), ssl=secure, settings=settings
            )
        return ChromaIndex(client, spec, lambda: None)
    if spec.path is None:
        raise IndexUnavailable("The Chroma index needs a folder or the address of a server.")
    folder = spec.path
    with _translated():
        folder.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(folder, settings=settings)
    return ChromaIndex(client, spec, _folder_watch(folder))


def _folder_watch(folder: Path) -> Callable[[], None]:
    """A check that the folder is the one that was opened: Chroma goes on answering from memory long after its files are gone."""
    database = folder / DATABASE

    def identity() -> tuple[int, int]:
        try:
            found = database.stat()
        except OSError as error:
            raise IndexUnavailable(f"The search index in {folder} is gone. Stories are safe; rebuild the index.") from error
        return found.st_dev, found.st_ino

    opened = identity()

    def still_there() -> None:
        if identity() != opened:
            raise IndexUnavailable(f"The search index in {folder} was replaced while it was open. Restart the program.")

    return still_there
