"""How a framing meets those it is for: their loss (R11), the ask (R12), and who else belongs in the room (R13)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from framing.asking import DATE, FIRST_STEP, REQUEST, WHO
from framing.checks import Case, Finding, found, rule
from framing.lines import Line
from framing.roles import roles_in
from framing.sections.brief import service_words
from framing.wording import day

FIRST_STEP_WITHIN = 30  # days
_LOSING = re.compile(
    r"\b(?:los(?:e|es|ing)|the loss of|a loss|giv(?:e|ing) up|let(?:ting)? go of|less (?:control|say|standing|edge|time)|hand(?:ing)? over|takes? away|taking away|"
    r"may (?:feel|fear|seem|sound)|might (?:feel|fear)|can (?:feel|seem)|afraid|worr(?:y|ied) (?:about|that)|risk to (?:your|their)|harder? to|at stake for you)\b",
    re.I,
)
_KEPT = re.compile(
    r"\b(?:you (?:\w+ )?(?:keep|hold|stay|decide|choose)|stays?|remains?|keeps? (?:your|its|their|her|his)|(?:is|are) (?:still )?yours|still (?:yours|decide|have|stands?)|stands?|"
    r"we keep|no(?:thing|body) (?:here|in this)|nobody (?:will )?take|(?:does|do|will) not (?:change|touch|take)|carr(?:y|ies) on|theirs to give|the same for)\b",
    re.I,
)
_OFFERED = re.compile(
    r"\b(?:we (?:(?:will|can|would|shall|also) )?(?:offer|bring|share|help|answer|write|look|meet|stand|give|take|tell|show|come|send|report|count|say|agree|ask|start|begin|name|go|pay|stay|work|sit|put|invite|make)|"
    r"yours to|would be yours|you can (?:name|set|choose|stop|ask|have|see|say|lead|take)|in return|instead,? you)\b",
    re.I,
)
_WAVED_AWAY = re.compile(
    r"\b(?:(?:is|it[’']s|are|was|be|that[’']s) (?:only|just|simply|merely)|only a\b|just a\b|nothing to (?:fear|worry about|lose)|no need to worry|overreact\w*|get over|don[’']t worry|trivial)\b",
    re.I,
)
_SMALLER = re.compile(r"\b(?:just|only|simply|merely)\b", re.I)
_LONG = re.compile(
    r"\b(?:within|in|over|after) (?:the next )?(?:(\d+|two|three|four|five|six|nine|twelve|eighteen) (months|years)|a year|the year)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:support (?:this|us|it|our work)|do (?:something|better|more|your bit)|improve things|raise awareness|think about (?:this|it)|consider (?:this|it)|take (?:this|it) (?:on board|seriously|forward)|"
    r"make a difference|be part of|get behind|look into (?:this|it)|bear (?:this|it) in mind|engage with)\b",
    re.I,
)
_NEEDS = {
    "fund": re.compile(r"\b(?:fund|pay for|invest|buy|find the money|put (?:up|aside) (?:the )?money)\b", re.I),
    "staff": re.compile(r"\b(?:recruit|hire|appoint|employ)\b", re.I),
    "decide": re.compile(r"\b(?:change the law|legislate|pass a|abolish|rewrite the contract|set the policy|approve)\b", re.I),
}
_CAN_ALSO = {"staff": {"staff", "fund", "decide"}, "fund": {"fund"}, "decide": {"decide"}}
_IN_THE_ROOM = re.compile(
    r"\b(?:in the room|round the table|around the table|at the table|beside (?:us|you)|be(?:en)? (?:heard|asked|invited)|with us|who else|join us|should (?:come|join|be there)|bring (?:in )?(?:a|the|someone|people))\b",
    re.I,
)


@rule("loss", criterion="R11", fine="It names what this audience may fear losing, with respect.")
def loss(case: Case) -> Iterable[Finding]:
    """R11. People do not fear change so much as loss: name it, say what is kept, say what is offered, and never make it small."""
    known = case.audience.losses
    told = [line for line in case.lines if line.section.key == "loss"] if not case.pasted else list(case.lines)
    page = " ".join(line.text for line in told)
    asked = {id(line) for line in case.lines if line.section.key in ("ask", "question") or line.text.endswith("?")}
    plain = [line for line in told if id(line) not in asked]
    named = next((line for line in plain if _LOSING.search(line.ours) or any(each.what in line.text for each in known)), None)
    if named is None:
        example = known[0].what if known and case.audience.key else "This may feel like losing …"
        yield Finding(
            "It does not name what this audience may fear losing.",
            f"For example: {example} Then say what stays, and what you offer.",
            leaves=0,
        )
        return
    after = plain[plain.index(named) : plain.index(named) + 5]
    for line in after:
        if match := _WAVED_AWAY.search(line.ours):
            yield found(
                line,
                f"“{match.group()}” waves the loss away.",
                "Leave it out, and let the loss be as large as it feels.",
                leaves=0,
                at=match.span(),
            )
        elif line.typed and not case.pasted and (match := _SMALLER.search(line.ours)):
            yield found(
                line,
                f"“{match.group()}” makes the loss sound small.",
                "Leave the word out, and let the loss be as large as it feels.",
                at=match.span(),
            )
    if not any(_KEPT.search(line.ours) for line in after) and not any(each.kept in page for each in known):
        yield found(
            named, "The loss is named, and not what stays.", f"Add what they keep. For example: {known[0].kept if known else 'You keep …'}"
        )
    if not any(_OFFERED.search(line.ours) for line in after) and not any(each.offered in page for each in known):
        yield found(
            named,
            "The loss is named, and nothing is offered for it.",
            f"Add what you offer. For example: {known[0].offered if known else 'We offer …'}",
        )


@rule("ask", criterion="R12", fine="It asks somebody for something concrete, by a day, with a first step.")
def ask(case: Case) -> Iterable[Finding]:
    """R12. Who does what by when, within this audience's power, and a first step within 30 days."""
    lines = [line for line in case.lines if line.section.key == "ask"] or list(case.lines[2:])
    request = next((line for line in reversed(lines) if REQUEST.search(line.ours)), None)
    mend = f"Ask for one thing: “By {day(case.on + timedelta(days=FIRST_STEP_WITHIN))}, will you …?” And say the first step."
    if request is None:
        yield Finding("It does not ask for anything.", mend, leaves=0)
        return
    if match := _VAGUE.search(request.ours):
        yield found(request, f"Nobody can tell when “{match.group()}” has been done.", mend, leaves=0, at=match.span())
        return
    near = _near(lines, request)
    page = " ".join(line.ours for line in near)
    if not WHO.search(request.ours):
        yield found(request, "It does not say who is asked.", "Name who is asked: you, the board, or a person.")
    if not DATE.search(page):
        yield found(request, "The ask has no day.", f"Add one: by {day(case.on + timedelta(days=FIRST_STEP_WITHIN))}.")
    if not FIRST_STEP.search(page):
        yield found(request, "The ask has no first step.", "Add one that can be taken within 30 days, in one small place.")
    elif late := next((line for line in near if FIRST_STEP.search(line.ours) and _LONG.search(line.ours)), None):
        yield found(late, "The first step is further away than 30 days.", "Find one that can be taken within 30 days, in one small place.")
    for power, pattern in _NEEDS.items():
        if (match := pattern.search(request.ours)) and not _CAN_ALSO[power] & set(case.audience.power):
            yield found(
                request,
                f"“{match.group()}” may not be in the power of {case.audience.called}.",
                f"Ask for what they can do. For example: {_power_example(case)}",
                at=match.span(),
            )


