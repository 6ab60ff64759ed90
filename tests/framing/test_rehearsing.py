"""What the room may ask first, and what the framing answers."""

from __future__ import annotations

import pytest
from framing_builders import TODAY, audiences, linked, maureen, some_evidence, told_to

from framing.audiences import audience
from framing.composer import compose, edited
from framing.model import Audience
from framing.phrases import REPLIES
from framing.rehearsing import ASKED_ALOUD, SIX_WAYS, first_questions

FINANCE = audience("finance_lead")


def test_every_reply_has_a_question_it_answers() -> None:
    assert set(ASKED_ALOUD) == set(REPLIES)
    assert all(asked.endswith("?") for asked in ASKED_ALOUD.values())


@pytest.mark.parametrize("listener", audiences(), ids=lambda each: each.key)
def test_an_audience_is_answered_in_the_order_in_which_it_asks_with_no_slot_left_open(listener: Audience) -> None:
    stories = [told_to(listener, evidence=[linked(some_evidence())])]
    found = first_questions(compose(stories, listener, today=TODAY), stories, listener)
    assert [each.asked for each in found[: len(listener.opens_with)]] == [ASKED_ALOUD[key] for key in listener.opens_with]
    assert [each.asked for each in found[-2:]] == ["Is this one story typical?", "How do you know?"]
    assert all(each.reply and not any(mark in "".join(each.reply) for mark in "{}") for each in found)


def test_a_reply_that_somebody_rewrote_is_the_one_to_practise() -> None:
    stories = [told_to(FINANCE)]
    made = edited(compose(stories, FINANCE, frame="small", today=TODAY), {"reply": "We have counted it already."})
    assert first_questions(made, stories, FINANCE)[0].reply == ("We have counted it already.",)


def test_how_do_you_know_is_answered_with_the_sources_or_with_there_being_none() -> None:
    stories = [told_to(FINANCE, maureen(), evidence=[linked(some_evidence())])]
    known = first_questions(compose(stories, FINANCE, today=TODAY), stories, FINANCE)[-1]
    assert known.reply[0].startswith("Healthwatch England")
    bare = [told_to(FINANCE)]
    assert "no source to give" in first_questions(compose(bare, FINANCE, today=TODAY), bare, FINANCE)[-1].reply[0]


def test_there_are_six_ways_each_said_in_the_first_person() -> None:
    assert [way.key for way in SIX_WAYS] == ["feeling", "perceiving", "thinking", "relating", "doing", "being"]
    assert all(" I " in f" {way.question} " for way in SIX_WAYS)
