"""Where the cause is sought: in the system, and not in a person (R8); and the words for people (R14)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.checks import Case, Finding, found, rule

_ROLES = (
    r"nurses?|doctors?|staff|midwives|midwife|receptionists?|managers?|consultants?|GPs?|paramedics?|carers?|surgeons?|call[- ]handlers?|clerks?|pharmacists?|"
    r"porters?|therapists?|social workers?|matrons?|she|he|they|who"
)
_BLAMING = (
    r"failed(?! to be)|neglected|ignored|refused|botched|abandoned|forgot|dismissed|mistreated|couldn[’']t be bothered|could not be bothered|did(?: not|n[’']t) (?:bother|care)|"
    r"let (?:her|him|them|us|me|people|patients) down|(?:was|were|is|are) (?:lazy|careless|incompetent|negligent|rude|useless|to blame|at fault)|should have known better"
)
_BLAME = re.compile(
    rf"\b(?:{_ROLES})\s+(?:\w+\s+){{0,2}}?(?:{_BLAMING})\b|\b(?:failed|ignored|neglected|abandoned|let down|dismissed|mistreated) by (?:the |her |his |their |a )?(?:\w+ )?(?:{_ROLES})\b|"
    rf"\b(?:fault|negligence|carelessness|laziness|incompetence) of (?:the |a )?(?:\w+ )?(?:{_ROLES})\b|\b(?:the |a )?(?:{_ROLES})[’']s (?:fault|negligence|laziness|incompetence)\b",
    re.I,
)
_SYSTEM = (
    r"checklists?|rotas?|forms?|systems?|process(?:es)?|letters?|templates?|records?|handovers?|bookings?|pathways?|polic(?:y|ies)|rules?|routines?|designs?|"
    r"screens?|software|referrals?|queues?|timetables?|waiting lists?|phone lines?|buildings?|contracts?|training|appointments?|inbox(?:es)?|switchboards?|"
    r"discharge|working day|staffing|care plans?|opening hours|budget lines?|criteria|thresholds?|shift patterns?|layouts?|computers?|checklists?|thresholds?|timetables?"
)
_CAUSAL = re.compile(
    rf"\b(?:the place to look is|lies behind|because|the (?:cause|reason)|comes? (?:down to|from)|the trouble is|what made (?:it|this) likely|built to|designed|set up|grew that way|depends? on|may lie|worth looking)\b"
    rf"|\b(?:the|our|a|no|each|whose|that) (?:\w+ ){{0,2}}(?:{_SYSTEM})\b (?:\w+ )?(?:has|had|have|does|did|do|was|were|is|are|lets?|gives?|holds?|stops?|asks?|sends?|cannot|could not|stays?|leaves?|goes|went|runs?)\b",
    re.I,
)
_NOUN = re.compile(rf"\b(?:{_SYSTEM})\b", re.I)
# What many people have asked us not to say of them, and what to say.
_NOT_SAID = {
    "suffering from": "living with", "suffers from": "lives with", "suffer from": "live with", "victim of": "person who has had", "victims of": "people who have had",
    "afflicted": "living with", "afflicted by": "living with", "confined to a wheelchair": "uses a wheelchair", "wheelchair bound": "uses a wheelchair",
    "wheelchair-bound": "uses a wheelchair", "diabetics": "people with diabetes", "schizophrenics": "people with schizophrenia", "addicts": "people with an addiction",
    "the elderly": "older people", "the mentally ill": "people living with a mental illness", "the disabled": "disabled people",
}  # fmt: skip
_LOOK_AGAIN = {
    "vulnerable": "at risk of", "hard to reach": "people we have not reached", "hard-to-reach": "people we have not reached",
    "frequent flyer": "somebody who comes back often", "frequent flyers": "people who come back often", "non-compliant": "not taking it as planned",
    "noncompliant": "not taking it as planned", "bed blocker": "somebody waiting to go home", "bed blockers": "people waiting to go home",
}  # fmt: skip


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.I)


_NEVER, _FLAGGED = _any_of(_NOT_SAID), _any_of(_LOOK_AGAIN)


@rule("cause", criterion="R8", fine="The cause named is in the system and not in a person.")
def cause(case: Case) -> Iterable[Finding]:
    """R8. Blame ends the conversation, and misses what can be changed."""
    blamed = False
    for line in case.lines:
        for match in _BLAME.finditer(line.ours):
            blamed = True
            yield found(
                line,
                f"“{match.group()}” puts the cause in a person.",
                "Name what made it likely: the rota, the form, the line that nobody owned.",
                leaves=0,
                at=match.span(),
            )
    said = [line for line in case.lines if not line.text.endswith("?") and line.section.key not in ("ask", "loss", "works")]
    if blamed or any(line.origin.template.startswith("cause.") or (_CAUSAL.search(line.ours) and _NOUN.search(line.ours)) for line in said):
        return
    yield Finding(
        "It does not say what in the system lies behind this.",
        "Name the part that made it likely: the rota, the form, the handover.",
        leaves=0,
    )


@rule("respect", criterion="R14", fine="The words are respectful.")
def respect(case: Case) -> Iterable[Finding]:
    """R14. Words people have asked us not to use about them; and some to look at twice."""
    for line in case.lines:
        for match in _NEVER.finditer(line.ours):
            yield found(
                line,
                f"“{match.group()}” is a phrase many people ask us not to use.",
                f"Try “{_NOT_SAID[match.group().lower()]}”.",
                leaves=0,
                at=match.span(),
            )
        for match in _FLAGGED.finditer(line.ours):
            yield found(
                line, f"“{match.group()}” puts the trouble in the person.", f"Try “{_LOOK_AGAIN[match.group().lower()]}”.", at=match.span()
            )
