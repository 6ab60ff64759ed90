from __future__ import annotations

from dataclasses import replace

import pytest
from banks import put
from builders import a_consent, some_evidence
from framing_builders import what_works
from reading_pages import Pages, headings, source, words

from framing.sections import section_kinds
from services.bank import Bank
from services.sharing.capture import withdraw
from services.telling.briefing import export_formats, export_framing, make_framing
from services.telling.pitches import Pitch, load_pitch, recent_pitches, save_pitch, start_pitch
from stories.story import ThemeMark

SAID = "I had the tablets in a bag and no number to ring, and it was Friday evening"
TEXT = f"They sent me home at six. {SAID}. My son rang the ward and then he rang 111 twice. Nobody did anything wrong; there was no line for it."


def a_pitch(bank: Bank, **fields: object) -> Pitch:
    story = put(
        bank, title="A bag of tablets", text=TEXT, quotes=(SAID,), service="discharge", synthetic=True, evidence=[some_evidence(id="")]
    )
    return save_pitch(bank, replace(start_pitch(bank), **({"audience": "finance_lead", "story_ids": (story.id,)} | fields)))


def test_a_new_pitch_begins_at_the_audience_and_writes_nothing_yet(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch")
    assert headings(app) == ["Prepare a pitch"] and "Who do you need to move?" in headings(app, 2)
    assert 'aria-current="step"><b>1' in source(app)
    assert recent_pitches(bank) == ()


def test_an_audience_is_needed_before_stories(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch")
    app.button(key="next").click().run()
    assert "Please choose an audience first" in words(app)


def test_choosing_an_audience_saves_the_pitch_and_says_what_they_may_fear_losing(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch")
    app.button_group(key=next(one.key for one in app.button_group if one.key.startswith("audience-"))).set_value("finance_lead").run()
    (pitch,) = recent_pitches(bank)
    assert pitch.audience == "finance_lead"
    assert "What a change may seem to take from them: a say in how things are run, the standing they have earned," in words(app)
    app.text_input(key=f"topic-{pitch.id}").set_value("leaving hospital").run()
    assert load_pitch(bank, pitch.id).topic == "leaving hospital"


def test_suggestions_come_with_reasons_and_blocked_stories_with_theirs(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, story_ids=())
    put(bank, "Only for staff here", consent=a_consent(scopes={"S2": "yes"}))
    app = pages.open("pitch", {"pitch": pitch.id, "step": "2"})
    assert "A bag of tablets" in words(app) and "Speaks to what a finance lead cares about" in words(app)
    assert "Would fit, but may not be used" in words(app)
    assert "Consent does not cover board and governors." in words(app)


def test_a_suggested_story_is_taken_and_put_back(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, story_ids=())
    app = pages.open("pitch", {"pitch": pitch.id, "step": "2"})
    app.button(key="next").click().run()
    assert "Please choose at least one story." in words(app)
    take = next(button.key for button in app.button if button.key.startswith("take-"))
    app.button(key=take).click().run()
    assert load_pitch(bank, pitch.id).story_ids == (take.removeprefix("take-"),)
    app.button(key=take).click().run()
    assert load_pitch(bank, pitch.id).story_ids == ()


def test_a_story_that_may_be_told_whole_only_can_be_chosen_and_nothing_of_it_is_quoted(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="A bag of tablets", text=f"{TEXT} It rained.", quotes=(SAID,), service="discharge", edit="whole")
    pitch = a_pitch(bank, story_ids=(), topic="tablets in a bag")
    app = pages.open("pitch", {"pitch": pitch.id, "step": "2"})
    assert "May be told whole" in headings(app, 2) and "Introduced and linked, never excerpted." in words(app)
    card = words(app)[words(app).index("May be told whole") :]
    assert SAID not in card.split("Back")[0]
    app.button(key=f"take-{story.id}").click().run()
    assert load_pitch(bank, pitch.id).story_ids == (story.id,)
    assert app.button(key=f"take-{story.id}").label == "In the pitch. Take it out"
    page = words(pages.open("pitch", {"pitch": pitch.id, "step": "3"}))
    assert "nothing of it is quoted here." in page and "The story, whole" in page


@pytest.mark.parametrize("step", ["3", "4"])
def test_how_often_a_storyteller_was_told_this_quarter_stands_before_sending(pages: Pages, bank: Bank, step: str) -> None:
    pitch = a_pitch(bank)
    assert "Maureen has not been told yet this quarter." in words(pages.open("pitch", {"pitch": pitch.id, "step": step}))
    export_framing(bank, pitch, "script")
    assert "Maureen has been told once this quarter." in words(pages.open("pitch", {"pitch": pitch.id, "step": step}))
    export_framing(bank, pitch, "markdown")
    said = words(pages.open("pitch", {"pitch": pitch.id, "step": step}))
    assert "Maureen has been told twice this quarter. Its storyteller may need a rest." in said


def test_the_uses_a_storyteller_allows_are_counted_down(pages: Pages, bank: Bank) -> None:
    story = put(
        bank,
        title="A bag of tablets",
        text=f"{TEXT} It rained.",
        quotes=(SAID,),
        service="discharge",
        consent=a_consent(uses_per_quarter=2),
    )
    pitch = a_pitch(bank, story_ids=(story.id,))
    export_framing(bank, pitch, "script")
    said = words(pages.open("pitch", {"pitch": pitch.id, "step": "4"}))
    assert "told once this quarter. Its storyteller allows 2, so this is the last. Its storyteller may need a rest." in said


def test_a_page_whose_source_nobody_has_seen_is_not_called_ready_without_saying_so(pages: Pages, bank: Bank) -> None:
    for verified, said in (("secondary", "Ready, once the original of one source has been looked up."), ("primary", "Ready: everything")):
        story = put(
            bank, title=f"A bag of tablets, {verified}", text=f"{TEXT} It was {verified}.", quotes=(SAID,), service="discharge", single_change="One number that somebody answers.",
            evidence=[some_evidence(id="", verified=verified), what_works(id="", verified="primary")],
        )  # fmt: skip
        pitch = save_pitch(bank, replace(start_pitch(bank), audience="finance_lead", story_ids=(story.id,)))
        shown = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
        assert said in words(shown)
        assert ("verdict ready" in source(shown)) is (verified == "primary")
        assert ("Check the primary source before public use." in words(shown)) is (verified == "secondary")


def test_the_preview_carries_question_quote_source_consent_and_demo_mark(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch", {"pitch": a_pitch(bank).id, "step": "3"})
    shown = words(app)
    assert "What do we want" in shown and SAID in shown
    assert "Healthwatch England" in shown and "Maureen: May be used" in shown and "Demo story" in shown


def test_changing_the_question_the_frame_and_the_loss_changes_the_page_and_is_saved(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    app.text_area(key=f"question-{pitch.id}").set_value("What do we want Friday evening to be like?").run()
    app.radio(key=f"frame-{pitch.id}").set_value("small").run()
    loss = next(box for box in app.text_area if box.key.endswith("-loss"))
    loss.set_value("You keep the say over the rota.").run()
    saved = load_pitch(bank, pitch.id)
    assert (saved.question, saved.frame, dict(saved.edits)) == (
        "What do we want Friday evening to be like?",
        "small",
        {"loss": "You keep the say over the rota."},
    )
    assert "What do we want Friday evening to be like?" in headings(app, 2)
    assert words(app).count("You keep the say over the rota.") >= 1


def test_a_changed_word_in_a_quote_closes_the_gate_and_says_where(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, edits={"person": f"“{SAID.replace('bag', 'box')}”"})
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    assert "Must be put right" in words(app) and "box" in words(app)
    leaving = pages.open("pitch", {"pitch": pitch.id, "step": "4"})
    assert "Something must be put right before this can leave." in words(leaving)
    assert "/files/pitch/" not in source(leaving)


def test_the_last_step_offers_a_file_in_every_format(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": "4"})
    for key, format in export_formats().items():
        assert f"/files/pitch/{pitch.id}.{key}'" in source(app)
        assert format.label in words(app) and f"For {format.good_for}." in words(app)


@pytest.mark.parametrize("step", ["1", "3", "4"])
def test_a_story_withdrawn_meanwhile_is_in_no_step(pages: Pages, bank: Bank, step: str) -> None:
    pitch = a_pitch(bank)
    withdraw(bank, pitch.story_ids[0], "Ann")
    app = pages.open("pitch", {"pitch": pitch.id, "step": step})
    assert not app.exception
    assert SAID not in words(app) and "withdrawn" in words(app)


def test_a_step_that_is_not_reached_yet_opens_the_furthest_that_is(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch", {"pitch": a_pitch(bank, story_ids=()).id, "step": "4"})
    assert "Whose words will you bring?" in headings(app, 2)
    nonsense = pages.open("pitch", {"pitch": start_pitch(bank).id, "step": "seven"})
    assert "Who do you need to move?" in headings(nonsense, 2)


def test_a_pitch_that_is_gone_says_so(pages: Pages) -> None:
    app = pages.open("pitch", {"pitch": "no-such-pitch"})
    assert headings(app) == ["We cannot find that pitch"]


def test_pitches_that_were_begun_are_listed(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("pitch")
    assert "Pitches you have begun" in words(app) and f"/pitch?pitch={pitch.id}" in source(app)


def test_inside_a_pitch_another_can_be_started_and_the_others_are_listed(pages: Pages, bank: Bank) -> None:
    first, second = start_pitch(bank), start_pitch(bank)
    shown = source(pages.open("pitch", {"pitch": first.id}))
    assert 'href="/pitch" data-page>Start another pitch' in shown and "Other pitches" in shown
    assert f"/pitch?pitch={second.id}&amp;step=1" in shown and f"/pitch?pitch={first.id}&amp;step=1" not in shown


def a_wrong_pitch(bank: Bank) -> Pitch:
    return a_pitch(bank, edits={"person": f"“{SAID.replace('bag', 'box')}”"})


def test_a_failed_check_names_its_section_opens_it_and_says_it_under_the_box(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    right = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    assert not right.expander(key="edit-sections").proto.expanded
    save_pitch(bank, replace(pitch, edits={"person": f"“{SAID.replace('bag', 'box')}”"}))
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    assert "In “The person”: " in words(app)
    assert app.expander(key="edit-sections-open").proto.expanded
    sentence = next(box for box in app.get("html") if box.proto.body.startswith("<p class='problem'"))
    assert sentence.proto.body.count("<p") == 1
    assert "<q>“" not in source(app)


def test_a_section_that_is_put_wrong_is_marked_at_once_and_unmarked_when_it_is_right(pages: Pages, bank: Bank) -> None:
    app = pages.open("pitch", {"pitch": a_pitch(bank).id, "step": "3"})
    person = next(box for box in app.text_area if box.key.endswith("-person"))
    offered = person.value
    person.set_value(offered.replace("bag", "box")).run()
    assert "In “The person”: " in words(app) and "<p class='problem'>" in source(app)
    next(box for box in app.text_area if box.key.endswith("-person")).set_value(offered).run()
    assert "In “The person”: " not in words(app) and "<p class='problem'>" not in source(app)


def test_the_last_step_leads_back_to_the_framing_while_something_is_wrong(pages: Pages, bank: Bank) -> None:
    pitch = a_wrong_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": "4"})
    assert "In “The person”: " in words(app)
    assert f"/pitch?pitch={pitch.id}&amp;step=3" in source(app) and "Go back to framing and put it right" in words(app)


@pytest.mark.parametrize("step", ["3", "4"])
def test_an_altered_quote_is_reported_once_and_mended_with_one_press(pages: Pages, bank: Bank, step: str) -> None:
    pitch = a_wrong_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": step})
    assert words(app).count("is not in the storyteller’s words") == (2 if step == "3" else 1), "under its box, and among the checks"
    assert f"In the story it says: “{SAID}”" in words(app)
    next(button for button in app.button if button.label == "Use the storyteller’s words again").click().run()
    assert not app.exception
    assert load_pitch(bank, pitch.id).edits["person"] == f"“{SAID}”"
    assert "is not in the storyteller’s words" not in words(app)
    if step == "4":
        assert "/files/pitch/" in source(app)
    else:
        assert next(box for box in app.text_area if box.key.endswith("-person")).value == f"“{SAID}”"


def test_a_fault_of_another_kind_brings_back_what_was_offered(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, edits={"loss": "You can ring me on 01632 960 123."})
    app = pages.open("pitch", {"pitch": pitch.id, "step": "4"})
    next(button for button in app.button if button.label == "Bring back the words we offered").click().run()
    assert "loss" not in load_pitch(bank, pitch.id).edits
    assert "/files/pitch/" in source(app)


def test_bringing_back_what_was_offered_leaves_the_other_sentences_that_were_typed(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, edits={})
    offered = make_framing(bank, pitch).framing.section("loss")
    assert offered is not None
    first, second, _, last = (sentence.text for sentence in offered.sentences)
    pitch = save_pitch(bank, replace(pitch, edits={"loss": f"{first} You can ring me on 01632 960 123. You have my word. {last}"}))
    app = pages.open("pitch", {"pitch": pitch.id, "step": "4"})
    next(button for button in app.button if button.label == "Bring back the words we offered").click().run()
    assert load_pitch(bank, pitch.id).edits["loss"] == f"{first} {second} You have my word. {last}"


def test_what_is_found_leads_into_the_box_it_stands_in(pages: Pages, bank: Bank) -> None:
    pitch = a_wrong_pitch(bank)
    for step in ("3", "4"):
        shown = source(pages.open("pitch", {"pitch": pitch.id, "step": step}))
        assert f"data-box='section-{pitch.id}-person' data-from='0'" in shown
        assert f"/pitch?pitch={pitch.id}&amp;step=3&amp;part=person" in shown
    arrived = pages.open("pitch", {"pitch": pitch.id, "step": "3", "part": "person"})
    assert f"data-focus='fault-{pitch.id}-person'" in source(arrived)
    assert arrived.expander(key="edit-sections-open").proto.expanded


def test_an_emptied_section_gets_its_offered_words_back_and_says_so(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, edits={"loss": "You keep the say over the rota."})
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    next(box for box in app.text_area if box.key.endswith("-loss")).set_value("").run()
    assert dict(load_pitch(bank, pitch.id).edits) == {}
    loss = next(box for box in app.text_area if box.key.endswith("-loss"))
    assert loss.value and "rota" not in loss.value
    assert "the words we offered are back" in words(app)


def test_the_length_that_is_chosen_changes_what_is_said_and_is_kept(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    assert section_kinds()["loss"].heading in headings(app, 3) and "Preview · one page" in words(app)
    app.radio(key=f"length-{pitch.id}").set_value("slide").run()
    assert load_pitch(bank, pitch.id).length == "slide"
    assert section_kinds()["loss"].heading not in headings(app, 3) and "Preview · one slide" in words(app)
    assert SAID in words(app)


def test_a_question_anchored_in_a_moment_is_taken_with_one_press(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank)
    app = pages.open("pitch", {"pitch": pitch.id, "step": "3"})
    assert "What do we want a Friday evening to be like for" in words(app)
    app.button(key=f"ask-{pitch.id}-0").click().run()
    assert load_pitch(bank, pitch.id).question.startswith("What do we want a Friday evening to be like for")
    assert app.text_area(key=f"question-{pitch.id}").value == load_pitch(bank, pitch.id).question


def test_the_page_says_what_is_missing_weak_and_met_in_words_and_no_bare_number(pages: Pages, bank: Bank) -> None:
    shown = words(pages.open("pitch", {"pitch": a_pitch(bank, edits={"loss": "We meet on Tuesday."}).id, "step": "3"}))
    assert "Not ready yet: it needs something that is missing. Of the 15 things that help people listen," in shown
    assert "Missing: it names what this audience may lose, with respect. Needed." in shown
    assert "of 30" not in shown


def test_without_evidence_facts_near_the_story_are_offered_with_their_sources(pages: Pages, bank: Bank) -> None:
    put(bank, "Another story that brings a fact", themes=(), evidence=[some_evidence(id="", themes=("discharge",))])
    story = put(bank, title="No fact here", text=TEXT, quotes=(SAID,), themes=(ThemeMark("discharge", "poor"),))
    pitch = save_pitch(bank, replace(start_pitch(bank), audience="finance_lead", story_ids=(story.id,)))
    shown = words(pages.open("pitch", {"pitch": pitch.id, "step": "3"}))
    assert "No evidence is linked to this story yet" in shown
    assert "Healthwatch England" in shown
    assert "Who is connected" in shown


def test_a_storyteller_who_wants_to_be_asked_is_asked_for_this_pitch_and_their_no_is_kept_in_sight(pages: Pages, bank: Bank) -> None:
    pitch = a_pitch(bank, story_ids=())
    put(bank, title="Ask me first", consent=a_consent(scopes={"S2": "yes", "S3": "ask", "S12a": "yes"}))
    app = pages.open("pitch", {"pitch": pitch.id, "step": "2"})
    assert "Ask the storyteller first" in headings(app, 2) and "Would fit, but may not be used" not in headings(app, 2)
    app.text_input(key="asked-by").set_value("Sam, by telephone").run()
    app = next(one for one in app.button if one.label == "They said no").click().run()
    assert "the storyteller said no to this. Sam, by telephone" in words(app)
    app = next(one for one in app.button if one.label == "They were asked and said yes").click().run()
    assert "the storyteller said yes to this" in words(app)
    assert "Use this story" in [one.label for one in app.button]
