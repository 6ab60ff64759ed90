from __future__ import annotations

from threading import Event, Thread

import numpy as np

from embeddings.backends.exact import ExactIndex
from embeddings.index import Entry


def test_a_search_never_sees_half_an_update() -> None:
    """Every update turns all twenty passages of the story at once, so a mixture would show two scores."""
    index = ExactIndex(2)
    turns = [np.array([1, 0], np.float32), np.array([0, 1], np.float32)]
    index.upsert([Entry("a", "0", tuple((n, turns[0]) for n in range(20)))])
    stop = Event()

    def update() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            index.upsert([Entry("a", str(turn), tuple((n, turns[turn % 2]) for n in range(20)))])

    writer = Thread(target=update)
    writer.start()
    try:
        seen = [{hit.score for hit in index.search(turns[0], limit=50)} for _ in range(500)]
        sizes = {len(index.search(turns[0], limit=50)) for _ in range(100)}
    finally:
        stop.set()
        writer.join()
    assert all(scores in ({0.0}, {1.0}) for scores in seen)
    assert sizes == {20}
    assert index.fingerprints()["a"] != "0"


def test_updates_from_many_threads_all_arrive() -> None:
    index = ExactIndex(4)

    def add(worker: int) -> None:
        for n in range(20):
            index.upsert([Entry(f"{worker}-{n}", "1", ((0, np.ones(4, np.float32)),))])

    workers = [Thread(target=add, args=(worker,)) for worker in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert index.count() == len(index.fingerprints()) == 160
