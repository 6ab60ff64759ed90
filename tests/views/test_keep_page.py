from __future__ import annotations

from dataclasses import replace
from datetime import date

from banks import put
from builders import a_consent
from reading_pages import Pages, headings, source, words
from streamlit.testing.v1 import AppTest

from services.bank import Bank
from services.finding.search import find_stories
from services.sharing.capture import story_to_keep, withdraw
from services.telling.briefing import export_formats, export_framing
from services.telling.pitches import save_pitch, start_pitch


def filled(app: AppTest) -> AppTest:
    app.text_input(key="keep_obtained_by").set_value("Priya")
    app.date_input(key="keep_obtained_on").set_value(date(2026, 6, 2))
    return app


def test_a_hidden_story_shows_itself_to_its_keeper_and_says_nobody_can_use_it(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", blank=True)
    app = pages.open("keep", {"story": story.id})
    assert headings(app) == ["Look after this story"]
    assert "Nine calls" in words(app) and "Maureen" in words(app) and "Nobody can use this story." in words(app)


def test_recording_a_release_lets_the_story_be_found(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", blank=True)
    app = filled(pages.open("keep", {"story": story.id}))
    app.button_group(key="keep_yes").set_value(["S2", "S3"])
    app.checkbox(key="keep_agreed").check()
    app.button(key="keep-save").click().run()
    assert "It is saved, and holds from now on." in words(app)
    assert "May be used with staff learning here, and board and governors." in words(app)
    assert [hit.story.title for hit in find_stories(bank, "").hits] == ["Nine calls"]


def test_consent_the_storyteller_has_not_seen_through_keeps_the_story_hidden(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", blank=True)
    app = filled(pages.open("keep", {"story": story.id}))
    app.button_group(key="keep_yes").set_value(["S2"])
    app.button(key="keep-save").click().run()
    assert story_to_keep(bank, story.id)[1][-1].act == "take_part"
    assert "has not yet released the finished version" in words(app) and find_stories(bank, "").total == 0


def test_what_is_missing_is_said_beside_its_box_and_nothing_is_recorded(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", blank=True)
    app = pages.open("keep", {"story": story.id})
    app.button(key="keep-save").click().run()
    assert "Please say who asked for the consent." in words(app) and "Please give the day the consent was given." in words(app)
    assert story_to_keep(bank, story.id)[1] == ()


def test_a_released_story_opens_with_what_holds_and_narrowing_it_keeps_what_is_not_asked(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", consent=a_consent(forms=("text", "excerpt", "audio"), uses_per_quarter=2, name_form="none"))
    app = filled(pages.open("keep", {"story": story.id}))
    assert "S3" in app.button_group(key="keep_yes").value and app.date_input(key="keep_expires_on").value == date(2028, 6, 1)
    app.button_group(key="keep_yes").set_value(["S2"])
    app.button(key="keep-save").click().run()
    now = story_to_keep(bank, story.id)[1][-1]
    assert (now.answer("S2"), now.answer("S3"), now.answer("S12a")) == ("yes", "no", "yes")
    assert (set(now.forms), now.uses_per_quarter, now.name_form) == ({"text", "excerpt", "audio"}, 2, "none")


def test_taking_a_story_back_asks_once_and_lists_the_copies_that_went_out(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    pitch = save_pitch(bank, replace(start_pitch(bank), audience="board", story_ids=(story.id,)))
    file = export_framing(bank, pitch, next(iter(export_formats())))
    app = pages.open("keep", {"story": story.id})
    app.button(key="take-back").click().run()
    assert find_stories(bank, "").total == 1
    app.button(key="take-back-yes").click().run()
    assert headings(app) == ["It has been taken back"]
    assert "1 copy went out: ask for it back." in words(app) and file.name in words(app)
    assert find_stories(bank, "").total == 0


def test_taking_back_can_be_thought_better_of(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    app = pages.open("keep", {"story": story.id})
    app.button(key="take-back").click().run()
    app.button(key="take-back-no").click().run()
    assert find_stories(bank, "").total == 1 and "take-back" in [button.key for button in app.button]


def test_a_withdrawn_story_and_one_that_never_was_read_the_same(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    withdraw(bank, story.id, "Ann")
    assert words(pages.open("keep", {"story": story.id})) == words(pages.open("keep", {"story": "nope"})) == words(pages.open("keep"))


def test_the_story_page_leads_to_it(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    assert f'href="/keep?story={story.id}"' in source(pages.open("story", {"story": story.id}))
