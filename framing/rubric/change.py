"""Whether it gives hope (R9), and whether a threat comes with a way out (R10)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.bearing import WORKING
from framing.checks import Case, Finding, found, rule
from framing.rubric.evidence import used
from framing.rubric.opening import ASPIRES

_CHANGED = re.compile(
    r"\b(?:things changed|got better|gets? better|has (?:helped|worked|improved|fallen|begun)|have (?:helped|improved|begun|tried)|it (?:worked|helped)|led to|improved|"
    r"was tried|has been tried|(?:somebody|someone|one (?:ward|team|practice|clinic)|they|we) (?:has |have )?tried|up from|since then|fell (?:from|by|to)|rose (?:from|by|to)|works)\b",
    re.I,
)
_DID_NOT = re.compile(r"\b(?:tried|worked|helped|changed)\b[^.]*\b(?:did not|never|nothing)\b|\bdid not (?:work|help|change|stick)\b", re.I)
_COULD = re.compile(
    r"\b(?:local test|small test|could be (?:done|tried|different)|can be (?:changed|done|kept)|went right|what helped|small enough to stop)\b",
    re.I,
)
_THREAT = re.compile(
    r"\b(?:(?:people|patients|somebody|someone|they|families|more) (?:will|could|may|are going to) (?:die|be harmed|suffer)|lives? (?:are|is|will be) (?:at (?:risk|stake)|lost)|"
    r"danger(?:ous(?:ly)?)?|disasters?|disastrous|catastroph\w+|scandals?|collapse[sd]?|(?:services?|system|staffing|is|are) in crisis|into crisis|unsafe|before it is too late|"
    r"or else|tragedy|on (?:the|our) front pages?|pay the price|time ?bomb|meltdown|consequences will)\b",
    re.I,
)
_WAY_OUT = re.compile(
    r"\b(?:can|could|would help|helps?|helped|start|try|tried|small step|first step|ask(?:ing)?|what works|change[ds]?|will you|together|answer(?:ed)?|offer|prevent(?:s|ed)?|"
    r"better|safe(?:r|ly)?|fell|improved)\b",
    re.I,
)
_WITHIN = 2  # sentences after a threat in which its way out must stand


@rule("possible", criterion="R9", fine="It shows that change is possible.")
def possible(case: Case) -> Iterable[Finding]:
    """R9. Something that works, something that gets better, or a change somebody made; at least, honestly, a test."""
    if any(item.evidence.polarity in WORKING or item.link.relation == "works" for item, _ in used(case)):
        return
    if any(line.origin.template in ("works.change", "works.outcome", "works.learned", "happened.good") for line in case.lines):
        return
    mend = "Say what has helped, here or somewhere like it, and where that is written; or what a small test could show."
    told = [
        line for line in case.lines if line.section.key not in ("ask", "question", "reply", "replies") and "would have" not in line.ours
    ]
    told = [line for line in told if not ASPIRES.search(line.ours) and not _DID_NOT.search(line.ours)]
    if line := next((line for line in told if _CHANGED.search(line.ours)), None):
        if not any(item.evidence.polarity in WORKING for item in case.framing.evidence) and not any(
            s.kind == "change" for s in case.stories
        ):
            yield found(line, "It says that change is possible, and no evidence stands behind that.", mend)
        return
    if line := next((line for line in told if _COULD.search(line.ours)), None):
        yield found(line, "It offers a test, and shows nothing yet that has helped.", mend)
        return
    yield Finding("It does not show that anything can change.", mend, leaves=0)


@rule("threat", criterion="R10", fine="No threat stands without a way out.")
def threat(case: Case) -> Iterable[Finding]:
    """R10. A threat moves people only towards a way out that is in sight: within two sentences."""
    for place, line in enumerate(case.lines):
        match = _THREAT.search(line.ours)
        if match and not any(
            _WAY_OUT.search(other.ours) and not _THREAT.search(other.ours) for other in case.lines[place : place + 1 + _WITHIN]
        ):
            yield found(
                line,
                f"“{match.group()}” frightens, and no way out follows.",
                "Say in the next sentence what can be done about it.",
                leaves=0,
                at=match.span(),
            )
