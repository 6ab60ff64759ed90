from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from banks import put
from builders import NOW, a_consent

from services.bank import Bank
from services.live.start import Plan, new_session_id, room_use, start_session
from services.sharing.asking_first import AnswerNotKept, said_so_far, to_ask, write_down
from services.sharing.capture import withdraw
from stories.consent import Use
from stories.errors import ConsentDenied

ASK_S4 = a_consent(scopes={"S2": "yes", "S4": "ask", "S12a": "yes"})
BY = "Sam, by telephone"


def use_of(bank: Bank, reference: str = "") -> Use:
    return room_use(bank, "excerpt", session_id=reference or new_session_id())


def test_a_story_whose_teller_wants_to_be_asked_is_told_to_the_one_session_they_said_yes_to(bank: Bank) -> None:
    story, session_id = put(bank, consent=ASK_S4), new_session_id()
    use = use_of(bank, session_id)
    assert [(one.story_id, len(one.reasons)) for one in to_ask(bank, [story.id], use)] == [(story.id, 1)]
    with pytest.raises(ConsentDenied):
        start_session(bank, Plan(story_ids=(story.id,), id=session_id))
    write_down(bank, story.id, use, answer="yes", by=f" {BY} ")
    assert to_ask(bank, [story.id], use) == ()
    assert [(one.answer, one.by, one.at) for one in said_so_far(bank, use)] == [("yes", BY, NOW)]
    assert start_session(bank, Plan(story_ids=(story.id,), id=session_id)).id == session_id
    with pytest.raises(ConsentDenied):
        start_session(bank, Plan(story_ids=(story.id,)))  # another session


def test_whoever_said_yes_may_think_again(bank: Bank) -> None:
    story, use = put(bank, consent=ASK_S4), use_of(bank)
    write_down(bank, story.id, use, answer="yes", by=BY)
    write_down(bank, story.id, use, answer="no", by=BY)
    assert [one.answer for one in said_so_far(bank, use)] == ["no"]
    assert [one.story_id for one in to_ask(bank, [story.id], use)] == [story.id]
    with pytest.raises(ConsentDenied):
        start_session(bank, Plan(story_ids=(story.id,), id=use.reference))


def test_an_answer_opens_nothing_that_consent_closes(bank: Bank) -> None:
    covered = put(bank, "A", consent=a_consent())
    closed = put(bank, "B", consent=replace(ASK_S4, scopes={"S2": "yes", "S4": "no", "S12a": "yes"}))
    ended = put(bank, "C", consent=replace(ASK_S4, rest_until=date(2036, 1, 1)))
    gone = put(bank, "D", consent=ASK_S4)
    withdraw(bank, gone.id, "Maureen")
    use = use_of(bank)
    assert to_ask(bank, [covered.id, closed.id, ended.id, gone.id, "nobody"], use) == ()
    for story in (covered, closed, ended, gone):
        with pytest.raises(AnswerNotKept, match="does not have to be asked"):
            write_down(bank, story.id, use, answer="yes", by=BY)


def test_what_is_missing_is_said(bank: Bank) -> None:
    story, use = put(bank, consent=ASK_S4), use_of(bank)
    for answer, by, sentence in (("", BY, "what the storyteller said"), ("yes", " ", "who asked"), ("yes", "x" * 121, "up to 120")):
        with pytest.raises(AnswerNotKept, match=sentence):
            write_down(bank, story.id, use, answer=answer, by=by)
    with pytest.raises(AnswerNotKept, match="begin that first"):
        write_down(bank, story.id, replace(use, reference=""), answer="yes", by=BY)
    assert said_so_far(bank, use) == said_so_far(bank, replace(use, reference="")) == ()


def test_pressing_open_twice_opens_one_session(bank: Bank) -> None:
    story, session_id = put(bank), new_session_id()
    plan = Plan(story_ids=(story.id,), id=session_id)
    assert start_session(bank, plan).id == start_session(bank, plan).id == session_id
