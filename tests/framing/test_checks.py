"""The gates: what we compose passes them, and every fault planted in it is found where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, maureen, shapes_of_evidence, some_evidence, told_to, what_works

from framing.audiences import audience
from framing.checks import check, rules
from framing.composer import compose, edited
from framing.frames import frames
from framing.model import Ask, Audience, Check, Framing, Report
from framing.sayings import PROMISING
from stories.consent import ClearedStory

FINANCE = audience("finance_lead")
EVIDENCE = [linked(some_evidence()), linked(what_works(), relation="works", scope="analogous")]


def pitch() -> tuple[Framing, list[ClearedStory]]:
    stories = [
        told_to(FINANCE, evidence=EVIDENCE),
        told_to(FINANCE, maureen(name="Asha", about="a neighbour", text="I only live next door. " + OTHER, quotes=(OTHER,)), id="s2"),
    ]
    return compose(stories, FINANCE, today=TODAY), stories


OTHER = "I heard her through the wall on the Saturday and I did not know whether to knock."


def report(framing: Framing, stories: list[ClearedStory]) -> Report:
    return check(framing, stories, FINANCE)


def with_words(key: str, old: str, new: str) -> Callable[[Framing], Framing]:
    def change(framing: Framing) -> Framing:
        section = framing.section(key)
        assert section is not None
        assert old in section.text, (old, section.text)
        return edited(framing, {key: section.text.replace(old, new)})

    return change


def adding(key: str, words: str) -> Callable[[Framing], Framing]:
    def change(framing: Framing) -> Framing:
        section = framing.section(key)
        assert section is not None
        return edited(framing, {key: f"{section.text} {words}"})

    return change


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_what_we_compose_passes_every_gate_for_every_story_with_every_frame_and_shape_of_evidence(who: Audience) -> None:
    shapes = shapes_of_evidence()
    for number, (id, draft) in enumerate(demo_drafts()):
        story = told_to(who, draft, id=id, evidence=shapes[number % len(shapes)])
        other = told_to(
            who,
            maureen(name="Asha", kind="change", outcome="worked", learned="Begin small."),
            id="other",
            evidence=shapes[(number + 1) % len(shapes)],
        )
        stories = [story, other] if number % 2 else [story]
        frame = frames(stories, who)[number % 3]
        framing = compose(stories, who, frame=frame.key, today=TODAY)
        failures = check(framing, stories, who).failures
        assert not failures, (id, frame.key, failures)


FAULTS = {
    "a changed word in a quote": ("quotes", with_words("happened", "third night", "second night")),
    "a word dropped from a quote": ("quotes", with_words("happened", "about four minutes", "four minutes")),
    "a quote cut inside a word": ("quotes", adding("happened", "She had “own questions to get throu”.")),
    "a quote from nobody here": ("quotes", adding("happened", "“I wish someone had asked me,” she said.")),
    "a quote given to the wrong person": ("quotes", adding("loss", "Asha says: “I had the tablets in a bag and no number to ring.”")),
    "a quote stitched together in the wrong order": ("quotes", adding("happened", "“He is all right now … Friday teatime they rang.”")),
    "a quote in single marks that nobody said": ("quotes", adding("happened", "She told us ‘they never once asked me how I was’ at the end.")),
    "a quote in straight marks that nobody said": ("quotes", adding("happened", 'She told us "they never asked me".')),
    "a quotation mark that never closes": ("quotes", adding("happened", "She said “I had the tablets in a bag")),
    "a percentage made rounder": ("figures", with_words("statistic", "51%", "50%")),
    "a year that is not the source's": ("figures", with_words("statistic", "England, 2023", "England, 2024")),
    "a plain form that is not the figure": ("figures", with_words("statistic", "About half", "About 2 in 3")),
    "a share in words that no source gives": ("figures", adding("statistic", "Three quarters of carers say the same.")),
    "a count turned into a percentage": ("figures", adding("statistic", "That is 583% more.")),
    "a count inflated": ("figures", with_words("works", "1,885", "18,850")),
    "an invented figure": ("figures", adding("cause", "It costs £2.5 million a year.")),
    "a spelled-out figure that is invented": ("figures", adding("cause", "Last month forty people went through this.")),
    "a span of time turned into a count of people": ("figures", adding("works", "It helped 16 patients here.")),
    "a multiple no source gives": ("figures", adding("statistic", "It has doubled since.")),
    "a number too vague to have a source": ("figures", adding("statistic", "Thousands of families live with this.")),
    "a figure from a source's own warning": ("figures", adding("value", "Some say 25% instead.")),
    "a figure of the ask used as a finding": ("figures", adding("statistic", "In 23 wards it was the same.")),
    "a telephone number": ("identifiers", adding("ask", "Ring 0161 496 0000.")),
    "an e-mail address": ("identifiers", adding("ask", "Write to maureen@example.org.")),
    "a postcode": ("identifiers", adding("loss", "She lives in M1 1AE.")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_planted_fault_is_found_where_it_stands_with_one_mend(fault: str) -> None:
    code, plant = FAULTS[fault]
    framing, stories = pitch()
    assert report(framing, stories).passed
    faulty = plant(framing)
    failures = report(faulty, stories).failures
    assert [each.code for each in failures if each.code == code], failures
    for each in failures:
        section = faulty.section(each.section_key)
        assert section is not None
        assert 0 <= each.start < each.end <= len(section.text)
        assert each.mend.endswith((".", "?"))
        assert each.sentence.endswith(".")


ATTRIBUTED = [
    "Maureen tells it like this: we were terrified and furious at the trust.",
    "Maureen tells it like this: we were terrified. “I had the tablets in a bag and no number to ring.”",
    "Maureen said that we were all furious.",
    "Maureen, bringing her husband home, told us that nobody cared.",
    "Maureen says, we were furious.",
    "Asha still remembers: the whole street was angry.",
    "In Maureen’s own words: we were furious.",
    "What happened next: they would not pick up the phone at all.",
    "Asha says: “I had the tablets in a bag and no number to ring.”",
    "We were furious and we had nobody to turn to, says Maureen.",
    "What would have helped most, Maureen says, is this: a lock on the door.",
    "This is how Asha tells it: they shut the door on us.",
    "Maureen would change one thing first: the manager.",
]  # fmt: skip


@pytest.mark.parametrize("words", ATTRIBUTED)
def test_speech_given_to_a_storyteller_without_their_exact_words_closes_the_gate(words: str) -> None:
    framing, stories = pitch()
    faulty = adding("cause", words)(framing)
    (failure,) = [each for each in report(faulty, stories).failures if each.code == "attribution"]
    section = faulty.section("cause")
    assert section is not None
    assert section.text[failure.start : failure.end].startswith(words[:12])
    assert "exact words in quotation marks" in failure.mend
    assert "say it as yours without" in failure.mend


def test_taking_the_quotation_marks_away_while_the_name_stays_closes_the_gate() -> None:
    framing, stories = pitch()
    section = framing.section("happened")
    assert section is not None
    bare = edited(framing, {"happened": section.text.replace("“", "").replace("”", "")})
    assert "attribution" in {each.code for each in report(bare, stories).failures}


def test_every_lead_in_of_ours_promises_exact_words_to_the_gate() -> None:
    framing, stories = pitch()
    for form in PROMISING:
        words = f"{form.format(name='Maureen', poss='Maureen’s')} they were all furious with the trust."
        failures = report(adding("cause", words)(framing), stories).failures
        assert [each.code for each in failures] == ["attribution"], form
        honest = f"{form.format(name='Maureen', poss='Maureen’s')} “He is all right now.”"
        assert report(adding("cause", honest)(framing), stories).passed, form


def test_an_altered_quote_is_reported_once_whoever_is_said_to_say_it() -> None:
    framing, stories = pitch()
    for words in (
        "Maureen says: “I had the tablets in a bog and no number to ring.”",
        "Maureen said that “I had the tablets in a bog” was the start of it.",
        "“I had the tablets in a bog,” says Maureen.",
    ):
        assert [each.code for each in report(adding("cause", words)(framing), stories).failures] == ["quotes"], words


def test_no_mend_for_a_misquote_advises_taking_the_marks_away() -> None:
    framing, stories = pitch()
    failures = report(adding("happened", "“I wish someone had asked me,” she said.")(framing), stories).failures
    assert failures
    assert all("quotation marks away" not in each.mend for each in failures)


HONEST = {
    "a quote given to its teller after a colon": adding("cause", "Maureen says: “He is all right now.”"),
    "a quote given to its teller after that": adding("cause", "Maureen said that “I had the tablets in a bag” was the start of it."),
    "a teller named in our own telling": adding("cause", "Maureen asked for one number. The wards Maureen told us about are ours."),
    "a quote with a marked cut": adding("happened", "“Friday teatime they rang … I had the tablets in a bag.”"),
    "a shorter quote": with_words("happened", " He said ‘you were right to come’ and drew me a chart.", ""),
    "straight marks and other spaces": adding("loss", '"I had  the tablets\nin a bag" is how it began.'),
    "a quote inside a quote": adding("happened", "She adds: “He said ‘you were right to come’ and drew me a chart.”"),
    "the same figure in other words": adding("statistic", "Just 51 per cent, so more than we thought."),
    "a figure of the source's sample": adding("statistic", "There were 583 people."),
    "an ordinary half and an ordinary one": adding("loss", "Give it half an hour, and one person at a time."),
    "names that hold digits": adding("room", "The 111 team and people with type 1 diabetes should come."),
    "the ask's own date anywhere": adding("loss", "By 23 December 2026 we will know more."),
    "a figure in the ask": lambda framing: compose([pitch()[1][0]], FINANCE, ask=replace(framing.ask, what="try it for 14 days with 6 people"), today=TODAY),
}  # fmt: skip


@pytest.mark.parametrize("edit", HONEST, ids=str)
def test_an_honest_edit_passes_every_gate(edit: str) -> None:
    framing, stories = pitch()
    changed = HONEST[edit](framing)
    assert not report(changed, stories).failures


def test_a_misquote_is_shown_by_its_offsets() -> None:
    framing, stories = pitch()
    faulty = adding("loss", "“Nobody cares,” she said.")(framing)
    (failure,) = report(faulty, stories).failures
    section = faulty.section("loss")
    assert section is not None
    assert section.text[failure.start : failure.end] == "“Nobody cares,”"


def consent_failures(framing: Framing, stories: list[ClearedStory], who: Audience = FINANCE, **when) -> list[Check]:  # type: ignore[no-untyped-def]
    return [each for each in check(framing, stories, who, **when).failures if each.code == "consent"]


def test_a_story_that_was_not_cleared_closes_the_gate() -> None:
    framing, stories = pitch()
    assert consent_failures(framing, stories[:1])
    assert consent_failures(framing, [])


def test_consent_for_another_scope_channel_or_form_closes_the_gate() -> None:
    for use in ({"scope": "S2"}, {"channel": "page"}, {"form": "text"}):
        story = told_to(FINANCE, **use)
        framing = compose([story], FINANCE, today=TODAY)
        assert consent_failures(framing, [story]), use


def test_consent_looked_at_on_another_day_closes_the_gate() -> None:
    framing, stories = pitch()
    assert consent_failures(framing, stories, on=TODAY + timedelta(days=1))


def test_a_framing_for_one_audience_is_not_passed_to_another() -> None:
    framing, stories = pitch()
    assert consent_failures(framing, stories, audience("press"))


def test_a_missing_content_note_or_demo_mark_closes_the_gate() -> None:
    story = told_to(FINANCE, maureen(content_notes=("death",)))
    framing = compose([story], FINANCE, today=TODAY)
    assert check(framing, [story], FINANCE).passed
    assert {each.code for each in check(replace(framing, content_notes=(), synthetic=False), [story], FINANCE).failures} == {
        "content_notes",
        "demo_mark",
    }


ADVICE = {
    "opens_with_people": lambda framing: edited(framing, {"question": "How do we cut the cost of discharge?"}),
    "typical": adding("happened", "This always happens."),
    "cause": adding("cause", "The nurses failed her."),
    "loss": adding("loss", "It is only a rota."),
    "respect": adding("happened", "The vulnerable are hard to reach."),
    "plain": lambda framing: edited(framing, {key.key: " and then we went on and on".join(["We thought"] * 12) + "." for key in framing.sections if key.key != "question"}),
    "reworded": with_words("statistic", "were not given", "were given"),
}  # fmt: skip


@pytest.mark.parametrize("code", ADVICE)
def test_advice_is_given_and_closes_no_gate(code: str) -> None:
    framing, stories = pitch()
    assert code not in {each.code for each in report(framing, stories).advice}
    after = report(ADVICE[code](framing), stories)
    assert code in {each.code for each in after.advice}
    assert all(not each.gate for each in after.advice)


def test_second_hand_sources_are_pointed_out_and_our_own_offers_are_not_called_promises() -> None:
    framing, stories = pitch()
    assert {each.code for each in report(framing, stories).advice} & {"sources_seen", "promises"} == {"sources_seen"}


@pytest.mark.parametrize(
    "words",
    ["We promise that it will work.", "Nobody will lose their post over this.", "This will fix it once and for all.", "I guarantee it."],
)
def test_a_promise_that_nobody_can_keep_is_pointed_out_where_it_stands(words: str) -> None:
    framing, stories = pitch()
    faulty = adding("loss", words)(framing)
    found = [each for each in report(faulty, stories).advice if each.code == "promises"]
    section = faulty.section("loss")
    assert section is not None
    assert found and all(section.text[each.start : each.end].lower() in words.lower() for each in found)


def test_what_a_small_test_is_asked_to_cost_is_no_argument_from_money() -> None:
    who = audience("finance_lead")
    story = told_to(who)
    framing = compose([story], who, frame="small", ask=Ask(what="free £200 of this year's budget for one month"), today=TODAY)
    assert framing.sections[4].key == "ask"
    assert "money_first" not in {each.code for each in check(framing, [story], who).advice}


def test_every_check_says_what_it_looked_at_when_nothing_is_wrong() -> None:
    framing, stories = pitch()
    fine = {each.code: each for each in report(framing, stories).checks if each.ok}
    assert {"consent", "quotes", "figures", "content_notes", "identifiers", "demo_mark"} <= set(fine)
    assert all(each.fine.endswith(".") for each in rules())
