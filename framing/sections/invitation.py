"""The invitation: the loss named kindly, who else is needed, the ask, and the reply to a first question that is a constraint."""

from __future__ import annotations

from framing import chorus, sayings
from framing.model import Provenance, Sentence
from framing.notes import may_be_lost
from framing.phrases import AS_THEMSELVES, CARRIERS, COME_ALONG, MEASURES, REPLIES
from framing.reframing import asked_instead
from framing.roles import missing_roles
from framing.sections import section
from framing.sections.brief import Brief
from framing.sections.person import asked_for
from framing.subject import thing_asked, wanted
from framing.wording import closed, day, listed, open_ended


@section("loss", heading="What stays the same", order=80)
def loss(brief: Brief) -> tuple[Sentence, ...]:
    """Names the loss, says what is kept and what is offered. A fear that was noted is named as we understand it, where it can be said to
    somebody; otherwise it chooses which loss is named."""
    named = brief.loss
    carriers = COME_ALONG if brief.audience.kind in AS_THEMSELVES else CARRIERS[named.kind]
    key = f"loss.{named.kind}"
    fear = may_be_lost(brief.fears)
    first = (
        Sentence(f"We understand that this may feel like losing {fear}.", Provenance("person", template="loss.fear"))
        if fear
        else Sentence(named.what, Provenance("template", template=f"{key}.what"))
    )
    return (
        first,
        Sentence(named.kept, Provenance("template", template=f"{key}.kept")),
        Sentence(f"{named.offered} {brief.one_of('carrier', carriers)}", Provenance("template", template=f"{key}.offered")),
    )


@section("room", heading="Who else needs to be in the room", order=90)
def room(brief: Brief) -> tuple[Sentence, ...]:
    """Who else is needed, somebody who has lived it first; roles of the stories that the plan leaves out; and that they are heard first."""
    roles = [role.role for role in sorted(brief.audience.who_else, key=lambda role: not role.lived_experience)]
    one = f"{roles[0]}," if len(roles[0].split()) > 4 else roles[0]  # a pause, where the first is long
    said = [
        Sentence(
            brief.say("room", sayings.IN_THE_ROOM, one=one, two=", and ".join(roles[1:])), Provenance("template", template="room.roles")
        )
    ]
    if missing := missing_roles(brief.stories, brief.audience, brief.ask)[:2]:
        forms = sayings.ALSO_ASK if len(brief.stories) == 1 else sayings.ALSO_ASK_ALL
        text = brief.say("also-ask", forms, roles=listed([role.asked for role in missing]))
        said.append(Sentence(text, Provenance("template", brief.story.id, template="room.missing")))
    said.append(Sentence(brief.say("before", sayings.BEFORE), Provenance("template", template="room.before")))
    return tuple(said)


@section("ask", heading="What we are asking", order=100)
def ask(brief: Brief) -> tuple[Sentence, ...]:
    """Who, what, by when, the first step, and how we will know. What the teller would change first leads in."""
    asked, said = brief.ask, []
    words = wanted(brief.story)[1]
    if words and brief.frame != "small" and not _in_the_chorus(brief, words):
        said.append(asked_for(brief, "ask.change"))
    who = f"you, as {brief.audience.address}," if asked.who == brief.audience.address else open_ended(asked.who)
    when = asked.by_when if isinstance(asked.by_when, str) else day(asked.by_when)
    request = f"By {_without(open_ended(when), ('by ',))}, will {who} {_verb(asked.what)}?"
    step = closed(brief.say("step", sayings.FIRST_STEP, step=open_ended(_there(asked.first_step, asked.what, brief.service.where))))
    said += [
        Sentence(request, _origin(asked.what, brief.audience.asks, brief, "ask.ask"), new_paragraph=bool(said)),
        Sentence(step, _origin(asked.first_step, brief.audience.first_steps, brief, "ask.first_step")),
        Sentence(brief.say("look-at", sayings.LOOK_AT, measure=_measure(brief)), Provenance("template", template="ask.look_at")),
        Sentence(brief.say("second", sayings.THEN), Provenance("template", template="ask.then")),
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


def _measure(brief: Brief) -> str:
    """What we would look at to see progress: by what the pitch is about where the ask is ours, else by what the story is about."""
    hard = [code for code, polarity in brief.story.themes.items() if polarity != "good"]
    theme = next((code for code in [*hard, *brief.story.themes] if code in MEASURES), "")
    usual = MEASURES.get(theme, "what people tell us, and what staff see")
    asked = thing_asked(brief.story, brief.person.called, brief.topic)
    tries_it = brief.topic is not None and not brief.asks_for_itself and asked == brief.topic.to_try and asked in brief.ask.what
    return brief.topic.looked_at(usual) if brief.topic and tries_it else usual


def _origin(text: str, offered: tuple[str, ...], brief: Brief, template: str) -> Provenance:
    """Ours when it is what the audience's file offers, the person's otherwise."""
    it = thing_asked(brief.story, brief.person.called, brief.topic)
    ours = text in [each.format(where=brief.service.where, it=it) for each in offered]
    return Provenance("template" if ours else "person", template=template)


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
        (f"people in {where}", "people there"),
        (f"in {where}", "there"),
        (f"visit {where}", "visit it"),
    ):
        step = step.replace(named, short)
    return step


def _without(text: str, openings: tuple[str, ...]) -> str:
    for opening in openings:
        if text.lower().startswith(opening):
            return text[len(opening) :]
    return text
