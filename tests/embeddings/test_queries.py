"""A question is embedded once."""

from __future__ import annotations

import numpy as np
from toy_embedder import ToyEmbedder

from embeddings.queries import QueryVectors


class Counting(ToyEmbedder):
    def __init__(self) -> None:
        self.read: list[str] = []

    def embed(self, texts):  # type: ignore[no-untyped-def]
        self.read += texts
        return super().embed(texts)


def test_the_same_words_are_embedded_once_and_come_back_in_order() -> None:
    embedder, remembered = Counting(), QueryVectors()
    first = remembered.of(embedder, ["pain", "food", "pain"])
    again = remembered.of(embedder, ["food", "night", "pain"])
    assert embedder.read == ["pain", "food", "night"]
    assert np.array_equal(first[0], again[2])
    assert np.array_equal(first[1], again[0])
    assert np.allclose(again[1], embedder.embed(["night"])[0])


def test_only_the_last_ones_are_kept_and_another_model_is_asked_anew() -> None:
    embedder, remembered = Counting(), QueryVectors(kept=2)
    remembered.of(embedder, ["a", "b", "c"])
    remembered.of(embedder, ["a"])
    assert embedder.read == ["a", "b", "c", "a"]
    embedder.model_id = "another"
    remembered.of(embedder, ["a"])
    assert len(embedder.read) == 5


def test_no_questions_give_no_rows() -> None:
    assert QueryVectors().of(ToyEmbedder(), []).shape == (0, 64)
