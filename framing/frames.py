"""Lead frames: three ways into the same truth. Each chooses and orders the sections; none leaves out the person or the landscape."""

from __future__ import annotations

from collections.abc import Sequence

from framing.bearing import figure_for, working_for
from framing.model import Audience, Frame
from framing.phrases import SERVICES
from framing.sections.brief import person_in
from framing.subject import wanted
from stories.consent import ClearedStory

_OPENING = ("question", "answer", "value", "person")
_ASKED = {
    "time": "time",
    "money": "money",
    "staff": "staff",
    "structure": "who owns it",
    "proof": "proof",
    "risk": "risk",
    "tried_before": "what was tried before",
}
_HELPED = ("Something helps already", "What has helped", "It can be better")
_TRIED = (
    "It has been tried",
    "What somebody tried",
    "What we know from trying",
)  # a change that did not work helps nobody yet, and teaches
_SMALL = ("A small start", "Where we could begin", "One step first")
_LANDSCAPE = ("statistic", "typical", "cause")


def frames(stories: Sequence[ClearedStory], audience: Audience) -> tuple[Frame, ...]:
    """The ways to lead for these stories and this audience, each with its reason in one line. The first is the usual one.

    Raises: ValueError without stories.
    """
    if not stories:
        raise ValueError("A frame needs at least one story.")
    name = person_in(stories[0]).called
    where = SERVICES.get(stories[0].service, SERVICES["all_services"]).where
    working = working_for(stories, figure_for(stories[0], audience))
    helped = any(story.kind == "change" for story in stories) or working is not None
    failed = working is None and helped and not any(story.outcome in ("worked", "partly") for story in stories)
    begin = "what was tried, and what it taught" if failed else "what has helped already" if helped else "what went right already"
    have = f"Start with {begin}; {audience.called} often asks about {_ASKED[audience.opens_with[0]]} first."
    asks_something = bool(wanted(stories[0])[1])
    return (
        Frame(
            "person", "One person’s day", f"Start with {name}, then show how wide it is.",
            (*_OPENING, "happened", "voices", "wishes", *_LANDSCAPE, "works", "loss", "room", "ask"),
        ),
        Frame(
            "have", "What already works", have,
            ("question", "answer", "value", "works", "person", "happened", "voices", "wishes", *_LANDSCAPE, "loss", "reply", "room", "ask")
            if helped
            else (*_OPENING, "works", "happened", "voices", "wishes", *_LANDSCAPE, "loss", "reply", "room", "ask"),
            (("works", _TRIED if failed else _HELPED), ("person", ("And one person’s words", "Why it matters", "Who it is for")))
            if helped
            else (("works", ("What is here already", "What there is to build on")),),
            lead="hopeful",
        ),
        Frame(
            "small", "A small start together", f"Start in {where}. See where we are. Then take the next step.",
            ("question", "answer", "value", "wish", "ask", "person", "happened", *_LANDSCAPE, "voices", "wishes", "works", "loss", "room", "reply")
            if asks_something
            else (*_OPENING, "happened", "ask", "loss", *_LANDSCAPE, "voices", "wishes", "works", "room", "reply"),
            (("ask", _SMALL), ("person", ("Where it comes from", "Whose idea it is", "How {name} came to it")))
            if asks_something
            else (("ask", _SMALL),),
        ),
    )  # fmt: skip


def frame_for(key: str, stories: Sequence[ClearedStory], audience: Audience) -> Frame:
    """The frame with this key, the usual one when the key is blank or no longer there."""
    offered = frames(stories, audience)
    return next((frame for frame in offered if frame.key == key), offered[0])
