"""Blank never means yes; ask is a no until a steward records the answer; everything is judged on the day of use."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import NOW, TEXT, TODAY, a_consent, a_draft, some_evidence
from consent_cases import ALLOWED, BOARD, DAY, PAGE, REFUSED

from stories import vocabulary as v
from stories.consent import Consent, Use, clear, consent_line, consent_problems, refusals, renewal_due
from stories.errors import ConsentDenied
from stories.evidence import EvidenceLink, LinkedEvidence
from stories.story import Plot, Story, ThemeMark


def a_story(**changes: Any) -> Story:
    draft = a_draft(**changes)
    return Story(**{name: getattr(draft, name) for name in draft.__dataclass_fields__}, id="story-1", created_at=NOW, updated_at=NOW)


def reasons(
    consent: Consent | None, use: Use = BOARD, *, on: date = TODAY, status: str = "published", edit: str = "excerpt", **known: Any
) -> list[str]:
    return list(refusals(a_story(status=status, edit=edit), [consent] if consent else [], use, on=on, **known))


def test_a_released_story_may_be_used() -> None:
    assert reasons(a_consent()) == []
    assert reasons(a_consent(), PAGE) == []


@pytest.mark.parametrize(("consent", "use", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_use_is_refused_with_a_reason(consent: Consent | None, use: Use, says: str) -> None:
    found = reasons(consent, use)
    assert found
    assert any(says in reason for reason in found)
    with pytest.raises(ConsentDenied) as denied:
        clear(a_story(), [consent] if consent else [], use, on=TODAY)
    assert denied.value.reasons == tuple(found)
    assert denied.value.story_id == "story-1"


@pytest.mark.parametrize(("consent", "use", "on", "known"), [row[1:] for row in ALLOWED], ids=[row[0] for row in ALLOWED])
def test_a_use_is_allowed(consent: Consent, use: Use, on: date, known: dict[str, Any]) -> None:
    assert reasons(consent, use, on=on, **known) == []
    assert clear(a_story(), [consent], use, on=on, **known).use == use


@pytest.mark.parametrize("status", ["withdrawn", "expired", "resting"])
def test_a_story_that_left_or_rests_is_refused_whatever_the_consent_says(status: str) -> None:
    assert reasons(a_consent(), PAGE, status=status, answered=True)


def test_an_answer_never_turns_a_no_into_a_yes() -> None:
    assert reasons(a_consent(scopes={"S3": "no"}), answered=True)
    assert reasons(a_consent(scopes={}), answered=True)


def test_a_story_used_as_often_as_its_teller_allows_rests_until_the_next_quarter() -> None:
    assert any("this quarter" in reason for reason in reasons(a_consent(uses_per_quarter=2), uses_this_quarter=2))
    assert reasons(a_consent(uses_per_quarter=0))


def test_a_story_whose_text_may_not_be_cut_is_not_excerpted() -> None:
    assert any("whole story only" in reason for reason in reasons(a_consent(), edit="whole"))
    assert reasons(a_consent(), PAGE, edit="whole") == []


def test_all_reasons_are_told_at_once() -> None:
    tired = a_consent(scopes={}, forms=(), expires_on=TODAY - DAY, valid_from=TODAY + DAY, rest_until=TODAY + DAY, uses_per_quarter=0)
    assert len(reasons(tired, status="resting")) == 7


def test_only_the_last_act_counts() -> None:
    generous, narrow = a_consent(), a_consent(act="vary", scopes={"S2": "yes"})
    assert list(refusals(a_story(), [generous, narrow], BOARD, on=TODAY))
    assert not list(refusals(a_story(), [narrow, generous], BOARD, on=TODAY))


def test_one_story_expires_by_the_clock_alone() -> None:
    consent = a_consent(expires_on=date(2026, 12, 31))
    assert clear(a_story(), [consent], BOARD, on=date(2026, 12, 31))
    with pytest.raises(ConsentDenied, match="ended on 31 December 2026"):
        clear(a_story(), [consent], BOARD, on=date(2027, 1, 1))


def test_a_cleared_story_carries_the_words_the_use_and_the_day() -> None:
    item = LinkedEvidence(some_evidence(), EvidenceLink("story-1", "EV-025", "scale", "common", "same_service", "why"))
    story = a_story(content_notes=("death",), synthetic=True)
    cleared = clear(story, [a_consent()], BOARD, on=TODAY, evidence=[item])
    assert (cleared.id, cleared.version, cleared.text, cleared.quotes) == ("story-1", 1, TEXT, story.quotes)
    assert (cleared.use, cleared.cleared_on, cleared.synthetic, cleared.content_notes) == (BOARD, TODAY, True, ("death",))
    assert cleared.themes == {"discharge": "poor", "contacting": "poor"}
    assert cleared.evidence == (item,)
    assert cleared.consent_line == consent_line(a_consent(), on=TODAY)


def test_a_name_is_told_only_as_consent_says() -> None:
    assert clear(a_story(), [a_consent()], PAGE, on=TODAY).name == "Maureen"
    assert clear(a_story(), [a_consent(name_form="none")], PAGE, on=TODAY).name == ""


@pytest.mark.parametrize(("consent", "edit"), [(a_consent(whole_story_only=True), "excerpt"), (a_consent(), "whole")])
def test_a_whole_story_gives_nobody_ready_made_quotes(consent: Consent, edit: str) -> None:
    cleared = clear(a_story(edit=edit), [consent], PAGE, on=TODAY)
    assert cleared.whole_story_only
    assert cleared.quotes == ()
    assert cleared.text == TEXT


def test_plot_and_themes_reach_the_cleared_story_unchanged() -> None:
    plot = Plot("They sent my husband home", "", "")
    cleared = clear(a_story(plot=plot, themes=(ThemeMark("pain", "good"),)), [a_consent()], PAGE, on=TODAY)
    assert (cleared.plot, cleared.themes) == (plot, {"pain": "good"})


def test_review_is_due_from_its_day_on() -> None:
    consent = a_consent(review_on=TODAY)
    assert [renewal_due(consent, on=TODAY + n * DAY) for n in (-1, 0, 1)] == [False, True, True]
    assert not renewal_due(a_consent(), on=TODAY)
    assert "due for renewal" in consent_line(consent, on=TODAY)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scopes": {}}, "May not be used yet."),
        ({"scopes": {"S3": "yes"}}, "May be used with board and governors."),
        ({"scopes": {"S3": "ask"}}, "Ask first for board and governors."),
        ({"scopes": {"S2": "yes", "S3": "yes"}}, "staff learning here, and board and governors"),
        ({}, "May be used in public"),
        ({"whole_story_only": True}, "Whole story only"),
        ({"contact_before_use": True}, "Contact the storyteller before each use."),
        ({"expires_on": date(2027, 1, 2)}, "Until 2 January 2027."),
    ],
)
def test_consent_is_said_in_plain_words(changes: dict[str, Any], says: str) -> None:
    assert says in consent_line(a_consent(**changes), on=TODAY)


def test_public_is_said_only_when_every_audience_inside_is_a_yes() -> None:
    for scope in ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"):
        scopes = dict(a_consent().scopes) | {scope: "no"}
        assert "in public" not in consent_line(a_consent(scopes=scopes), on=TODAY)


@pytest.mark.parametrize(
    ("consent", "log", "field"),
    [
        (a_consent(act=""), [], "act"),
        (a_consent(act="maybe"), [], "act"),
        (a_consent(given_by="neighbour"), [], "given_by"),
        (a_consent(method="telepathy"), [], "method"),
        (a_consent(name_form="initials"), [], "name_form"),
        (a_consent(obtained_by=""), [], "obtained_by"),
        (a_consent(obtained_on=None), [], "obtained_on"),
        (a_consent(wording=""), [], "wording"),
        (a_consent(expires_on=date(2026, 5, 31)), [], "expires_on"),
        (a_consent(valid_from=date(2027, 1, 2), expires_on=date(2027, 1, 1)), [], "expires_on"),
        (a_consent(scopes={"S99": "yes"}), [], "scopes"),
        (a_consent(scopes={"S3": "perhaps"}), [], "scopes"),
        (a_consent(forms=("hologram",)), [], "forms"),
        (a_consent(act="vary"), [], "act"),
        (a_consent(act="renew"), [a_consent(act="take_part")], "act"),
        (a_consent(act="renew"), [a_consent(), a_consent(act="withdraw")], "act"),
    ],
)
def test_an_act_of_consent_that_cannot_be_recorded_is_named_with_its_field(consent: Consent, log: list[Consent], field: str) -> None:
    assert [problem.field for problem in consent_problems(consent, log)] == [field]


def test_good_acts_can_be_recorded() -> None:
    assert consent_problems(a_consent()) == []
    assert consent_problems(a_consent(valid_from=TODAY, expires_on=TODAY)) == []
    assert consent_problems(a_consent(act="vary"), [a_consent()]) == []
    assert consent_problems(Consent(act="withdraw", obtained_by="Priya", obtained_on=TODAY), [a_consent()]) == []


def test_every_audience_there_is_can_be_refused_and_allowed() -> None:
    for scope in v.SCOPES:
        assert reasons(a_consent(scopes={scope: "yes"}), Use(scope)) == []
        assert reasons(a_consent(scopes={s: "yes" for s in v.SCOPES if s != scope}), Use(scope))
