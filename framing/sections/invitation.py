"""The invitation: the loss named kindly, who else is needed, the ask, and the reply to a first question that is a constraint."""

from __future__ import annotations

import re

from framing import chorus, sayings
from framing.model import Provenance, Role, Sentence
from framing.notes import may_be_lost
from framing.phrases import MEASURES, REPLIES
from framing.reframing import asked_instead
from framing.roles import missing_roles
from framing.sections import section
from framing.sections.brief import Brief
from framing.sections.person import asked_for, in_the_request
from framing.subject import thing_asked
from framing.things import turns_on
from framing.wording import closed, day, listed, open_ended, upper_first
from stories.consent import ClearedStory
from stories.text import one_line

_MAY_TRY = frozenset(["decide", "do", "permit", "fund"])  # powers
_COUNTED = re.compile(r"how (?:many|often)")  # what a measure begins with when it can be counted


@section("loss", heading="What stays yours", order=80)
def loss(brief: Brief) -> tuple[Sentence, ...]:
    """Names the loss, says what is kept and what is offered. A fear that was noted is named as we understand it, where it can be said to
    somebody; otherwise it chooses which loss is named. Those who can try something hear how it ends if it does not help. Who could help carry it is said with who else is needed."""
    named = brief.loss
    key = f"loss.{named.kind}"
    fear = may_be_lost(brief.fears)
    first = (
        Sentence(f"We understand that this may feel like losing {fear}.", Provenance("person", template="loss.fear"))
        if fear
        else Sentence(named.what, Provenance("template", template=f"{key}.what"))
    )
    said = [
        first,
        Sentence(named.kept, Provenance("template", template=f"{key}.kept")),
        Sentence(named.offered, Provenance("template", template=f"{key}.offered")),
    ]
    thing = turns_on(brief.story)
    if thing and _MAY_TRY.intersection(brief.audience.power):
        said.append(Sentence(thing.back, Provenance("template", template=f"loss.back.{thing.key}")))
    return tuple(said)


@section("room", heading="Who else to ask", order=90)
def room(brief: Brief) -> tuple[Sentence, ...]:
    """Who else is needed, somebody who has lived it first, who could help to carry it; and whoever the words on this page speak of."""
    roles = [_by_name(brief, role) for role in sorted(brief.audience.who_else, key=lambda role: not role.lived_experience)]
    others = ", and ".join(roles[1:])
    if brief.audience.lived_experience:
        named = brief.say("room", sayings.AMONG_YOU, one=roles[0], two=others)
    else:
        named = brief.say("room", sayings.IN_THE_ROOM, one=roles[0], two=upper_first(others))
    said = [Sentence(named, Provenance("template", template="room.roles"))]
    here = " ".join([brief.quote, brief.tried, *brief.telling])
    if missing := missing_roles(here, brief.story.about, brief.audience, brief.ask)[:2]:
        if len(missing) == 1 and missing[0].who:
            text = brief.say("also-ask", sayings.ALSO_ASK_BY_NAME, who=missing[0].who, role=missing[0].called)
        else:
            text = brief.say("also-ask", sayings.ALSO_ASK, roles=listed([role.asked for role in missing]))
        said.append(Sentence(text, Provenance("template", brief.story.id, template="room.missing")))
    return tuple(said)


def _by_name(brief: Brief, role: Role) -> str:
    """A role of the audience's file, with the teller by name: where it says "the storyteller", and before others who have lived it, unless the
    teller is staff or the audience has lived it itself."""
    name, said = brief.story.name, role.called(brief.service.hands)
    if name and "the storyteller" in said:
        return said.replace("the storyteller", name)
    if not name or not role.lived_experience or brief.story.teller == "staff" or brief.audience.lived_experience:
        return said
    return f"{name} or {re.sub('^an? ', 'another ', said.replace('someone ', 'someone else ', 1))}"


