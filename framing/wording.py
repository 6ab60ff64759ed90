"""Small rules of writing: sentences, lists, dates, the first letter of a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9£])|\n\s*\n")
# Words that may lose their capital when a claim is put in the middle of a sentence. Names are not among them.
_COMMON_OPENERS = frozenset(re.findall(r"\S+", """
    a about adults all almost an around at calls carers children fewer for from half in it just less many midwife more most nearly no not of older on
    one only over parents patients people seven some staff the there three three-quarters two under using when women young
"""))  # fmt: skip
_STOP = frozenset(re.findall(r"\S+", """
    a an and are as at be but by do for from had has have he her his i if in is it its me my no not of on or our she so that the their them
    they this to up us was we were what when who will with would you your
"""))  # fmt: skip


def sentences(text: str) -> list[str]:
    """`text` cut after each full stop, question or exclamation mark that ends a sentence; paragraphs end one too."""
    parts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        parts.append(text[start : match.end()].strip())
        start = match.end()
    return [part for part in [*parts, text[start:].strip()] if part]


def whole_sentences(text: str, most: int) -> str:
    """`text` up to the end of the last sentence that fits into `most` words, exact; its first sentence at least."""
    kept = ""
    for sentence in sentences(text):
        longer = text[: text.index(sentence, len(kept)) + len(sentence)]
        if kept and len(longer.split()) > most:
            break
        kept = longer
    return kept.strip()


def working_day(by: date) -> date:
    """The last day up to `by` on which an answer can be expected: no weekend, and none from Christmas Eve to New Year's Day."""
    while by.weekday() > 4 or (by.month, by.day) >= (12, 24) or (by.month, by.day) == (1, 1):
        by -= timedelta(days=1)
    return by


def flat(text: str) -> str:
    """`text` on one line."""
    return " ".join(text.split())


def lower_first(text: str) -> str:
    """`text` with a small first letter when its first word is an ordinary one; names and acronyms keep theirs."""
    first = re.match(r"[A-Za-z'-]+", text)
    return (
        text[0].lower() + text[1:]
        if first and first.group().lower() in _COMMON_OPENERS and not (first.group().isupper() and len(first.group()) > 1)
        else text
    )


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def closed(text: str) -> str:
    """`text` with a full stop unless it already ends a sentence."""
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", ".”", "?”", "!”")) else f"{text}."


def open_ended(text: str) -> str:
    """`text` without the marks that end a sentence, to stand inside another."""
    return flat(text).rstrip(" .!?;:,…")


def listed(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def day(when: date) -> str:
    """A day as people write it here: 1 March 2027."""
    return f"{when.day} {when:%B %Y}"


@lru_cache(maxsize=4096)  # the same few hundred sentences are compared with each other over and over
def content_words(text: str) -> frozenset[str]:
    """The words of `text` that carry meaning, small letters, plain plural folded: for overlap, never shown."""
    found = re.findall(r"[^\W\d_]+", text.lower().replace("’", "'"))
    return frozenset(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in found if len(word) > 2 and word not in _STOP)
