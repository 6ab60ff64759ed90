"""Putting back what somebody changed: the storyteller's own words for an altered quote, or the sentences that were offered where others stand now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import takewhile

from framing.model import Section
from framing.quoting import nested

_TYPED = ("person", "drafted")
CLOSE = 0.6  # of the words of the longer of two stretches, in order, from which one is taken for the other
_SLACK = 3  # words that may have been put in or dropped
_WORD = re.compile(r"\S+")


def exact_words(altered: str, sources: Iterable[str]) -> str:
    """The stretch of one of `sources` that `altered` comes from, word for word as it is set between quotation marks; "" when none is close.

    Windows of about as many words are compared, those that share at least half of the words first looked at closely.
    """
    wanted = _plain(altered)
    if not wanted:
        return ""
    best, found = CLOSE, ""
    for source in sources:
        places = [(match.start(), match.end()) for match in _WORD.finditer(source)]
        told = _plain(source)
        for size in range(max(1, len(wanted) - _SLACK), min(len(told), len(wanted) + _SLACK) + 1):
            for start in range(len(told) - size + 1):
                window = told[start : start + size]
                if 2 * len(set(window) & set(wanted)) < len(set(wanted)):
                    continue
                same = sum(block.size for block in SequenceMatcher(None, window, wanted, autojunk=False).get_matching_blocks())
                alike = (
                    (window[0] == wanted[0]) + (window[-1] == wanted[-1]) + (size == len(wanted))
                )  # decides between two that share as much
                score = same / max(size, len(wanted)) + 0.01 * alike
                if score > best:
                    best, found = score, source[places[start][0] : places[start + size - 1][1]]
    return nested(found).rstrip(".,;:") if found else ""


def put_back(text: str, quoted: str, words: str) -> str:
    """`text` with `words` between quotation marks where `quoted` stands (marks included, line breaks of any kind between its words), and the mark that
    ended it; unchanged where it stands nowhere."""
    match = re.search(r"\s+".join(map(re.escape, quoted.split())), text) if quoted.strip() else None
    if match is None:
        return text
    inside = quoted.rstrip("”\"’' ")
    ending = inside[-1] if inside[-1:] in tuple(".,;:!?…") else ""
    return f"{text[: match.start()]}“{words}{ending}”{text[match.end() :]}"


def sentences_back(changed: Section, offered: Section, at: int) -> Section:
    """`changed` with what was `offered` in the place of the typed sentence at character `at`, and everything else that was typed left as it is.

    Which sentences those are is known by their neighbours that stand unchanged. Where one typed sentence stands for each offered one, only the one
    at `at` goes; where none was offered there, what was typed goes. As it is when what stands at `at` was not typed, and
    all as it was offered when a neighbour was offered elsewhere (by another lead frame).
    """
    place, here = 0, None
    for number, sentence in enumerate(changed.sentences):
        place += (2 if sentence.new_paragraph else 1) if number else 0
        if place <= at < place + len(sentence.text):
            here = number
        place += len(sentence.text)
    if here is None or changed.sentences[here].provenance.kind not in _TYPED:
        return changed
    before = len(list(takewhile(lambda one: one.provenance.kind in _TYPED, reversed(changed.sentences[:here]))))
    after = len(list(takewhile(lambda one: one.provenance.kind in _TYPED, changed.sentences[here + 1 :])))
    first, last = here - before, here + after + 1
    ours = [sentence.text for sentence in offered.sentences]
    beside = [sentence.text for sentence in (*changed.sentences[:first][-1:], *changed.sentences[last : last + 1])]
    if any(text not in ours for text in beside):
        return offered
    start = ours.index(beside[0]) + 1 if first else 0
    end = ours.index(beside[-1]) if last < len(changed.sentences) else len(ours)
    back = offered.sentences[start:end]
    if len(back) == last - first:
        first, last, back = here, here + 1, back[before : before + 1]
    return replace(changed, sentences=(*changed.sentences[:first], *back, *changed.sentences[last:]))


def _plain(text: str) -> list[str]:
    return [re.sub(r"[^\w]", "", word.lower()) for word in _WORD.findall(text)]
