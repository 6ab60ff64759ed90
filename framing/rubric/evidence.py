"""What stands behind the story: one figure with its source (R5), that can be read (R6), and how typical the story is (R7)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.bearing import HOW_TYPICAL, says_how_typical
from framing.checks import Case, Finding, found, rule
from framing.figures import Figure, borne_out, evidence_figures, figures_in
from framing.lines import Line
from framing.rubric.opening import ASPIRES
from framing.wording import content_words
from stories.evidence import Evidence, LinkedEvidence

ITEMS = 2  # pieces of evidence a page can carry before nobody remembers one
FIGURES = 2  # in one sentence
_NEAR = 0.34  # of the population's words, from which a page says who was asked
_COMPARES = re.compile(
    r"\b(?:than|compared|twice|half|double[ds]?|in (?:every )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)|out of|up from|down from|from [\d,.]+%? to|"
    r"fell|rose|more|fewer|less|most|nearly|about|around|almost|over|under|above|below|third|quarter|against|before|led to)\b",
    re.I,
)
_ABSOLUTE = re.compile(
    r"(?<!often or )\b(?:always(?! or often)|never|everyone|everybody|nobody|no one|none of (?:the |our )?(?:staff|people|patients|nurses|families)|"
    r"all (?:the |our )?(?:patients|staff|people|nurses|doctors|families|carers|wards|hospitals|practices|trusts)|"
    r"every (?:single )?(?:patient|person|family|nurse|doctor|time|ward|hospital|practice|carer|member of staff|day|week))\b",
    re.I,
)
_EXONERATES = re.compile(
    r"\b(?:nobody|no one)\b[^.]{0,40}\b(?:did (?:anything|it) wrong|to blame|be(?:en)? blamed|at fault|chose|meant|fault)|\bnever about\b",
    re.I,
)


def used(case: Case) -> list[tuple[LinkedEvidence, list[Line]]]:
    """The evidence a page uses, with the lines that do: by where a sentence comes from, or by a figure of it near its publisher's name."""
    result = []
    for item in case.framing.evidence:
        lines = [
            line
            for place, line in enumerate(case.lines)
            if line.origin.evidence_id == item.evidence.id or (_bears(item.evidence, line) and _names(item.evidence, _around(case, place)))
        ]
        if lines:
            result.append((item, lines))
    if result:
        return result
    loose = [(item, [line for line in case.lines if _bears(item.evidence, line)]) for item in case.framing.evidence]
    return [(item, lines) for item, lines in loose if lines][:1]


def _bears(evidence: Evidence, line: Line) -> bool:
    claims = [figure for figure in evidence_figures(evidence) if figure.sort != "year"]
    return any(figure.sort not in ("year", "time", "vague") and borne_out(figure, claims) for figure in figures_in(line.ours))


def _names(evidence: Evidence, text: str) -> bool:
    """Whether a text names the publisher, whole or by the words that make its name."""
    wanted = content_words(evidence.publisher)
    return evidence.publisher.lower() in text.lower() or (bool(wanted) and len(wanted & content_words(text)) / len(wanted) >= 0.5)


def _around(case: Case, place: int) -> str:
    return " ".join(line.text for line in case.lines[max(0, place - 1) : place + 2])


@rule("statistic", criterion="R5", fine="One figure stands beside the story, with its source, its year and who was asked.")
def statistic(case: Case) -> Iterable[Finding]:
    """R5. One or two pieces of evidence linked to the story; source, year and population in the text."""
    items = used(case)
    if not items:
        if not case.framing.evidence:
            yield Finding(
                "No evidence is linked to the story, so no figure stands beside it.",
                "Link one fact about the same theme, or ask who counts it.",
                leaves=0,
            )
        else:
            evidence = case.framing.evidence[0].evidence
            yield Finding(
                "No figure with a source stands beside the story.", f"Add one that is linked to it: {evidence.claim.rstrip('.')}.", leaves=0
            )
        return
    about = [item for item, _ in items if item.evidence.polarity not in ("what_works", "trend_improving")]
    if len(about) > ITEMS:
        yield found(items[ITEMS][1][0], f"{len(about)} facts stand here, and people remember one.", "Keep the one closest to the story.")
    for item, lines in items[:ITEMS]:
        evidence, line = item.evidence, lines[0]
        near = " ".join(other.text for other in case.lines if other.paragraph == line.paragraph)
        missing = [
            word
            for word, there in (
                ("who published it", _names(evidence, near)),
                ("the year", re.search(rf"\b{re.escape(evidence.year[:4])}\b", near) is not None),
                ("who was asked", _population(evidence, near)),
            )
            if not there
        ]
        if missing:
            source = (
                f"{evidence.publisher}, {evidence.year}; {evidence.population}"
                if evidence.population
                else f"{evidence.publisher}, {evidence.year}"
            )
            yield found(line, f"This figure does not say {' or '.join(missing)}.", f"Add: ({source}).")
        if not evidence.population.strip():
            yield found(
                line,
                "Nobody knows who this figure is about: its source names no population.",
                "Look up who was asked or counted, and add it to the evidence.",
            )


