"""Figures in running text: what they are, which of them evidence bears out, and how a percentage reads in plain words.

A figure is compared by value, by sort (a share, a count, a span of time, a year) and by nothing looser: 583 people is not 583%.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from framing.model import Ask
from framing.wording import day
from stories.evidence import Evidence

_ONES = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD_VALUES = {
    "one": 1, "hundred": 100, "thousand": 1000, "million": 1_000_000,
    **{word: value for value, word in enumerate(_ONES, start=2)}, **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}
_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|years?)"
_COUNTED = (
    r"(?:people|persons?|patients?|carers?|families|women|men|mothers?|parents?|children|babies|adults?|staff|nurses|doctors|midwives|calls?|visits?|"
    r"deaths?|beds?|wards?|studies|trusts|hospitals|practices|appointments|letters|pounds|times)"
)
_PEOPLE = r"people|persons?|patients?|carers?|women|men|mothers?|parents?|children|babies|adults?|staff|nurses|doctors|midwives"
_NUMBER = r"\d(?:[\d,]*\d)?(?:\.\d+)?"
_WORD = rf"(?:{'|'.join(sorted(_WORD_VALUES, key=len, reverse=True))})"
_RATIO = re.compile(rf"\b({_NUMBER}|{_WORD})(?: people)?[ -](?:in|out of)(?: every)?[ -]({_NUMBER}|{_WORD})\b", re.I)
_PERCENT = re.compile(rf"({_NUMBER})(?:\s*(?:to|and|or|[-–])\s*({_NUMBER}))?\s*(?:%|per ?cent\b|percentage points?)", re.I)
_SPELLED_PERCENT = re.compile(rf"\b((?:{_WORD}[ -]?)+) per ?cent\b", re.I)
_PART = re.compile(
    rf"\b(?:(a|an|one|{'|'.join(_ONES[:8])})[ -])?(third|quarter|fifth|tenth|thirds|quarters|fifths|tenths)\b(?= of\b| (?:were|was|had|did|say|said)\b)"
    r"|\b(half)\b(?! (?:an|a|past|way|term|day|hour|the time)\b)(?!-)",
    re.I,
)
_SPELLED = re.compile(rf"\b((?:{_WORD}[ -](?:and )?)*{_WORD}) ({_TIME}|{_COUNTED})\b", re.I)
_DIGITS = re.compile(
    rf"(?<![\w./@])(?<![A-Za-z]-)[£$€]?({_NUMBER})(?![\d%])(\s*(?:million|billion|thousand|m|bn|k)\b)?(?:[ -]({_TIME}|{_COUNTED})\b)?", re.I
)
_MULTIPLE = {
    "twice as": 2,
    "double": 2,
    "doubled": 2,
    "doubling": 2,
    "treble": 3,
    "trebled": 3,
    "triple": 3,
    "tripled": 3,
    "halved": -2,
    "halving": -2,
}
_MULTIPLES = re.compile(rf"\b({'|'.join(_MULTIPLE)})\b", re.I)
_VAGUE = re.compile(r"\b(dozens|hundreds|thousands|millions)\b", re.I)
# Names that hold digits and count nothing.
_NAMES = re.compile(
    rf"(?<![\d,.])(?:\+44\s?|0)(?:\d[\s-]?){{9,10}}(?!\d)|\b(?-i:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})\b|\b(?:NHS )?(?:111|999)\b(?!\s*(?:%|per ?cent|{_COUNTED}|{_TIME}))|\btypes? [12]\b|\bCOVID-19\b|\b24/7\b|\b24-hour\b|\b60-second\b|\bbands? \d[a-d]?\b",
    re.I,
)
_MORE_THAN = re.compile(r"\b(?:more than|over|above|at least)\s*$", re.I)
_LESS_THAN = re.compile(r"\b(?:fewer than|less than|under|below|at most)\s*$", re.I)
_NEARLY = re.compile(r"\b(?:nearly|almost|just under)\s*$", re.I)
_ABOUT = re.compile(r"\b(?:about|around|roughly|some|close to)\s*$", re.I)
PLAIN_WITHIN = 2  # points between a percentage and its plain words
BESIDE = 4  # points, within which a percentage with a decimal is said as more or fewer than its plain neighbour
_SCALE = {"million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "thousand": 10**3, "k": 10**3}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure at characters [start, end). `sort` is percent, ratio, multiple, vague, time, year, count, or "" when nothing says which;
    `unit` what is counted ("month", "people"), or "" when that is not said."""

    start: int
    end: int
    text: str
    sort: str
    value: Fraction
    unit: str = ""


