"""The telling: what was hard, what was done and what came of it, in the teller's words and order, with enough around each to be followed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.choosing import marked_in, whole_sentence
from framing.stretches import LONGEST, around, begun_afresh, loose_ends, of_nobody
from framing.wording import content_words, sentences
from stories.consent import ClearedStory

MOST_PARTS, MOST_WORDS = 4, 112  # stretches in a telling, and words in all of them
_SHORT = 12  # words, below which something told in place of something else says little
_SPECIFIC = 4  # letters, from which a word that is asked for can be a thing ("sign", "door")
# A quote that begins so says by itself when it was, or that it follows.
_IN_TIME = re.compile(
    r"^\W*(?:then|so|and|but|next|later|now|when|while|after|before|until|since|by|on|in|at|for|once|eventually|finally|meanwhile|in the end|that (?:night|day|morning|evening)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|"
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|forty|\d+) (?:\w+ )?(?:minutes?|hours?|days?|nights?|weeks?|months?|years?)|"
    r"the (?:next|first|second|third|fourth|fifth|last|same|following) (?:\w+ )?(?:day|night|morning|time|week|month|year))\b",
    re.I,
)


def plot_quotes(story: ClearedStory, *leading: str, wanting: str = "", most: int = MOST_WORDS) -> list[tuple[str, str]]:
    """(challenge, choice or outcome; a stretch of the story that holds it), in the order of the story, nothing told twice.

    `leading` are words that were told already; `most` how many words there is room for; `wanting` what the teller asks for: when its things ("one sign off one door") stand nowhere yet, the
    sentence that tells of them joins as `why`. Where there is room, a moment that went well joins as `good`. A part that speaks of
    somebody whom nothing has named ("I had to tell him") gives way to what stands near it. A story without a marked plot gives its first and last
    sentence; one that may be told whole only gives nothing.
    """
    if story.whole_story_only:
        return []
    chosen = _parts(story, leading, most, roomy=True)
    why = _why(story, wanting, [*leading, *chosen.values()]) if wanting else ""
    if why and _words([*chosen.values(), why]) > most:
        chosen = _parts(story, leading, most, roomy=False)
        whys = [_why(story, wanting, [*leading, *chosen.values()], roomy=roomy) for roomy in (True, False)]
        why = next((words for words in whys if _words([*chosen.values(), words]) <= most), "")
    if why and _words([*chosen.values(), why]) <= most:
        chosen["why"] = why
    good = _good(story, [*leading, *chosen.values()])
    if good and len(chosen) < MOST_PARTS and _words([*chosen.values(), good]) <= most:
        chosen["good"] = good
    return [(name, begun_afresh(words)) for name, words in sorted(chosen.items(), key=lambda item: story.text.index(item[1]))]


def _parts(story: ClearedStory, leading: Sequence[str], most: int, *, roomy: bool) -> dict[str, str]:
    """The marked parts of the plot, each as a stretch; as short as it can be understood unless `roomy`."""
    parts = [("challenge", story.plot.challenge), ("choice", story.plot.choice), ("outcome", story.plot.outcome)]
    if not any(part and part in story.text for _, part in parts):
        told = sentences(story.text)
        parts = [("challenge", told[0]), ("outcome", told[-1])]
    marked = marked_in(story)
    chosen: dict[str, str] = {}
    for name, part in parts:
        heard = [*leading, *chosen.values()]
        if not part or part not in story.text or _stands_in(part, heard, story.text):
            continue
        words = around(whole_sentence(part, story.text) or part, story.text, heard, marked=marked, roomy=roomy)
        hidden = of_nobody(words, [story.about, *heard])
        words = _nearby(part, story, heard) if hidden else words or _shorter(part, story.text, heard)
        if words and _words([*chosen.values(), words]) <= most:
            chosen[name] = words
    return chosen


def _good(story: ClearedStory, told: Sequence[str]) -> str:
    """The strongest moment that went well, where none of those stands in what was told; "" for none that can be followed, or that would read as torn
    off from what stands beside it."""
    good = [moment for moment in story.touchpoints if moment.polarity == "good" and moment.quote in story.text]
    if any(_stands_in(moment.quote, told, story.text) for moment in good):
        return ""
    for moment in sorted(good, key=lambda moment: -moment.intensity):
        words = around(moment.quote, story.text, told, roomy=False)
        torn = any(touching(one, words, story.text) or touching(words, one, story.text) for one in told if one)
        if words and not torn and loose_ends(words, story.text, told) < 1:
            return words
    return ""


def says_when(words: str) -> bool:
    """Whether a quote follows by itself: it begins with a time, or with a word that goes on."""
    return _IN_TIME.match(words) is not None


def touching(first: str, second: str, text: str) -> str:
    """Both quotes as one, when nothing but space stands between them in `text`; otherwise ""."""
    start = text.find(first)
    end = text.find(second, start + len(first)) if start >= 0 else -1
    return text[start : end + len(second)] if end >= 0 and not text[start + len(first) : end].strip() else ""


def _why(story: ClearedStory, wanting: str, told: Sequence[str], *, roomy: bool = True) -> str:
    """The stretch that tells of what the teller asks for, where its things stand in nothing that was told; "" when they do, or when no
    sentence holds them."""
    heard = content_words(" ".join([story.about, *told]))
    missing = frozenset(word for word in content_words(wanting) - heard if len(word) >= _SPECIFIC)
    offered = [part for part in sentences(story.text) if len(part.split()) <= LONGEST and missing & content_words(part)]
    best = max(offered, key=lambda part: len(missing & content_words(part)), default="")
    if not best or _stands_in(best, told, story.text):
        return ""
    return around(best, story.text, told, wanting=missing, marked=marked_in(story), roomy=roomy)


def _nearby(part: str, story: ClearedStory, told: Sequence[str]) -> str:
    """What else can be told of the paragraph that `part` stands in, where its own words speak of somebody whom nothing has named; "" for nothing."""
    at = story.text.index(part)
    start = story.text.rfind("\n\n", 0, at) + 1
    end = story.text.find("\n\n", at)
    inside = sentences(story.text[start : end if end >= 0 else len(story.text)])
    offered = [
        around(sentence, story.text, told, marked=marked_in(story)) for sentence in inside if not _stands_in(sentence, told, story.text)
    ]
    fitting = [
        words for words in offered if words and not of_nobody(words, [story.about, *told]) and loose_ends(words, story.text, told) < 1
    ]
    return next((words for words in fitting if len(words.split()) >= _SHORT), next(iter(fitting), ""))


def _shorter(part: str, text: str, told: Sequence[str]) -> str:
    """The sentences of `part` itself, where no stretch around it can be quoted: up to 40 words, none of them told."""
    kept = ""
    for sentence in sentences(part):
        longer = part[: part.index(sentence) + len(sentence)]
        if len(longer.split()) > LONGEST:
            break
        kept = longer
    return kept if kept and kept in text and not _stands_in(kept, told, text) else ""


def _stands_in(part: str, told: Sequence[str], text: str) -> bool:
    """Whether any of `part` was told."""
    start = text.find(part)
    places = [(text.find(other), text.find(other) + len(other)) for other in told if other and other in text]
    return any(start < ended and began < start + len(part) for began, ended in places)


def _words(parts: Sequence[str]) -> int:
    return sum(len(part.split()) for part in parts)
