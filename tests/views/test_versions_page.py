from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from banks import put
from builders import NOW, some_evidence
from reading_pages import Pages, headings, source, words

from services.bank import Bank
from services.sharing.capture import withdraw
from services.telling.pitches import Pitch, load_pitch, recent_pitches, save_pitch, start_pitch
from services.telling.versions import versions


@pytest.fixture
def pitch(bank: Bank) -> Pitch:
    """Three versions: begun; a story for a finance lead; and an hour later a question."""
    story = put(bank, synthetic=True, evidence=[some_evidence(id="")])
    chosen = save_pitch(bank, replace(start_pitch(bank), audience="finance_lead", story_ids=(story.id,)))
    bank.now = lambda: NOW + timedelta(hours=1)
    return save_pitch(bank, replace(chosen, question="What do we want Sunday to be like?"))


def test_the_versions_are_listed_with_who_when_and_what_and_the_newest_is_shown(pages: Pages, bank: Bank, pitch: Pitch) -> None:
    app = pages.open("versions", {"pitch": pitch.id})
    shown = words(app)
    assert shown.index("Version 3, as it is now") < shown.index("Version 2") < shown.index("Version 1")
    assert "by tester" in shown and "Changed: the opening question." in shown and "A story added." in shown
    assert "What do we want Sunday to be like?" in shown and "Demo story" in shown
    assert "restore" not in [button.key for button in app.button]


def test_going_back_to_a_version_and_undoing_that(pages: Pages, bank: Bank, pitch: Pitch) -> None:
    app = pages.open("versions", {"pitch": pitch.id, "look": "2"})
    assert "Version 2 as it would read today." in words(app) and pitch.question not in words(app)
    app.button(key="restore").click().run()
    assert load_pitch(bank, pitch.id).question == ""
    assert "what it was before is version 3" in words(app)
    app.button(key="undo").click().run()
    assert load_pitch(bank, pitch.id).question == pitch.question
    assert "undo" not in [button.key for button in app.button]


def test_a_version_is_kept_under_a_name(pages: Pages, bank: Bank, pitch: Pitch) -> None:
    app = pages.open("versions", {"pitch": pitch.id})
    app.text_input(key="version-name").set_value("Before <b>the board</b>").run()
    app.button(key="keep-version").click().run()
    assert versions(bank, pitch.id)[0].note == "Before <b>the board</b>"
    assert "Before <b>the board</b>" in words(app) and "<b>the board" not in source(app)


def test_a_copy_for_somebody_else_opens_at_its_framing(pages: Pages, bank: Bank, pitch: Pitch) -> None:
    app = pages.open("versions", {"pitch": pitch.id})
    assert app.button(key="copy").disabled
    app.selectbox(key="copy-for").set_value("board").run()
    app.button(key="copy").click().run()
    copy = next(each for each in recent_pitches(bank) if each.id != pitch.id)
    assert (copy.audience, copy.story_ids) == ("board", pitch.story_ids)


@pytest.mark.parametrize("look", ["99", "0", "x", "-1"])
def test_a_version_there_is_not_is_said_in_a_sentence(pages: Pages, bank: Bank, pitch: Pitch, look: str) -> None:
    assert "This pitch has no version" in words(pages.open("versions", {"pitch": pitch.id, "look": look}))


@pytest.mark.parametrize(
    ("page", "query"), [("pitch", {"step": "3"}), ("pitch", {"step": "1"}), ("versions", {}), ("versions", {"look": "2"})]
)
def test_a_story_withdrawn_since_is_said_on_opening_and_its_words_are_nowhere(
    pages: Pages, bank: Bank, pitch: Pitch, page: str, query: dict[str, str]
) -> None:
    withdraw(bank, pitch.story_ids[0], by="Priya")
    app = pages.open(page, {"pitch": pitch.id, **query})
    assert "A story in this pitch has been withdrawn since." in words(app)
    assert "I rang the ward and nobody picked up" not in words(app)
    app.button(key="take-gone-out").click().run()
    assert load_pitch(bank, pitch.id).story_ids == ()
    assert "withdrawn since." not in words(app)


def test_an_unknown_pitch_is_said_so(pages: Pages, bank: Bank) -> None:
    assert headings(pages.open("versions", {"pitch": "nope"})) == ["We cannot find that pitch"]
    assert headings(pages.open("versions")) == ["We cannot find that pitch"]


def test_the_pitch_leads_to_its_versions(pages: Pages, bank: Bank, pitch: Pitch) -> None:
    assert f"/versions?pitch={pitch.id}" in source(pages.open("pitch", {"pitch": pitch.id}))
