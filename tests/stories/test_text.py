"""Text is cleaned once, at the door: nothing hidden, nothing lost that a reader would see."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stories.text import clean, minutes_to_read, one_line, search_form, words

# Any code point, lone surrogates too, with the troublesome ones often.
TROUBLE = "\x00\x07\x0b\x0c\x1b\x7f\x85\u00a0\u200b\u200c\u200d\u202a\u202e\u2028\u2029\u2066\u2069\ufeff\ufffe\ud800\udfff \t\r\n\u0301e"
ANY_TEXT = st.text(st.one_of(st.sampled_from(TROUBLE), st.characters(codec=None)), max_size=60)


@given(ANY_TEXT)
@example("a\r\u200b\n\r\nb")
@example("\u2029\u2028\n x \n\n\n y ")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@given(ANY_TEXT)
def test_clean_text_holds_no_hidden_or_unstorable_character(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert not [c for c in kept if c not in "\n" and unicodedata.category(c) in ("Cc", "Cs")]
    assert not set(kept) & set("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff\u2028\u2029")
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept == kept.strip()
    assert "\n\n\n" not in kept


@given(ANY_TEXT)
def test_cleaning_drops_no_letter_or_digit(text: str) -> None:
    def telling(value: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFC", "".join(value.split())) if c.isalnum())

    visible = "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in "\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
    )
    assert telling(clean(text)) == telling(visible)


def test_a_line_never_holds_a_line_break() -> None:
    assert one_line(" Nine calls\r\nbefore\u2028breakfast\x0b ") == "Nine calls before breakfast"
    assert "\n" not in one_line("a\nb\u2029c\x85d")


@pytest.mark.parametrize(
    "kept",
    [
        "👩\u200d👩\u200d👧 came too",  # a family: one picture held together by joiners
        "نمی\u200cدانم",  # Persian: the non-joiner is spelling
        "שלום, לא ענו לי",
        "মা\u09afের কথা কেউ শোনেনি",
        "İstanbul, naïve, Łódź, 東京",
        "He said “no”, and that’s that …",
    ],
)
def test_emoji_right_to_left_and_other_scripts_stay_as_they_were_typed(kept: str) -> None:
    assert clean(kept) == unicodedata.normalize("NFC", kept)


def test_hidden_direction_marks_cannot_turn_words_round() -> None:
    assert clean("they \u202egnortsw\u202c said \u2066x\u2069") == "they gnortsw said x"


def test_decomposed_and_composed_letters_become_the_same() -> None:
    assert clean("cafe\u0301") == "café"
    assert clean("cafe\u200b\u0301") == "café"


def test_paragraphs_stay_and_runs_of_blanks_fold() -> None:
    assert clean("One.\r\n\r\n\r\n\r\nTwo.\rThree \t four\u00a0five.  ") == "One.\n\nTwo.\nThree four five."


def test_the_form_for_searching_ignores_case_width_and_typographic_quotes() -> None:
    assert search_form("DON’T ﬁne STRASSE straße Ａ") == "don't fine strasse strasse a"


def test_words_are_counted_by_white_space_and_reading_takes_a_minute_at_least() -> None:
    assert words(" one  two\nthree ") == 3
    assert (minutes_to_read(""), minutes_to_read("a " * 299), minutes_to_read("a " * 500)) == (1, 1, 2)
