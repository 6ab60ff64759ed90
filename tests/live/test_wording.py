from __future__ import annotations

import time

import pytest

from live.model import TEXT_MAX, AnswerRefused
from live.wording import LINKED, PROFANE, flags, profane, taken


@pytest.mark.parametrize("text", ["total shit show", "F.u.c.k off", "f*ck this", "sh1t", "you ASSHOLE", "f u c k"])
def test_strong_language_is_flagged_also_in_disguise(text: str) -> None:
    assert flags(text) == (PROFANE,)


@pytest.mark.parametrize(
    "text",
    [
        "Being naked in a corridor after my stroke, with no oral medicine",
        "My wife and I are lesbians, and the midwife asked for her husband",
        "HIV, herpes, heroin: say the word without lowering your voice",
        "Scunthorpe assesses its classes",
        "* * *",
    ],
)
def test_what_people_say_of_bodies_illness_and_themselves_is_not(text: str) -> None:
    assert flags(text) == ()


def test_a_web_address_is_flagged() -> None:
    assert flags("Look at https://example.org") == (LINKED,)


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b\u202e\x00"])
def test_an_empty_answer_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AnswerRefused, match="no words"):
        taken(text)


def test_five_thousand_characters_are_refused_and_the_sentence_says_how_many() -> None:
    with pytest.raises(AnswerRefused, match="yours has 5,000"):
        taken("a" * 5_000)
    assert len(taken("a" * TEXT_MAX)) == TEXT_MAX


def test_emoji_right_to_left_and_persian_stay_as_they_were_sent() -> None:
    for text in ("👩‍👩‍👧 together", "نريد أن يُسمع صوتنا", "می‌خواهم"):
        assert taken(text) == text


def test_nothing_anybody_sends_keeps_the_list_busy() -> None:
    before = time.perf_counter()
    for text in ("*" * 500, "a*" * 250, "f u c " * 80, "(" * 500, "$h!" * 160):
        profane(text)
    assert time.perf_counter() - before < 2
