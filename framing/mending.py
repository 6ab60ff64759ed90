"""The storyteller's own words for a quote that was altered: found in what may be quoted, by the words the two still share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from framing.quoting import nested

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


def _plain(text: str) -> list[str]:
    return [re.sub(r"[^\w]", "", word.lower()) for word in _WORD.findall(text)]
