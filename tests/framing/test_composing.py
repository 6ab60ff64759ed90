"""Composing: what a framing says, for whom, and what happens when a person changes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from framing_builders import (
    FINANCE,
    TODAY,
    audiences,
    demo_drafts,
    framed,
    linked,
    maureen,
    said_in,
    some_evidence,
    text,
    told_to,
    what_works,
)

from framing.audiences import audience
from framing.causes import BEHIND, NOT_ONE_PERSON
from framing.checks import check
from framing.composer import NothingToTell, compose, edited
from framing.drafts import draft_framing
from framing.frames import frames
from framing.lengths import LENGTHS
from framing.model import PROVENANCE_KINDS, Ask, Audience
from framing.sayings import (
    ANALOGOUS,
    CHOSE,
    EXCEPTION,
    FIRST_STEP,
    IN_THE_ROOM,
    NO_ANSWER,
    NO_FIGURE,
    NOT_TRIED,
    SOMEBODY_TRIED,
    STRENGTH,
    TYPICAL,
)  # fmt: skip
from framing.sections import section_kinds
from framing.things import THINGS
from stories.story import Plot, ThemeMark


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
    quote, credit = framing.section("person").sentences  # type: ignore[union-attr]
    story = told_to(FINANCE)
    assert any(words in story.text[quote.provenance.start : quote.provenance.end] for words in story.quotes)
    assert credit.text == "Maureen (demo story)."
    assert text(framing, "answer").startswith("Maureen was bringing her husband home (demo story).")


def test_the_teller_answers_the_question_in_the_exact_words_of_their_wish_before_anybody_else_speaks() -> None:
    framing = framed()
    assert [section.key for section in framing.sections[:3]] == ["question", "answer", "value"]
    said = framing.section("answer").sentences[-1]  # type: ignore[union-attr]
    assert said.provenance.story_id == "s1"
    assert "“Somebody’s name and a telephone number on the front.”" in said.text
    for left_out in (
        framed(draft=maureen(wish="")),
        framed(draft=maureen(wish="One number that somebody answers, over a weekend.")),  # the request says it
        compose([told_to(FINANCE, maureen(edit="whole"), form="text")], FINANCE, today=TODAY),
        framed(draft=maureen(language="cy")),
    ):
        assert left_out.section("answer") is None


def test_a_wish_of_many_sentences_is_answered_with_as_many_whole_ones_as_an_answer_holds() -> None:
    wish = "Ask me first. Then ask my wife, because she was there for all of it. And then tell the ward what we said, so that nobody needs to ask us a third time."
    assert text(framed(draft=maureen(wish=wish)), "answer").endswith(
        "“Ask me first. Then ask my wife, because she was there for all of it.”"
    )


def test_a_teller_without_a_name_is_called_by_how_they_came_to_it() -> None:
    framing = framed(draft=maureen(name="", about=""))
    assert text(framing, "answer").startswith("This is told by a carer (demo story).")
    assert "says the carer" in text(framing, "happened")


def test_the_quote_is_the_one_that_speaks_to_this_audience() -> None:
    quotes = (
        "The doctor explained the tablets twice and he listened to me.",
        "I rang four times and posted the same letter again and again.",
    )
    words = " ".join(quotes) + " That was the week before Christmas and we had nothing in the house."
    draft = maureen(text=words, quotes=quotes, plot=Plot(), themes=(ThemeMark("listening", "good"),))
    press, finance = framed(audience("patients_and_carers"), draft=draft), framed(FINANCE, draft=draft)
    assert quotes[0] in text(press, "person")
    assert quotes[1] in text(finance, "person")


def test_the_statistic_carries_its_source_year_and_population_in_the_sentence() -> None:
    framing = framed(evidence=[linked(some_evidence())])
    sentence = framing.section("statistic").sentences[0].text  # type: ignore[union-attr]
    for part in (
        "About half (51%) were not given contact details",
        "Healthwatch England",
        "2023",
        "people who had left hospital and chose to answer",
    ):
        assert part in sentence
    assert said_in(text(framing, "statistic"), CHOSE)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ([], NO_FIGURE),
        ([linked(some_evidence())], TYPICAL["common"]),
        ([linked(some_evidence(), typicality="rare")], TYPICAL["rare"]),
        ([linked(some_evidence(), typicality="unknown")], TYPICAL[""]),
        ([linked(some_evidence(), relation="exception")], EXCEPTION),
    ],
)
def test_how_typical_the_story_is_is_said_honestly_and_in_three_forms_by_three_frames(evidence, said: Sequence[str]) -> None:  # type: ignore[no-untyped-def]
    lines = {text(framed(evidence=evidence, frame=frame), "typical") for frame in ("person", "have", "small")}
    assert len(lines) == 3
    for line in lines:
        assert said_in(line, [form.rstrip(".") for form in said])
        assert "typical" not in {
            each.code for each in check(framed(evidence=evidence), [told_to(FINANCE, evidence=evidence)], FINANCE).advice
        }


def test_a_strength_is_not_turned_into_a_gap_by_one_hard_story() -> None:
    good = some_evidence(claim="73.9% rated their practice as good", value=73.9, polarity="strength")
    assert said_in(text(framed(evidence=[linked(good)]), "typical"), STRENGTH)


def test_the_question_is_gentle_with_a_story_of_loss() -> None:
    framing = framed(draft=maureen(service="maternity", content_notes=("pregnancy_loss",)))
    assert framing.question == "What do we want care after losing a baby to be like for women and their families?"


def test_without_a_figure_the_line_on_how_typical_it_is_has_its_own_heading() -> None:
    headings = {key: framed(evidence=items).section("typical").heading for key, items in (("none", []), ("one", [linked(some_evidence())]))}  # type: ignore[union-attr]
    assert headings["none"] == section_kinds()["typical"].heading
    assert headings["one"] == ""


def test_the_cause_is_a_part_of_the_system() -> None:
    for frame in ("person", "have", "small"):
        said = framed(frame=frame).section("cause")
        assert said is not None
        assert said.sentences[0].text in THINGS["number"].behind
    other = framed(draft=maureen(single_change="", wish="", title="Tea", themes=(ThemeMark("manner", "poor"),))).section("cause")
    assert other is not None and other.sentences[0].text in BEHIND["manner"]


@pytest.mark.parametrize("behind", [*BEHIND.values(), *(thing.behind for thing in THINGS.values())], ids=lambda behind: behind[0][:30])
def test_every_cause_is_found_by_the_check_when_somebody_pastes_it_and_blames_nobody(behind: tuple[str, str]) -> None:
    for said in behind:
        framing = draft_framing(said, [], FINANCE, today=TODAY)
        assert not [each for each in check(framing, [], FINANCE).checks if each.code == "cause" and not each.ok], said


def test_what_helps_says_when_it_comes_from_another_service_and_leaves_advice_to_the_writer_off_the_page() -> None:
    framing = framed(evidence=[linked(what_works(), relation="works", scope="analogous")])
    assert "1,885 patients (NHS England, official count, 2026;" in text(framing, "works")
    assert said_in(text(framing, "works"), ANALOGOUS)
    assert not any("second hand" in section.text for section in framing.sections)


def test_without_anything_that_works_a_local_test_is_offered_and_nothing_claimed() -> None:
    assert said_in(text(framed(), "works"), NOT_TRIED)
    assert said_in(text(framed(draft=maureen(wish="", single_change="")), "works"), NO_ANSWER)


def test_somebody_like_the_teller_is_asked_with_them_and_staff_do_not_stand_for_those_they_care_for() -> None:
    assert "Maureen or another resident who has been through it" in text(framed(audience("council")), "room")
    told_by_staff = text(framed(audience("council"), draft=maureen(teller="staff")), "room")
    assert "a resident who has been through it" in told_by_staff.lower() and "Maureen or" not in told_by_staff


def test_whoever_does_the_work_is_called_by_what_they_do_in_that_service() -> None:
    assert "omeone who sends people home on a Friday" in text(framed(audience("council")), "room")
    assert "omeone who works nights in A&E" in text(framed(audience("council"), draft=maureen(service="emergency")), "room")
    report = check(framed(audience("council")), [told_to(audience("council"))], audience("council"))
    assert "room" not in {each.code for each in report.advice}


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
    assert said_in(said, SOMEBODY_TRIED["partly"])
    assert "“Begin with the night staff. They know.”" in said
    assert "Nisha is a pharmacist (demo story)." in said


def test_a_second_voice_is_heard_with_its_own_name() -> None:
    assert "Asha is a friend of hers (demo story)." in text(framed(more=[maureen(name="Asha", about="a friend of hers")]), "voices")


def test_a_loss_that_was_noted_is_named_as_we_understand_it_and_answered() -> None:
    said = text(framed(fears="losing Control of the out-of-hours rota budget."), "loss")
    assert said.startswith("We understand that this may feel like losing control of the out-of-hours rota budget. You keep every sign-off")


@pytest.mark.parametrize(
    "noted", ["They will look foolish", "Being blamed for the winter", "More work", "He thinks we are after his job", "Their ego"]
)
def test_a_note_about_an_audience_that_cannot_be_said_to_its_face_stays_a_note(noted: str) -> None:
    said = text(framed(fears=noted, cares=noted), "loss") + text(framed(cares=noted), "value")
    assert noted.lower() not in said.lower()
    assert "We know that" not in said


def test_two_more_roles_are_asked_for_the_one_with_lived_experience_first() -> None:
    one, two = "Maureen or another patient or carer who has lived this", "The person who runs the service day to day"
    assert said_in(text(framed(), "room"), IN_THE_ROOM, one=one, two=two)


def test_the_ask_says_who_what_by_when_and_a_first_step() -> None:
    ask = Ask("Priya Shah", "put one named number on every discharge letter", date(2027, 3, 1), "Choose the number with the ward clerk.")
    said = text(framed(ask=ask), "ask")
    assert "By 1 March 2027, will Priya Shah put one named number on every discharge letter?" in said
    assert said_in(said, FIRST_STEP, step="Choose the number with the ward clerk.")
    assert "“One number that somebody answers over a weekend.”" in said


def test_blanks_in_the_ask_are_filled_from_the_audience_and_the_date_is_a_month_ahead() -> None:
    framing = framed(ask=Ask(what="come and see"))
    assert "By 23 December 2026, will you come and see?" in text(framing, "ask")
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
    assert [order[3] for order in orders] == ["person", "person", "ask"]
    for order in orders:
        assert order[:3] == ["question", "answer", "value"]
        assert {"typical", "cause", "works", "loss", "room", "ask"} <= set(order)
    assert all(frame.reason.endswith(".") for frame in offered)


def test_the_reply_admits_the_constraint_and_puts_people_first() -> None:
    framing = framed(frame="have")
    assert framing.section("reply").heading == "If the first question is money"  # type: ignore[union-attr]
    assert "what is it like now for people in Maureen’s place" in text(framing, "reply")


def test_every_section_that_is_registered_is_used_by_some_frame() -> None:
    used = {key for frame in frames([told_to(FINANCE)], FINANCE) for key in frame.order}
    used |= {key for length in LENGTHS.values() for key in length.adds}
    assert used == set(section_kinds())


def test_a_framing_needs_a_story() -> None:
    with pytest.raises(NothingToTell, match="at least one story"):
        compose([], FINANCE, today=TODAY)


def test_a_story_with_nothing_marked_still_makes_a_framing() -> None:
    framing = framed(draft=maureen(quotes=(), plot=Plot(), themes=(), wish="", single_change="", name="", about=""))
    assert framing.section("person") is not None
    assert text(framing, "cause") in (*NOT_ONE_PERSON, *THINGS["number"].behind)


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
    assert [sentence.provenance.kind for sentence in changed.sentences] == ["template", "person", "template", "template", "person"]
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


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("bringing her husband home for the bank holiday", "Maureen was bringing her husband home for the bank holiday (demo story)."),
        ("who was told in a bakery", "Maureen was told in a bakery (demo story)."),
        ("who is 71 and lives alone", "Maureen is 71 and lives alone (demo story)."),
        ("whose husband came home", "This is told by Maureen, whose husband came home (demo story)."),
        ("who nobody could weigh", "This is told by Maureen, who nobody could weigh (demo story)."),
        ("a carer for two parents", "Maureen is a carer for two parents (demo story)."),
        ("a retired librarian, for her brother", "Maureen, a retired librarian, speaks for her brother (demo story)."),
        ("seventeen, on moving to adult services", "Maureen, seventeen, talks about moving to adult services (demo story)."),
        ("nursing assistant", "This is told by Maureen, nursing assistant (demo story)."),
        ("at home with her first baby", "Maureen was at home with her first baby (demo story)."),
        ("a letter that came too late", "Maureen talks about a letter that came too late (demo story)."),
        ("two years of being told it was anxiety", "Maureen talks about two years of being told it was anxiety (demo story)."),
        ("after her daughter was born", "Maureen talks about the time after her daughter was born (demo story)."),
        ("a night nurse", "Maureen is a night nurse (demo story)."),
        ("", "This is told by Maureen, a carer (demo story)."),
    ],
)
def test_who_speaks_is_said_as_people_say_it_and_the_gates_stay_open(about: str, said: str) -> None:
    framing = framed(draft=maureen(about=about))
    assert text(framing, "answer").startswith(f"{said} ")
    assert text(framed(draft=maureen(about=about, wish="")), "person").startswith(f"{said} “")
    assert check(framing, [told_to(FINANCE, maureen(about=about))], FINANCE).passed


@pytest.mark.parametrize("frame", ["person", "have", "small"])
def test_a_change_story_says_once_and_in_exact_words_what_was_tried_before_what_came_of_it(frame: str) -> None:
    framing = framed(frame=frame, draft=maureen(kind="change", outcome="worked", learned="Begin small."))
    page = " ".join(section.text for section in framing.sections)
    assert page.count("On the third night") == 1
    tried = next(section for section in framing.sections if "On the third night" in section.text)
    assert tried.key == ("works" if frame == "have" else "happened")
    if frame == "have":
        assert tried.text.index("On the third night") < tried.text.index("Begin small.")


def test_what_is_asked_says_what_became_of_the_change() -> None:
    said = {outcome: text(framed(draft=maureen(kind="change", outcome=outcome)), "ask") for outcome in ("worked", "partly", "failed")}
    words = "“One number that somebody answers over a weekend”?"
    assert f"what Maureen found to work: {words}" in said["worked"]
    assert f"what Maureen says is still missing: {words}" in said["partly"]
    assert f"what Maureen would do first another time: {words}" in said["failed"]
