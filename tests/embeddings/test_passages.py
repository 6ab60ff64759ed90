from __future__ import annotations

import re
from collections.abc import Sequence
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.passages import CHARACTERS_PER_TOKEN, Passage, split
from embeddings.transformer import TransformerEmbedder

alphabet = st.sampled_from(
    [*"ab.!? \n\t", "é", "e\u0301", "😀", "👩\u200d⚕\ufe0f", "🇬🇧", "م", "ر", "؟", "好", "。", "Mr. ", "word ", "\u200d", "\x00"]
)
texts = st.lists(alphabet, max_size=120).map("".join)


def count_words(parts: Sequence[str]) -> list[int]:
    return [len(part.split()) for part in parts]


def count_characters(parts: Sequence[str]) -> list[int]:
    """Not additive: joining two texts adds the space between them, so a sum over sentences is too small."""
    return [len(part) for part in parts]


@pytest.mark.parametrize("count", [count_words, count_characters])
@given(text=texts, window=st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_every_passage_is_the_source_and_fits_and_nothing_is_left_out(count, text: str, window: int) -> None:  # type: ignore[no-untyped-def]
    passages = split(text, count_tokens=count, window=window)
    assert [passage.number for passage in passages] == list(range(len(passages)))
    covered: list[int] = []
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert passage.text.strip() == passage.text != ""
        assert count([passage.text])[0] <= window
        assert len(passage.text) <= window * CHARACTERS_PER_TOKEN
        covered += range(passage.start, passage.end)
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)


def test_a_text_of_nothing_has_no_passages() -> None:
    assert split("", count_tokens=count_words) == split(" \n\t ", count_tokens=count_words) == []


def test_a_short_text_is_one_passage_without_the_space_around_it() -> None:
    assert split("  We waited. Nobody came.\n", count_tokens=count_words) == [Passage(0, 2, 25, "We waited. Nobody came.")]


def test_passages_end_where_sentences_end() -> None:
    text = "Dr. Shah rang at 3.30 p.m. on Monday. We had waited since eight! Was it too late? Nobody could tell us that evening."
    passages = split(text, count_tokens=count_words, window=13)
    assert [passage.text for passage in passages] == [
        "Dr. Shah rang at 3.30 p.m. on Monday. We had waited since eight!",
        "Was it too late? Nobody could tell us that evening.",
    ]


def test_a_sentence_longer_than_the_window_is_cut_between_words() -> None:
    text = "and then we waited " * 30
    passages = split(text, count_tokens=count_words, window=7)
    assert all(re.fullmatch(r"(and|then|we|waited)( (and|then|we|waited))*", passage.text) for passage in passages)
    assert max(count_words([passage.text for passage in passages])) == 7


def test_joined_emoji_and_accents_are_never_cut_apart() -> None:
    family, accented, flag = "👨\u200d👩\u200d👧", "e\u0301", "👍🏽"
    for whole in (family, accented, flag):
        passages = split(whole * 60, count_tokens=count_characters, window=16)
        assert len(passages) > 1
        assert all(len(passage.text) % len(whole) == 0 for passage in passages)


def test_a_window_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        split("text", count_tokens=count_words, window=0)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 20_000,
        "😀" * 20_000,
        "你好" * 10_000,
        "!" * 20_000,
        "a b " * 5_000,
        "no full stop at all " * 1_000,
        "قالت الممرضة إنها ستعود. " * 800,
        " " * 20_000,
        "\x00\n" * 10_000,
    ],
    ids=["no space", "emoji", "no words", "marks", "letters", "no stop", "right to left", "spaces", "controls"],
)
def test_the_longest_and_strangest_stories_are_cut_within_a_second(embedder: TransformerEmbedder, text: str) -> None:
    begun = process_time()  # of work, not of waiting for a processor that others use
    passages = split(text, count_tokens=embedder.count_tokens, window=embedder.window)
    assert process_time() - begun < 1
    assert all(count <= embedder.window for count in embedder.count_tokens([passage.text for passage in passages]))
    assert sum(len(passage.text) for passage in passages) >= len(text.strip()) * 0.75 or not passages


def test_the_model_reads_every_word_of_every_passage(embedder: TransformerEmbedder) -> None:
    """What lies beyond the window changes no vector: the last words of a passage must change it."""
    story = "We waited in the corridor for a long time, and nobody could tell us why. " * 60
    first, second, *_ = split(story, count_tokens=embedder.count_tokens, window=embedder.window)
    for passage in (first, second):
        whole, changed = embedder.embed([passage.text, passage.text[:-4] + "murder."])
        assert float(whole @ changed) < 0.9999
    cut, changed = embedder.embed([story, story[:-4] + "murder."])
    assert float(cut @ changed) > 0.9999
