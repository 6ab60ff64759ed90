"""Quotes: how one is set, where quoted words stand in a text, and whether they are exact.

A quote is exact. Only white space, the shape of quotation marks, and cuts marked with … may differ from the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from framing.model import Provenance, Sentence
from framing.wording import sentences
from stories.consent import ClearedStory

CUT = "…"  # where words of a quote are left out

_MARKS = str.maketrans({"“": "'", "”": "'", '"': "'", "‘": "'", "’": "'", "‛": "'", "‟": "'", "„": "'", "`": "'", "´": "'"})
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*")
_OPENING = re.compile(r'[“"„]')
_SINGLE = re.compile(r"(?<![\w’'])['‘](?=\S)([^'‘“”\"]*?(?:\w['’]\w[^'‘“”\"]*?)*?)['’](?!\w)")


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Words between quotation marks: characters [start, end) of the text, marks included. Not `closed` when the end mark is missing."""

    start: int
    end: int
    words: str
    closed: bool = True


def quote_sentence(
    story: ClearedStory, *words: str, before: str = "", by: str = "", template: str = "", new_paragraph: bool = False
) -> Sentence:
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
        rest = ended[len(first) :].strip(f"{CUT} ")
        shown = f"“{opening}” {'asks' if first.endswith('?') else 'says'} {by}." + (f" “{rest}”" if rest.strip(". ") else "")
    origin = Provenance(
        "quote",
        story.id,
        start=places[0],
        end=places[-1] + len(words[-1]),
        template=template,
        version=story.version,
        language=story.foreign,
    )
    return Sentence(f"{before} {shown}" if before else shown, origin, new_paragraph)


def sayable(words: str) -> str:
    """The first sentence of a quote, set as it is shown, when "says Maureen" can stand after it; "" when marks inside it, or a cut at its
    end, leave no place for that."""
    said = nested(words)
    first = sentences(said)[0].split(f" {CUT}")[0]
    fits = 3 <= len(first.split()) <= 24 and "‘" not in first and first[-1:] not in "’…"
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
        start = source.find(piece, place)
        while start >= 0 and not _whole_words(source, start, start + len(piece)):
            start = source.find(piece, start + 1)
        if start < 0:
            return False
        place = start + len(piece)
    return True


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether [start, end) cuts no word of `text`: "able" is not a quote from "unable"."""
    return not any(edge.isalnum() or edge == "_" for edge in (text[start - 1 : start], text[end : end + 1]))


def approved_words(story: ClearedStory) -> tuple[str, ...]:
    """Everything of a story that may be quoted: the text, and the answers given beside it."""
    return tuple(part for part in (story.text, story.title, story.wish, story.single_change, story.learned) if part)
