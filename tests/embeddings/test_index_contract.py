"""What every backend must do. A new backend is picked up by its file's name; `chroma server` runs the same suite over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.backends import backend_names, open_index
from embeddings.index import WHOLE, Entry, Hit, VectorIndex, plan_sync
from stories.errors import IndexUnavailable

D = 8
Open = Callable[[], VectorIndex]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = monotonic() + 30
            while monotonic() < end:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture(params=[*backend_names(), "chroma server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    name, _, kind = request.param.partition(" ")
    url = request.getfixturevalue("server") if kind else ""
    opened = open_index(name, model_id=f"model-{uuid4()}", dimensions=D, path=tmp_path / "index", url=url)
    yield opened
    opened.close()


def direction(*numbers: float) -> NDArray[np.float32]:
    return np.array([*numbers, *[0.0] * (D - len(numbers))], np.float32)


def entry(story: str, *vectors: NDArray[np.float32], fingerprint: str = "1", first: int = WHOLE) -> Entry:
    return Entry(story, fingerprint, tuple((first + i, vector) for i, vector in enumerate(vectors)))


def random_entries(stories: int, each: int, seed: int = 0) -> list[Entry]:
    rng = np.random.default_rng(seed)
    return [entry(f"story {i}", *rng.normal(size=(each, D)).astype(np.float32), fingerprint=f"f{i}") for i in range(stories)]


def test_an_empty_index_answers_with_nothing(index: VectorIndex) -> None:
    assert index.search(direction(1), limit=5) == []
    assert (index.count(), index.fingerprints()) == (0, {})


def test_search_is_in_the_order_of_comparing_everything(index: VectorIndex) -> None:
    entries = random_entries(60, 3)
    index.upsert(entries)
    for seed in range(5):
        query = np.random.default_rng(100 + seed).normal(size=D).astype(np.float32)
        score = {
            (e.story_id, number): float(vector @ query / np.linalg.norm(vector) / np.linalg.norm(query))
            for e in entries
            for number, vector in e.vectors
        }
        hits = index.search(query, limit=20)
        assert [(hit.story_id, hit.passage) for hit in hits] == sorted(score, key=lambda key: -score[key])[:20]
        assert [hit.score for hit in hits] == pytest.approx([score[hit.story_id, hit.passage] for hit in hits], abs=1e-4)


def test_the_score_is_the_cosine_whatever_the_lengths(index: VectorIndex) -> None:
    index.upsert([entry("near", direction(3, 4)), entry("opposite", direction(-10))])
    hits = index.search(direction(2), limit=5)
    assert [(hit.story_id, hit.passage) for hit in hits] == [("near", WHOLE), ("opposite", WHOLE)]
    assert [hit.score for hit in hits] == pytest.approx([0.6, -1.0], abs=1e-5)
    assert all(-1 <= hit.score <= 1 for hit in hits)


def test_an_upsert_replaces_every_earlier_passage_of_the_story(index: VectorIndex) -> None:
    index.upsert([entry("a", direction(1), direction(0, 1), direction(0, 0, 1)), entry("b", direction(0, 1))])
    index.upsert([entry("a", direction(0, 0, 0, 1), fingerprint="2")])
    assert index.count() == 2
    assert index.fingerprints() == {"a": "2", "b": "1"}
    assert {(hit.story_id, hit.passage) for hit in index.search(direction(1), limit=10)} == {("a", WHOLE), ("b", WHOLE)}


def test_of_two_entries_for_one_story_the_last_wins(index: VectorIndex) -> None:
    index.upsert([entry("a", direction(1), direction(0, 1)), entry("a", direction(0, 0, 1), fingerprint="2")])
    assert (index.count(), index.fingerprints()) == (1, {"a": "2"})


def test_a_deleted_story_is_never_found_again(index: VectorIndex) -> None:
    index.upsert(random_entries(10, 3))
    index.delete(["story 4", "story 7"])
    assert index.count() == 24
    assert {hit.story_id for hit in index.search(direction(1), limit=100)}.isdisjoint({"story 4", "story 7"})
    assert {"story 4", "story 7"}.isdisjoint(index.fingerprints())


def test_deleting_unknown_stories_or_none_changes_nothing(index: VectorIndex) -> None:
    index.upsert(random_entries(3, 2))
    index.delete(["nobody", "nothing"])
    index.delete([])
    index.upsert([])
    assert index.count() == 6


def test_a_story_without_a_vector_of_its_own_counts_as_whole_once_written(index: VectorIndex) -> None:
    index.upsert([entry("a", direction(1), direction(0, 1), first=0)])
    assert index.fingerprints() == {"a": "1"}
    assert index.search(direction(1), limit=1)[0].passage == 0


def test_ids_with_colons_come_back_as_they_went_in(index: VectorIndex) -> None:
    index.upsert([entry("ward:7:a", direction(1), direction(0, 1))])
    hit = index.search(direction(0, 1), limit=1)[0]
    assert (hit.story_id, hit.passage, hit.score) == ("ward:7:a", 0, pytest.approx(1.0))
    index.delete(["ward:7:a"])
    assert index.count() == 0


def test_a_limit_of_nothing_finds_nothing(index: VectorIndex) -> None:
    index.upsert(random_entries(3, 2))
    assert index.search(direction(1), limit=0) == []
    assert len(index.search(direction(1), limit=1_000)) == 6


def test_more_than_one_batch_goes_in_and_out_whole(index: VectorIndex) -> None:
    entries = random_entries(1_900, 3)  # 5,700 rows; a Chroma batch holds 5,461
    index.upsert(entries)
    assert index.count() == 5_700
    assert index.fingerprints() == {e.story_id: e.fingerprint for e in entries}
    index.delete([e.story_id for e in entries])
    assert (index.count(), index.fingerprints()) == (0, {})


def test_a_plan_brings_an_index_in_step_and_then_has_nothing_to_do(index: VectorIndex) -> None:
    entries = {e.story_id: e for e in random_entries(6, 2)}
    index.upsert([entries["story 0"], entry("story 1", direction(1), fingerprint="old"), entry("gone", direction(1))])
    wanted = {story: e.fingerprint for story, e in entries.items()}
    plan = plan_sync(wanted, index.fingerprints())
    assert (plan.delete, plan.upsert) == ({"gone"}, wanted.keys() - {"story 0"})
    index.delete(sorted(plan.delete))
    index.upsert([entries[story] for story in sorted(plan.upsert)])
    assert index.fingerprints() == wanted
    assert not plan_sync(wanted, index.fingerprints())


def test_a_vector_of_another_model_is_refused_and_nothing_changes(index: VectorIndex) -> None:
    index.upsert([entry("a", direction(1))])
    other = np.ones(D + 1, np.float32)
    with pytest.raises(IndexUnavailable, match="another model"):
        index.upsert([entry("b", direction(1)), entry("a", other, fingerprint="2")])
    with pytest.raises(IndexUnavailable, match="another model"):
        index.search(other, limit=1)
    assert index.fingerprints() == {"a": "1"}
    assert index.search(direction(1), limit=5) == [Hit("a", WHOLE, pytest.approx(1.0))]


def test_a_closed_index_says_so(index: VectorIndex) -> None:
    index.close()
    index.close()
    actions: list[Callable[[], object]] = [
        index.count,
        index.fingerprints,
        lambda: index.search(direction(1), limit=1),
        lambda: index.upsert([entry("a", direction(1))]),
        lambda: index.delete(["a"]),
    ]
    for action in actions:
        with pytest.raises(IndexUnavailable):
            action()


def test_a_backend_nobody_wrote_is_named_with_those_there_are() -> None:
    with pytest.raises(IndexUnavailable, match=r"“pinecone”.*chroma, exact"):
        open_index("pinecone", model_id="m", dimensions=D)