def _population(evidence: Evidence, text: str) -> bool:
    wanted = content_words(evidence.population)
    sample = evidence.sample_size is not None and f"{evidence.sample_size:,}" in text
    return not wanted or sample or len(wanted & content_words(text)) / len(wanted) >= _NEAR


@rule("readable_number", criterion="R6", fine="The figure can be read aloud.")
def readable_number(case: Case) -> Iterable[Finding]:
    """R6. Whole numbers or "1 in 4", at most two to a sentence, and something to compare them with."""
    counted = [(line, figures) for line in case.lines if (figures := _spoken(case, line))]
    counted = [(line, figures) for line, figures in counted if line.section.key not in ("ask", "question")]
    if not counted:
        yield Finding("There is no figure to take home.", "Give one, as “1 in 4” or as a whole number.", leaves=0)
        return
    for line, figures in counted:
        if len(figures) > FIGURES:
            yield found(
                line,
                f"{len(figures)} figures in one sentence are hard to hear.",
                "Keep the one that matters, and move the others to the sources.",
                leaves=0 if len(figures) > 4 else 1,
            )
        broken = [figure for figure in figures if re.search(r"\d\.\d", figure.text) and "million" not in figure.text]
        if broken and not any(figure.sort == "ratio" for figure in figures_in(line.text)):
            figure = broken[0]
            yield found(
                line,
                f"“{figure.text}” is hard to hear.",
                "Say it as a whole number, or as “1 in 4”, beside the exact one.",
                at=(figure.start, figure.end),
            )
    if not any(_COMPARES.search(line.ours) for line, _ in counted):
        line = counted[0][0]
        yield found(
            line, "The figure stands alone, so nobody can tell whether it is much.", "Add what it is out of, or what it was before."
        )


def _spoken(case: Case, line: Line) -> list[Figure]:
    """The figures of a sentence that somebody has to take in: not years and spans of time, not what stands in brackets for those who look
    the source up, not who was asked, and a share once when it is said both exactly and plainly."""
    said = figures_in(re.sub(r"\([^()]*\)", lambda aside: " " * len(aside.group()), line.ours))
    asked = [
        f for item in case.framing.evidence if item.evidence.id == line.origin.evidence_id for f in figures_in(item.evidence.population)
    ]
    exact = any(figure.sort == "percent" for figure in said)
    return [f for f in said if f.sort not in ("year", "time") and not (exact and f.sort == "ratio") and not borne_out(f, asked)]


@rule("typical", criterion="R7", fine="It says how typical the story is.")
def typical(case: Case) -> Iterable[Finding]:
    """R7. One story must not pass for everyone's, and nothing outside quotes may claim that it does."""
    if not any(HOW_TYPICAL.search(line.ours) or (line.origin.says_why and says_how_typical(line.ours)) for line in case.lines):
        yield Finding("It does not say how typical this story is.", "Add a line: common, rare, or not yet known.", leaves=0)
    for line in case.lines:
        if not line.typed or ASPIRES.search(line.ours) or _EXONERATES.search(line.ours):
            continue
        for match in _ABSOLUTE.finditer(line.ours):
            yield found(
                line, f"“{match.group()}” claims more than we know.", "Say who, or how many, and where that comes from.", at=match.span()
            )
