"""Quotes: which one to choose for an audience, how it is set, and where quoted words stand in a text.

A quote is exact. Only white space, the shape of quotation marks, and cuts marked with … may differ from the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from framing.figures import figures_in
from framing.model import Audience, Provenance, Sentence
from framing.wording import content_words, sentences
from stories.consent import ClearedStory

SHORTEST, LONGEST = 8, 40  # words in the quote a framing leads with
CUT = "…"  # where words of a quote are left out

_MARKS = str.maketrans({"“": "'", "”": "'", '"': "'", "‘": "'", "’": "'", "‛": "'", "‟": "'", "„": "'", "`": "'", "´": "'"})
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*")
_OPENING = re.compile(r'[“"„]')
_SUBJECTS = re.compile(r"^\W*(?:\w[\w’']*\s+){0,2}?(?:it|they|them|this|these|those|that one|that)(?:['’]\w+)?\b", re.I)
_SOMEBODY = re.compile(r"^\W*(?:\w+\s+){0,1}?(?:he|she|him|her)(?:['’]\w+)?\b", re.I)
# "that folder", "the thing": pointed at, and not named. "That night" is at home anywhere, and "that I had" points at nothing.
_POINTED_AT = re.compile(
    r"\b(?:the|that|this) (?:thing|one)\b|(?:^|[.!?;,]\s+|\b(?:in|on|of|at|with|for|from|off|to|into|by|about|under|behind|saw|see|found|find|lost|hated|got|get|"
    r"took|take|read|gave|brought|had|has|have|need|needed|want|wanted|and)\s+)(?:that|those|these|them)\s+"
    r"(?!(?:night|day|time|week|month|year|morning|evening|afternoon|point|moment|is|was|were|are|has|had|i|he|she|they|it|we|you|who|the|a|an|my|our|"
    r"his|her|their|there|nobody|somebody|everyone|people|would|could|will|can|did|do|does|to|in|on|at|up|out|off|with|from|by|again|and|of|for|all|not)\b|\w+(?:ed|ing)\b)[a-z]+",
    re.I,
)
_ANSWERING = re.compile(r"^\W*(?:so (?:i|we|she|he|they) (?:did|had|was|could|would)\b|(?:i|we|she|he|they|it) (?:did|had|could|would|wasn[’']t|didn[’']t)[.,]|because\b|which\b|neither\b|nor\b|yes\b|no,)", re.I)
_TELLER = re.compile(r"\b(?:i|me|my|we|us|our|mum|mam|mom|dad)\b", re.I)
_NAMED = re.compile(
    r"\b(?:a|an|my|our|your|his|her|their|the|one|two|three|four|no) (?!(?:thing|one|way|time|lot|bit|point)s?\b)[a-z]{3,}", re.I
)
_SINGLE = re.compile(r"(?<![\w’'])['‘](?=\S)([^'‘“”\"]*?(?:\w['’]\w[^'‘“”\"]*?)*?)['’](?!\w)")


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Words between quotation marks: characters [start, end) of the text, marks included. Not `closed` when the end mark is missing."""

    start: int
    end: int
    words: str
    closed: bool = True


def best_quote(story: ClearedStory, audience: Audience) -> str:
    """The storyteller's words that speak most to this audience: 8 to 40 words where there are such, else the shortest sentence.

    Without marked quotes the sentences of the story stand in. Earlier quotes win ties: the teller's strongest come first.
    """
    if story.whole_story_only:
        return ""
    offered = [quote for quote in story.quotes if quote in story.text] or sentences(story.text)
    fitting = [quote for quote in offered if SHORTEST <= len(quote.split()) <= LONGEST]
    if not fitting:
        pieces = [sentence for quote in offered for sentence in sentences(quote)]
        return min((p for p in pieces if p), key=lambda piece: (len(piece.split()) > LONGEST, abs(len(piece.split()) - 15)))
    plot = " ".join((story.plot.challenge, story.plot.choice, story.plot.outcome))
    own_words = content_words(f"{story.wish} {story.single_change}")
    scored = []
    for place, quote in enumerate(fitting):
        found = content_words(quote)
        cares = sum(value.weight * len(found & content_words(value.description)) for value in audience.values)
        told_already = 1.5 if quote in plot else 0.0
        scored.append((-(cares + 0.3 * len(found & own_words) - 0.4 * place - told_already + stands_alone(quote)), place, quote))
    return min(scored)[2]


def hopeful_quote(story: ClearedStory, audience: Audience) -> str:
    """The words of a good moment that stand alone, the strongest first; the best quote when no moment was good."""
    if story.whole_story_only:
        return ""
    good = sorted((moment for moment in story.touchpoints if moment.polarity == "good"), key=lambda moment: -moment.intensity)
    said = [whole_sentence(moment.quote, story.text) for moment in good]
    alone = [words for words in said if SHORTEST <= len(words.split()) <= LONGEST and stands_alone(words) > 0]
    return alone[0] if alone else best_quote(story, audience)


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


