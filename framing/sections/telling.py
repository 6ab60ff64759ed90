"""What happened, in the teller's words and order: stretches of the story, and at most one line of ours, which is the story's own name for a moment."""

from __future__ import annotations

import re

from framing.choosing import whole_sentence
from framing.figures import figures_in
from framing.model import Sentence
from framing.plot import says_when, touching
from framing.questions import times_said
from framing.quoting import nested, quote_sentence, sayable
from framing.sections import section
from framing.sections.brief import Brief
from framing.stretches import LONGEST, of_nobody
from framing.wording import open_ended, upper_first
from stories.story import Touchpoint

MOST_MOMENTS = 3  # more of them in a talk
_THEIR_OWN = re.compile(r"\b(?:i|me|my|we|us|our|you|your)\b|[:;?!“”\"…]", re.I)


LONGEST_TITLE = 16  # words of a story's title that can stand as a heading


def _title(brief: Brief) -> str:
    """The story's own title, which its telling is headed with, or what stands before its colon where it is long; else a time of day that it
    names ("A Friday teatime"); "" for neither."""
    title, told = brief.story.title.strip(), " ".join([brief.quote, *brief.telling])
    if len(title.split()) > LONGEST_TITLE:
        title = title.split(": ")[0]
    if len(title.split()) > 1 and open_ended(title) not in told and not brief.story.foreign and len(title.split()) <= LONGEST_TITLE:
        return f"“{nested(title)}”"
    return upper_first(next(iter(times_said(told)), ""))


@section("happened", heading="What happened", order=40, headed=_title)
def happened(brief: Brief) -> tuple[Sentence, ...]:
    """The plot as stretches of the story, in its order, and what the teller's ask needs to be understood."""
    parts = _told(brief)
    by = next((place for place, words in enumerate(parts) if sayable(words) and not sayable(words).endswith("?")), None)
    led = _led(brief, parts)
    return tuple(
        quote_sentence(
            brief.story,
            words,
            before=led if place == len(parts) - 1 else "",
            by=brief.person.called if place == by and not (led and place == len(parts) - 1) else "",
            template="happened.good" if _went_well(brief, words) else "happened.part",
            new_paragraph=place > 0,
        )
        for place, words in enumerate(parts)
    )


@section("moments", heading="More of the day", order=42)
def moments(brief: Brief) -> tuple[Sentence, ...]:
    """For a talk: up to three more moments of the story, in the order they were told, in the teller's words."""
    if brief.story.whole_story_only:
        return ()
    told = [brief.quote, brief.tried, *_told(brief)]
    said: list[Sentence] = []
    for moment in sorted(brief.story.touchpoints, key=lambda moment: brief.story.text.find(moment.quote)):
        words = whole_sentence(moment.quote, brief.story.text)
        fresh = words and not any(other and (words in other or other in words) for other in told)
        if fresh and 6 <= len(words.split()) <= LONGEST and len(said) < MOST_MOMENTS and not of_nobody(words, [brief.story.about, *told]):
            told.append(words)
            lead = as_lead(moment)
            said.append(quote_sentence(brief.story, words, before=lead, template="moments.quote", new_paragraph=bool(said) and not lead))
    return tuple(said)


def _went_well(brief: Brief, words: str) -> bool:
    """Whether a moment that was marked as good stands in `words`."""
    return any(moment.polarity == "good" and moment.quote in words for moment in brief.story.touchpoints)


def _told(brief: Brief) -> list[str]:
    """The stretches of the telling, neighbours as one where they are short enough for one quote."""
    parts: list[str] = []
    for words in brief.telling:
        whole = touching(parts[-1], words, brief.story.text) if parts else ""
        if whole and len(whole.split()) <= LONGEST:
            parts[-1] = whole
        else:
            parts.append(words)
    return parts


def _led(brief: Brief, parts: list[str]) -> str:
    """What the story calls the moment of its last part, to lead in to it; "" when those words say when they were."""
    if len(parts) < 2 or says_when(parts[-1]):
        return ""
    moment = next((each for each in brief.story.touchpoints if each.quote and each.quote in parts[-1]), None)
    return as_lead(moment) if moment else ""


def as_lead(moment: Touchpoint) -> str:
    """What a story calls one of its moments, to stand before its words ("The call on Thursday:"); "" when that would not stand in a
    sentence of ours: spoken by the teller, with a figure, or long."""
    called = open_ended(moment.moment)
    fits = 2 <= len(called.split()) <= 9 and not _THEIR_OWN.search(called) and not figures_in(called)
    return f"{upper_first(called)}:" if fits else ""
