from __future__ import annotations

from threading import Barrier, Event, Thread
from time import monotonic, sleep

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.embedder import Embedder
from embeddings.warming import WarmEmbedder
from stories.errors import EmbedderUnavailable, IndexUnavailable


class Letters:
    """An embedder with exact numbers: how often a, b and c stand in a text."""

    model_id, dimensions, window = "letters", 3, 254

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        return np.array([[text.count(letter) for letter in "abc"] for text in texts], np.float32)

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def settled(warm: WarmEmbedder) -> str:
    end = monotonic() + 5
    while warm.stage == "warming" and monotonic() < end:
        sleep(0.005)
    return warm.stage


def test_it_goes_from_cold_through_warming_to_ready() -> None:
    may_load, letters = Event(), Letters()

    def load() -> Embedder:
        may_load.wait(5)
        return letters

    warm = WarmEmbedder(load)
    assert (warm.stage, warm.ready(), warm.error) == ("cold", None, None)
    warm.start()
    assert (warm.stage, warm.ready()) == ("warming", None)
    may_load.set()
    assert warm.wait(5) is letters
    assert (warm.stage, warm.ready(), warm.error) == ("ready", letters, None)


def test_many_starts_load_once() -> None:
    loads: list[int] = []
    together = Barrier(8)

    def load() -> Embedder:
        loads.append(1)
        sleep(0.02)
        return Letters()

    warm = WarmEmbedder(load)

    def start() -> None:
        together.wait(5)
        warm.start()
        warm.wait(5)

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    warm.start()
    assert loads == [1]


def test_a_failure_says_why_and_is_not_tried_again() -> None:
    loads: list[int] = []

    def load() -> Embedder:
        loads.append(1)
        raise EmbedderUnavailable("The model is not installed.")

    warm = WarmEmbedder(load)
    with pytest.raises(EmbedderUnavailable, match="not installed"):
        warm.wait(5)
    warm.start()
    assert (warm.stage, warm.ready(), str(warm.error), loads) == ("failed", None, "The model is not installed.", [1])


def test_a_fault_nobody_foresaw_still_speaks_to_people_and_quotes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def load() -> Embedder:
        raise KeyError("Mum waited eleven hours")

    warm = WarmEmbedder(load)
    with pytest.raises(EmbedderUnavailable, match="Search by words still works"):
        warm.wait(5)
    assert warm.error is not None
    assert isinstance(warm.error.__cause__, KeyError)
    assert "KeyError" in caplog.text
    assert "Mum" not in caplog.text + str(warm.error)


def test_waiting_ends_when_the_time_is_up() -> None:
    never = Event()

    def load() -> Embedder:
        never.wait(5)
        return Letters()

    warm = WarmEmbedder(load)
    with pytest.raises(EmbedderUnavailable, match="still getting ready"):
        warm.wait(0.01)
    assert warm.stage == "warming"
    never.set()
    assert settled(warm) == "ready"


def test_search_is_ready_while_the_index_is_still_brought_in_step() -> None:
    synced, may_finish = Event(), Event()
    given: list[Embedder] = []

    def after(embedder: Embedder) -> None:
        given.append(embedder)
        synced.set()
        may_finish.wait(5)

    letters = Letters()
    warm = WarmEmbedder(lambda: letters, after)
    warm.start()
    assert synced.wait(5)
    assert (warm.stage, warm.ready(), given) == ("ready", letters, [letters])
    may_finish.set()


def test_a_sync_that_fails_leaves_the_embedder_ready_and_says_why() -> None:
    def after(embedder: Embedder) -> None:
        raise IndexUnavailable("The index is gone.")

    letters = Letters()
    warm = WarmEmbedder(lambda: letters, after)
    assert warm.wait(5) is letters
    end = monotonic() + 5
    while warm.error is None and monotonic() < end:
        sleep(0.005)
    assert (warm.stage, warm.ready(), str(warm.error)) == ("ready", letters, "The index is gone.")
