from __future__ import annotations

from datetime import date

from banks import put, words_about
from reading_pages import Pages, headings, words
from streamlit.testing.v1 import AppTest

from services.bank import Bank
from services.finding.search import find_stories, show_story
from services.sharing.attachments import keep_file, read_file
from services.sharing.drafts import load_draft, save_draft
from stories import repository

DRAFT = "draft-of-a-test"
TEXT = words_about("My mum came home with a bag of tablets")
WRITTEN = {"text": TEXT, "title": "A bag of tablets", "teller": "carer", "service": "discharge", "wish": "Somebody to ring"}
AGREED = WRITTEN | {"yes": ["S2", "S3"], "obtained_by": "Priya", "obtained_on": "2026-06-01"}


def opened(pages: Pages, bank: Bank, content: dict[str, object], **query: str) -> AppTest:
    save_draft(bank, DRAFT, "story", content)
    return pages.open("share", {"draft": DRAFT} | query)


def newest(bank: Bank) -> str:
    """The id of the one story in the bank, hidden or not."""
    with bank.database.reading() as connection:
        return repository.find_same_text(connection, TEXT) or ""


def test_what_was_typed_is_there_again_under_the_same_address(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, AGREED | {"expires_on": "2027-01-31", "whole": True})
    assert app.text_area(key="draft_text").value == TEXT
    assert app.selectbox(key="draft_service").value == "discharge"
    assert app.button_group(key="draft_yes").value == ["S2", "S3"]
    assert app.checkbox(key="draft_whole").value is True
    assert app.date_input(key="draft_expires_on").value == date(2027, 1, 31)


def test_a_change_is_kept_in_the_draft_at_once(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, WRITTEN)
    app.text_input(key="draft_title").set_value("Nobody to ring").run()
    saved = load_draft(bank, DRAFT)
    assert saved and saved.content["title"] == "Nobody to ring" and saved.content["text"] == TEXT


def test_what_is_missing_is_said_beside_each_box_and_everything_typed_stays(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, {"text": "Too short.", "wish": "Somebody to ring"})
    app.button(key="check").click().run()
    assert headings(app) == ["Share a story"]
    for sentence in (
        "A story needs at least 20 words; this one has 2.",
        "Please give the story a title",
        "Please say whose story it is.",
        "Please choose the service",
    ):
        assert sentence in words(app)
    assert "Please look at 4 things above" in words(app)
    assert "2 of 2,000 words" in words(app)
    assert app.text_area(key="draft_text").value == "Too short." and app.text_area(key="draft_wish").value == "Somebody to ring"


def test_the_preview_shows_the_story_and_who_may_see_it_before_it_is_saved(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, AGREED | {"agreed": True}, step="check")
    assert headings(app) == ["This is how it will appear"]
    assert "A bag of tablets" in words(app) and "Somebody to ring" in words(app)
    assert "can be shown to staff learning here, board and governors" in words(app)


def test_with_nothing_ticked_the_page_says_nobody_can_use_it_and_that_is_so(pages: Pages, bank: Bank) -> None:
    assert "nobody can use it" in words(opened(pages, bank, WRITTEN))
    app = opened(pages, bank, WRITTEN, step="check")
    assert "Nobody can use this story yet" in words(app) and app.button(key="save").label == "Keep it, hidden"
    app.button(key="save").click().run()
    assert headings(app) == ["It is kept, and hidden"]
    assert f"/keep?story={newest(bank)}" in words(app) and "Record what is allowed" in words(app)
    assert find_stories(bank, "").total == 0


def test_without_the_storytellers_agreement_to_what_they_saw_nobody_can_use_it(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, AGREED, step="check")
    assert "Nobody can use this story yet" in words(app)
    app.button(key="save").click().run()
    assert find_stories(bank, "").total == 0


def test_saving_gives_a_reference_says_what_happens_next_and_clears_the_draft(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, AGREED, step="check")
    app.checkbox(key="draft_agreed").check().run()
    app.button(key="save").click().run()
    found = find_stories(bank, "").hits
    assert [hit.story.title for hit in found] == ["A bag of tablets"]
    assert found[0].story.id[-8:] in words(app) and "What happens next" in words(app)
    assert load_draft(bank, DRAFT) is None
    app.button(key="another").click().run()
    assert app.text_area(key="draft_text").value == ""


