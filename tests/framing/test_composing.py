"""Composing: what a framing says, for whom, and what happens when a person changes it."""

from __future__ import annotations

from datetime import date

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, maureen, some_evidence, told_to, what_works

from framing.audiences import audience
from framing.checks import check
from framing.composer import NothingToTell, compose, edited
from framing.frames import frames
from framing.model import PROVENANCE_KINDS, Ask, Audience, Framing
from framing.sections import section_kinds
from stories.story import Plot, ThemeMark

FINANCE = audience("finance_lead")


def framed(who: Audience = FINANCE, *, evidence=(), frame: str = "", draft=None, more=(), **inputs) -> Framing:  # type: ignore[no-untyped-def]
    lead = told_to(who, draft, evidence=evidence)
    others = [told_to(who, other, id=f"m{number}") for number, other in enumerate(more)]
    return compose([lead, *others], who, frame=frame, today=TODAY, **inputs)


def text(framing: Framing, key: str) -> str:
    section = framing.section(key)
    assert section is not None, key
    return section.text


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_every_framing_opens_with_what_we_want_for_people(who: Audience) -> None:
    for id, draft in demo_drafts()[::4]:
        framing = compose([told_to(who, draft, id=id)], who, today=TODAY)
        assert framing.question.startswith("What do we want ")
        assert " to be like for " in framing.question
        assert framing.sections[0].text == framing.question


def test_people_and_service_that_were_typed_stand_in_the_question() -> None:
    framing = framed(people="someone caring at home", service="a Sunday morning")
    assert framing.question == "What do we want a Sunday morning to be like for someone caring at home?"


def test_a_question_that_was_typed_stands_as_it_is() -> None:
    assert framed(question="What would good feel like on a Sunday?").question == "What would good feel like on a Sunday?"


def test_the_person_speaks_in_exact_words_under_the_chosen_name_marked_as_a_demo() -> None:
    framing = framed()
    quote = framing.section("person").sentences[0]  # type: ignore[union-attr]
    story = told_to(FINANCE)
    assert story.text[quote.provenance.start : quote.provenance.end] in story.quotes
    assert "Maureen, bringing her husband home (demo story)." in text(framing, "person")


def test_a_teller_without_a_name_is_called_by_how_they_came_to_it() -> None:
    framing = framed(draft=maureen(name="", about=""))
    assert "A carer (demo story)." in text(framing, "person")
    assert "The carer tells it like this:" in text(framing, "happened")


def test_the_quote_is_the_one_that_speaks_to_this_audience() -> None:
    quotes = ("The doctor explained it twice and he listened to me.", "I rang four times and posted the same letter again and again.")
    words = " ".join(quotes) + " That was the week before Christmas and we had nothing in the house."
    draft = maureen(text=words, quotes=quotes, plot=Plot(), themes=(ThemeMark("listening", "good"),))
    press, finance = framed(audience("patients_and_carers"), draft=draft), framed(FINANCE, draft=draft)
    assert quotes[0] in text(press, "person")
    assert quotes[1] in text(finance, "person")


def test_the_statistic_carries_its_source_year_and_population_in_the_sentence() -> None:
    framing = framed(evidence=[linked(some_evidence())])
    sentence = framing.section("statistic").sentences[0].text  # type: ignore[union-attr]
    for part in ("51% were not given contact details", "Healthwatch England", "2023", "people who had left hospital and chose to answer"):
        assert part in sentence
    assert "That is about half." in text(framing, "statistic")
    assert "chose to" in text(framing, "statistic")


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ([], "We do not yet know how common this is."),
        ([linked(some_evidence())], "Maureen is not alone."),
        ([linked(some_evidence(), typicality="rare")], "rare"),
        ([linked(some_evidence(), typicality="unknown")], "we do not yet know"),
        ([linked(some_evidence(), relation="exception")], "an exception"),
    ],
)
def test_how_typical_the_story_is_is_said_honestly(evidence, said: str) -> None:  # type: ignore[no-untyped-def]
    assert said in text(framed(evidence=evidence), "typical")


