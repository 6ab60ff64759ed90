from __future__ import annotations

import pytest
from banks import put
from builders import some_evidence
from reading_pages import Pages, headings, source, words

from services.bank import Bank
from services.sharing.capture import withdraw
from services.telling.draft_check import DraftToCheck, load_draft_to_check, save_draft_to_check

SAID = "I had the tablets in a bag and no number to ring, and it was Friday evening"
TEXT = f"They sent me home at six. {SAID}. My son rang the ward and then he rang 111 twice. Nobody did anything wrong; there was no line for it."
OPENS = "How will we make staff change? We tried this before."


def a_draft_to_check(bank: Bank, text: str, **fields: object) -> DraftToCheck:
    return save_draft_to_check(bank, DraftToCheck(id="", text=text, **fields))  # type: ignore[arg-type]


def test_an_empty_page_says_what_is_looked_for(pages: Pages, bank: Bank) -> None:
    app = pages.open("check")
    assert headings(app) == ["Check my draft"]
    assert "What we look for" in words(app)


def test_what_is_pasted_is_kept_under_its_own_address_and_comes_back(pages: Pages, bank: Bank) -> None:
    app = pages.open("check")
    app.text_area(key="text-new").set_value(OPENS).run()
    draft_id = app.query_params["check"]
    draft_id = draft_id if isinstance(draft_id, str) else draft_id[0]
    assert load_draft_to_check(bank, draft_id).text == OPENS
    again = pages.open("check", {"check": draft_id})
    assert again.text_area(key=f"text-{draft_id}").value == OPENS
    assert "Where it opens from a limit" in words(again)


def test_a_constraint_is_marked_and_a_question_is_offered_instead(pages: Pages, bank: Bank) -> None:
    shown = pages.open("check", {"check": a_draft_to_check(bank, OPENS).id})
    assert "If the first question is staff" in words(shown)
    assert "what would give them permission to try it?" in words(shown)
    assert "<mark class='limit' id='at-0'" in source(shown)


def test_changes_that_were_tried_come_up_with_their_outcome_failures_included(pages: Pages, bank: Bank) -> None:
    for number, outcome in enumerate(("worked", "worked", "worked", "failed")):
        put(bank, f"A change number {number} that was tried on our ward", kind="change", outcome=outcome, learned=f"Lesson {number}.")
    shown = words(pages.open("check", {"check": a_draft_to_check(bank, OPENS).id}))
    assert "It did not work." in shown
    assert "It worked." in shown
    assert "Lesson 3." in shown, "the one that failed"


def test_quotes_and_figures_are_compared_once_the_story_is_named(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="A bag of tablets", text=TEXT, quotes=(SAID,), synthetic=True, evidence=[some_evidence(id="")])
    wrong = SAID.replace("bag", "box")
    loose = words(pages.open("check", {"check": a_draft_to_check(bank, f"“{wrong},” says Maureen. It was 52%.").id}))
    assert "could not be compared with anything: no story is chosen." in loose
    draft = a_draft_to_check(bank, f"“{wrong},” says Maureen. It was 52%.", audience="board", story_ids=(story.id,))
    shown = pages.open("check", {"check": draft.id})
    assert "is not in the storyteller’s words as they stand." in words(shown)
    assert "“52%” is not in the evidence for this story." in words(shown)
    assert "<mark class='must' id='at-0' tabindex='-1'>“I had the tablets in a box" in source(shown)


def test_a_story_is_found_chosen_and_taken_out(pages: Pages, bank: Bank) -> None:
    put(bank, title="A bag of tablets", text=TEXT, quotes=(SAID,))
    draft = a_draft_to_check(bank, OPENS)
    app = pages.open("check", {"check": draft.id})
    app.text_input(key=f"find-{draft.id}").set_value("tablets").run()
    app.button(key=next(b.key for b in app.button if b.key.startswith("in-"))).click().run()
    assert len(load_draft_to_check(bank, draft.id).story_ids) == 1
    app.button(key=next(b.key for b in app.button if b.key.startswith("out-"))).click().run()
    assert load_draft_to_check(bank, draft.id).story_ids == ()


def test_markup_in_a_draft_is_shown_as_the_letters_it_is(pages: Pages, bank: Bank) -> None:
    nasty = "<script>alert(1)</script> <b>What</b> do we want? ![x](https://example.org/x.png) **bold**\n\n# A heading\n\n- one\n- two"
    app = pages.open("check", {"check": a_draft_to_check(bank, nasty).id})
    assert not app.exception
    assert "<script>" not in source(app)
    assert "&lt;script&gt;" in source(app)
    assert "<img" not in source(app)
    assert "![x](https://example.org/x.png) **bold**" in words(app)


def test_a_draft_that_is_too_long_is_kept_and_said(pages: Pages, bank: Bank) -> None:
    draft = a_draft_to_check(bank, "word " * 20_001)
    shown = words(pages.open("check", {"check": draft.id}))
    assert "A draft can have up to 20,000 words here; this one has 20,001. Your words are kept" in shown
    assert len(load_draft_to_check(bank, draft.id).text.split()) == 20_001


def test_a_story_that_was_withdrawn_closes_the_gate_and_shows_nothing_of_it(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="A bag of tablets", text=TEXT, quotes=(SAID,))
    draft = a_draft_to_check(bank, "What do we want?", story_ids=(story.id,))
    withdraw(bank, story.id, "Ann")
    shown = words(pages.open("check", {"check": draft.id}))
    assert "A story used here has not been cleared for use." in shown
    assert "A bag of tablets" not in shown


@pytest.mark.parametrize("draft_id", ["no-such-draft", "\x00"])
def test_a_draft_that_is_gone_says_so(pages: Pages, bank: Bank, draft_id: str) -> None:
    assert headings(pages.open("check", {"check": draft_id})) == ["We cannot find that draft"]


def test_a_draft_can_be_deleted(pages: Pages, bank: Bank) -> None:
    draft = a_draft_to_check(bank, OPENS)
    app = pages.open("check", {"check": draft.id})
    app.button(key="delete").click().run()
    assert load_draft_to_check(bank, draft.id).text == OPENS
    assert "Delete this draft for good?" in words(app)
    app.button(key="delete-sure").click().run()
    assert headings(pages.open("check", {"check": draft.id})) == ["We cannot find that draft"]


def test_an_altered_quote_leads_to_its_words_and_the_exact_ones_are_one_press_away(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="A bag of tablets", text=TEXT, quotes=(SAID,), synthetic=True)
    wrong = SAID.replace("bag", "box")
    draft = a_draft_to_check(bank, f"It was hard.\n\n“{wrong},” says Maureen.", audience="board", story_ids=(story.id,))
    app = pages.open("check", {"check": draft.id})
    said = f"“{wrong},” is not in the storyteller’s words"
    assert words(app).count("is not in the storyteller’s words") == 1, said
    assert "exact words between quotation marks" not in words(app), "one fault, one report"
    assert "<a class='to-words' href='#at-14'>" in source(app) and "<mark class='must' id='at-14'" in source(app)
    next(button for button in app.button if button.label == "Use the storyteller’s words again").click().run()
    assert load_draft_to_check(bank, draft.id).text == f"It was hard.\n\n“{SAID},” says Maureen."
    assert app.text_area(key=f"text-{draft.id}").value == f"It was hard.\n\n“{SAID},” says Maureen."
    assert "is not in the storyteller’s words" not in words(app)