def stands_alone(quote: str) -> float:
    """How well `quote` is understood by somebody who has read nothing else, in points of its score: above 0 when it names what it is about
    and the teller is in it, below 0 when it points at what was said before ("that folder", "they", "it")."""
    pointing = 1.2 * bool(_SUBJECTS.match(quote)) + 0.5 * bool(_SOMEBODY.match(quote)) + 1.0 * bool(_POINTED_AT.search(quote))
    pointing += 1.5 * bool(_counted(quote))
    return 0.2 * min(3, len(_NAMED.findall(quote))) + 0.4 * bool(_TELLER.search(quote)) - pointing


def points_back(quote: str) -> bool:
    """Whether `quote` begins in the middle of something: with "it" or "she", or by answering what was said before ("So I did")."""
    return any(pattern.match(quote) for pattern in (_SUBJECTS, _SOMEBODY, _ANSWERING))


def _counted(quote: str) -> bool:
    """Whether a quote gives a share or counts people: a statistic, whoever says it. A life is told in hours, letters and telephone calls."""
    return any(figure.sort in ("percent", "ratio") or figure.unit == "people" for figure in figures_in(quote))


def quote_sentence(story: ClearedStory, *words: str, before: str = "", by: str = "", template: str = "", new_paragraph: bool = False) -> Sentence:
    """`words` between quotation marks with their place in the story, several in the story's order with … where something is left out.
    `before` leads in ("It began like this:"); or `by` says whose they are, after the first sentence of them (“I rang,” says Maureen.).

    Raises: ValueError when the words are not in the story.
    """
    places = [story.text.index(each) for each in words]
    said = f" {CUT} ".join([*(nested(each).rstrip(".") for each in words[:-1]), nested(words[-1])])
    ended = said if not said[-1:].isalnum() else f"{said}."  # a sentence ends; how it does is not part of what was said
    shown = f"“{ended}”"
    if by and (first := sayable(said)):
        opening = first if first.endswith(("?", "!")) else f"{first.rstrip('.,;:')},"
        rest = ended[len(first) :].strip()
        shown = f"“{opening}” {'asks' if first.endswith('?') else 'says'} {by}." + (f" “{rest}”" if rest.strip(". ") else "")
    origin = Provenance("quote", story.id, start=places[0], end=places[-1] + len(words[-1]), template=template, version=story.version)
    return Sentence(f"{before} {shown}" if before else shown, origin, new_paragraph)


def sayable(words: str) -> str:
    """The first sentence of a quote, set as it is shown, when "says Maureen" can stand after it; "" when marks inside it, or a cut at its
    end, leave no place for that."""
    said = nested(words)
    first = sentences(said)[0].split(f" {CUT}")[0]
    fits = 3 <= len(first.split()) <= 24 and "‘" not in said and first[-1:] not in "’…"
    return first if fits and (first == said or said.startswith(first)) else ""


def nested(words: str) -> str:
    """`words` to stand inside quotation marks: on one line, double marks inside become single ones, apostrophes are curled."""
    line = " ".join(words.split())
    line = re.sub(r'[“"](?=\S)([^”"“]*)[”"]', r"‘\1’", line)
    line = line.replace("“", "‘").replace("”", "’").replace('"', "’")
    return re.sub(r"(?<=\w)'", "’", line)


def quoted_spans(text: str) -> list[QuotedSpan]:
    """Every stretch of `text` between quotation marks, in order. Single marks count when four words or more stand between them."""
    spans: list[QuotedSpan] = []
    place = 0
    while (match := _OPENING.search(text, place)) is not None:
        start = match.start()
        end = text.find('"', start + 1) if text[start] == '"' else _matching(text, start)
        if end < 0:
            spans.append(QuotedSpan(start, len(text), text[start + 1 :], closed=False))
            break
        spans.append(QuotedSpan(start, end + 1, text[start + 1 : end]))
        place = end + 1
    taken = [(span.start, span.end) for span in spans]
    for match in _SINGLE.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        if not inside and len(match.group(1).split()) >= 4:
            spans.append(QuotedSpan(match.start(), match.end(), match.group(1)))
    return sorted(spans, key=lambda span: span.start)


def _matching(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        if text[place] in "“„":
            depth += 1
        elif text[place] == "”":
            depth -= 1
            if depth == 0:
                return place
    return -1


def is_exact(words: str, sources: Iterable[str]) -> bool:
    """Whether `words` stand in one of `sources` exactly: whole words, in order, cuts marked with … allowed."""
    pieces = [piece for piece in (_plain(piece) for piece in _CUT.split(words)) if piece]
    return bool(pieces) and any(_holds(_plain(source, trim=False), pieces) for source in sources)


def _plain(text: str, *, trim: bool = True) -> str:
    flat = " ".join(text.translate(_MARKS).split())
    return flat.strip(" ").rstrip(".,;:!? ").strip() if trim else flat


def _holds(source: str, pieces: Sequence[str]) -> bool:
    place = 0
    for piece in pieces:
        # Word edges: "able" is not a quote from "unable".
        match = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(source, place)
        if match is None:
            return False
        place = match.end()
    return True


def approved_words(story: ClearedStory) -> tuple[str, ...]:
    """Everything of a story that may be quoted: the text, and the answers given beside it."""
    return tuple(part for part in (story.text, story.title, story.wish, story.single_change, story.learned) if part)
