"""Lengths: what each holds, and that none says a word the whole does not say."""

from __future__ import annotations

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, maureen, some_evidence, told_to
from planted_framings import behind

from framing.audiences import audience
from framing.checks import check
from framing.composer import compose
from framing.lengths import LENGTHS, at_length, length_for
from framing.model import Framing
from framing.script import WORDS_A_MINUTE

FINANCE = audience("finance_lead")


def words(framing: Framing) -> int:
    return sum(len(section.text.split()) for section in framing.sections)


def framed(length: str, id: str = "demo-discharge-1", frame: str = "person") -> Framing:
    return compose(
        [told_to(FINANCE, dict(demo_drafts())[id], id=id, evidence=behind(id))], FINANCE, length=length, frame=frame, today=TODAY
    )


def test_each_length_is_shorter_than_the_next() -> None:
    assert words(framed("slide")) < words(framed("minute")) < words(framed("page")) < words(framed("talk"))


@pytest.mark.parametrize("frame", ["person", "have", "small"])
def test_a_shorter_length_says_nothing_that_the_page_does_not_say_and_passes_its_gates(frame: str) -> None:
    for number, (id, draft) in enumerate(demo_drafts()[::4]):
        who = audiences()[number % 11]
        story = told_to(who, draft, id=id, evidence=behind(id))
        page = compose([story], who, frame=frame, today=TODAY)
        whole = {sentence for section in page.sections for sentence in section.sentences}
        for key in ("minute", "slide"):
            short = at_length(page, key)
            assert {sentence for section in short.sections for sentence in section.sentences} <= whole
            assert check(short, [story], who).passed
            assert short.section("question") is not None
            assert short.section("ask") is not None


def test_sixty_seconds_can_be_said_in_about_sixty_seconds() -> None:
    for id, _ in demo_drafts()[::3]:
        assert words(framed("minute", id)) <= 1.35 * WORDS_A_MINUTE, id


def test_a_length_that_leaves_a_story_out_leaves_out_its_consent_line() -> None:
    drafts = dict(demo_drafts())
    stories = [told_to(FINANCE, drafts[id], id=id) for id in ("demo-discharge-1", "demo-discharge-4")]
    assert len(compose(stories, FINANCE, today=TODAY).consent_lines) == 2
    for length in ("minute", "slide"):
        short = compose(stories, FINANCE, length=length, today=TODAY)
        assert (len(short.consent_lines), short.story_ids) == (1, ("demo-discharge-1",))
        assert "Ewa" not in " ".join(section.text for section in short.sections)


def test_a_talk_holds_more_of_the_day_and_a_reply_to_every_first_question_and_ends_on_the_ask() -> None:
    talk = framed("talk")
    assert talk.section("moments") is not None
    replies = talk.section("replies")
    assert replies is not None
    assert len(replies.sentences) == len(FINANCE.opens_with) - 1
    assert talk.sections[-1].key == "ask"


def test_a_slide_holds_a_question_a_quote_a_figure_and_one_ask() -> None:
    framing = compose([told_to(FINANCE, maureen(), evidence=[linked(some_evidence())])], FINANCE, length="slide", today=TODAY)
    assert [section.key for section in framing.sections] == ["question", "person", "statistic", "ask"]
    assert len(framing.section("ask").sentences) == 1  # type: ignore[union-attr]


def test_a_length_that_is_no_longer_there_is_the_page() -> None:
    assert length_for("scroll") is LENGTHS["page"]
    assert compose([told_to(FINANCE)], FINANCE, length="scroll", today=TODAY) == compose([told_to(FINANCE)], FINANCE, today=TODAY)
