"""What may be drawn from evidence: a share of a hundred, or the same share in two years. Every number is the evidence row's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from framing.citing import plain_claim
from framing.exporters.page import cited
from framing.figures import figures_in, in_plain_words
from framing.model import Framing
from framing.wording import closed, upper_first
from stories.evidence import Evidence
from stories.text import one_line

_THEN = re.compile(r"(\d+(?:\.\d+)?) ?% in ((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, and percent of a hundred."""

    label: str
    percent: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One or two bars of percent, oldest first; `figure` and `plainly` are how the evidence's own value is said ("51%", "about half" or "");
    `description` is the whole of it in words, for those who cannot see it; `section` is the key of the section it belongs under, or ""."""

    evidence: Evidence
    bars: tuple[Bar, ...]
    figure: str
    plainly: str
    description: str
    section: str = ""


def chart_of(framing: Framing) -> Chart | None:
    """The chart of the first figure in the text that can be one. None when no evidence in the text is a share whose claim says the value."""
    said_in: dict[str, str] = {}
    for section in framing.sections:
        for sentence in section.sentences:
            said_in.setdefault(sentence.provenance.evidence_id, section.key)
    order = list(said_in)
    for evidence in sorted(cited(framing), key=lambda each: order.index(each.id) if each.id in said_in else len(order)):
        if (found := drawn(evidence)) is not None:
            return replace(found, section=said_in.get(evidence.id, ""))
    return None


def drawn(evidence: Evidence) -> Chart | None:
    """One piece of evidence as a chart, or None when it is no percentage from 0 to 100, or its claim does not say the same number."""
    value = evidence.value
    if value is None or not 0 <= value <= 100 or not evidence.unit.lower().startswith(("percent", "per cent", "%")):
        return None
    share = Fraction(str(value))
    said = figures_in(evidence.claim)
    if not any((one.sort == "percent" and one.value == share) or (one.sort == "ratio" and one.value * 100 == share) for one in said):
        return None
    year = one_line(evidence.year)
    bars = [Bar(year, value)]
    then = _THEN.match(evidence.comparator)
    if then and then.group(2) != year[:4]:
        bars.insert(0 if then.group(2) < year[:4] else 1, Bar(then.group(2), float(then.group(1))))
    figure = f"{value:g}%"
    both = " and ".join(f"{bar.percent:g}% ({bar.label})" for bar in bars)
    what = f"Bar chart: {both}." if len(bars) == 2 else f"Bar chart: {figure} of a bar of 100% is filled."
    return Chart(evidence, tuple(bars), figure, in_plain_words(evidence), one_line(f"{what} {closed(upper_first(plain_claim(evidence)))}"))
