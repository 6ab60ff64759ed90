"""Every audience with every demo story, read for what gives away that a page was filled in: slots, articles, doubled words, lines said twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, shapes_of_evidence, told_to
from planted_framings import behind

from framing.composer import compose
from framing.figures import figures_in
from framing.frames import frames
from framing.lengths import LENGTHS
from framing.lines import lines_of
from framing.model import Audience, Framing
from framing.quoting import quoted_spans
from framing.rubric.plain import reading_age
from framing.sayings import PROMISING

WRONG = {
    "a slot": re.compile(r"[{}]|\bNone\b|\[\]|<[a-z]"),
    "a word said twice": re.compile(r"\b(\w+) \1\b(?<!that that)(?<!had had)", re.I),
    "a before a vowel": re.compile(r"\ba (?=[aeiou](?!ne\b|nce\b|ni|se|u))", re.I),
    "an before a consonant": re.compile(r"\ban (?=[bcdfgjklpqtvwxyz])", re.I),
    "a space before a mark": re.compile(r" [.,;:?!]"),
    "two marks": re.compile(r"[.,;:]{2,}|\?\.|\.\?|!\."),
    "two spaces": re.compile(r"\S  +\S"),
    "a verb that does not agree": re.compile(
        r"\b(?:people|families|they|we|you|wards|figures) (?:is|was|has|does)\b|\b(?:he|she|it) (?:are|were|have|do)\b", re.I
    ),
    "a possessive of its own": re.compile(r"\bthe \w+’s’s|’’|s’s\b"),
    "a sentence that starts small": re.compile(r"(?<=[.!?] )[a-z]"),
    "an article twice": re.compile(r"\b(?:a|an|the) (?:a|an|the)\b", re.I),
    "two quotes side by side": re.compile(r"“…” “…”"),
    "a name said twice running": re.compile(r"(?:says|asks) (\w+)\. \1 (?!(?:is|was|has)\b)"),
    "a lead with nothing after it": re.compile(r":(?:\s*$|\s*\n)"),
    "the name of the service in the service": re.compile(r"\bteam in one \w+ team\b|\bin in\b|\bby by\b", re.I),
}
# In the sentences themselves, quotes and sources included.
WRONG_AS_SET = {
    "no comma before whose words they are": re.compile(r"[^,?!]” (?:says|asks) "),
    "a cut where a quote begins": re.compile(r"“… "),
    "brackets in brackets": re.compile(r"\([^()]*\("),
    "a clause that stops before its verb": re.compile(r"(?:^|that )(?:of|among) [\d,]+[^,;]*(?:\(|\.$)", re.I),
    "a large letter in the middle": re.compile(r", that (?:A|An|Just|Nearly|About|Over|Fewer|More|One|Half|The|This) "),
    "a number of a kind": re.compile(r"\b\d+ in \d+ (?:\([^)]*\) )?of (?!the|these|those|them|all|our|their|us)\w"),
}
SAID_TWICE = 7  # words in a row of ours that may not come again in another section


def told(who: Audience, number: int, id: str, frame: str, length: str = "page") -> Framing:
    drafts = dict(demo_drafts())
    ids = [id, *(list(drafts)[(number + step) % len(drafts)] for step in range(1, 1 + number % 3))]
    shapes = shapes_of_evidence()
    stories = [
        told_to(
            who, drafts[each], id=each, evidence=behind(each) or tuple(linked(item.evidence, each) for item in shapes[number % len(shapes)])
        )
        for each in ids
    ]
    return compose(stories, who, frame=frame, length=length, today=TODAY)


def ours(framing: Framing) -> list[tuple[str, str]]:
    """Each section's words of ours, with “…” for each quote; the exact words of sources left out."""
    found = []
    for section in framing.sections:
        said = "".join(
            f"{chr(10) * 2 if each.new_paragraph else ' '}{each.text}" for each in section.sentences if each.provenance.kind != "evidence"
        ).strip()
        for span in reversed(quoted_spans(said)):
            said = f"{said[: span.start]}“…”{said[span.end :]}"
        found.append((section.key, said))
    return found


@pytest.mark.parametrize("who", audiences(), ids=lambda who: who.key)
def test_nothing_on_a_page_gives_away_that_it_was_filled_in(who: Audience) -> None:
    drafts = dict(demo_drafts())
    assert len(drafts) >= 60
    for number, id in enumerate(drafts):
        frame = ("person", "have", "small")[number % 3]
        framing = told(who, number, id, frame, list(LENGTHS)[number % len(LENGTHS)])
        for key, words in ours(framing):
            found = {name: match.group() for name, pattern in WRONG.items() if (match := pattern.search(words))}
            assert not found, (who.key, id, frame, key, found, words)
        for section in framing.sections:
            for sentence in section.sentences:
                found = {name: match.group() for name, pattern in WRONG_AS_SET.items() if (match := pattern.search(sentence.text))}
                assert not found, (who.key, id, frame, section.key, found, sentence.text)


@pytest.mark.parametrize("who", audiences()[::3], ids=lambda who: who.key)
def test_no_section_says_again_what_another_has_said(who: Audience) -> None:
    for number, id in enumerate(dict(demo_drafts())):
        runs: Counter[str] = Counter()
        for _, words in ours(told(who, number, id, ("person", "have", "small")[number % 3])):
            parts = re.findall(r"[\w’']+|…", words.lower())
            runs.update(
                {" ".join(parts[n : n + SAID_TWICE]) for n in range(len(parts) - SAID_TWICE + 1) if "…" not in parts[n : n + SAID_TWICE]}
            )
        again = {run for run, times in runs.items() if times > 1}
        assert not again, (who.key, id, again)


