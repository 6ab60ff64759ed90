"""Which of a storyteller's words to bring first: the quote for an audience, or a hopeful one, with enough around it to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from math import inf

from framing.figures import figures_in
from framing.model import Audience
from framing.stretches import LONGEST, around, begun_afresh, loose_ends
from framing.wording import content_words, sentences
from stories.consent import ClearedStory

SHORTEST = 8  # words in the quote a framing leads with
_CLEAR, _NEARLY, _ANY = 0.5, 1.1, inf  # loose ends below which a quote can stand alone, and below which who speaks makes it clear enough
_TOLD_ALREADY = 1.5  # points off a quote that the telling of the plot will bring
_SUBJECTS = re.compile(r"^\W*(?:\w[\w’']*\s+){0,2}?(?:it|they|them|this|these|those|that one|that)(?:['’]\w+)?\b", re.I)
_TELLER = re.compile(r"\b(?:i|me|my|we|us|our|mum|mam|mom|dad)\b", re.I)
_NAMED = re.compile(
    r"\b(?:a|an|my|our|your|his|her|their|the|one|two|three|four|no) (?!(?:thing|one|way|time|lot|bit|point)s?\b)[a-z]{3,}", re.I
)


def best_quote(story: ClearedStory, audience: Audience) -> str:
    """The storyteller's words that speak most to this audience and can be understood alone: 8 to 40 words where there are such, else the
    shortest sentence. "" for a story that may be told whole only.

    Without marked quotes the sentences of the story stand in. Earlier quotes win ties: the teller's strongest come first.
    """
    if story.whole_story_only:
        return ""
    marked = _strongest_first(story, audience)
    rest = (words for words in sentences(story.text) if stands_alone(words) > 0)
    for offered, most in ((marked, _CLEAR), (marked, _NEARLY), (rest, _CLEAR), (chain(marked, sentences(story.text)), _ANY)):
        if words := _clearest(offered, story, most):
            return begun_afresh(words)
    return _shortest(story)


def hopeful_quote(story: ClearedStory, audience: Audience) -> str:
    """The words of a good moment that stand alone, the strongest first; where no moment was good, the next best quote, or the best
    where no other can stand alone."""
    if story.whole_story_only:
        return ""
    good = sorted((moment for moment in story.touchpoints if moment.polarity == "good"), key=lambda moment: -moment.intensity)
    if words := _clearest([moment.quote for moment in good], story, _CLEAR):
        return words
    best = best_quote(story, audience)
    others = [quote for quote in _strongest_first(story, audience) if quote not in best and best not in quote]
    return begun_afresh(_clearest(others, story, _NEARLY)) or best


def marked_in(story: ClearedStory) -> tuple[str, ...]:
    """Everything that was marked in a story: its quotes, the words of its moments, and the parts of its plot."""
    marked = (*story.quotes, *(moment.quote for moment in story.touchpoints), story.plot.challenge, story.plot.choice, story.plot.outcome)
    return tuple(dict.fromkeys(words for words in marked if words and words in story.text))


def whole_sentence(quote: str, text: str) -> str:
    """The sentences of `text` that `quote` stands in, whole; "" when it stands in none, or when marks would be left open."""
    at = text.find(quote) if quote else -1
    if at < 0:
        return ""
    first = end = 0
    whole = ""
    for sentence in sentences(text):
        start = text.index(sentence, end)
        end = start + len(sentence)
        if start <= at < end:
            first = start
        if at < end:
            whole = text[first:end]
        if end >= at + len(quote):
            break
    return whole if whole.count("“") == whole.count("”") and whole.count('"') % 2 == 0 else ""


def _clearest(offered: Iterable[str], story: ClearedStory, most: float) -> str:
    """The first of `offered`, with what it takes to understand it, that has fewer loose ends than `most`; of many loose ones the least; "" for none."""
    marked = marked_in(story)
    found: list[tuple[float, str]] = []
    for quote in dict.fromkeys(offered):
        words = around(quote, story.text, (), marked=marked, roomy=False)
        if len(words.split()) < SHORTEST:
            words = around(quote, story.text, (), marked=marked)
        if not SHORTEST <= len(words.split()) <= LONGEST or _counted(words):
            continue
        loose = _loose(words, story)
        if loose < _NEARLY and loose < most:
            return words
        found.append((loose, words))
    return min((pair for pair in found if pair[0] < most), key=lambda pair: pair[0], default=(0.0, ""))[1]


def _loose(words: str, story: ClearedStory) -> float:
    """Loose ends of words told first; a number in them is one more, because nothing has said yet of what."""
    return loose_ends(words, story.text) + 0.6 * bool(re.search(r"\d", words))


def _shortest(story: ClearedStory) -> str:
    """A sentence of the story as near to fifteen words as there is one."""
    offered = [quote for quote in story.quotes if quote in story.text] or sentences(story.text)
    pieces = [sentence for quote in offered for sentence in sentences(quote)]
    return min((p for p in pieces if p), key=lambda piece: (len(piece.split()) > LONGEST, abs(len(piece.split()) - 15)))


def _strongest_first(story: ClearedStory, audience: Audience) -> list[str]:
    """The marked quotes, the strongest for this audience first, and behind them the moments of the story."""
    plot = " ".join((story.plot.challenge, story.plot.choice, story.plot.outcome))
    own_words = content_words(f"{story.wish} {story.single_change}")
    scored = []
    for place, quote in enumerate(quote for quote in story.quotes if quote in story.text):
        found = content_words(quote)
        cares = sum(value.weight * len(found & content_words(value.description)) for value in audience.values)
        told_already = _TOLD_ALREADY if quote in plot else 0.0
        scored.append((-(cares + 0.3 * len(found & own_words) - 0.4 * place - told_already + stands_alone(quote)), place, quote))
    moments = [
        moment.quote
        for moment in sorted(story.touchpoints, key=lambda moment: -moment.intensity)
        if moment.quote in story.text and moment.quote not in story.plot.outcome  # how it ended is not told first
    ]
    return [*(quote for _, _, quote in sorted(scored)), *moments]


def stands_alone(quote: str) -> float:
    """How well `quote` is understood by somebody who has read nothing else, in points of its score: above 0 when it names what it is about
    and the teller is in it, below 0 when it points at what was said before ("that folder", "they", "it")."""
    pointing = 1.2 * bool(_SUBJECTS.match(quote)) + 1.5 * bool(_counted(quote))
    return 0.2 * min(3, len(_NAMED.findall(quote))) + 0.4 * bool(_TELLER.search(quote)) - pointing


def _counted(quote: str) -> bool:
    """Whether a quote gives a share or counts people: a statistic, whoever says it. A life is told in hours, letters and telephone calls."""
    return any(figure.sort in ("percent", "ratio") or figure.unit == "people" for figure in figures_in(quote))
