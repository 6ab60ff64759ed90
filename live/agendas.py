"""The session types, each with a ready agenda, and the six ways as prompts for whoever holds the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from live.model import ASKS, Step

FACES = ("lobby", "ask", "story", "touch", "choose", "pitch", "groups", "priorities", "losses", "agree", "promise", "close")
MINUTES_MAX = 120
STEPS_MAX = 20
SAY_MAX = 200  # characters, read from the back
QUESTION = "What do we want services to be like for the people we care for?"


@dataclass(frozen=True, slots=True)
class SessionType:
    """A kind of session. `stories` is how many it may hold; 0 means it rehearses a pitch instead."""

    key: str
    label: str
    line: str
    stories: int
    agenda: tuple[Step, ...]


WAYS = {
    "purpose": "Begin with what you want for people, not with what is wrong with the service.",
    "story": "Let one person's story do the work. Read it slowly, and leave a silence after it.",
    "listen": "Ask, then wait. The third answer is often the one that was hard to say.",
    "loss": "Say out loud what people may lose, and thank whoever named it. Nobody is being difficult.",
    "together": "Ask who is missing. What concerns somebody should not be settled without them.",
    "small": "End with one small thing that somebody will do this month, and say how you will all know.",
}
"""The six ways: one sentence each, shown beside the step it belongs to."""

_LOBBY = Step(
    "lobby",
    "Arriving",
    5,
    "lobby",
    "",
    "Welcome. Please join with your phone.",
    "Say who you are, and that nobody has to answer.",
    "purpose",
)
_WISH = Step(
    "wish",
    "What we want",
    8,
    "ask",
    "wish",
    "",
    "Read the question aloud twice. Leave a full minute before you show the first answers.",
    "purpose",
)
_STORY = Step("story", "The story", 8, "story", "", "", "Any content note first. Read at the pace of the person who told it.", "story")
_CLOSE = Step(
    "close",
    "Reading back",
    3,
    "close",
    "",
    "",
    "Read the statement and the commitments aloud. Thank the storyteller by the name they chose.",
    "together",
)
_LOSSES = Step(
    "lose",
    "What we may lose",
    8,
    "losses",
    "lose",
    "",
    "Take the first loss yourself. Ask what can be kept, and what you could offer.",
    "loss",
)
_WHO = Step("who", "Who else", 4, "ask", "who", "", "Ask for roles and names of groups, not for patients.", "together")
_AGREE = Step(
    "agree", "What we agree", 8, "agree", "", "", "Read the draft aloud. Change words until somebody nods who had not.", "together"
)
_PROMISE = Step(
    "will",
    "What I will do",
    7,
    "promise",
    "will",
    "",
    "One person, one first step, one date. Fewer that are kept beat many that are not.",
    "small",
)

TYPES: Mapping[str, SessionType] = {
    one.key: one
    for one in (
        SessionType(
            "listen",
            "Listen first",
            "Stories, then feelings. Nobody solves anything today.",
            1,
            (
                _LOBBY,
                replace(_WISH, minutes=6),
                replace(_STORY, minutes=10),
                Step(
                    "feel",
                    "What it leaves us with",
                    15,
                    "ask",
                    "feel",
                    "",
                    "No fixing. If somebody starts to, ask what they felt instead.",
                    "listen",
                ),
                Step(
                    "hear", "Hearing each other", 10, "groups", "feel", "", "Read a group aloud. Ask who would like to say more.", "listen"
                ),
                replace(_WHO, minutes=4),
                replace(_AGREE, title="What we heard", minutes=5),
                _CLOSE,
            ),
        ),
        SessionType(
            "codesign",
            "Co-design",
            "A story, the moments that matter in it, priorities, and a small start.",
            1,
            (
                _LOBBY,
                _WISH,
                _STORY,
                Step(
                    "touch",
                    "The moments",
                    8,
                    "touch",
                    "",
                    "Which moments went well, and which need to change?",
                    "Go along the story. Ask what people see at each moment.",
                    "story",
                ),
                Step(
                    "groups",
                    "What matters most",
                    8,
                    "priorities",
                    "wish",
                    "Which of these matter most to you? Pick up to three.",
                    "First merge what says the same, in the words people used. Then give the room a minute to pick.",
                    "listen",
                ),
                _LOSSES,
                Step("start", "A small start", 8, "ask", "start", "", "Smaller than that. And again, smaller.", "small"),
                _WHO,
                _AGREE,
                _PROMISE,
                _CLOSE,
            ),
        ),
        SessionType(
            "choose",
            "Choose a story",
            "Read two or three, argue for them, choose one, and write down why.",
            3,
            (
                _LOBBY,
                replace(_WISH, minutes=5),
                Step("story", "Reading", 10, "story", "", "", "Read each story once. Any content note before each.", "story"),
                Step("argue", "Arguing", 10, "ask", "argue", "", "Ask for the best case for a story nobody has spoken for yet.", "listen"),
                Step(
                    "choose",
                    "Choosing",
                    5,
                    "choose",
                    "",
                    "Which story should be told?",
                    "A show of phones is advice, not a decision. Ask who would be sorry.",
                    "together",
                ),
                replace(_LOSSES, minutes=5),
                Step("agree", "Why this one", 6, "agree", "", "", "Write down why, in words you could say to the storyteller.", "together"),
                replace(_PROMISE, minutes=5),
                _CLOSE,
            ),
        ),
        SessionType(
            "rehearse",
            "Rehearse a pitch",
            "A framing, and the room plays the people it is for.",
            0,
            (
                _LOBBY,
                replace(_WISH, minutes=4),
                Step(
                    "pitch",
                    "The pitch",
                    6,
                    "pitch",
                    "",
                    "You are the people this is for.",
                    "Say it as you would say it to them. Do not explain it first.",
                    "story",
                ),
                Step(
                    "lose",
                    "The loss unsaid",
                    6,
                    "losses",
                    "lose",
                    "Which loss is unsaid?",
                    "Ask each person to speak as the one they are playing.",
                    "loss",
                ),
                Step(
                    "ask",
                    "The first question",
                    6,
                    "ask",
                    "ask",
                    "Which question comes first?",
                    "Do not answer yet. Write them down.",
                    "listen",
                ),
                replace(_WHO, minutes=3),
                replace(_AGREE, title="What we change", minutes=6),
                replace(_PROMISE, minutes=4),
                _CLOSE,
            ),
        ),
    )
}


def question_for(service: str, people: str) -> str:
    """The opening question with the service and the people filled in: "What do we want diabetes care to be like for people who live alone?"."""
    return f"What do we want {service or 'services'} to be like for {people or 'the people we care for'}?"


def said(step: Step, question: str) -> str:
    """What the room is asked at this step, in a sentence."""
    if step.say:
        return step.say
    if step.ask == "wish":
        return question
    return ASKS[step.ask].label if step.ask else ""


def agenda_problems(agenda: Sequence[Step]) -> list[str]:
    """What keeps an agenda from being used, a sentence each."""
    found = [] if agenda else ["An agenda needs at least one step."]
    if len(agenda) > STEPS_MAX:
        found.append(f"An agenda can have up to {STEPS_MAX} steps.")
    if len({step.key for step in agenda}) != len(agenda):
        found.append("Two steps have the same name inside. Please add the step again.")
    for step in agenda:
        if not step.title:
            found.append("Each step needs a title.")
        if len(step.say) > SAY_MAX:
            found.append(
                f"What the room is asked at “{step.title}” can have up to {SAY_MAX} characters, so that it can be read from the back."
            )
        if not 1 <= step.minutes <= MINUTES_MAX:
            found.append(f"“{step.title}” takes between 1 and {MINUTES_MAX} minutes.")
        if step.face not in FACES or (step.ask and step.ask not in ASKS):
            found.append(f"“{step.title}” is of a kind this program does not know.")
    return found