def _near(lines: list[Line], request: Line) -> list[Line]:
    place = lines.index(request)
    return lines[max(0, place - 2) : place + 5]


def _power_example(case: Case) -> str:
    return f"{case.audience.asks[-1].format(where='one team', it='what the storyteller asked for')}."


@rule("room", criterion="R13", fine="It says who else needs to be in the room, with somebody who has lived this.")
def room(case: Case) -> Iterable[Finding]:
    """R13. Two roles beyond the audience, one of them with lived experience."""
    lines = [line for line in case.lines if line.section.key == "room" or _IN_THE_ROOM.search(line.ours)]
    mend = f"Name two. For example: {'; and '.join(role.role for role in case.audience.who_else[:2])}."
    if not lines:
        yield Finding("It does not say who else needs to be in the room.", mend, leaves=0)
        return
    own = {role.key for role in roles_in(f"{case.audience.called} {case.audience.address}")} if case.audience.key else set()
    words = " ".join(line.ours for line in lines)
    hands = [service_words(story, "").hands for story in case.stories] or [""]
    known = [role for role in case.audience.who_else if any(role.called(each).lower() in words.lower() for each in hands)]
    roles = [role for role in roles_in(words) if role.key not in own]
    lived = any(role.lived_experience for role in known) or any(role.lived_experience for role in roles)
    lived = lived or any(story.name and story.name in words for story in case.stories)
    if max(len(each) + (0 if any(role.lived_experience for role in each) else lived) for each in (known, roles)) < 2:
        yield found(lines[0], "It names fewer than two others who need to be in the room.", mend)
    elif not lived:
        yield found(lines[0], "Nobody named here has lived this.", "Add somebody who has: the storyteller, a patient or a carer.")
