"""Every audience with every demo story, read for what gives away that a page was filled in: slots, articles, doubled words, lines said twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from framing_builders import TODAY, audiences, demo_drafts, linked, shapes_of_evidence, told_to
from planted_framings import behind

from framing.composer import compose
from framing.frames import frames
from framing.lengths import LENGTHS
from framing.model import Audience, Framing
from framing.quoting import quoted_spans

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
    "the name of the service in the service": re.compile(r"\bteam in one \w+ team\b|\bin in\b|\bby by\b", re.I),
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
        said = " ".join(each.text for each in section.sentences if each.provenance.kind != "evidence")
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
