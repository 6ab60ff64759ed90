"""What a page is made of: stretches of the story that can be followed, its own moments and things, and few sentences that another page has too."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from framing_builders import FINANCE, TODAY, audiences, demo_drafts, framed, linked, maureen, some_evidence, text, told_to, what_works
from planted_framings import behind

from framing.audiences import audience
from framing.checks import check
from framing.composer import compose
from framing.model import Framing
from framing.phrases import MEASURES
from framing.plot import plot_quotes
from framing.quoting import quoted_spans
from framing.sections.invitation import measure_for
from framing.stretches import LONGEST, around, begun_afresh, loose_ends, stretches
from framing.things import THINGS, turns_on
from stories.story import Plot, ThemeMark, Touchpoint

MOST_ALIKE = 6  # of 24 pages, on which one sentence of ours may stand word for word
ARRANGED = ("question", "value.", "loss.", "reply", "ask.first_step")  # the audience's own, and the question that opens every page


def pages() -> list[tuple[str, Framing]]:
    """24 pages: every third demo story, each for another audience and frame in turn."""
    made = []
    for number, (id, draft) in enumerate(demo_drafts()[::3] + demo_drafts()[1::23]):
        who = audiences()[number % len(audiences())]
        story = told_to(who, draft, id=id, evidence=behind(id))
        made.append((id, compose([story], who, frame=("person", "have", "small")[number % 3], today=TODAY)))
    return made[:24]


def test_no_joining_sentence_stands_word_for_word_on_more_than_a_quarter_of_the_pages() -> None:
    made = pages()
    assert len(made) == 24
    seen: Counter[str] = Counter()
    for _, framing in made:
        seen.update(
            {
                sentence.text
                for section in framing.sections
                for sentence in section.sentences
                if sentence.provenance.kind == "template" and not sentence.provenance.template.startswith(ARRANGED)
            }
        )
    said, times = seen.most_common(1)[0]
    assert times <= MOST_ALIKE, (times, said)


def test_the_words_a_page_opens_with_can_be_followed_by_somebody_who_has_read_only_who_speaks() -> None:
    clear = 0
    for id, framing in pages():
        section = framing.section("person")
        assert section is not None
        intro, quote = (next(n for n, one in enumerate(section.sentences) if one.provenance.kind == kind) for kind in ("template", "quote"))
        early = " ".join(one.text for each in framing.sections[: framing.sections.index(section)] for one in each.sentences)
        assert intro < quote or "(demo story)" in early, id
        words = quoted_spans(section.sentences[quote].text)[0].words
        story = told_to(FINANCE, dict(demo_drafts())[id], id=id)
        place = section.sentences[quote].provenance
        clear += loose_ends(story.text[place.start : place.end], story.text) < 1.1
        assert not re.match(r"(?:and|but|so|or|because|which|then|he|she|they|it)\b", words, re.I), (id, words)
    assert clear >= 22, clear


def test_what_is_counted_comes_from_what_the_story_turns_on_else_from_its_theme() -> None:
    for id, draft in demo_drafts():
        story = told_to(FINANCE, draft, id=id)
        thing = turns_on(story)
        assert measure_for(story) == thing.counted if thing else measure_for(story) in MEASURES.values(), id
        assert thing is None or thing.found.search(f"{draft.single_change} {draft.wish} {draft.title} {draft.text}"), id
    plain = told_to(
        FINANCE,
        maureen(title="Tea", text="I had tea.", quotes=(), plot=Plot(), single_change="", wish="", themes=(ThemeMark("manner", "poor"),)),
    )
    assert turns_on(plain) is None and measure_for(plain) == MEASURES["manner"]


@pytest.mark.parametrize(
    ("change", "thing"),
    [
        ("One telephone number that somebody answers.", "number"),
        ("A letter in plain words.", "letter"),
        ("Somebody to put it at the front of my notes.", "notes"),
        ("Cover for the weekend.", "cover"),
    ],
)
def test_a_story_turns_on_what_its_teller_would_change(change: str, thing: str) -> None:
    themes = tuple(ThemeMark(code, "poor") for code in ("contacting", "information", "records", "staffing"))
    found = turns_on(told_to(FINANCE, maureen(single_change=change, wish="", title="A day", themes=themes)))
    assert found is THINGS[thing]


SIGN = (
    "I sat in the corridor with her lunch on my lap, and my mother told them she was fine.\n\n"
    "I passed my telephone in to the doctor with a list of what she could not do. They cut the dose that day.\n\n"
    "There was a sign on the door that said one patient, one chair."
)


def test_what_the_ask_speaks_of_has_been_told_before_it_is_asked_for() -> None:
    plot = Plot("I sat in the corridor with her lunch on my lap", "I passed my telephone in to the doctor", "They cut the dose that day.")
    told = framed(draft=maureen(text=SIGN, quotes=(), plot=plot, single_change="Taking one sign off one door.", wish=""))
    page = " ".join(section.text for section in told.sections)
    assert "There was a sign on the door" in page[: page.index("Taking one sign off one door")]


def test_what_happened_is_told_in_the_order_of_the_story_and_nothing_twice() -> None:
    for id, draft in demo_drafts():
        story = told_to(FINANCE, draft, id=id)
        parts = [words for _, words in plot_quotes(story, wanting=story.single_change)]
        places = [(story.text.index(words), story.text.index(words) + len(words)) for words in parts]
        assert places == sorted(places) and all(end <= start for (_, end), (start, _) in pairwise(places)), id
        assert all(len(words.split()) <= LONGEST for words in parts), id


def test_a_stretch_is_whole_sentences_of_one_paragraph_and_brings_what_it_needs_to_be_followed() -> None:
    words = "The letter came on a Friday. It had no name on it. So I rang.\n\nNobody answered. I rang again."
    assert all("\n\n" not in each.words and each.words[-1] == "." for each in stretches(words))
    assert around("It had no name on it.", words, (), roomy=False).startswith("The letter came on a Friday. It had no name on it.")
    assert around("I rang again.", words, ("I rang again.",)) == ""
    assert begun_afresh("So I rang.") == "I rang." and begun_afresh("So we rang.") == "So we rang."


@pytest.mark.parametrize(
    ("alone", "loose"),
    [
        ("I had the tablets in a bag.", "I had them in it."),
        ("I read the letter at the table.", "I had never read one down to the bottom."),
        ("I rang the ward on Friday.", "So I rang the ward on Friday."),
        ("My daughter sat with a nurse, and I told her.", "I told her."),
    ],
)
def test_words_that_point_at_what_nothing_has_named_have_loose_ends(alone: str, loose: str) -> None:
    assert loose_ends(alone, alone) < 0.5 <= loose_ends(loose, loose)


def test_a_telling_is_headed_with_the_title_that_its_teller_gave_it() -> None:
    happened = framed().section("happened")
    assert happened is not None and happened.heading == "“Eleven boxes and no number”"
    same = framed(draft=maureen(title="I had the tablets in a bag and no number to ring")).section("happened")
    assert same is not None and same.heading == "The third night"
    long = framed(draft=maureen(title=f"Names in felt tip: {'one ward and one mobile and ' * 4}a drawer")).section("happened")
    assert long is not None and long.heading == "“Names in felt tip”"
    foreign = framed(draft=maureen(language="pl")).section("happened")
    assert foreign is not None and "“" not in foreign.heading


def test_a_moment_that_went_well_is_told_where_it_stands_in_the_story_and_needs_no_section_of_its_own() -> None:
    words = "The porter held my hand in the lift and told me a joke about a duck."
    good = Touchpoint("in_hospital", "In the lift", words, "relieved", "good", 3)
    draft = maureen(text=f"{maureen().text}\n\n{words}", touchpoints=(good,))
    framing = framed(draft=draft)
    assert words in text(framing, "happened") and text(framing, "happened").endswith(f"In the lift: “{words}”")
    assert framing.section("works") is None
    assert framed(draft=maureen(touchpoints=())).section("works") is not None


def test_what_helped_elsewhere_is_brought_only_where_it_bears_on_the_story() -> None:
    figure = linked(some_evidence(id="F"))
    near = linked(what_works(), relation="works", scope="analogous")
    far = linked(what_works(themes=("food_drink",)), relation="works", scope="analogous")
    assert "1,885" in text(framed(evidence=[figure, near]), "works")
    assert "1,885" not in text(framed(evidence=[figure, far]), "works")
    assert "1,885" in text(framed(evidence=[far]), "works"), "better than no figure"
    assert framed(evidence=[figure, far], frame="have").sections[3].key == "person", "what has helped leads only where something has"
    tried = maureen(kind="change", outcome="worked", learned="Begin small.")
    assert "1,885" not in text(framed(evidence=[figure, near], draft=tried), "works")
    here = linked(what_works(), relation="works", scope="same_service")
    assert "1,885" in text(framed(evidence=[figure, here], draft=tried), "works")


def test_people_who_have_lived_it_are_heard_and_not_handed_the_work() -> None:
    lived = [who for who in audiences() if who.lived_experience]
    assert {who.kind for who in lived} == {"patients_and_carers", "public"}
    for who in lived:
        room = compose([told_to(who, draft) for _, draft in demo_drafts()[:1]], who, today=TODAY).section("room")
        assert room is not None and "help you carry" not in room.text and re.search(r"for others|falls to others|not for you", room.text)


def test_those_who_can_try_it_hear_how_it_ends_if_it_does_not_help_in_words_of_what_the_story_turns_on() -> None:
    board, press = audience("board"), audience("press")
    for who in (board, press):
        story = told_to(who)
        thing, loss = turns_on(story), compose([story], who, today=TODAY).section("loss")
        assert thing is not None and thing.key == "number" and loss is not None
        assert (loss.sentences[-1].text == thing.back) == (who is board)
        assert "comes off the page again" in thing.back
    assert len({each.back for each in THINGS.values()}) == len(THINGS), "no two things go back in the same words"
    assert all(each.back.startswith("If ") and each.back.endswith(".") for each in THINGS.values())


def test_how_sure_a_figure_is_stands_with_its_source_and_not_after_it() -> None:
    sure = some_evidence(kind="national_survey", badge="A", publisher="NHS England")
    assert "NHS England, national survey, 2023;" in text(framed(evidence=[linked(sure)]), "statistic")
    named = replace(sure, kind="clinical_audit", publisher="National Diabetes Audit")
    assert "National Diabetes Audit, 2023;" in text(framed(evidence=[linked(named)]), "statistic"), "the name says it"
    assert "survey" not in text(framed(evidence=[linked(replace(sure, badge="B"))]), "statistic").split("(")[1].split(")")[0]


def test_a_page_says_why_a_figure_stands_beside_this_story_in_the_words_of_whoever_linked_them() -> None:
    why = "Two of Maureen’s three nights went by on that bag, and about half of those who answered had the same one."
    page = framed(evidence=[linked(some_evidence(), rationale=why)])
    typical = page.section("typical")
    assert typical is not None and typical.sentences[-1].text == why
    assert typical.sentences[-1].provenance.evidence_id == some_evidence().id
    assert check(page, [told_to(FINANCE, evidence=[linked(some_evidence(), rationale=why)])], FINANCE).passed
    assert len(framed(evidence=[linked(some_evidence(), rationale="Same moment.")]).section("typical").sentences) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("why", "stands"),
    [
        ("On the third night they went back, as about half of these people might have.", True),  # the story's night, and 51% said plainly
        ("Nine out of ten people went home with nothing, as she did.", False),
        ("It was the same for 4,000 people that winter, as it was for her.", False),
    ],
)
def test_a_reason_for_a_link_counts_what_the_story_or_the_evidence_counts_and_nothing_else(why: str, stands: bool) -> None:
    evidence = [linked(some_evidence(), rationale=why)]
    failed = {each.code for each in check(framed(evidence=evidence), [told_to(FINANCE, evidence=evidence)], FINANCE).failures}
    assert failed == (set() if stands else {"figures"})
