"""Which words of a story answered, and which one or two sentences to show for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import snowballstemmer

from embeddings.fusion import share
from embeddings.letters import alike, letters_of
from stories.text import search_form

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+[\"'\u201d\u2019)]*|\n|$)")
LONGEST = 260  # characters shown
_stemmer = snowballstemmer.stemmer("porter")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word.casefold().replace("\u2019", "'")))


def stems(words: Sequence[str]) -> dict[str, str]:
    """Stem to the word as it was typed."""
    return {_stem(word): word for word in words}


def present(text: str) -> frozenset[str]:
    """The stems of all words of `text`."""
    return frozenset(map(_stem, set(_WORD.findall(text))))


def matched(text: str, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the question that stand in `text` in some form, as they were typed, in that order."""
    if not wanted:
        return ()
    found = present(text)
    return tuple(word for stem, word in wanted.items() if stem in found)


def best(text: str, span: tuple[int, int] | None, wanted: Mapping[str, str]) -> str:
    """One or two whole sentences of `text` that answer best, from the passage at `span` where one word of the question stands in it.

    The sentence with most of the wanted words; among equals the one that shares most with the question letter by letter.
    """
    question = letters_of(search_form(" ".join(wanted.values())))
    sentences = _sentences(text, *(span or (0, len(text))))
    scores = _scores(text, sentences, wanted, question)
    if span is not None and not any(score >= 1 for score in scores):
        wider = _sentences(text, 0, len(text))
        found = _scores(text, wider, wanted, question)
        if any(score >= 1 for score in found):
            sentences, scores = wider, found
    if not sentences:
        return ""
    chosen = max(range(len(sentences)), key=lambda n: (scores[n], -n))
    a, b = sentences[chosen]
    if chosen + 1 < len(sentences) and sentences[chosen + 1][1] - a <= LONGEST:
        b = sentences[chosen + 1][1]
    shown = " ".join(text[a:b].split())
    return shown if len(shown) <= LONGEST else shown[: shown.rfind(" ", 0, LONGEST)] + " …"


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in _SENTENCE.finditer(text, start, end) if m.group().strip()]


def _scores(text: str, sentences: Sequence[tuple[int, int]], wanted: Mapping[str, str], question: bytes) -> list[float]:
    """Wanted words in each sentence, and, where several have most of them, a fraction below 1 for the letters those share with the question."""
    words = [len(wanted.keys() & {_stem(word) for word in _WORD.findall(text, a, b)}) for a, b in sentences]
    scores = [float(count) for count in words]
    equals = [n for n, count in enumerate(words) if count == max(words)]
    if len(equals) > 1:  # the letters only decide between equals
        forms = [letters_of(search_form(text[a:b])) for a, b in (sentences[n] for n in equals)]
        for n, letters in zip(equals, share(alike(question, forms)), strict=True):
            scores[n] += 0.5 * float(letters)
    return scores
