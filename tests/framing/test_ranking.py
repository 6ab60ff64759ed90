"""Which stories are suggested, in which order, and why."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from framing_builders import audiences, candidate, linked, some_evidence, what_works

from framing.audiences import audience
from framing.ranking import evidence_in_order, rank
from stories.story import ThemeMark

FINANCE, BOARD, TEAM = audience("finance_lead"), audience("board"), audience("clinical_team")


def ids(suggestions: list) -> list[str]:  # type: ignore[type-arg]
    return [suggestion.story.id for suggestion in suggestions]


def test_the_story_closest_to_the_topic_comes_first() -> None:
    assert ids(rank([candidate(0.2, "far", audience=BOARD), candidate(0.9, "near", audience=BOARD)], BOARD))[0] == "near"


def test_of_two_equally_close_stories_the_one_about_what_the_audience_values_comes_first() -> None:
    parking = candidate(0.5, "a-parking", audience=BOARD, themes=(ThemeMark("parking", "poor"),))
    safety = candidate(0.5, "b-safety", audience=BOARD, themes=(ThemeMark("feeling_safe", "poor"), ThemeMark("discharge", "poor")))
    assert ids(rank([parking, safety], BOARD)) == ["b-safety", "a-parking"]


def test_two_audiences_see_the_same_stories_in_another_order() -> None:
    def both(who):  # type: ignore[no-untyped-def]
        return [
            candidate(0.5, "letters", audience=who, themes=(ThemeMark("records", "poor"), ThemeMark("appointments", "poor"))),
            candidate(0.5, "kindness", audience=who, themes=(ThemeMark("manner", "good"), ThemeMark("staffing", "poor"))),
        ]

    assert ids(rank(both(FINANCE), FINANCE))[0] == "letters"
    assert ids(rank(both(TEAM), TEAM))[0] == "kindness"


def test_a_story_with_evidence_comes_before_the_same_story_without() -> None:
    bare = candidate(0.5, "a", audience=FINANCE)
    backed = candidate(0.5, "b", audience=FINANCE, evidence=[linked(some_evidence(), "b")])
    assert ids(rank([bare, backed], FINANCE)) == ["b", "a"]


def test_a_change_with_its_outcome_rises_for_those_who_say_it_was_tried_before() -> None:
    experience = candidate(0.5, "a", audience=TEAM)
    change = candidate(0.5, "b", audience=TEAM, kind="change", outcome="failed", learned="Start with the night staff.")
    ordered = rank([experience, change], TEAM)
    assert ids(ordered)[0] == "b"
    assert any("did not work" in reason for reason in ordered[0].reasons)


def test_the_first_three_are_not_all_from_one_service() -> None:
    same = [candidate(0.6, f"s{number}", audience=BOARD) for number in range(3)]
    other = candidate(
        0.53,
        "other",
        audience=BOARD,
        service="maternity",
        teller="patient",
        themes=(ThemeMark("listening", "poor"), ThemeMark("feeling_safe", "poor")),
    )
    assert "other" in ids(rank([*same, other], BOARD))[:3]


def test_evidence_stands_in_the_order_this_audience_listens() -> None:
    both = [linked(some_evidence()), linked(what_works())]
    one = candidate(audience=TEAM, evidence=both).story
    assert evidence_in_order(one, TEAM)[0].evidence.id == "EV-056"
    assert evidence_in_order(one, BOARD)[0].evidence.id == "EV-025"


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_every_suggestion_says_why_in_sentences_and_ends_with_the_consent(who) -> None:  # type: ignore[no-untyped-def]
    (suggestion,) = rank(
        [replace(candidate(0.8, audience=who, evidence=[linked(some_evidence())]), matched=("number", "ring"))],
        who,
        topic="leaving hospital",
    )
    assert all(re.match(r"[A-Z].*[.!?]$", reason) for reason in suggestion.reasons)
    assert any(reason == "Told by a carer." for reason in suggestion.reasons)
    assert any("Healthwatch England, 2023" in reason for reason in suggestion.reasons)
    assert any("“leaving hospital”: number and ring" in reason for reason in suggestion.reasons)
    assert suggestion.reasons[-1] == suggestion.story.consent_line
    assert not any("0.8" in reason or "score" in reason for reason in suggestion.reasons)


def test_a_story_without_evidence_says_so() -> None:
    (suggestion,) = rank([candidate(audience=BOARD)], BOARD)
    assert "No evidence is linked yet, so we cannot say how common this is." in suggestion.reasons


def test_who_the_teller_is_changes_neither_order_nor_reasons() -> None:
    plain = rank([candidate(0.5, audience=BOARD)], BOARD)[0]
    other = rank([candidate(0.5, audience=BOARD, age_band="85_over", place="wales")], BOARD)[0]
    assert (plain.score, plain.reasons) == (other.score, other.reasons)


def test_ranking_nothing_gives_nothing_and_order_in_does_not_matter() -> None:
    assert rank([], BOARD) == []
    some = [candidate(0.5, f"s{number}", audience=BOARD) for number in range(5)]
    assert ids(rank(some, BOARD)) == ids(rank(some[::-1], BOARD))
