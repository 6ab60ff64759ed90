"""Composing for somebody: whose words stand first, what the pitch is about, and what is asked."""

from __future__ import annotations

import re

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
)

from framing.checks import check
from framing.composer import compose
from framing.frames import frames
from framing.lengths import LENGTHS
from framing.model import Ask, Audience
from framing.quoting import is_exact, quoted_spans
from framing.sayings import (
    WISHES_FOR,
    WOULD_CHANGE,
)  # fmt: skip
from framing.sections.brief import person_in
from framing.subject import wanted
from framing.wording import sentences
from stories.story import Plot


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_an_ask_of_ours_names_the_thing_and_never_says_this(who: Audience) -> None:
    for number, offered in enumerate(who.asks):
        filled = offered.format(where="one ward", it="what Maureen asked for")
        assert " this " not in filled.replace("this story", "").replace("this question", "").replace("this as one of the questions", ""), (
            number
        )
    assert not {"{it}", "{where}"} & set(text(framed(who), "ask").split())


def test_the_ask_is_the_one_change_the_teller_names_in_their_exact_words_whatever_the_length() -> None:
    for length in LENGTHS:
        said = text(framed(length=length), "ask")
        assert "so that one ward can try what Maureen asks for: “One number that somebody answers over a weekend”?" in said
    wish = text(framed(draft=maureen(single_change="Nothing.")), "ask")
    assert "what Maureen wishes for: “Somebody’s name and a telephone number on the front”?" in wish
    assert "one small change drawn from this story" in text(framed(draft=maureen(single_change="", wish="")), "ask")
    nothing_for_me = text(framed(draft=maureen(single_change="Nothing for me. Let the nurse have a chair.")), "ask")
    assert "“Let the nurse have a chair”?" in nothing_for_me


def test_an_ask_that_cannot_hold_the_tellers_words_is_led_in_to_by_them() -> None:
    typed = text(framed(ask=Ask(what="come and see")), "ask")
    assert said_in(typed, [f"{form} “One number that somebody answers over a weekend.”" for form in WOULD_CHANGE])
    several = text(framed(draft=maureen(single_change="One number. Two people. A rota.")), "ask")
    assert said_in(several, [f"{form} “One number. Two people.”" for form in WOULD_CHANGE]) and "can try what Maureen asks for?" in several
    wish = text(framed(draft=maureen(single_change=""), ask=Ask(what="come and see")), "ask")
    assert said_in(wish, [f"{form} “Somebody’s name and a telephone number on the front.”" for form in WISHES_FOR])


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_every_ask_of_ours_holds_the_tellers_change_where_one_sentence_says_it(who: Audience) -> None:
    for id, draft in demo_drafts():
        story = told_to(who, draft, id=id)
        words = wanted(story)[1]
        request = next(one for one in compose([story], who, today=TODAY).section("ask").sentences if one.provenance.template == "ask.ask")  # type: ignore[union-attr]
        assert request.text.endswith("?")
        if wanted(story)[0] and len(sentences(words)) == 1 and len(words.split()) <= 26:
            assert is_exact(words, [quoted_spans(request.text)[-1].words]), (id, request.text)


@pytest.mark.parametrize(
    "dangling",
    [
        "They put it in that folder and nobody looked at it for weeks.",
        "It was on the side and then it was gone by the morning.",
        "That one was no good to anybody and they knew as much.",
        "Nobody ever told anybody what was meant to happen in that folder.",
    ],
)
def test_a_quote_that_points_at_what_was_said_before_gives_way_to_one_that_stands_alone(dangling: str) -> None:
    alone = "I sat by the bed with my coat on and waited for a doctor."
    words = f"{dangling} {alone} And so the week went on, with the kettle and the cat and the rain."
    framing = framed(draft=maureen(text=words, quotes=(dangling, alone), plot=Plot(), wish="", single_change=""))
    assert text(framing, "person").endswith(f" “{alone}”")


def test_a_journal_finds_nothing_a_study_in_it_does() -> None:
    def said(**source: str) -> str:
        return text(
            framed(
                evidence=[linked(some_evidence(**{"year": "2018", "kind": "observational", "population": "people going home", **source}))]
            ),
            "statistic",
        )

    assert said(publisher="British Journal of General Practice").startswith(
        "A study in the British Journal of General Practice (2018) found"
    )
    assert said(publisher="BMJ Open", kind="systematic_review").startswith("A review of studies in BMJ Open (2018) found")
    assert said(publisher="Cochrane", kind="systematic_review").startswith("A Cochrane review (2018) found")
    assert said(publisher="Healthwatch England").startswith("Healthwatch England found in 2018")


def test_words_only_statisticians_read_stay_off_the_page_and_the_gate_stays_open() -> None:
    claim = "People with the same GP had lower odds of admission (OR 0.72) and of dying (OR 0.75) than those with a new one (in England)"
    hard = linked(some_evidence(id="H", claim=claim, value=0.72, unit="odds ratio"))
    framing = framed(evidence=[hard])
    assert "lower odds of admission and of dying than those with a new one (in England)" in text(framing, "statistic")
    assert check(framing, [told_to(FINANCE, evidence=[hard])], FINANCE).passed
    assert "51%" in text(framed(evidence=[hard, linked(some_evidence())]), "statistic")


def test_what_was_noted_of_an_audience_is_what_we_know_and_never_what_they_have_said() -> None:
    value = framed(cares="the winter plan, and getting people home.").section("value")
    assert value is not None
    assert value.sentences[-1].text == "We know that the winter plan and getting people home weigh on you."
    assert value.sentences[-1].provenance.kind == "person"
    assert len(framed().section("value").sentences) == 1  # type: ignore[union-attr]
    noted = text(framed(cares="Length of stay, CQC inspection, Martha's Rule and not spending money."), "value")
    assert noted.endswith("We know that length of stay, CQC inspection and Martha's Rule weigh on you.")