def test_a_strength_is_not_turned_into_a_gap_by_one_hard_story() -> None:
    good = some_evidence(claim="73.9% rated their practice as good", value=73.9, polarity="strength")
    assert text(framed(evidence=[linked(good)]), "typical").startswith("That is a strength to keep.")


def test_the_question_is_gentle_with_a_story_of_loss() -> None:
    framing = framed(draft=maureen(service="maternity", content_notes=("pregnancy_loss",)))
    assert framing.question == "What do we want care after losing a baby to be like for women and their families?"


def test_without_a_figure_the_line_on_how_typical_it_is_has_its_own_heading() -> None:
    headings = {key: framed(evidence=items).section("typical").heading for key, items in (("none", []), ("one", [linked(some_evidence())]))}  # type: ignore[union-attr]
    assert headings == {"none": "The wider picture", "one": ""}


def test_the_cause_is_a_part_of_the_system() -> None:
    assert text(framed(), "cause").startswith("The place to look is how leaving is planned")


def test_what_helps_says_when_it_comes_from_another_service_and_at_second_hand() -> None:
    framing = framed(evidence=[linked(what_works(), relation="works", scope="analogous")])
    assert "1,885 patients (NHS England, 2026;" in text(framing, "works")
    assert "a similar service, not the same one" in text(framing, "works")
    assert "second hand" in text(framing, "works")


def test_without_anything_that_works_a_local_test_is_offered_and_nothing_claimed() -> None:
    assert "We have no tested answer" in text(framed(), "works")


def test_a_team_count_is_called_an_early_sign() -> None:
    local = some_evidence(
        id="L", claim="Calls fell from 61 to 22", kind="local_data", badge="C", polarity="what_works", value=22, unit="calls"
    )
    assert "early sign" in text(framed(evidence=[linked(local, relation="works")]), "works")


def test_a_change_story_beside_the_first_says_what_was_tried_and_learned() -> None:
    change = maureen(
        name="Nisha",
        about="a pharmacist",
        teller="staff",
        kind="change",
        outcome="partly",
        learned="Begin with the night staff. They know.",
    )
    said = text(framed(more=[change]), "works")
    assert "It worked in part." in said
    assert "“Begin with the night staff.”" in said
    assert "Nisha, a pharmacist" in said


def test_a_second_voice_is_heard_with_its_own_name() -> None:
    assert "Asha, a friend of hers (demo story)." in text(framed(more=[maureen(name="Asha", about="a friend of hers")]), "voices")


def test_the_loss_is_named_in_the_words_that_were_typed_and_answered() -> None:
    said = text(framed(fears="losing control of the out-of-hours rota budget."), "loss")
    assert said.startswith("This may feel like losing control of the out-of-hours rota budget. You keep every sign-off")


def test_two_more_roles_are_asked_for_the_one_with_lived_experience_first() -> None:
    assert text(framed(), "room").startswith("Someone who has lived this, as a patient or a carer; and the person who runs the service")


def test_the_ask_says_who_what_by_when_and_a_first_step() -> None:
    ask = Ask("Priya Shah", "put one named number on every discharge letter", date(2027, 3, 1), "Choose the number with the ward clerk.")
    said = text(framed(ask=ask), "ask")
    assert "By 1 March 2027, will Priya Shah put one named number on every discharge letter?" in said
    assert "A first step, in the next few weeks: Choose the number with the ward clerk." in said
    assert "Maureen said: “One number that somebody answers over a weekend.”" in said


def test_blanks_in_the_ask_are_filled_from_the_audience_and_the_date_is_a_month_ahead() -> None:
    framing = framed(ask=Ask(what="come and see"))
    assert "By 23 December 2026, will you, as finance leads, come and see?" in text(framing, "ask")
    assert framing.ask.first_step
    asked = framing.section("ask").sentences  # type: ignore[union-attr]
    assert [sentence.provenance.kind for sentence in asked] == ["story", "person", "template", "template"]


