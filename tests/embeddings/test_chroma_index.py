from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.backends import chroma, open_index
from embeddings.index import Entry, VectorIndex, unit
from stories.errors import IndexUnavailable

D = 64


def opened(folder: Path, model: str = "m") -> VectorIndex:
    return open_index("chroma", model_id=model, dimensions=D, path=folder)


def one(story: str = "a", fingerprint: str = "1") -> Entry:
    return Entry(story, fingerprint, tuple((n, unit(np.random.default_rng(n + 1).normal(size=D).astype(np.float32))) for n in range(-1, 3)))


def clustered(stories: int, each: int, seed: int) -> NDArray[np.float32]:
    """Shape (stories, each, D): stories gather round forty subjects, as stories do."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(40, D))
    return unit((centres[rng.integers(0, 40, stories)][:, None, :] + rng.normal(size=(stories, each, D))).astype(np.float32))


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    first = opened(tmp_path / "index")
    first.upsert([one()])
    first.close()
    again = opened(tmp_path / "index")
    assert again.fingerprints() == {"a": "1"}
    assert [hit.passage for hit in again.search(one().vectors[2][1], limit=1)] == [1]
    again.close()


def test_two_models_in_one_folder_do_not_see_each_other(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "index"), opened(tmp_path / "index", model="other")
    first.upsert([one()])
    assert (first.count(), second.count()) == (4, 0)
    first.close()
    second.close()


def test_nine_or_more_of_the_true_ten_nearest_are_found(tmp_path: Path) -> None:
    vectors = clustered(1_200, 3, seed=1)
    entries = [Entry(f"s{i}", "1", tuple(enumerate(vectors[i], start=-1))) for i in range(len(vectors))]
    approximate, exact = opened(tmp_path / "index"), open_index("exact", model_id="m", dimensions=D)
    for index in (approximate, exact):
        index.upsert(entries)
    shares = []
    for query in clustered(100, 1, seed=2)[:, 0]:
        truth, found = ({(hit.story_id, hit.passage) for hit in index.search(query, limit=10)} for index in (exact, approximate))
        shares.append(len(truth & found) / 10)
    approximate.close()
    assert np.mean(shares) >= 0.98


def test_a_story_whose_writing_was_cut_short_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two rows, and the disk gives up at the second: what is there must not pass for the whole story."""
    index = opened(tmp_path / "index")
    index.upsert([one(fingerprint="old")])
    real, calls = index._rows.upsert, []  # type: ignore[attr-defined]

    def gives_up(**rows: object) -> None:
        calls.append(rows)
        if len(calls) == 2:
            raise OSError("No space left on device")
        real(**rows)

    monkeypatch.setattr(index, "_batch", 2)
    monkeypatch.setattr(index._rows, "upsert", gives_up)  # type: ignore[attr-defined]
    with pytest.raises(IndexUnavailable):
        index.upsert([one(fingerprint="new")])
    assert (index.count(), index.fingerprints()) == (2, {"a": ""})
    monkeypatch.undo()
    index.upsert([one(fingerprint="new")])
    assert (index.count(), index.fingerprints()) == (4, {"a": "new"})
    index.close()


def test_nothing_but_ids_and_fingerprints_is_kept_beside_the_vectors(tmp_path: Path) -> None:
    index = opened(tmp_path / "index")
    index.upsert([one()])
    rows = index._rows.get(include=["metadatas", "documents"])  # type: ignore[attr-defined]
    assert set(rows["ids"]) == {"a:-1", "a:0", "a:1", "a:2"}
    assert rows["documents"] == [None] * 4
    assert {key for row in rows["metadatas"] for key in row} == {"story", "fingerprint"}
    index.close()


def test_ids_and_conditions_are_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma, "PAGE", 7)
    monkeypatch.setattr(chroma, "STORIES_AT_ONCE", 3)
    index = opened(tmp_path / "index")
    stories = [f"s{i}" for i in range(14)]
    index.upsert([one(story) for story in stories])
    assert index.fingerprints() == dict.fromkeys(stories, "1")
    index.delete(stories[1:])
    assert index.fingerprints() == {"s0": "1"}
    index.close()


def test_a_folder_that_goes_while_it_is_open_is_an_answer_and_no_crash(tmp_path: Path) -> None:
    index = opened(tmp_path / "index")
    index.upsert([one()])
    shutil.rmtree(tmp_path / "index")
    for action in (index.count, index.fingerprints, lambda: index.upsert([one("b")]), lambda: index.delete(["a"])):
        with pytest.raises(IndexUnavailable, match="is gone"):
            action()
    with pytest.raises(IndexUnavailable, match="is gone"):
        index.search(one().vectors[0][1], limit=3)
    index.close()


def test_a_new_index_can_be_made_where_one_was_removed(tmp_path: Path) -> None:
    first = opened(tmp_path / "index")
    first.upsert([one()])
    first.close()
    shutil.rmtree(tmp_path / "index")
    second = opened(tmp_path / "index")
    assert second.count() == 0
    second.upsert([one("b")])
    assert second.fingerprints() == {"b": "1"}
    second.close()


def test_a_folder_that_is_a_file_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(IndexUnavailable, match="rebuild the index"):
        opened(tmp_path / "index")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://example.org", "127.0.0.1:8000"])
def test_a_server_that_does_not_answer_is_said_in_words(url: str) -> None:
    with pytest.raises(IndexUnavailable):
        open_index("chroma", model_id="m", dimensions=D, url=url)
