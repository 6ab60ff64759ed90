"""The words of a story as a vector: rare ones count for more, in any form, and a text without any is nothing."""

from __future__ import annotations

import numpy as np

from embeddings.wording import PLACES, Counts

BANK = ["the ward was cold", "the ward was loud", "the ward lost my hearing aid", "a ward with a volunteer"]


def test_a_rare_word_that_is_shared_makes_stories_more_alike_than_a_common_one() -> None:
    counts = Counts()
    counts.add(BANK)
    told, aids, ward = counts.wording()(["my hearing aids were lost on the ward", "hearing aid", "the ward"])
    assert told @ aids > told @ ward
    assert counts.stories == len(BANK)


def test_rows_have_unit_length_and_a_text_without_telling_words_is_zeros() -> None:
    counts = Counts()
    counts.add(BANK)
    rows = counts.wording()(["a volunteer", "the and of", ""])
    assert rows.shape == (3, PLACES)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 0])


def test_a_word_in_every_story_counts_for_nothing() -> None:
    counts = Counts()
    counts.add(BANK)
    assert not counts.wording()(["ward"]).any()


def test_seen_from_the_middle_of_a_bank_stories_that_share_only_what_all_say_are_not_alike() -> None:
    counts = Counts()
    counts.add([*BANK, "cold tea"])
    plain = counts.wording()
    inside = plain.centred([BANK[:2], [*BANK[2:], "cold tea"]])
    said = ["the ward was cold", "the ward lost my hearing aid", "cold tea", ""]
    assert np.allclose(inside.centre, plain([*BANK, "cold tea"]).mean(axis=0), atol=1e-6)
    before, after = plain(said), inside(said)
    assert before[0] @ before[1] >= 0 > after[0] @ after[1]
    assert after[0] @ after[2] > 0
    assert np.allclose(np.linalg.norm(after, axis=1), [1, 1, 1, 0])
