"""What people usually ask first, found in running text, and what to ask instead: time, money, staff, structure, risk, proof, tried before.

Two ways lead there: patterns, here; and closeness in meaning to `PROTOTYPES`, which whoever has a model may compare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.lines import Line
from framing.phrases import REPLIES

OPENS_WITHIN = 60  # characters from the start of a sentence, within which a constraint opens it
NEAR, CLEAR = 0.35, 0.05  # cosine to the nearest prototype, and how far it must stand above what is none (measured: docs/framing.md)
_PATTERNS: dict[str, str] = {
    "money": r"budgets?|savings?|save money|efficienc(?:y|ies)|afford\w*|funding gap|cost pressures?|overspen[dt]\w*|deficits?|financial(?:ly)?|"
    r"value for money|(?:how much|what) (?:will|would|does|do) (?:it|this|that|they) cost|(?:the|of|at what|unit|reduc\w+|cut\w*|our) costs?(?! (?:people|us|them|him|her|you))|"
    r"too expensive|who (?:will|would|is going to) pay|return on investment|the money",
    "time": r"(?:have|got|find|make|is there) (?:the|any|no) time|(?:no|not enough|lack of|short of|pressed for|do we have enough|have we enough|is there enough) time|without enough time|too busy|deadlines?|"
    r"no (?:capacity|bandwidth|headroom)|(?:the|our|enough|lack of|without) capacity|(?:when|where) (?:will|would|do) (?:we|staff) find the time",
    "staff": r"(?:make|get|persuade|force) (?:the )?(?:staff|nurses|doctors|people|teams|consultants|clinicians|gps) (?:to )?(?:change|comply|do|adopt|follow|buy in|on board|accept|engage)|"
    r"resistance to change|resistant to change|buy[- ]in|headcount|(?:not|never|n[o’']t have|do not have|without) enough (?:staff|nurses|doctors|people)|staff (?:shortages?|vacanc\w+|compliance|resistance)|"
    r"staff (?:will|would|won[’']t|will not|wouldn[’']t) (?:not )?(?:change|accept|engage)",
    "structure": r"who (?:owns|will own|would own|is responsible for|is accountable|leads|governs)|governance|restructur\w+|accountability framework|reporting lines?|"
    r"which (?:organisation|directorate|department|team|committee) (?:should|will|would|owns)|(?:terms of reference|organisational structure|operating model|workstreams?)|whose (?:job|remit|responsibility) (?:is|would|will)",
    "risk": r"what if (?:it|this|something|that) (?:goes|went|fails?|failed)|liabilit(?:y|ies)|litigation|legal(?:ly)? (?:risks?|exposed|exposure)|risk(?:s)? (?:to the (?:trust|organisation|reputation)|assessment|appetite|register)|"
    r"reputational|(?:too|very) risky|(?:is|be) it (?:too )?(?:risky|safe to try)|(?:the|what) risks?|sue(?:d|s)? us|exposes? us|compliance",
    "proof": r"where[’']?s? (?:is )?the (?:proof|evidence|data)|(?:is|are) there (?:any )?(?:proof|evidence|data)|(?:no|not enough|lack of|insufficient) (?:hard )?(?:proof|evidence|data)|prove (?:it|that|this)|evidence[- ]based\?|"
    r"(?:only|just|merely) (?:an )?anecdot\w+|business case|baseline|kpis?|targets?|metrics|statistically|sample size",
    "tried_before": r"tried (?:it|this|that|something like (?:it|this|that)|all this) (?:\w+ ){0,2}(?:before|already|last|years|in 20\d\d)|(?:been|gone) (?:here|there|through this|down this road) before|"
    r"(?:did|done) (?:this|that|it) before|another (?:initiative|pilot|project|new scheme)|nothing (?:ever )?(?:changes|came of it)|didn[’']t work (?:last time|before)|here we go again|we already do (?:this|that)|heard (?:it|this|that) (?:all )?before",
}  # fmt: skip
_FOUND = {kind: re.compile(rf"\b(?:{pattern})(?!\w)", re.I) for kind, pattern in _PATTERNS.items()}
_WENT_WELL = re.compile(r"\b(?:helped|worked|got better|improved|made a difference)\b", re.I)
_WENT_BADLY = re.compile(r"\b(?:not|never|nothing|didn[’']t|dropped|fizzled)\b", re.I)
# Asking for these: a first question that is a constraint. Written for comparing meaning; nobody reads them on a page.
PROTOTYPES: dict[str, tuple[str, ...]] = {
    "time": ("Do we have the time for this?", "Everyone is too busy to take on anything more.", "When are staff supposed to fit this in?"),
    "money": ("How much will it cost?", "Where will the money come from?", "We must find savings this year.", "There is nothing left in the pot."),
    "staff": ("How will we make staff change?", "The team will resist it.", "We cannot recruit enough people.", "The consultants will never go along with that."),
    "structure": ("Who owns this?", "Which committee should approve it?", "We need a governance structure first.", "It falls between two organisations."),
    "risk": ("What if it goes wrong?", "We could be blamed or sued.", "It is too risky to try.", "The regulator would not like it."),
    "proof": ("Where is the proof?", "One story is only an anecdote.", "Show us the data first.", "We need a business case."),
    "tried_before": ("We tried that before.", "That was piloted years ago and it fizzled out.", "It is yet another initiative.", "We have seen schemes like this come and go."),
}  # fmt: skip
# What is none of them. Closer to these than to a prototype means: no constraint.
ELSEWHERE = (
    "We all want people to be safe and not alone.", "She rang the ward and nobody answered.", "My mother came home from hospital on a Friday.",
    "About half of people were given no contact for further help.", "What do we want leaving hospital to feel like?", "He was kind and drew me a chart.",
    "Will you put one named number on every letter for two weeks?", "Carers and the pharmacy should be in the room.", "You keep the decision on when someone goes home.",
    "We waited four hours in the corridor.", "Calls led to changed treatment for patients.", "The letter came after the appointment.",
    "Ann asked for one person to ring.", "The team agreed to look at what they see together.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Constraint:
    """A first question that is a constraint, at characters [start, end): `kind` is a key of phrases.REPLIES."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reframe:
    """A sentence that opens from a constraint, at characters [start, end) of its section, and what to ask instead, in this story's terms."""

    kind: str
    heading: str
    section_key: str
    start: int
    end: int
    words: str
    admit: str
    instead: str
    then: str


