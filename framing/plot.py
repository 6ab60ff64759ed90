"""The parts of a story's plot as quotes: in the teller's words, in order, each with enough before it to be understood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.choosing import LONGEST, mid_thought, of_nobody, points_back, understood, whole_sentence, with_who
from framing.wording import sentences
from stories.consent import ClearedStory

PLOT_LONGEST = 30  # words of each part of the plot, before what it needs to be understood
# A quote that begins so says by itself when it was, or that it follows.
_IN_TIME = re.compile(
    r"^\W*(?:then|so|and|but|next|later|now|when|while|after|before|until|since|by|on|in|at|for|once|eventually|finally|meanwhile|in the end|that (?:night|day|morning|evening)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|"
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|\d+) (?:\w+ )?(?:minutes?|hours?|days?|nights?|weeks?|months?|years?)|"
    r"the (?:next|first|second|third|fourth|fifth|last|same|following) (?:\w+ )?(?:day|night|morning|time|week|month|year))\b",
    re.I,
)


def plot_quotes(story: ClearedStory, leading: str) -> list[tuple[str, str]]:
    """(challenge, choice or outcome; the teller's words for it), each of whole sentences, none said twice.

    `leading` is the quote that was told already. A part that points at what stands before it ("So I did") brings that along; one that speaks of
    somebody whom nothing has named ("I had to tell him") gives way to a moment near it that stands by itself. A story
    without a marked plot gives its first and last sentence; one that may be told whole only gives nothing.
    """
    if story.whole_story_only:
        return []
    parts = [("challenge", story.plot.challenge), ("choice", story.plot.choice), ("outcome", story.plot.outcome)]
    if not any(part and part in story.text for _, part in parts):
        told = sentences(story.text)
        parts = [("challenge", told[0]), ("outcome", told[-1])]
    chosen: dict[str, str] = {}
    for name, part in parts:
        short = _whole_sentences(part, story.text) if part and part in story.text else ""
        if not short or short in leading or (leading and leading in short) or short in chosen.values():
            continue
        told = [story.about, leading, *chosen.values()]
        words = with_who(understood(short, story.text, told[1:]), story.text, told) or _instead(story, short, told)
        if words and not any(words in other or other in words for other in chosen.values()):
            chosen[name] = words
    return list(chosen.items())


def _instead(story: ClearedStory, part: str, told: Sequence[str]) -> str:
    """A marked quote or moment that stands by itself and was not told, the one nearest to `part` in the story; "" when there is none."""
    at = story.text.index(part)
    marked = [*story.quotes, *(moment.quote for moment in story.touchpoints)]
    whole = [words for words in (whole_sentence(quote, story.text) for quote in marked) if 4 <= len(words.split()) <= LONGEST]
    fresh = [words for words in whole if not any(words in other or (other and other in words) for other in told)]
    alone = [words for words in fresh if not (of_nobody(words, told) or mid_thought(words) or points_back(words))]
    return min(alone, key=lambda words: abs(story.text.index(words) - at), default="")


def says_when(words: str) -> bool:
    """Whether a quote follows by itself: it begins with a time, or with a word that goes on."""
    return _IN_TIME.match(words) is not None


def touching(first: str, second: str, text: str) -> str:
    """Both quotes as one, when nothing but space stands between them in `text`; otherwise ""."""
    start = text.find(first)
    end = text.find(second, start + len(first)) if start >= 0 else -1
    return text[start : end + len(second)] if end >= 0 and not text[start + len(first) : end].strip() else ""


def _whole_sentences(part: str, text: str) -> str:
    kept = ""
    for sentence in sentences(part):
        longer = part[: part.index(sentence) + len(sentence)]
        if kept and len(longer.split()) > PLOT_LONGEST:
            break
        kept = longer
    return kept if kept in text and len(kept.split()) <= 60 else ""
