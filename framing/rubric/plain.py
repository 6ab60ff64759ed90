"""Whether it is plain and short (R15): words to a sentence, sentences to a paragraph, and the age at which it can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from framing.checks import Case, Finding, found, rule
from framing.lines import Line

AVERAGE_WORDS = 20  # to a sentence
VERY_LONG = 28
MOST_SENTENCES = 3  # to a paragraph
AIMED_AT = "9 to 11"  # years: what health writing aims at
READING_AGE, TOO_OLD = 12.0, 15.0  # years, above which it is flagged: a year beyond the aim; and above which few can follow
_A_SENTENCE = 3  # words of ours, from which a line counts: what people say in quotation marks may be as short as it was
_SCHOOL = 5  # a US school grade is this many years younger than the children in it
_MOST_MEASURED = 60_000  # characters given to the formula: plenty, and quick


@rule("plain", criterion="R15", fine="It is plain and short enough to read aloud.")
def plain(case: Case) -> Iterable[Finding]:
    """R15. In our own words: twenty words to a sentence on average, three sentences to a paragraph, a reading age near 9 to 11.

    The age is the Flesch–Kincaid grade (Kincaid et al. 1975) plus five, as textstat counts it.
    """
    ours = [line for line in case.lines if line.words]
    if not ours:
        return
    average = sum(line.words for line in ours) / len(ours)
    longest = max(ours, key=lambda line: line.words)
    if average > AVERAGE_WORDS:
        yield found(
            longest,
            f"Sentences have {average:.0f} words on average, which is long for reading aloud.",
            "Cut this one in two.",
            leaves=0 if average > VERY_LONG else 1,
        )
    for line in _first_of_long_paragraphs(case):
        yield found(line, "This paragraph has more than three sentences.", "Start a new paragraph where a new thought begins.")
    age = reading_age(ours)
    if age > READING_AGE:
        yield found(
            longest, f"It reads like a text for somebody of {age:.0f}; {AIMED_AT} is what to aim at.", "Use shorter words and shorter sentences, here to begin with.",
            leaves=0 if age > TOO_OLD else 1,
        )  # fmt: skip


def _first_of_long_paragraphs(case: Case) -> Iterable[Line]:
    if not case.pasted:
        return  # a composed page is set as short paragraphs under headings, whatever the section holds
    counts = Counter(line.paragraph for line in case.lines if line.words >= _A_SENTENCE)
    seen: set[int] = set()
    for line in case.lines:
        if counts[line.paragraph] > MOST_SENTENCES and line.paragraph not in seen:
            seen.add(line.paragraph)
            yield line


def reading_age(lines: Iterable[Line]) -> float:
    """Years at which our words can be read, without what is quoted and what stands in brackets."""
    import textstat  # with the dictionary it counts syllables by, so only where a text is measured

    text = " ".join(re.sub(r"\([^()]*\)", "", line.ours) for line in lines)[:_MOST_MEASURED]
    return float(textstat.flesch_kincaid_grade(" ".join(text.split()))) + _SCHOOL
