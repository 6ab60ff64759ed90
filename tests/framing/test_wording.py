"""Figures and quotation marks in running text, and the small rules of writing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from framing_builders import some_evidence

from framing.figures import figures_in, in_plain_words
from framing.quoting import is_exact, nested, quoted_spans
from framing.wording import closed, listed, lower_first, open_ended, sentences, working_day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("51% of 583 people in 2023", [("percent", 51), ("count", 583), ("year", 2023)]),
        ("from 66 to 70%", [("percent", 66), ("percent", 70)]),
        ("1 in 10 and nine out of ten", [("ratio", Fraction(1, 10)), ("ratio", Fraction(9, 10))]),
        ("three-quarters of them, half of us", [("ratio", Fraction(3, 4)), ("ratio", Fraction(1, 2))]),
        ("fifty-one per cent", [("percent", 51)]),
        ("£2.5 million", [("", 2_500_000)]),
        ("10,119 calls in 16 months", [("count", 10_119), ("time", 16)]),
        ("two hundred and six patients", [("count", 206)]),
        ("twice as many, doubled", [("multiple", 2), ("multiple", 2)]),
        ("in 2021-23", [("year", 2021), ("", 23)]),
        ("half an hour with one person, type 2 diabetes, NHS 111, 24/7", []),
        ("two teams, ten at a time", []),
    ],
)
def test_figures_are_found_with_their_sort(text: str, found: list[tuple[str, Fraction]]) -> None:
    assert [(figure.sort, figure.value) for figure in figures_in(text)] == found


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (51, "about half"),
        (47.7, "nearly half"),
        (74, "nearly 3 in 4"),
        (82, "just over 4 in 5"),
        (20, "1 in 5"),
        (35.1, "just over 1 in 3"),
        (57, ""),
        (64, ""),
    ],
)
def test_a_percentage_reads_in_plain_words_when_they_are_close_enough(value: float, words: str) -> None:
    assert in_plain_words(some_evidence(claim=f"{value:g}% were not told", value=value)) == words


def test_a_claim_with_two_shares_or_in_plain_words_already_is_left_alone() -> None:
    assert in_plain_words(some_evidence(claim="51% were not told, against 25%", value=51)) == ""
    assert in_plain_words(some_evidence(claim="1 in 2 (51%) were not told", value=51)) == ""


@pytest.mark.parametrize("ending", ["", ".", ",", "!", "…"])
def test_a_quote_is_exact_up_to_marks_space_and_its_ending(ending: str) -> None:
    story = 'I wasn\'t angry. He said "no" to\nme, twice.'
    assert is_exact(f"He said ‘no’ to me{ending}", [story])
    assert is_exact("I wasn’t angry … to me", [story])
    assert not is_exact("I was angry", [story])
    assert not is_exact("to me … I wasn’t angry", [story])
    assert not is_exact("ngry", [story])
    assert not is_exact(" … ", [story])


def test_quotation_marks_of_every_kind_are_found() -> None:
    assert [span.words for span in quoted_spans("“a ‘b’ c” and \"d\" and ‘four words are here’ and it's the girls' idea")] == [
        "a ‘b’ c",
        "d",
        "four words are here",
    ]
    assert [span.closed for span in quoted_spans("“open")] == [False]
    assert quoted_spans("Maureen's son, the wards' phones, the '90s") == []


def test_marks_inside_a_quote_become_single_ones() -> None:
    assert nested('He said "no" and I\'d\ngone') == "He said ‘no’ and I’d gone"


def test_text_is_cut_at_the_ends_of_sentences() -> None:
    assert sentences("It rang. “Who?” she said. Then A&E.\n\nNext day we went") == [
        "It rang.",
        "“Who?” she said.",
        "Then A&E.",
        "Next day we went",
    ]
    assert sentences("") == []


def test_a_date_we_choose_is_a_day_on_which_somebody_answers() -> None:
    assert working_day(date(2026, 12, 25)) == working_day(date(2027, 1, 3)) == date(2026, 12, 23)
    assert working_day(date(2026, 11, 29)) == date(2026, 11, 27)
    assert working_day(date(2026, 11, 25)) == date(2026, 11, 25)


def test_phrases_fit_into_sentences() -> None:
    assert lower_first("Women living there") == "women living there"
    assert lower_first("Martha's Rule") == "Martha's Rule"
    assert lower_first("NHS staff") == "NHS staff"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert (open_ended("a thing. "), closed("a thing"), closed("why?")) == ("a thing", "a thing.", "why?")
