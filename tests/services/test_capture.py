"""Taking a story in: everything wrong is said at once, nothing is half saved, and a no is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from banks import put, words_about
from builders import NOW, TEXT, TODAY, a_consent, a_draft, some_evidence
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.search import find_stories, show_story
from services.settings import Settings
from services.sharing.capture import capture_story, change_consent, preview_story, revise_story, withdraw
from stories import consent_log, evidence_shelf, repository
from stories.consent import Consent, StoryUse, Use
from stories.errors import DuplicateStory, InvalidStory, StoryNotFound
from stories.story import StoryDraft

NEW = some_evidence(id="")


def saved(bank: Bank) -> int:
    with bank.database.reading() as connection:
        return sum(repository.counts(connection).values())


def test_a_captured_story_can_be_found_and_says_what_happens_next(bank: Bank) -> None:
    captured = capture_story(bank, a_draft(), a_consent(), [NEW])
    assert captured.reference == captured.story.id[-8:]
    assert any("change their mind" in sentence for sentence in captured.what_next)
    shown = show_story(bank, captured.story.id)
    assert (shown.text, shown.title) == (TEXT, "No number to ring")
    (item,) = shown.evidence
    assert (item.evidence.claim, item.link.scope, item.link.typicality, item.link.linked_by) == (
        NEW.claim,
        "same_service",
        "unknown",
        "tester",
    )
    assert [hit.story.id for hit in find_stories(bank, "tablets in a bag").hits] == [captured.story.id]


def test_text_is_cleaned_before_it_is_kept(bank: Bank) -> None:
    story = capture_story(
        bank, a_draft(title=" No\x00 number\n", text=f"\u202e{TEXT}\r\n"), a_consent(wording="\x00Yes\u202e.", obtained_by="Pri\x00ya")
    ).story
    assert (story.title, story.text) == ("No number", TEXT)
    with bank.database.reading() as connection:
        (act,) = consent_log.logs(connection, [story.id])[story.id]
    assert (act.wording, act.obtained_by) == ("Yes.", "Priya")


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_saved(bank: Bank) -> None:
    with pytest.raises(InvalidStory) as invalid:
        capture_story(
            bank,
            a_draft(title="", text="Too short.", quotes=()),
            a_consent(wording="", expires_on=date(2026, 5, 1)),
            [NEW, replace(NEW, publisher="", title="", year="")],
        )
    assert [problem.field for problem in invalid.value.problems] == [
        "text",
        "title",
        "wording",
        "expires_on",
        "evidence.2.publisher",
        "evidence.2.year",
    ]
    assert "source" in str(invalid.value)
    assert saved(bank) == 0
    with bank.database.reading() as connection:
        assert evidence_shelf.all_evidence(connection) == []


@pytest.mark.parametrize("act", ["vary", "renew"])
def test_consent_cannot_be_changed_before_it_was_given(bank: Bank, act: str) -> None:
    with pytest.raises(InvalidStory, match="only after the storyteller has released"):
        capture_story(bank, a_draft(), a_consent(act=act))
    assert saved(bank) == 0


def test_the_same_story_twice_offers_the_one_that_is_there(bank: Bank) -> None:
    first = put(bank)
    with pytest.raises(DuplicateStory, match="Open the one that is there") as duplicate:
        capture_story(bank, a_draft(title="Another title", text=TEXT.upper(), quotes=()), a_consent())
    assert duplicate.value.story_id == first.id
    assert saved(bank) == 1


@pytest.mark.parametrize("consent", [None, Consent(act="take_part", obtained_by="Priya", obtained_on=TODAY, wording="Keep it safe.")])
def test_a_story_without_a_release_is_kept_hidden_and_says_so(bank: Bank, consent: Consent | None) -> None:
    captured = capture_story(bank, a_draft(), consent)
    assert "hidden" in captured.what_next[0]
    assert not any("can find it" in sentence for sentence in captured.what_next)
    with bank.database.reading() as connection:
        assert repository.get(connection, captured.story.id).text == TEXT
    with pytest.raises(StoryNotFound):
        show_story(bank, captured.story.id)
    change_consent(bank, captured.story.id, a_consent())
    assert show_story(bank, captured.story.id).text == TEXT


def test_evidence_that_is_on_the_shelf_is_tied_and_not_copied(bank: Bank) -> None:
    with bank.database.transaction() as connection:
        evidence_shelf.put(connection, [some_evidence()])
    story = put(bank, "Stairs", service="gp", evidence=[replace(some_evidence(), claim="Changed on the way")])
    with bank.database.reading() as connection:
        assert evidence_shelf.all_evidence(connection) == [some_evidence()]
        (item,) = evidence_shelf.behind(connection, [story.id])[story.id]
    assert item.link.scope == "analogous", "the story is about a GP, the figure about leaving hospital"


def test_evidence_nobody_has_put_on_the_shelf_is_refused_with_a_sentence(bank: Bank) -> None:
    with pytest.raises(InvalidStory, match="evidence"):
        capture_story(bank, a_draft(), a_consent(), [some_evidence(id="EV-missing")])
    assert saved(bank) == 0


def test_a_story_is_captured_while_the_model_is_still_loading(home: Any) -> None:
    bank = open_bank(Settings(home=home), load=ToyEmbedder)
    try:
        story = capture_story(bank, a_draft(), a_consent()).story
        assert [hit.story.id for hit in find_stories(bank, "tablets").hits] == [story.id]
        bank.wait_ready(60)
        assert bank.index.status().stories == 1, "the index catches up by itself"
    finally:
        bank.close()


# ---- preview


def test_a_preview_says_who_could_use_the_story_and_writes_nothing(bank: Bank) -> None:
    preview = preview_story(bank, a_draft(), a_consent(scopes={"S2": "yes", "S3": "ask"}))
    assert preview.problems == ()
    assert "staff learning here" in preview.usable
    assert "board" not in preview.usable
    assert "Ask first for board and governors." in preview.consent_line
    assert saved(bank) == 0


@pytest.mark.parametrize(
    "consent",
    [None, a_consent(act="take_part"), a_consent(scopes={}), a_consent(expires_on=TODAY - timedelta(days=1)), a_consent(forms=())],
)
def test_a_preview_says_before_saving_that_nobody_could_use_it(bank: Bank, consent: Consent | None) -> None:
    assert preview_story(bank, a_draft(), consent).usable.startswith("Nobody can use this story yet")


def test_a_preview_lists_what_capture_would_refuse(bank: Bank) -> None:
    typed, consent, evidence = a_draft(title="", quotes=("not there",)), a_consent(obtained_by=""), [replace(NEW, year="")]
    fields = [problem.field for problem in preview_story(bank, typed, consent, evidence).problems]
    with pytest.raises(InvalidStory) as invalid:
        capture_story(bank, typed, consent, evidence)
    assert fields == [problem.field for problem in invalid.value.problems] == ["title", "quotes", "obtained_by", "evidence.1.year"]


def test_a_preview_of_an_empty_form_does_not_break(bank: Bank) -> None:
    assert preview_story(bank, StoryDraft(), None).problems


@pytest.mark.parametrize(
    "name", ["Dr Patel", "Sister Mary O’Brien", "Mrs Jones", "Sanjay Mehta", "LS1 4AP", "0113 496 0000", "943 476 5919", "14/03/2023"]
)
def test_a_preview_points_at_what_may_name_somebody(bank: Bank, name: str) -> None:
    text = f"They rang and then we saw {name} who told us to wait, and so we did. {TEXT}"
    assert name in preview_story(bank, a_draft(text=text, quotes=()), a_consent()).possible_names


# ---- revising


def test_a_revision_is_found_by_its_new_words_only(bank: Bank) -> None:
    story = put(bank, "Ambulance came at once")
    revised = revise_story(bank, story.id, a_draft(title="Parking", text=words_about("Parking cost a fortune"), quotes=()))
    assert revised.version == 2
    assert [hit.story.version for hit in find_stories(bank, "parking fortune").hits] == [2]
    assert [hit for hit in find_stories(bank, "ambulance").hits if hit.matched] == []
    assert bank.index.status().waiting == 0


def test_a_revision_obeys_the_same_rules(bank: Bank) -> None:
    story, other = put(bank, "First"), put(bank, "Second")
    with pytest.raises(InvalidStory):
        revise_story(bank, story.id, a_draft(text="", quotes=()))
    with pytest.raises(DuplicateStory):
        revise_story(bank, story.id, a_draft(text=other.text, quotes=()))
    with pytest.raises(StoryNotFound):
        revise_story(bank, "nobody", a_draft(text=words_about("Third"), quotes=()))
    assert show_story(bank, story.id).version == 1


# ---- consent changes


def test_narrowing_consent_holds_from_the_next_search_on(bank: Bank) -> None:
    story = put(bank, "Corridor night")
    said = change_consent(bank, story.id, a_consent(act="vary", scopes={"S3": "yes", "S12a": "yes"}))
    assert said == "May be used with board and governors. Until 1 June 2028."
    assert find_stories(bank, "corridor night").hits == ()
    with pytest.raises(StoryNotFound):
        show_story(bank, story.id)
    assert show_story(bank, story.id, scope="S3").id == story.id


def test_taking_back_search_by_meaning_takes_the_story_out_of_the_index(bank: Bank) -> None:
    story = put(bank, "Corridor night")
    assert bank.index.status().stories == 1
    scopes = {scope: answer for scope, answer in a_consent().scopes.items() if scope != "S12a"}
    change_consent(bank, story.id, a_consent(act="vary", scopes=scopes))
    vector = ToyEmbedder().embed([story.text])[0]
    assert [hit.story_id for hit in bank.index.search(vector, limit=5)] == []
    assert [hit.story.id for hit in find_stories(bank, "corridor").hits] == [story.id], "its words are still found"


def test_a_change_that_cannot_be_recorded_changes_nothing(bank: Bank) -> None:
    story = put(bank)
    with pytest.raises(InvalidStory):
        change_consent(bank, story.id, a_consent(act="renew", expires_on=date(2020, 1, 1)))
    with pytest.raises(StoryNotFound):
        change_consent(bank, "nobody", a_consent())
    with bank.database.reading() as connection:
        assert len(consent_log.logs(connection, [story.id])[story.id]) == 1


# ---- withdrawing


def test_a_withdrawal_names_the_copies_that_went_out(bank: Bank) -> None:
    story = put(bank)
    told = StoryUse(story.id, 1, Use("S3", "pitch", "excerpt", "board", "p1", "Priya"), NOW, "pitch.docx")
    with bank.database.transaction() as connection:
        consent_log.record_uses(connection, [told, StoryUse(story.id, 1, Use("S2"), NOW)])
    receipt = withdraw(bank, story.id, by="Maureen")
    assert receipt.copies == (told,)
    assert "1 copy went out" in receipt.sentence
    with bank.database.reading() as connection:
        act = consent_log.logs(connection, [story.id])[story.id][-1]
        assert repository.get(connection, story.id).status == "withdrawn"
    assert (act.act, act.obtained_by, act.obtained_on) == ("withdraw", "Maureen", TODAY)


def test_a_withdrawal_without_copies_says_so_and_a_second_one_does_no_harm(bank: Bank) -> None:
    story = put(bank)
    assert "No copy had left the bank" in withdraw(bank, story.id, by="").sentence
    assert withdraw(bank, story.id, by="").story_id == story.id
    with pytest.raises(StoryNotFound):
        withdraw(bank, "nobody", by="Maureen")


def test_a_withdrawn_story_stays_gone_whatever_is_recorded_after(bank: Bank) -> None:
    story = put(bank)
    withdraw(bank, story.id, by="Maureen")
    with pytest.raises(StoryNotFound):
        revise_story(bank, story.id, a_draft(title="Back again"))
    with pytest.raises(StoryNotFound):
        change_consent(bank, story.id, a_consent())
    with pytest.raises(StoryNotFound):
        show_story(bank, story.id)
    assert find_stories(bank, "tablets").hits == ()


def test_a_withdrawn_story_may_be_shared_anew(bank: Bank) -> None:
    withdraw(bank, put(bank).id, by="Maureen")
    assert show_story(bank, put(bank).id).text == TEXT