def test_every_sentence_says_where_it_comes_from() -> None:
    framing = framed(evidence=[linked(some_evidence()), linked(what_works())], more=[maureen(name="Asha")])
    for section in framing.sections:
        for sentence in section.sentences:
            origin = sentence.provenance
            assert origin.kind in PROVENANCE_KINDS
            assert origin.kind != "evidence" or origin.evidence_id
            assert origin.kind not in ("quote", "story") or origin.story_id
            assert origin.kind != "template" or origin.template


def test_three_frames_order_the_same_truth_differently() -> None:
    story = told_to(FINANCE)
    offered = frames([story], FINANCE)
    assert [frame.key for frame in offered] == ["person", "have", "small"]
    orders = [[section.key for section in framed(frame=frame.key).sections] for frame in offered]
    assert len({tuple(order) for order in orders}) == 3
    for order in orders:
        assert order[:3] == ["question", "value", "person"]
        assert {"typical", "cause", "works", "loss", "room", "ask"} <= set(order)
    assert all(frame.reason.endswith(".") for frame in offered)


def test_the_reply_admits_the_constraint_and_puts_people_first() -> None:
    framing = framed(frame="have")
    assert framing.section("reply").heading == "If the first question is money"  # type: ignore[union-attr]
    assert "what is it like now for the people we care for" in text(framing, "reply")


def test_every_section_that_is_registered_is_used_by_some_frame() -> None:
    used = {key for frame in frames([told_to(FINANCE)], FINANCE) for key in frame.order}
    assert used == set(section_kinds())


def test_a_framing_needs_a_story() -> None:
    with pytest.raises(NothingToTell, match="at least one story"):
        compose([], FINANCE, today=TODAY)


def test_a_story_with_nothing_marked_still_makes_a_framing() -> None:
    framing = framed(draft=maureen(quotes=(), plot=Plot(), themes=(), wish="", single_change="", name="", about=""))
    assert framing.section("person") is not None
    assert text(framing, "cause").startswith("The place to look is how the service is set up")


def test_content_notes_and_consent_lines_come_along() -> None:
    framing = framed(draft=maureen(content_notes=("death",)))
    assert framing.content_notes == ("Mentions death",)
    assert framing.consent_lines[0].startswith("Maureen: May be used")
    assert framing.synthetic


def test_an_edit_keeps_the_origin_of_what_stands_and_marks_what_is_new() -> None:
    before = framed()
    section = before.section("loss")
    assert section is not None
    after = edited(before, {"loss": section.text.replace(section.sentences[1].text, "Your rota stays yours.") + "\n\nAnd thank you."})
    changed = after.section("loss")
    assert changed is not None
    assert [sentence.provenance.kind for sentence in changed.sentences] == ["template", "person", "template", "person"]
    assert changed.text.endswith("\n\nAnd thank you.")


@pytest.mark.parametrize("frame", ["person", "have", "small"])
def test_text_that_is_handed_back_unchanged_changes_nothing(frame: str) -> None:
    for who in audiences():
        before = framed(who, frame=frame, evidence=[linked(some_evidence()), linked(what_works())])
        assert edited(before, {section.key: section.text for section in before.sections}) == before


def test_an_emptied_section_goes_and_the_question_never_does() -> None:
    after = edited(framed(), {"works": "  ", "question": ""})
    assert after.section("works") is None
    assert after.question == framed().question
    assert edited(framed(), {"question": "What would be kind here?"}).question == "What would be kind here?"


def test_an_edit_for_a_section_of_another_frame_is_passed_over() -> None:
    assert edited(framed(), {"reply": "It costs nothing yet."}) == framed()


def test_a_framing_fits_a_page_and_reads_at_twenty_words_to_a_sentence_or_fewer() -> None:
    everyone = audiences()
    for number, (id, draft) in enumerate(demo_drafts()):
        who = everyone[number % len(everyone)]
        story = told_to(who, draft, id=id, evidence=[linked(some_evidence(), id)])
        framing = compose([story], who, today=TODAY)
        assert sum(len(section.text.split()) for section in framing.sections) <= 520
        assert "plain" not in {advice.code for advice in check(framing, [story], who).advice}