def test_the_three_frames_begin_with_different_words_of_the_same_person() -> None:
    who = audiences()[0]
    drafts = dict(demo_drafts())
    different = 0
    for id, draft in drafts.items():
        story = told_to(who, draft, id=id, evidence=behind(id))
        openings = {
            tuple(" ".join(section.text for section in compose([story], who, frame=frame.key, today=TODAY).sections[2:4]).split()[:25])
            for frame in frames([story], who)
        }
        different += len(openings) == 3
    assert different >= 0.6 * len(drafts), different


SAME_FOR_ONE_AUDIENCE = (
    "question",
    "value",
    "loss",
    "reply",
    "replies",
)  # what this audience cares about, fears and asks is the same with each story


def own_sentences(framing: Framing, *, but: tuple[str, ...] = ()) -> set[str]:
    """Our own sentences of a page, with names and places taken out: what somebody who reads two pages would know again."""
    return {
        re.sub(r"“[^”]*”|\b[A-Z][\w’áéíâô]+", "…", sentence.text)
        for section in framing.sections
        if section.key not in but
        for sentence in section.sentences
        if sentence.provenance.kind == "template" and not sentence.provenance.template.startswith(("person.", "voices.", "works.intro"))
    }


def test_the_three_frames_of_a_story_share_hardly_a_sentence_of_ours_but_what_belongs_to_the_audience() -> None:
    for number, id in enumerate(dict(demo_drafts())):
        who = audiences()[number % len(audiences())]
        pages = [
            own_sentences(told(who, 3 * number, id, frame), but=(*SAME_FOR_ONE_AUDIENCE, "ask")) for frame in ("person", "have", "small")
        ]
        for one, other in ((0, 1), (0, 2), (1, 2)):
            assert len(pages[one] & pages[other]) <= 1, (who.key, id, pages[one] & pages[other])


def test_two_pages_for_one_audience_share_few_sentences_of_ours() -> None:
    drafts = list(dict(demo_drafts()))
    for who in audiences()[::2]:
        pages = [own_sentences(told(who, 3 * number, id, "person")) for number, id in enumerate(drafts[::6])]
        shares = [len(one & other) / min(len(one), len(other)) for place, one in enumerate(pages) for other in pages[place + 1 :]]
        assert sum(shares) / len(shares) <= 0.25, (who.key, sum(shares) / len(shares))


def test_no_lead_in_stands_twice_on_a_page() -> None:
    for number, id in enumerate(dict(demo_drafts())):
        who = audiences()[number % len(audiences())]
        page = " ".join(words for _, words in ours(told(who, number, id, ("person", "have", "small")[number % 3], "talk")))
        for form in PROMISING:
            said = form.format(name=r"[\w’]+(?: [\w’]+)?", poss=r"[\w’]+(?: [\w’]+)?’s?")
            assert len(re.findall(rf"(?<!\w){said}", page)) <= 1, (who.key, id, form, page)


def test_what_a_person_says_leads_and_never_a_statistic() -> None:
    for id, draft in demo_drafts():
        who = audiences()[len(id) % len(audiences())]
        for frame in ("person", "have", "small"):
            section = compose([told_to(who, draft, id=id)], who, frame=frame, today=TODAY).section("person")
            assert section is not None
            words = " ".join(one.text for one in section.sentences if one.provenance.kind == "quote")
            assert not [f for f in figures_in(words) if f.sort in ("percent", "ratio")], section.text


def test_no_page_opens_in_the_middle_of_a_thought() -> None:
    for number, (id, draft) in enumerate(demo_drafts()):
        for who in audiences()[number % 3 :: 3]:
            for frame in ("person", "have", "small"):
                section = compose([told_to(who, draft, id=id)], who, frame=frame, today=TODAY).section("person")
                assert section is not None
                words = next(one.text for one in section.sentences if one.provenance.kind == "quote")
                assert not re.match(r"“(?:or|and|but|so|because|which|then|nor|yet|he|she|they|it|him|her|them)\b", words, re.I), (
                    id,
                    who.key,
                    words,
                )
                assert not re.match(r"“(?:this|that|these|those) (?:was|is|were|are|one|man|woman)\b", words, re.I), (id, who.key, words)


LABEL = re.compile(r"(?:“…”|^|\n\n|[.?!] )\s*((?:[^.?!:“”]+):) “…”")


def test_a_telling_has_at_most_one_line_of_ours_that_brings_words() -> None:
    for number, id in enumerate(dict(demo_drafts())):
        for frame in ("person", "have", "small"):
            who = audiences()[number % len(audiences())]
            page = dict(ours(told(who, 3 * number, id, frame)))
            labels = [label for key in ("person", "about", "happened") for label in LABEL.findall(page.get(key, ""))]
            assert len(labels) <= 1, (id, frame, labels)


def test_what_we_compose_ourselves_can_be_read_at_the_age_we_ask_of_others() -> None:
    who = audiences()
    ages = []
    for number, id in enumerate(dict(demo_drafts())):
        framing = told(who[number % len(who)], 3 * number, id, ("person", "have", "small")[number % 3])
        # Why a figure stands there is in the words of whoever linked it.
        ages.append(reading_age([line for line in lines_of(framing) if line.words and not line.origin.says_why]))
    assert max(ages) <= 12.5
    assert sorted(ages)[len(ages) // 2] <= 11
    assert sum(age > 11 for age in ages) <= 0.2 * len(ages)
