"""What happened, in the teller's words: the quotes follow each other, and what is said between them is what the story says of the moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from framing.choosing import LONGEST, of_nobody, whole_sentence
from framing.figures import figures_in
from framing.model import Sentence
from framing.plot import plot_quotes, says_when, touching
from framing.questions import times_said
from framing.quoting import nested, quote_sentence, sayable
from framing.sayings import FIRST, STAYED, TRIED, TURNED
from framing.sections import section
from framing.sections.brief import Brief
from framing.wording import open_ended, upper_first
from stories.consent import ClearedStory
from stories.story import Touchpoint

MOST_MOMENTS = 3  # more of them in a talk
_THEIR_OWN = re.compile(r"\b(?:i|me|my|we|us|our|you|your)\b|[:;?!“”\"…]", re.I)


@section("about", heading="", order=35)
def about(brief: Brief) -> tuple[Sentence, ...]:
    """For a change, what was tried, before anything builds on it."""
    words = tried(brief)
    if not words:
        return ()
    by = brief.person.called if sayable(words) else ""
    before = "" if by else brief.say("tried", TRIED)
    return (quote_sentence(brief.story, words, before=before, by=by, template="about.tried"),)


def _moment(brief: Brief) -> str:
    """A time of day that the story names in the words told here ("A Friday teatime"): what it is headed with."""
    told = " ".join([brief.quote, *(words for _, words in plot_quotes(brief.story, brief.quote))])
    return upper_first(next(iter(times_said(told)), ""))


@section("happened", heading="What happened", order=40, headed=_moment)
def happened(brief: Brief) -> tuple[Sentence, ...]:
    """Challenge, choice and outcome, each in the teller's words. At most one line of ours leads in to words; others follow by themselves."""
    parts = _in_order(brief)
    if not parts:
        return ()
    opens = brief.one_of("opens", ("says", "leads", "says last"))
    if (opens == "says" and not sayable(parts[0].words[0])) or (opens == "says last" and not sayable(parts[-1].words[0])):
        opens = "leads"
    said: list[Sentence] = []
    for place, part in enumerate(parts):
        first, ends = place == 0, place == len(parts) - 1
        tagged = (first and opens == "says") or (ends and opens == "says last")
        before = ""
        if opens == "leads":
            before = brief.say("first", FIRST) if first else ""
        elif ends and not first and not tagged:
            before = _leading_to_the_end(brief, part.words[-1])
        by = brief.person.called if tagged else ""
        apart = place > 0 and not before  # two quotes with nothing between them stand in two paragraphs
        said.append(quote_sentence(brief.story, *part.words, before=before, by=by, template=f"happened.{part.name}", new_paragraph=apart))
    return tuple(said)


@section("moments", heading="More of the day", order=42)
def moments(brief: Brief) -> tuple[Sentence, ...]:
    """For a talk: up to three more moments of the story, in the order they were told, in the teller's words."""
    if brief.story.whole_story_only:
        return ()
    told = [brief.quote, *(words for _, words in plot_quotes(brief.story, brief.quote))]
    said: list[Sentence] = []
    for moment in sorted(brief.story.touchpoints, key=lambda moment: brief.story.text.find(moment.quote)):
        words = whole_sentence(moment.quote, brief.story.text)
        fresh = words and not any(words in other or other in words for other in told)
        if fresh and 6 <= len(words.split()) <= LONGEST and len(said) < MOST_MOMENTS and not of_nobody(words, [brief.story.about, *told]):
            told.append(words)
            lead = as_lead(moment)
            said.append(quote_sentence(brief.story, words, before=lead, template="moments.quote", new_paragraph=bool(said) and not lead))
    return tuple(said)


def tried(brief: Brief) -> str:
    """The teller's words for the change that was tried; "" when this is no change story or the lead quote says it."""
    return dict(plot_quotes(brief.story, brief.quote)).get("choice", "") if brief.story.kind == "change" else ""


@dataclass(frozen=True, slots=True)
class _Part:
    """Words that stand in one quote, cuts between them."""

    name: str
    words: tuple[str, ...]


def _in_order(brief: Brief) -> list[_Part]:
    """The plot in the order in which it stands in the story. Words that follow by themselves ("Then I rang") stand in one quote with those
    before them, while it stays short."""
    told = [part for part in plot_quotes(brief.story, brief.quote) if part[1] != tried(brief)]  # that stands above
    told.sort(key=lambda part: brief.story.text.index(part[1]))
    parts: list[_Part] = []
    for place, (name, words) in enumerate(told):
        ends = place == len(told) - 1
        together = _together(brief, parts[-1].words, words, ends=ends) if parts else ()
        if together:
            parts[-1] = replace(parts[-1], name=name, words=together)
        else:
            parts.append(_Part(name, (words,)))
    return parts


def _together(brief: Brief, before: tuple[str, ...], words: str, *, ends: bool) -> tuple[str, ...]:
    """What one quote holds when `words` go on from those `before`: neighbours as one stretch, others with a cut; () when they stand apart."""
    if sum(len(each.split()) for each in (*before, words)) > LONGEST:
        return ()
    if whole := touching(before[-1], words, brief.story.text):
        return (*before[:-1], whole)
    marks = "‘" in nested(" ".join([*before, words]))
    follows = says_when(words) or (not ends and brief.one_of("cut", (True, False)))
    return (*before, words) if follows and not marks else ()


def _leading_to_the_end(brief: Brief, words: str) -> str:
    """What leads in to the words that end a story: what the story calls the moment, else how it turned, where that is marked; "" when they
    say when they were, and beside a death."""
    if says_when(words):
        return ""
    moment = next((each for each in brief.story.touchpoints if each.quote and (each.quote in words or words in each.quote)), None)
    if moment and (lead := as_lead(moment)):
        return lead
    turn = "" if brief.story.content_notes else turned(brief.story, words)
    return brief.say("outcome", TURNED if turn == "good" else STAYED) if turn else ""


def as_lead(moment: Touchpoint) -> str:
    """What a story calls one of its moments, to stand before its words ("The call on Thursday:"); "" when that would not stand in a
    sentence of ours: spoken by the teller, with a figure, or long."""
    called = open_ended(moment.moment)
    fits = 2 <= len(called.split()) <= 9 and not _THEIR_OWN.search(called) and not figures_in(called)
    return f"{upper_first(called)}:" if fits else ""


def turned(story: ClearedStory, outcome: str) -> str:
    """ "good" when a story that was hard comes out well, "poor" when it stays hard, "" when nothing marked says so."""
    marked = [moment.polarity for moment in story.touchpoints if moment.quote and (moment.quote in outcome or outcome in moment.quote)]
    hard = any(moment.polarity == "poor" for moment in story.touchpoints)
    return marked[-1] if hard and marked and marked[-1] in ("good", "poor") else ""
