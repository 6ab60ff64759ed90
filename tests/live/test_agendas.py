from __future__ import annotations

from dataclasses import replace

import pytest

from live.agendas import QUESTION, TYPES, WAYS, agenda_problems, question_for, said
from live.model import ASKS


@pytest.mark.parametrize("kind", list(TYPES))
def test_each_kind_of_session_has_a_ready_agenda_that_opens_with_the_question(kind: str) -> None:
    agenda = TYPES[kind].agenda
    assert agenda_problems(agenda) == []
    assert next(step.ask for step in agenda if step.ask) == "wish"
    assert said(next(step for step in agenda if step.ask == "wish"), "OUR QUESTION") == "OUR QUESTION"
    assert agenda[-1].face == "close"
    assert all(step.prompt and step.way in WAYS for step in agenda)


def test_listening_first_never_asks_for_solutions() -> None:
    assert not {"start", "will", "lose"} & {step.ask for step in TYPES["listen"].agenda}


def test_the_six_ways_all_come_up_in_co_design() -> None:
    assert {step.way for step in TYPES["codesign"].agenda} == set(WAYS)
    assert len(WAYS) == 6


def test_the_question_has_the_service_and_the_people_filled_in() -> None:
    assert question_for("", "") == QUESTION
    assert (
        question_for("leaving hospital", "people who live alone")
        == "What do we want leaving hospital to be like for people who live alone?"
    )


def test_an_agenda_that_cannot_be_run_says_why() -> None:
    step = TYPES["codesign"].agenda[1]
    assert agenda_problems([]) == ["An agenda needs at least one step."]
    assert any("same name" in sentence for sentence in agenda_problems([step, step]))
    assert any("between 1 and" in sentence for sentence in agenda_problems([replace(step, minutes=0)]))
    assert any("title" in sentence for sentence in agenda_problems([replace(step, title="")]))
    assert all(term.label and term.definition for term in ASKS.values())