def test_the_same_story_twice_leads_to_the_one_that_is_there(pages: Pages, bank: Bank) -> None:
    there = put(bank, title="A bag of tablets", text=TEXT, quotes=())
    app = opened(pages, bank, AGREED, step="check")
    app.button(key="save").click().run()
    assert "already in the bank" in words(app)
    assert f"/story?story={there.id}" in "".join(one.proto.body for one in app.get("html"))
    assert load_draft(bank, DRAFT) is not None


def test_possible_names_are_marked_for_a_person_to_decide(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, WRITTEN | {"text": f"Then Sister Mary Jones came in. {TEXT}"}, step="check")
    assert "Is anybody named here?" in words(app)
    assert "<mark>Sister Mary Jones</mark>" in "".join(one.proto.body for one in app.get("html"))
    assert app.button(key="save").disabled
    next(box for box in app.checkbox if box.key.startswith("looked-")).check().run()
    assert not app.button(key="save").disabled


def test_evidence_rows_can_be_added_filled_and_removed(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, AGREED | {"agreed": True})
    app.button(key="add-evidence").click().run()
    app.text_input(key="draft_ev1_claim").set_value("Calls fell from 61 to 22").run()
    app.button(key="check").click().run()
    assert "Please say who was asked or counted." in words(app)
    for name, value in (("publisher", "Our team"), ("year", "2025"), ("population", "14 people")):
        app.text_input(key=f"draft_ev1_{name}").set_value(value).run()
    app.button(key="add-evidence").click().run()
    app.button(key="remove-2").click().run()
    app.button(key="check").click().run()
    app.button(key="save").click().run()
    story = find_stories(bank, "").hits[0].story
    assert [one.evidence.claim for one in show_story(bank, story.id).evidence] == ["Calls fell from 61 to 22"]


def test_a_file_beside_evidence_is_kept_at_once_and_comes_with_the_story(pages: Pages, bank: Bank) -> None:
    row = {"ev1_claim": "Three falls in May", "ev1_publisher": "Elm ward", "ev1_year": "2026", "ev1_population": "patients on Elm ward"}
    app = opened(pages, bank, AGREED | {"rows": [1], "agreed": True} | row)
    app.file_uploader(key="file-1-0").upload("count.pdf", b"MZ this is a program", "application/pdf").run()
    assert "That is no file we can keep" in words(app)
    app.file_uploader(key="file-1-0").upload("C:\\falls.csv", b"ward,falls\nElm,3\n", "text/csv").run()
    assert "falls.csv is kept beside this evidence." in words(app)
    again = pages.open("share", {"draft": DRAFT})
    assert "falls.csv is kept beside this evidence." in words(again)
    again = pages.open("share", {"draft": DRAFT, "step": "check"})
    assert "With the document falls.csv" in words(again)
    again.button(key="save").click().run()
    [linked] = show_story(bank, newest(bank)).evidence
    assert read_file(bank, newest(bank), linked.evidence.attachment).data == b"ward,falls\nElm,3\n"
    assert "The document: falls.csv" in words(pages.open("story", {"story": newest(bank)}))


def test_a_file_can_be_taken_away_again(pages: Pages, bank: Bank) -> None:
    kept, shown = keep_file(bank, "falls.csv", b"ward,falls\nElm,3\n")
    app = opened(pages, bank, WRITTEN | {"rows": [1], "ev1_attachment": kept, "ev1_attachment_name": shown})
    app.button(key="take-1").click().run()
    assert "is kept beside this evidence" not in words(app)
    saved = load_draft(bank, DRAFT)
    assert saved and saved.content["ev1_attachment"] == ""


def test_a_draft_can_be_cleared(pages: Pages, bank: Bank) -> None:
    app = opened(pages, bank, WRITTEN)
    app.button(key="clear").click().run()
    assert app.text_area(key="draft_text").value == "" and load_draft(bank, DRAFT) is None
