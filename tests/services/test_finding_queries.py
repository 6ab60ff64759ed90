"""What people type into the search box: quotes, minus signs, slips of the finger, other languages, far too much."""

from __future__ import annotations

import pytest
from banks import put
from hypothesis import given
from hypothesis import strategies as st

from services.bank import Bank
from services.finding.search import Filters, find_stories
from stories.question import ask, in_another_script
from stories.stems import distance, telling_words


def titles(bank: Bank, words: str) -> list[str]:
    return [hit.story.title for hit in find_stories(bank, words).hits]


@pytest.fixture(scope="module")
def wards(read_bank: Bank) -> Bank:
    put(read_bank, "No number to ring when we came home")
    put(read_bank, "They took the number but did not ring us")
    put(read_bank, "The hospital food was cold and the ward was loud")
    put(read_bank, "The ward was quiet and a volunteer sat with him")
    return read_bank


# ---- quoted phrases


@pytest.mark.parametrize("words", ['"no number to ring"', "“no number to ring”", '"NO  number, to ring"', '"no number to ring" home'])
def test_quoted_words_must_stand_there_word_for_word(wards: Bank, words: str) -> None:
    assert titles(wards, words) == ["No number to ring when we came home"]


def test_a_phrase_is_exact_where_a_word_is_not(wards: Bank) -> None:
    assert "word for word" in find_stories(wards, '"no numbers to ring"').note
    assert find_stories(wards, '"no number to ring"').note == find_stories(wards, "number").note
    assert "No number to ring when we came home" in titles(wards, "numbers")


def test_a_phrase_that_no_story_holds_is_looked_for_as_words_and_that_is_said(wards: Bank) -> None:
    found = find_stories(wards, '"no numbers to ring"')
    assert found.hits[0].story.title == "No number to ring when we came home"
    assert "No story says “no numbers to ring” word for word, so we looked for the words." in found.note
    kept = find_stories(wards, '"no numbers to ring"', Filters(tellers=("carer",)))
    assert kept.total == 0


def test_a_quotation_inside_a_long_question_does_not_empty_the_page(wards: Bank) -> None:
    found = find_stories(wards, "The food was cold and the ward was loud, it is “the year that never was” over again")
    assert found.hits[0].story.title == "The hospital food was cold and the ward was loud"


def test_two_phrases_must_both_be_there(wards: Bank) -> None:
    assert titles(wards, '"the ward" "volunteer sat"') == ["The ward was quiet and a volunteer sat with him"]


# ---- words that must not be there


def test_a_minus_leaves_a_word_out_in_any_form(wards: Bank) -> None:
    food, volunteer = "The hospital food was cold and the ward was loud", "The ward was quiet and a volunteer sat with him"
    assert titles(wards, "ward -food")[0] == volunteer
    assert food not in titles(wards, "ward -food")
    assert titles(wards, "ward -volunteers")[0] == food
    assert volunteer not in titles(wards, "ward -volunteers")


def test_a_hyphen_inside_a_word_or_on_its_own_leaves_nothing_out() -> None:
    assert ask("follow-up - ward").without == ()
    assert ask("ward -food -loud").without == ("food", "loud")
    assert "food" not in ask("ward -food").text


def test_a_minus_alone_is_only_a_sign(wards: Bank) -> None:
    assert titles(wards, "-food") == ["The hospital food was cold and the ward was loud"]


# ---- slips of the finger


@pytest.mark.parametrize("words", ["voluntere", "hopsital", "volenteer"])
def test_a_misspelt_word_finds_what_was_meant_and_says_so(bank: Bank, words: str) -> None:
    put(bank, "The hospital had a volunteer")
    put(bank, "We drove home again")
    if not bank.database.is_sqlite:
        pytest.skip("PostgreSQL keeps no list of words to mend from; letters and meaning stand in")
    bank.warm.wait().count_tokens = lambda texts: [2 for _ in texts]  # type: ignore[method-assign] # as the model takes misspelt words apart
    found = find_stories(bank, words)
    assert found.hits[0].story.title == "The hospital had a volunteer"
    assert f"No story says “{words}”, so we looked for “" in found.note


def test_a_word_that_is_in_the_bank_is_never_taken_for_another(bank: Bank) -> None:
    put(bank, "The casual nurse")
    put(bank, "The causal link")
    found = find_stories(bank, "casual")
    assert found.hits[0].story.title == "The casual nurse"
    assert found.note == ""


def test_a_real_word_that_no_story_holds_is_not_mended(bank: Bank) -> None:
    put(bank, "The building was cold")
    assert "looked for" not in find_stories(bank, "bullying").note


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_slips_are_counted_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_two_letters_swapped_are_one_slip() -> None:
    assert distance("hosptial", "hospital") == 1


# ---- bad input


def test_a_question_of_ten_thousand_words_is_read_from_its_start_and_says_so(wards: Bank) -> None:
    found = find_stories(wards, "volunteer " + "ward " * 10_000)
    assert found.hits[0].story.title == "The ward was quiet and a volunteer sat with him"
    assert found.note.startswith("That is a long question: we read its first ")


@pytest.mark.parametrize("words", ["x", "a", "?"])
def test_one_letter_is_answered(wards: Bank, words: str) -> None:
    assert find_stories(wards, words).bank_total == 4


def test_only_stop_words_are_answered_with_advice(wards: Bank) -> None:
    assert "nearly every story" in find_stories(wards, "who are you").note


@pytest.mark.parametrize(
    "words",
    [
        "المستشفى كان باردا",
        "病院は寒かった",
        "nikt nie odbierał telefonu",
        "no sabía a quién llamar después del alta",
        "Ich wusste nicht wen ich anrufen sollte",
        "Doeddwn i ddim yn gwybod pwy i ffonio",
    ],
)
def test_another_language_is_tried_and_told_that_we_search_in_english(wards: Bank, words: str) -> None:
    found = find_stories(wards, words)
    assert "We search in English." in found.note
    assert ("nearest we found" in found.note) == bool(found.total)


@pytest.mark.parametrize(
    "words", ["cystic fibrosis transplant rejection", "I was given metoclopramide cyclizine", "Ménière's disease vertigo"]
)
def test_medical_words_that_no_story_holds_are_still_english(wards: Bank, words: str) -> None:
    assert "We search in English" not in find_stories(wards, words).note


def test_english_with_accents_is_english() -> None:
    assert not in_another_script("The café was closed, said Zoë")
    assert in_another_script("Больница")


@pytest.mark.parametrize("words", ["ward NEAR(food, 2)", "title:ward", "ward* ^food", '"" ward', "ward AND NOT food", '"ward', '-"ward'])
def test_the_words_index_signs_do_no_harm(wards: Bank, words: str) -> None:
    assert len(titles(wards, words)) >= 1


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_taken_apart(typed: str) -> None:
    question = ask(typed)
    assert all(phrase.strip() for phrase in (*question.phrases, *question.without))


def test_letters_joined_by_an_ampersand_are_one_word(bank: Bank) -> None:
    put(bank, "A&E was full")
    put(bank, "The ward was full")
    assert telling_words("seen in A&E")[0] == ["seen", "a&e"]
    assert titles(bank, "A&E")[0] == "A&E was full"


# ---- filters


def test_filters_see_past_the_best_stories(bank: Bank) -> None:
    for number in range(5):
        put(bank, f"Parking parking parking number {number}", teller="carer")
    story = put(bank, "Parking mentioned once by a nurse", teller="staff")
    found = find_stories(bank, "parking", Filters(tellers=("staff",)))
    assert [hit.story.id for hit in found.hits] == [story.id]
