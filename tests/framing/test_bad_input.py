"""What a framing makes of stories, evidence, audiences and drafts that are not as one would wish."""

from __future__ import annotations

from dataclasses import replace

import pytest
from framing_builders import MAUREEN, TODAY, linked, maureen, said_in, some_evidence, told_to

from framing.audiences import anybody, audience
from framing.checks import check
from framing.composer import compose, edited
from framing.drafts import MOST_WORDS, draft_framing, too_long
from framing.frames import frames
from framing.losses import loss_kind
from framing.model import Audience, Framing, Report
from framing.questions import question_choices
from framing.sayings import AS_TOLD, NO_FIGURE, TOLD_WHOLE
from stories.consent import ClearedStory
from stories.story import Plot, Touchpoint

FINANCE = audience("finance_lead")
SHORT = "Nobody rang. I waited by the window until it was dark, and then I went to bed in my coat."


def framed(*stories: ClearedStory, who: Audience = FINANCE, **inputs: str) -> tuple[Framing, Report]:
    framing = compose(list(stories), who, today=TODAY, **inputs)
    return framing, check(framing, list(stories), who)


def said(report: Report, code: str) -> list[str]:
    return [each.sentence for each in report.checks if each.code == code and not each.ok]


def test_without_evidence_the_page_says_so_and_the_framing_is_not_called_ready() -> None:
    framing, report = framed(told_to(FINANCE))
    assert framing.section("typical").text in [form.format(poss="Maureen’s") for form in NO_FIGURE]  # type: ignore[union-attr]
    assert said(report, "statistic") == ["No evidence is linked to the story, so no figure stands beside it."]
    assert [score.code for score in report.missing] == ["R5"]
    assert report.passed
    assert not report.ready


def test_a_story_of_twenty_words_makes_a_framing_with_every_frame() -> None:
    story = told_to(FINANCE, maureen(text=SHORT, quotes=(), plot=Plot(), wish="", single_change="", touchpoints=()))
    for frame in frames([story], FINANCE):
        framing, report = framed(story, frame=frame.key)
        assert report.passed, report.failures
        assert "“" in framing.section("person").text  # type: ignore[union-attr]


POLISH = (
    "Dzwoniłam na oddział trzy razy i nikt nie odebrał telefonu. W niedzielę wróciliśmy na SOR. Lekarz był dobry i wszystko wytłumaczył."
)
FIRST_WORDS = "Dzwoniłam na oddział trzy razy i nikt nie odebrał telefonu."


def polish(**changes: object) -> ClearedStory:
    draft = maureen(
        text=POLISH,
        language="pl",
        quotes=(),
        plot=Plot(),
        touchpoints=(),
        wish="",
        single_change="Jeden numer, który ktoś odbiera.",
        **changes,
    )
    return told_to(FINANCE, draft, evidence=[linked(some_evidence())])


@pytest.mark.parametrize("frame", ["person", "have", "small"])
def test_a_story_in_another_language_is_quoted_as_it_was_told_and_the_page_says_so(frame: str) -> None:
    story = polish()
    framing, report = framed(story, frame=frame)
    assert report.passed, report.failures
    person = framing.section("person")
    assert person is not None
    assert "(demo story, told in Polish)." in person.text
    assert AS_TOLD in person.text
    quoted = [sentence for section in framing.sections for sentence in section.sentences if sentence.provenance.kind in ("quote", "story")]
    assert quoted and all(sentence.provenance.language == "pl" for sentence in quoted)
    (found,) = [each for each in report.advice if each.code == "language"]
    assert found.sentence == "“Eleven boxes and no number” is told in Polish, and no translation has been agreed."
    section = framing.section(found.section_key)
    assert section is not None
    assert "“" in section.text[found.start : found.end]


def test_a_translation_in_quotation_marks_closes_the_gate_because_nobody_said_it() -> None:
    framing, _ = framed(polish())
    invented = edited(framing, {"cause": "“I rang the ward three times and nobody picked up the phone.”"})
    assert [each.code for each in check(invented, [polish()], FINANCE).failures] == ["quotes"]


def test_an_english_story_says_nothing_of_its_language() -> None:
    framing, report = framed(told_to(FINANCE))
    assert "told in" not in " ".join(section.text for section in framing.sections)
    assert not said(report, "language")


def test_a_story_that_may_be_told_whole_only_is_introduced_and_never_quoted() -> None:
    story = told_to(FINANCE, maureen(edit="whole"), form="text", evidence=[linked(some_evidence())])
    for frame in frames([story], FINANCE):
        framing, report = framed(story, frame=frame.key)
        page = " ".join(section.text for section in framing.sections)
        assert said_in(page, TOLD_WHOLE, who="Maureen, a carer (demo story)", title="“Eleven boxes and no number”")
        assert "tablets in a bag" not in page
        assert "One number that somebody answers" not in page
        assert report.passed, report.failures
        assert any("allows the whole story only" in each for each in said(report, "one_person"))
    quoted = edited(framing, {"person": "“I had the tablets in a bag and no number to ring.”"})
    assert any("told whole and not in excerpts" in each for each in said(check(quoted, [story], FINANCE), "consent"))


def test_a_quote_that_holds_quotation_marks_stays_exact_and_closed() -> None:
    quote = 'He said "you were right to come" and drew me a chart.'
    framing, report = framed(told_to(FINANCE, maureen(quotes=(quote,))))
    assert "He said ‘you were right to come’ and drew me a chart.”" in framing.section("person").text  # type: ignore[union-attr]
    assert report.passed, report.failures