@section("ask", heading="What we are asking", order=100)
def ask(brief: Brief) -> tuple[Sentence, ...]:
    """Who, what, by when, the first step, and what we would count. The teller's own words for what would help stand in the request, or lead in."""
    asked, said, words = brief.ask, [], brief.wanted
    if words and brief.frame != "small" and not in_the_request(brief) and not _in_the_chorus(brief, words):
        said.append(asked_for(brief, "ask.change"))
    who = "you" if asked.who == brief.audience.address else open_ended(asked.who)
    when = asked.by_when if isinstance(asked.by_when, str) else day(asked.by_when)
    request = f"By {_without(open_ended(when), ('by ',))}, will {who} {_verb(asked.what)}?"
    step = closed(brief.say("step", sayings.FIRST_STEP, step=open_ended(_there(asked.first_step, asked.what, brief.service.where))))
    measure = measure_for(brief.story)
    forms = sayings.COUNT if _COUNTED.match(measure) else sayings.LOOK_AT
    said += [
        Sentence(request, _origin(asked.what, brief.audience.asks, brief, "ask.ask"), new_paragraph=bool(said)),
        Sentence(step, _origin(asked.first_step, brief.audience.first_steps, brief, "ask.first_step"), new_paragraph=True),
        Sentence(brief.say("look-at", forms, measure=measure), Provenance("template", template="ask.look_at")),
    ]
    return tuple(said)


@section("replies", heading="If they ask something else first", order=112)
def replies(brief: Brief) -> tuple[Sentence, ...]:
    """For a talk: the other questions this audience tends to open with, each turned towards people."""
    words = {"people": f"people in {brief.person.possessive} place", "where": brief.service.where}
    return tuple(
        Sentence(
            f"{REPLIES[key].admit} {sayings.AND_INSTEAD[n % len(sayings.AND_INSTEAD)]} {_small(asked_instead(key, **words))}",
            Provenance("template", template=f"reply.{key}.instead"),
            new_paragraph=n > 0,
        )
        for n, key in enumerate(brief.audience.opens_with[1:])
    )


@section("reply", heading="{reply}", order=110)
def reply(brief: Brief) -> tuple[Sentence, ...]:
    """The constraint this audience tends to open with: admitted, turned towards people, and answered with a small step."""
    words = {"people": f"people in {brief.person.possessive} place", "where": brief.service.where}
    key = brief.audience.opens_with[0]
    said = {
        "admit": brief.reply.admit,
        "instead": f"{brief.say('instead', sayings.ASKED_INSTEAD)} {_small(asked_instead(key, **words))}",
        "then": brief.reply.then.format(**words),
    }
    return tuple(Sentence(text, Provenance("template", template=f"reply.{key}.{name}")) for name, text in said.items())


def _in_the_chorus(brief: Brief, words: str) -> bool:
    """Whether the same words stand in the chorus of wishes already."""
    found = chorus.wishes(brief.stories)
    return len(found) > 1 and any(words == said for _, said in found)


def measure_for(story: ClearedStory) -> str:
    """What a team could count to see progress: by what the story turns on, else by its first hard theme."""
    if thing := turns_on(story):
        return thing.counted
    hard = [code for code, polarity in story.themes.items() if polarity != "good"]
    theme = next((code for code in [*hard, *story.themes] if code in MEASURES), "")
    return MEASURES.get(theme, "what people tell us, and what staff see")


def _origin(text: str, offered: tuple[str, ...], brief: Brief, template: str) -> Provenance:
    """Ours when it is what the audience's file offers, the person's otherwise."""
    it = thing_asked(brief.story, brief.person.called)
    ours = text in [one_line(each.format(where=brief.service.where, it=it)) for each in offered]
    return Provenance("template" if ours else "person", brief.story.id if "“" in text and ours else "", template=template)


def _verb(what: str) -> str:
    what = _without(open_ended(what), ("please ", "to ", "will you "))
    return what if what[:2].isupper() else what[:1].lower() + what[1:]


def _small(question: str) -> str:
    return question[:1].lower() + question[1:]


def _there(step: str, what: str, where: str) -> str:
    """A first step that does not name again the place that the ask has named."""
    if f" {where}" not in what:
        return step
    for named, short in (
        (f"who work in {where}", "who work there"),
        (f"who run {where}", "who run it"),
        (f"people in {where}", "people there"),
        (f"in {where}", "there"),
        (f"visit {where}", "go there"),
    ):
        step = step.replace(named, short)
    return step


def _without(text: str, openings: tuple[str, ...]) -> str:
    for opening in openings:
        if text.lower().startswith(opening):
            return text[len(opening) :]
    return text
