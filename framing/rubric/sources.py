"""Sources that disagree, and figures that a newer one has replaced: said, so that nobody is surprised by them in the room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

from framing.checks import Case, Finding, rule
from framing.wording import content_words
from stories.evidence import Evidence

APART = 0.1  # of the larger value, from which two figures for the same thing disagree
SAME_THING = 0.5  # of the shorter claim's words, and of its population's


@rule("conflict", fine="The sources here agree, as far as they speak of the same thing.")
def conflict(case: Case) -> Iterable[Finding]:
    """Two sources for the same thing with different figures: say both, or say why this one."""
    for one, other in combinations([item.evidence for item in case.framing.evidence], 2):
        if disagree(one, other) and not newer(one, other) and not newer(other, one):
            yield Finding(
                f"Two sources disagree: {one.publisher} ({one.year}) and {other.publisher} ({other.year}).",
                f"Say both, or say why you use one: “{one.claim.rstrip('.')}” and “{other.claim.rstrip('.')}”.",
            )


@rule("superseded", fine="No figure here has been replaced by a newer one that is linked too.")
def superseded(case: Case) -> Iterable[Finding]:
    """An older figure of a series whose newer one is at hand."""
    items = [item.evidence for item in case.framing.evidence]
    for old in items:
        if new := next((each for each in items if newer(each, old)), None):
            line = next((line for line in case.lines if line.origin.evidence_id == old.id), None)
            where = (line.section.key, line.start, line.end) if line is not None else ("", 0, 0)
            yield Finding(
                f"The figure from {old.publisher} for {old.year} has a newer one, for {new.year}.",
                f"Use the newer: {new.claim.rstrip('.')}.",
                *where,
            )


def disagree(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces of evidence put different figures on the same thing about the same people."""
    if one.value is None or other.value is None or one.unit.lower() != other.unit.lower() or not one.unit:
        return False
    apart = abs(one.value - other.value) > APART * max(abs(one.value), abs(other.value))
    return apart and _alike(one.claim, other.claim) and _alike(one.population, other.population)


def newer(one: Evidence, other: Evidence) -> bool:
    """Whether `one` is the same series as `other`, for a later year."""
    series = [content_words(re.sub(r"\(.*?\)|\d", "", each.title)) for each in (one, other)]
    same = one.publisher == other.publisher and series[0] == series[1] and bool(series[0])
    return same and one.year[:4] > other.year[:4] and _alike(one.claim, other.claim)


def _alike(one: str, other: str) -> bool:
    words = [content_words(text) for text in (one, other)]
    least = min(len(each) for each in words)
    return least > 0 and len(words[0] & words[1]) / least >= SAME_THING