@pytest.mark.parametrize(
    ("topic", "told", "asked"),
    [
        ("A phone call the day after", "Nobody made a phone call on the day after.", "and what could a phone call the day after do for them?"),
        ("people waiting in corridors", "There were people in corridors, waiting for a bed.", "to be like for people waiting in corridors?"),
        ("waiting for a bed", "I sat there waiting for a bed.", "What do we want waiting for a bed to be like for the people we care for?"),
        ("long waits in A&E", "There are long waits in A&E on a Friday.", "to be like for the people we care for, and for those who care for them?"),
        ("being believed about pain", "It is about being believed, with pain.", "to be like for the people we care for, and for those who care for them?"),
    ],
)  # fmt: skip
def test_what_a_pitch_is_about_stands_in_the_question_where_the_story_tells_of_it_and_people_would_say_so(
    topic: str, told: str, asked: str
) -> None:
    framing = framed(topic=topic, draft=maureen(text=f"{maureen().text} {told}"))
    assert framing.question.startswith("What do we want ")
    assert framing.question.endswith(asked)
    elsewhere = framed(topic=topic)
    assert elsewhere.question == framed().question
    typed = framed(topic=topic, question="What do we want Fridays to be like for people?")
    assert typed.question == "What do we want Fridays to be like for people?"


@pytest.mark.parametrize(
    "topic", ["A phone call the day after", "long waits in A&E", "people waiting in corridors", "being believed about pain"]
)
def test_what_is_asked_and_what_is_counted_come_from_the_story_and_never_from_what_was_typed(topic: str) -> None:
    framing = framed(topic=topic, draft=maureen(text=f"{maureen().text} There was nothing but {topic}."))
    assert text(framing, "ask") == text(framed(), "ask")
    assert topic.lower() not in " ".join(section.text for section in framing.sections[1:] if section.key != "happened").lower()
    assert check(framing, [told_to(FINANCE, maureen(text=f"{maureen().text} There was nothing but {topic}."))], FINANCE).passed


@pytest.mark.parametrize(
    "topic", ["", "The budget", "How do I get them to listen?", "82% of people", "I want a story about falls", "x " * 20]
)
def test_a_topic_that_cannot_be_named_in_a_sentence_leaves_the_page_as_it_is(topic: str) -> None:
    assert framed(topic=topic) == framed()


def test_a_figure_about_people_like_the_teller_comes_before_one_about_others() -> None:
    carers = some_evidence(id="C", claim="44% of carers felt unprepared at discharge", population="carers", value=44)
    patients = some_evidence(id="P", claim="82% did not receive a follow-up visit", population="people leaving hospital", value=82)
    given = [linked(carers), linked(patients, relation="exception", typicality="unknown")]
    assert "82%" in text(framed(evidence=given, draft=maureen(teller="patient")), "statistic")
    assert "44%" in text(framed(evidence=given, draft=maureen(teller="carer")), "statistic")
    both = [
        linked(some_evidence(id="A")),
        linked(some_evidence(id="B", claim="9% had a call on the day after", value=9), typicality="unknown"),
    ]
    assert "9%" in text(framed(evidence=both, topic="a phone call the day after"), "statistic")


def test_words_that_speak_of_somebody_nobody_has_named_give_way_to_a_moment_that_stands_by_itself() -> None:
    words = (
        "I came home to a cold house on my own. The milk had gone solid in the kitchen. I had to tell him. I slept in the chair in my coat."
    )
    draft = maureen(
        text=words, quotes=("The milk had gone solid in the kitchen.",), about="going home alone", wish="", single_change="", themes=(),
        plot=Plot("I came home to a cold house on my own.", "I had to tell him.", "I slept in the chair in my coat."),
    )  # fmt: skip
    for frame in ("person", "have", "small"):
        assert "tell him" not in " ".join(section.text for section in framed(draft=draft, frame=frame).sections)


@pytest.mark.parametrize("length", list(LENGTHS))
@pytest.mark.parametrize("frame", ["person", "have", "small"])
def test_whoever_speaks_is_introduced_before_anything_else_is_said_of_them(frame: str, length: str) -> None:
    for number, (id, draft) in enumerate(demo_drafts()[::3]):
        who = audiences()[number % 11]
        framing = compose([told_to(who, draft, id=id)], who, frame=frame, length=length, today=TODAY)
        said = [one for section in framing.sections if section.key != "question" for one in section.sentences]
        intro = next(place for place, one in enumerate(said) if one.provenance.template == "person.intro")
        assert sum(one.provenance.template == "person.intro" for one in said) == 1
        name = person_in(told_to(who, draft, id=id)).called
        early = [
            one.text for one in said[:intro] if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", one.text) and one.provenance.kind != "quote"
        ]
        assert not early, (id, early)
        quotes = [place for place, one in enumerate(said) if one.provenance.kind == "quote"]
        assert intro < quotes[0] or (intro == quotes[0] + 1 and length in ("page", "slide")), (id, frame, length)


def test_a_change_that_did_not_work_is_not_called_what_has_helped() -> None:
    failed = framed(frame="have", draft=maureen(kind="change", outcome="failed", learned="Ask them first."))
    works = failed.section("works")
    assert works is not None
    assert "help" not in works.heading.lower() and "better" not in works.heading.lower()
    reason = frames([told_to(FINANCE, maureen(kind="change", outcome="failed"))], FINANCE)[1].reason
    assert reason.startswith("Start with what was tried, and what it taught;")
    worked = framed(frame="have", draft=maureen(kind="change", outcome="worked")).section("works")
    assert worked is not None and worked.heading != works.heading
