"""Who is in a text by what they do, and who of them has lived it: to see who is missing from the room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from framing.model import Ask, Audience

# key → (how they are asked for, what they are called in running text, lived experience)
_KNOWN: dict[str, tuple[str, str, bool]] = {
    "patient": ("a patient who has been through it", r"(?:former |ex-)?patients?(?! (?:group|list|letter|record|notes|safety|flow|experience|information|transport|portal))|people who use (?:the|this|our) services?|service users?|someone (?:else )?who (?:has (?:lived|been through|had)|uses (?:the|this|our) service)|people who have lived|somebody who has (?:lived|been through)", True),
    "storyteller": ("the storyteller", r"(?:the )?storytellers?", True),
    "carer": ("a carer", r"carers?|someone who (?:looks after|cares for)|unpaid carers?", True),
    "family": ("the family", r"(?:her|his|their|the) (?:family|son|daughter|husband|wife|partner|mum|mam|mother|dad|father|sister|brother|neighbours?)|families|relatives?", True),
    "parent": ("a parent", r"parents?", True),
    "resident": ("a resident", r"residents?|constituents?", True),
    "advocate": ("an advocate", r"advocates?", False),
    "voluntary": ("the voluntary group people turn to", r"voluntary (?:group|sector|organisations?)|charit(?:y|ies)|volunteers?|hospice|peer support(?:ers?| workers?)?|food ?bank", False),
    "gp": ("the GP practice", r"GPs?|GP practice|surgery|family doctors?", False),
    "practice_nurse": ("the practice nurse", r"practice nurses?", False),
    "pharmacy": ("the pharmacy", r"pharmac(?:y|ists?|ies)|chemist(?:[’']s)?", False),
    "advice_line": ("the 111 team", r"111(?! %)", False),
    "ambulance": ("the ambulance crew", r"paramedics?|ambulance(?: crews?| service)?s?", False),
    "ward_nurse": ("the nurses", r"(?:ward |staff |night |charge )?nurses?|ward sisters?|matrons?", False),
    "care_assistant": ("the healthcare assistants", r"healthcare assistants?|care assistants?|HCAs?", False),
    "ward_clerk": ("the ward clerk", r"ward clerks?", False),
    "reception": ("the reception team", r"receptionists?|reception", False),
    "booking": ("the people who book appointments", r"booking (?:team|office|clerks?)|appointments? (?:team|office)|(?:medical )?secretar(?:y|ies)", False),
    "doctor": ("the doctors", r"consultants?|junior doctors?|registrars?|resident doctors?|surgeons?|doctors?(?![’'])|Dr", False),
    "midwife": ("the midwives", r"midwi(?:fe|ves)", False),
    "health_visitor": ("the health visitor", r"health visitors?", False),
    "district_nurse": ("the district nurse", r"district nurses?|community nurses?", False),
    "therapist": ("the therapists", r"physios?|physiotherap\w+|occupational therap\w+|speech (?:and language )?therap\w+|therapists?", False),
    "social_care": ("the social worker", r"social workers?|social care|home ?care workers?|care agency|domiciliary care", False),
    "care_home": ("the care home", r"care homes?", False),
    "school": ("the school", r"(?<!primary )(?<!secondary )schools?(?! (?:office|bursar|cook|crossing))|teachers?|SENCOs?|headteachers?", False),
    "interpreter": ("an interpreter", r"interpreters?", False),
    "mental_health_team": ("the mental health team", r"crisis team|CPNs?|psychiatr(?:ist|ists)|psycholog(?:ist|ists)|mental health (?:team|nurse|nurses)", False),
    "specialist_nurse": ("the specialist nurse", r"specialist nurses?|(?:stroke|cancer|heart failure|diabetes|Parkinson[’']s|Macmillan) nurses?", False),
    "porter": ("the porters", r"porters?", False),
    "manager": ("the person who runs the service", r"(?:ward|service|practice|team|operational) managers?|the person who runs the service|(?:ward|team) leaders?", False),
    "records": ("the people who look after the records system", r"(?:IT|digital|records) (?:team|department|system)", False),
    "police": ("the police", r"police(?: officers?)?", False),
    "housing": ("the housing team", r"housing (?:officer|association|team)|landlords?|the council", False),
    "staff": ("a member of staff who does this work", r"members? of (?:staff|the team)|staff who (?:do|does) this work|staff governors?|the team", False),
    "union": ("a union representative", r"union rep(?:resentative)?s?", False),
}  # fmt: skip
_FIND = {key: re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.I) for key, (_, pattern, _) in _KNOWN.items()}


_NAMED = {
    key: re.compile(rf"\b([A-Z][a-z]+)(?:, (?:our|the|my|a|an) | (?:is|was) (?:our|the|my|a|an) )(?:[a-z]+ )?({pattern})(?![\w])")
    for key, (_, pattern, _) in _KNOWN.items()
}
_NOBODY = {"He", "She", "They", "It", "This", "That", "There", "Who", "What", "Mum", "Dad", "Mam", "Nan", "Gran", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleFound:
    """A role in a text: `asked` completes "We should ask …"; `times` it is mentioned; `who` holds it, by name, and is `called` there, or blank."""

    key: str
    asked: str
    lived_experience: bool
    times: int
    who: str = ""
    called: str = ""


def roles_in(text: str) -> tuple[RoleFound, ...]:
    """The roles a text mentions, the one mentioned most first."""
    found = [(key, len(pattern.findall(text))) for key, pattern in _FIND.items()]
    return tuple(_found(text, key, times) for key, times in sorted(found, key=lambda pair: -pair[1]) if times)


def _found(text: str, key: str, times: int) -> RoleFound:
    asked, _, lived = _KNOWN[key]
    named = next((one for one in _NAMED[key].finditer(text) if one[1] not in _NOBODY), None)
    if named is None:
        return RoleFound(key, asked, lived, times)
    return RoleFound(key, f"{named[1]} the {named[2]}", lived, times, named[1], named[2])


def missing_roles(told: str, tellers: str, audience: Audience, ask: Ask) -> tuple[RoleFound, ...]:
    """Roles that the words `told` mention and the plan leaves out: not the audience, not asked, not among those it names for the room, and
    not the tellers' own, by what is said of them (`tellers`)."""
    plan = " ".join((audience.called, audience.address, ask.who, ask.what, ask.first_step, *(role.role for role in audience.who_else)))
    mentioned = [role for role in roles_in(told) if not role.lived_experience]
    return not_yet_asked(mentioned, f"{plan} {tellers}")  # whoever has lived it is asked for by name already


def not_yet_asked(told: Iterable[RoleFound], plan: str) -> tuple[RoleFound, ...]:
    """Of the roles `told`, those that the words of a plan leave out."""
    planned = {role.key for role in roles_in(plan)}
    if {"patient", "storyteller"} & planned:
        planned |= {"patient", "storyteller"}
    return tuple(role for role in told if role.key not in planned)
