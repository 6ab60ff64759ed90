"""The 60-second script: the framing's own sentences, what must be said first, and where to breathe."""

from __future__ import annotations

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, maureen, some_evidence, told_to, what_works

from framing.audiences import audience
from framing.composer import compose, edited
from framing.exporters.page import typeset
from framing.exporters.script import with_breaths
from framing.model import Audience, Framing
from framing.script import LONGEST, Line, breaths, script_of, seconds_for, words_in

FINANCE = audience("finance_lead")


def told(**changes: object) -> Framing:
    evidence = [linked(some_evidence()), linked(what_works(), relation="works", scope="analogous")]
    return compose([told_to(FINANCE, maureen(**changes), evidence=evidence)], FINANCE, today=TODAY)


@pytest.mark.parametrize("listener", audiences(), ids=lambda each: each.key)
def test_every_demo_story_can_be_said_in_about_a_minute_with_all_that_must_be_said(listener: Audience) -> None:
    for story_id, draft in demo_drafts():
        made = compose([told_to(listener, draft, id=story_id, evidence=[linked(some_evidence())])], listener, today=TODAY)
        lines = script_of(made)
        assert seconds_for(lines) <= 70, (story_id, words_in(lines))
        assert {"question", "person", "statistic", "typical", "loss", "ask"} <= {line.part for line in lines}, story_id
        assert any(line.own_words for line in lines) and any(line.text.endswith("?") and line.part == "ask" for line in lines), story_id


def test_every_line_is_a_sentence_of_the_framing_word_for_word() -> None:
    made = told()
    known = [" ".join(sentence.text.split()) for section in made.sections for sentence in section.sentences]
    assert all(line.text in known for line in script_of(made))


def test_the_teller_is_named_before_the_words_because_nobody_hears_a_caption() -> None:
    person = [line for line in script_of(told()) if line.part == "person"]
    assert "Maureen" in person[0].text and not person[0].own_words
    assert person[-1].own_words


def test_a_person_s_own_words_are_said_as_they_rewrote_them() -> None:
    made = edited(told(), {"loss": "You may miss the old rota.", "ask": "Please try it for a week."})
    said = [line.text for line in script_of(made)]
    assert "You may miss the old rota." in said and "Please try it for a week." in said


def test_there_is_room_for_no_more_than_a_minute_unless_more_must_be_said() -> None:
    assert words_in(script_of(told())) <= LONGEST
    long = edited(told(), {"loss": " ".join(["word"] * 200) + "."})
    assert words_in(script_of(long)) > LONGEST and seconds_for(script_of(long)) > 80


def test_breaths_stand_after_commas_and_never_leave_a_crumb() -> None:
    phrases = breaths("By 23 December, will you, as finance lead, free a few hours a week, so that one ward can try it?")
    assert phrases == ("By 23 December, will you, as finance lead,", "free a few hours a week,", "so that one ward can try it?")
    assert all(len(phrase.split()) >= 4 for phrase in phrases)
    assert breaths("") == ()


def test_marks_for_breath_leave_the_words_as_they_are() -> None:
    line = Line("person", breaths('“He said "you were right to come," and he drew me a chart of it all.”'), own_words=True)
    assert with_breaths(line).replace(" / ", " ") == typeset(line.text)