def test_an_audience_without_losses_is_asked_and_not_guessed_at() -> None:
    who = replace(FINANCE, losses=())
    framing, report = framed(told_to(FINANCE), who=who)
    loss = framing.section("loss")
    assert loss is not None
    assert loss.text.startswith("We do not know yet what this may feel like losing for you")
    assert not said(report, "loss")


@pytest.mark.parametrize(
    ("fears", "kind"),
    [
        ("their jobs, after the last restructure", "job"),
        ("being made to look foolish in front of the chair", "status"),
        ("the trust of the teams", "connection"),
        ("control of the rota", "control"),
        ("the smell of the old building", "other"),
        ("", ""),
    ],
)
def test_what_somebody_fears_is_named_by_its_kind_something_else_included(fears: str, kind: str) -> None:
    assert loss_kind(fears) == kind
    framing, _ = framed(told_to(FINANCE), fears=fears)
    keys = {sentence.provenance.template.split(".")[1] for sentence in framing.section("loss").sentences}  # type: ignore[union-attr]
    assert not kind or kind in keys


def test_a_dismissive_word_in_somebodys_own_notes_is_pointed_out() -> None:
    framing, _ = framed(told_to(FINANCE), fears="control, which is only pride")
    edit = edited(framing, {"loss": f"{framing.section('loss').text} It is only a rota."})  # type: ignore[union-attr]
    assert any("waves the loss away" in each for each in said(check(edit, [told_to(FINANCE)], FINANCE), "loss"))


def test_evidence_that_names_no_population_is_pointed_out() -> None:
    _, report = framed(told_to(FINANCE, evidence=[linked(some_evidence(population=""))]))
    assert any("names no population" in each for each in said(report, "statistic"))


def test_two_facts_that_disagree_are_shown_side_by_side() -> None:
    other = some_evidence(id="EV-other", value=31.0, claim=some_evidence().claim.replace("51%", "31%"), publisher="Another Survey")
    _, report = framed(told_to(FINANCE, evidence=[linked(some_evidence()), linked(other)]))
    assert any(each.startswith("Two sources disagree:") for each in said(report, "conflict"))
    _, alone = framed(told_to(FINANCE, evidence=[linked(some_evidence())]))
    assert not said(alone, "conflict")


def test_a_figure_that_a_newer_one_replaces_is_pointed_out_and_called_no_disagreement() -> None:
    newer = some_evidence(id="EV-new", value=31.0, claim=some_evidence().claim.replace("51%", "31%"), year="2025")
    _, report = framed(told_to(FINANCE, evidence=[linked(some_evidence()), linked(newer)]))
    assert any("has a newer one, for 2025" in each for each in said(report, "superseded"))
    assert not said(report, "conflict")


@pytest.mark.parametrize("place", range(0, 40, 7))
def test_an_edit_that_alters_one_letter_of_a_quote_closes_the_gate(place: int) -> None:
    story = told_to(FINANCE)
    framing = compose([story], FINANCE, today=TODAY)
    text = framing.section("person").text  # type: ignore[union-attr]
    letters = [n for n in range(text.index("“"), text.index("”")) if text[n].isalpha()]
    at = letters[place % len(letters)]
    changed = "x" if text[at] != "x" else "y"
    altered = edited(framing, {"person": text[:at] + changed + text[at + 1 :]})
    assert said(check(altered, [story], FINANCE), "quotes")


@pytest.mark.parametrize(
    "text", ["", "   \n\n ", "…", "“", "x" * 5000, "<b>What</b> & <i>do</i>", "# \n- \n1. ", "a\x00b", "\u202eabc", "💬 " * 50]
)
def test_a_draft_of_any_shape_is_checked_without_a_stumble(text: str) -> None:
    framing = draft_framing(text, [], anybody(), today=TODAY)
    report = check(framing, [], anybody())
    section = framing.sections[0].text
    for each in report.checks:
        assert 0 <= each.start <= each.end <= len(section)


def test_a_draft_keeps_its_paragraphs_and_its_lists_and_none_of_their_marks() -> None:
    framing = draft_framing("# A heading\n\nFirst line\ngoes on. Second.\n\n- one\n- two\n3) three", [], anybody(), today=TODAY)
    assert framing.sections[0].text.split("\n\n") == ["A heading", "First line goes on. Second.", "one", "two", "three"]


def test_the_longest_draft_is_taken_and_one_word_more_is_said() -> None:
    assert too_long("word " * MOST_WORDS) == ""
    assert "20,001" in too_long("word " * (MOST_WORDS + 1))


def test_questions_are_anchored_in_moments_of_the_stories_each_once_and_gently() -> None:
    moment = Touchpoint("leaving", "Home on Friday", "Friday teatime they rang and said come and fetch him.", "afraid", "poor", 4)
    story = told_to(FINANCE, maureen(text=MAUREEN, touchpoints=(moment,)))
    found = [choice.text for choice in question_choices([story])]
    assert found[0].startswith("What do we want leaving hospital to be like for ")
    assert "What do we want a Friday teatime to be like for the people we care for, and for those who care for them?" in found
    assert any("the first night home" in text for text in found)
    assert len(found) == len(set(found)) <= 5
    assert question_choices([]) == ()