def figures_in(text: str) -> list[Figure]:
    """Every figure in `text`, left to right, each character counted once."""
    return list(_figures(text))


@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    taken = [match.span() for match in _NAMES.finditer(text)]

    def add(match: re.Match[str], sort: str, value: Fraction, unit: str | None = "") -> None:
        if not any(start < match.end() and match.start() < end for start, end in taken):
            taken.append(match.span())
            found.append(Figure(match.start(), match.end(), match.group().strip(), sort, value, _unit(unit)))

    for match in _PERCENT.finditer(text):
        second = match.group(2)
        add(match, "percent", _number(match.group(1)))
        if second:
            found.append(Figure(match.start(2), match.end(), match.group(2) + "%", "percent", _number(second)))
    for match in _SPELLED_PERCENT.finditer(text):
        add(match, "percent", Fraction(_spelled(match.group(1))))
    for match in _RATIO.finditer(text):
        bottom = _number(match.group(2))
        if 1 < bottom < 1900 and _number(match.group(1)) <= bottom:  # "583 people in 2023" is no ratio
            add(match, "ratio", _number(match.group(1)) / bottom)
    for match in _PART.finditer(text):
        if match.group(3):
            add(match, "ratio", Fraction(1, 2))
        else:
            top = 1 if match.group(1) is None or match.group(1).lower() in ("a", "an") else _WORD_VALUES[match.group(1).lower()]
            add(match, "ratio", Fraction(top, _PARTS[match.group(2).lower()]))
    for match in _MULTIPLES.finditer(text):
        add(match, "multiple", Fraction(_MULTIPLE[match.group(1).lower()]))
    for match in _VAGUE.finditer(text):
        add(match, "vague", Fraction({"dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6}[match.group(1).lower()]))
    for match in _DIGITS.finditer(text):
        value = _number(match.group(1)) * _SCALE.get((match.group(2) or "").strip().lower(), 1)
        add(match, _sort(match.group(1), match.group(3)), value, match.group(3))
    for match in _SPELLED.finditer(text):
        if match.group(1).lower() != "one":  # "one person" counts nobody
            add(match, _sort("", match.group(2)), Fraction(_spelled(match.group(1))), match.group(2))
    return tuple(sorted(found, key=lambda figure: figure.start))


def _sort(digits: str, unit: str | None) -> str:
    if unit and re.fullmatch(_TIME, unit, re.I):
        return "time"
    if unit:
        return "count"
    return "year" if re.fullmatch(r"(?:19|20)\d\d", digits) else ""


def _unit(counted: str | None) -> str:
    """One word for what is counted: the singular, and "people" for people of every kind."""
    word = (counted or "").lower()
    return "people" if re.fullmatch(_PEOPLE, word) else word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _number(text: str) -> Fraction:
    return Fraction(_WORD_VALUES[text.lower()]) if text.lower() in _WORD_VALUES else Fraction(Decimal(text.replace(",", "").rstrip(".")))


def _spelled(text: str) -> int:
    total = part = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word == "and":
            continue
        value = _WORD_VALUES[word]
        if value >= 1000:
            total, part = total + max(part, 1) * value, 0
        else:
            part = max(part, 1) * value if value == 100 else part + value
    return total + part


def borne_out(figure: Figure, allowed: Iterable[Figure]) -> bool:
    """Whether `figure` equals one of `allowed` in value, sort and unit; one without a sort matches any but a percentage or ratio."""
    for other in allowed:
        if other.value != figure.value or (figure.unit and other.unit and figure.unit != other.unit):
            continue
        plain = {"", "count", "time", "year"}
        if other.sort == figure.sort or ("" in (other.sort, figure.sort) and {other.sort, figure.sort} <= plain):
            return True
    return False


@lru_cache(maxsize=512)
def evidence_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """Every figure one piece of evidence bears out: in its claim, population, years, comparator, value, sample, and read plainly."""
    found = [figure for text in (evidence.claim, evidence.population, evidence.comparator) for figure in figures_in(text)]
    for years in re.findall(r"(?:19|20)\d\d(?:[-–/]\d\d)?", evidence.year):
        found.append(Figure(0, 0, years, "year", Fraction(int(years[:4]))))
        if len(years) > 4:
            found.append(Figure(0, 0, years, "", Fraction(int(years[5:]))))
    if evidence.sample_size is not None:
        who = "people" if evidence.kind in ("national_survey", "charity_survey", "qualitative") else ""
        found.append(Figure(0, 0, str(evidence.sample_size), "count", Fraction(evidence.sample_size), who))
    if evidence.value is not None:
        percent = evidence.unit.lower().startswith(("percent", "per cent", "%"))
        unit = "" if percent else _unit(evidence.unit.split(" ")[0])
        found.append(Figure(0, 0, f"{evidence.value:g}", "percent" if percent else "", Fraction(str(evidence.value)), unit))
    if plain := in_plain_words(evidence):
        found += figures_in(plain)
    return tuple(found)


def plainly(ratio: Fraction, before: str, percent: Fraction) -> bool:
    """Whether "… 1 in 4" may stand for `percent`: within two points, or on the side that the words `before` it say."""
    gap = percent - 100 * ratio
    if _MORE_THAN.search(before):
        return gap > 0
    if _LESS_THAN.search(before):
        return gap < 0
    if _NEARLY.search(before):
        return -PLAIN_WITHIN <= gap < 0
    return abs(gap) <= PLAIN_WITHIN and (abs(gap) < Fraction(1, 2) or _ABOUT.search(before) is not None)


def ask_figures(ask: Ask) -> list[Figure]:
    """The figures in an ask, its date among them."""
    when = ask.by_when if isinstance(ask.by_when, str) else day(ask.by_when)
    return [figure for text in (ask.who, ask.what, when, ask.first_step) for figure in figures_in(text)]


def in_plain_words(evidence: Evidence) -> str:
    """A percentage as people say it ("about half", "nearly 3 in 4"), or nothing when no plain form is within two points.

    Nothing as well when the claim is not about that one percentage, or is in plain words already.
    """
    value = evidence.value
    if value is None or not evidence.unit.lower().startswith(("percent", "per cent", "%")):
        return ""
    inside = figures_in(evidence.claim)
    shares = [figure for figure in inside if figure.sort == "percent"]
    if len(shares) != 1 or shares[0].value != Fraction(str(value)) or any(figure.sort == "ratio" for figure in inside):
        return ""
    if 47 <= value <= 53:
        return "half" if value == 50 else "nearly half" if value < 50 else "just over half" if value > 51.5 else "about half"
    near = [(abs(value - 100 * top / bottom), bottom, top) for bottom in (3, 4, 5, 10) for top in range(1, bottom)]
    gap, bottom, top = min(near)
    if PLAIN_WITHIN < gap <= BESIDE and value % 1:  # 92.3% cannot be heard, and "more than 9 in 10" can
        return f"{'fewer' if value < 100 * top / bottom else 'more'} than {top} in {bottom}"
    if gap > PLAIN_WITHIN:
        return ""
    words = "" if gap < 0.4 else "nearly " if value < 100 * top / bottom else "just over "
    return f"{words}{top} in {bottom}"