def reframes(lines: Sequence[Line], leanings: Mapping[int, str], *, people: str, where: str) -> tuple[Reframe, ...]:
    """For each sentence that opens from a constraint, by pattern or by meaning (`leanings`: place among `lines` → kind), what to ask instead."""
    found: list[Reframe] = []
    for place, line in enumerate(lines):
        constraint = constraint_in(line.ours)
        opens = constraint is not None and (constraint.start <= OPENS_WITHIN or line.text.endswith("?"))
        kind = constraint.kind if constraint is not None and opens else leanings.get(place, "")
        if kind == "tried_before" and _WENT_WELL.search(line.ours) and not _WENT_BADLY.search(line.ours):
            continue  # "somebody tried it, and it helped" opens a door
        if kind:
            reply = REPLIES[kind]
            found.append(
                Reframe(
                    kind, reply.heading, line.section.key, line.start, line.end, line.text,
                    reply.admit, asked_instead(kind, people=people, where=where), reply.then.format(people=people, where=where),
                )
            )  # fmt: skip
    return tuple(found)


def constraint_in(text: str) -> Constraint | None:
    """The first constraint in a sentence, by pattern; None when there is none. What is quoted should be blanked out before."""
    found = [(match.start(), match.end(), kind) for kind, pattern in _FOUND.items() if (match := pattern.search(text))]
    if not found:
        return None
    start, end, kind = min(found)
    return Constraint(kind, start, end)


def asked_instead(kind: str, *, people: str, where: str) -> str:
    """The question to put in the place of a constraint, as a whole sentence in this story's terms. Raises: KeyError for an unknown kind."""
    words = REPLIES[kind].instead.format(people=people, where=where)
    question = words.split(": ", 1)[-1]
    return question[:1].upper() + question[1:]
