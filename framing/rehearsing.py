"""Practising a framing: what the room is likely to ask first and what the framing answers, and a look at oneself in six ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.exporters.page import by_source, cited, source_line, typeset
from framing.model import Audience, Framing
from framing.phrases import REPLIES, SERVICES
from framing.sections.brief import service_words
from stories.consent import ClearedStory
from stories.text import one_line

# How a first question sounds when somebody asks it. One entry for each key of `phrases.REPLIES`.
ASKED_ALOUD = {
    "time": "Do we have the time for this?",
    "money": "How much will it cost?",
    "staff": "How will we make staff change?",
    "structure": "Who owns this?",
    "proof": "Where is the proof?",
    "risk": "What could go wrong?",
    "tried_before": "Have we not tried that before?",
}


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """What somebody in the room may ask, and what to say, in whole sentences."""

    asked: str
    reply: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One of the six ways of looking at oneself before going in: `key` to keep the answer under, its name, and the question."""

    key: str
    name: str
    question: str


# The six ways that facilitators are taught, from feeling to being.
SIX_WAYS = (
    Way("feeling", "Feeling", "I know which value of mine this story speaks to, and I can say it."),
    Way("perceiving", "Perceiving", "I have listened first: I know what these people see every day, and what they fear losing."),
    Way("thinking", "Thinking", "I can say where each figure comes from, and what it cannot tell us."),
    Way("relating", "Relating", "I leave room for them to answer, and I know who is still missing."),
    Way("doing", "Doing", "What I ask for is one small step that somebody could start this month."),
    Way("being", "Being", "I can say it calmly, blame nobody, and stay when it goes quiet."),
)


def first_questions(
    framing: Framing, stories: Sequence[ClearedStory], audience: Audience, *, people: str = "", service: str = ""
) -> tuple[FirstQuestion, ...]:
    """What `audience` tends to ask first, with the framing's own replies; then whether it is typical, and how we know.

    `people` and `service` are as in `framing.composer.compose`. `stories` holds at least one.
    """
    lead = stories[0]
    words = service_words(lead, one_line(service)) if service else SERVICES.get(lead.service, SERVICES["all_services"])
    filled = {"people": (one_line(people) or words.people).split(",")[0], "where": words.where}
    found = []
    for key in audience.opens_with:
        reply = REPLIES[key]
        own = framing.section("reply") if key == audience.opens_with[0] else None
        said = (
            [each.text for each in own.sentences] if own else [text.format(**filled) for text in (reply.admit, reply.instead, reply.then)]
        )
        found.append(FirstQuestion(ASKED_ALOUD[key], tuple(typeset(text) for text in said)))
    if typical := framing.section("typical"):
        found.append(FirstQuestion("Is this one story typical?", tuple(typeset(each.text) for each in typical.sentences)))
    sources = tuple(source_line(*figures) for figures in by_source(cited(framing)))
    found.append(FirstQuestion("How do you know?", sources or ("No figure is used here, so there is no source to give. Say so.",)))
    return tuple(found)
