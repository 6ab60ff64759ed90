"""Opening a session: which stories may be told to this room, and a session with its agenda and code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ulid import ULID

from framing import audiences as profiles
from framing.model import Suggestion
from live import sessions
from live.agendas import QUESTION, TYPES, agenda_problems
from live.codes import Codes
from live.model import InvalidSession, Session, SessionStory, Step
from services.bank import Bank
from services.finding.matching import match
from services.telling.pitches import Pitch, load_pitch
from stories import repository
from stories import vocabulary as v
from stories.consent import ClearedStory, Use
from stories.database import Connection
from stories.errors import ConsentDenied, Problem
from stories.text import one_line

SCOPE = "S4"
FORMS = {"text": "The whole story, read aloud", "excerpt": "Short excerpts"}
_IS_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
QUESTION_MAX, PEOPLE_MAX = 200, 80  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as somebody sets it up, before it is opened. `agenda` is empty for the ready one; `id` is what it will be called: what
    storytellers said to it is kept under that."""

    kind: str = "codesign"
    story_ids: tuple[str, ...] = ()
    pitch_id: str = ""
    question: str = QUESTION
    service: str = ""
    people: str = ""
    audience: str = ""
    form: str = "excerpt"
    moderated: bool = True
    agenda: tuple[Step, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class ForRoom:
    """Stories that may be told in a session, best first, and a sentence when there is none; `refused` are ids that fit and may not be told."""

    usable: tuple[Suggestion, ...]
    note: str
    refused: tuple[str, ...] = ()


def codes(bank: Bank) -> Codes:
    """The codes of this bank. Every phone asks at every tick: the key's file is read once a minute."""
    return bank.moments.of("codes", lambda: Codes.at(bank.settings.home), seconds=60.0)


def room_use(bank: Bank, form: str, *, session_id: str = "", audience: str = "", running: bool = False) -> Use:
    """The use a session makes of a story: scope S4. Once it has been entered in the ledger (`running`), only whether the teller still
    allows it is asked, not again whether this one more use is within their number and whether they were called first."""
    return Use(SCOPE, "page" if running else "session", form, audience, session_id, bank.settings.user)


def new_session_id() -> str:
    return str(ULID())


def stories_for_room(
    bank: Bank, audience: str, *, topic: str = "", service: str = "", form: str = "excerpt", session_id: str = "", limit: int = 8
) -> ForRoom:
    """What to tell this room, chosen as for a pitch, from the stories their tellers allow in live sessions. Raises: UnknownAudience."""
    profile = profiles.audience(audience)
    pitch = Pitch(id="", audience=audience, topic=one_line(topic), service=service)
    with bank.database.reading() as connection:
        found = match(bank, connection, profile, pitch, room_use(bank, form, session_id=session_id, audience=audience), limit=limit)
    if found.suggestions:
        return ForRoom(found.suggestions, "", found.refused)
    how = "whole" if form == "text" else "in excerpts"
    return ForRoom(
        (), f"No story may be told to a live session {how} yet. Ask a storyteller, or choose the other way of showing it.", found.refused
    )


def chosen_for_room(bank: Bank, ids: Sequence[str], use: Use) -> tuple[ClearedStory, ...]:
    """Those of `ids` that may be told for `use`, in their order: what somebody chose, whatever they search for now."""
    with bank.database.reading() as connection:
        cleared = repository.cleared(connection, ids, use, on=bank.today())
    return tuple(cleared[i] for i in ids if i in cleared)


def start_session(bank: Bank, plan: Plan) -> Session:
    """Open a session, or give back the one with this id: pressed twice is opened once. Its code holds until it is closed. Raises: InvalidSession, ConsentDenied naming the story, PitchNotFound."""
    plan = replace(plan, question=one_line(plan.question) or QUESTION, people=one_line(plan.people))
    problems = _problems(plan)
    if problems:
        raise InvalidSession(*problems)
    pitch = load_pitch(bank, plan.pitch_id) if plan.pitch_id else None
    ids = pitch.story_ids if pitch is not None else plan.story_ids
    at, session_id = bank.now(), plan.id or new_session_id()
    session = Session(
        id=session_id,
        kind=plan.kind,
        question=plan.question,
        service=plan.service,
        people=plan.people,
        audience=plan.audience or (pitch.audience if pitch else ""),
        form=plan.form,
        moderated=plan.moderated,
        pitch_id=plan.pitch_id,
        agenda=plan.agenda or ready_agenda(plan.kind, pitch),
        step=0,
        step_began_at=at,
        on_wall="",
        page=0,
        silence_until=None,
        statement="",
        who_else="",
        decision="",
        revision=0,
        opened_by=bank.settings.user,
        opened_at=at,
        closed_at=None,
        stories=tuple(SessionStory(story_id, number, None) for number, story_id in enumerate(ids)),
    )
    keys = codes(bank)
    with bank.database.transaction() as connection:
        if sessions.exists(connection, session_id):
            return sessions.get(connection, session_id)
        check_consent(bank, connection, ids, room_use(bank, plan.form, session_id=session_id, audience=session.audience))
        sessions.add(connection, session, keys.hashed(keys.code(session_id)))
    bank.warm.start()  # grouping by meaning will need it
    return session


def ready_agenda(kind: str, pitch: Pitch | None) -> tuple[Step, ...]:
    """The agenda of a kind of session; for a rehearsal, with whom the room plays."""
    ready = TYPES[kind].agenda
    if pitch is None or not pitch.audience:
        return ready
    played = f"You are {profiles.audience(pitch.audience).called}. This is for you."
    return tuple(replace(step, say=played) if step.face == "pitch" else step for step in ready)


def check_consent(bank: Bank, connection: Connection, ids: Sequence[str], use: Use) -> dict[str, ClearedStory]:
    """The stories cleared for a use. Raises: ConsentDenied for the first that is not, in a sentence that gives nothing of it away."""
    cleared = repository.cleared(connection, ids, use, on=bank.today())
    for story_id in ids:
        if story_id not in cleared:
            reasons = repository.reasons_against(connection, [story_id], use, on=bank.today()).get(story_id, ())
            raise ConsentDenied(story_id, ["A story you chose may not be told in this session.", *reasons])
    return cleared


def _problems(plan: Plan) -> list[Problem]:
    found = []
    kind = TYPES.get(plan.kind)
    if kind is None:
        return [Problem("kind", "Please choose what kind of session it is.")]
    if kind.stories and not plan.story_ids:
        found.append(Problem("story_ids", "Please choose a story for this session."))
    if kind.key == "choose" and len(plan.story_ids) == 1:
        found.append(Problem("story_ids", "Please choose two or three stories, so that the room has a choice."))
    if kind.stories and len(plan.story_ids) > kind.stories:
        found.append(
            Problem("story_ids", f"This kind of session takes up to {kind.stories} {'story' if kind.stories == 1 else 'stories'}.")
        )
    if not kind.stories and not plan.pitch_id:
        found.append(Problem("pitch_id", "Please choose the pitch to rehearse. You can begin one under “Prepare a pitch”."))
    if plan.form not in FORMS:
        found.append(Problem("form", "Please choose how the story is shown."))
    if plan.service and plan.service not in v.SERVICES:
        found.append(Problem("service", "Please choose a service from the list."))
    if len(plan.question) > QUESTION_MAX:
        found.append(Problem("question", f"The question can have up to {QUESTION_MAX} characters, so that it can be read from the back."))
    if len(plan.people) > PEOPLE_MAX:
        found.append(Problem("people", f"Please name the people in up to {PEOPLE_MAX} characters."))
    if plan.id and not _IS_ID.fullmatch(plan.id):
        found.append(Problem("id", "The address of this page was changed. Please open “Run a session” again."))
    if plan.audience:
        profiles.audience(plan.audience)
    return found + [Problem("agenda", sentence) for sentence in (agenda_problems(plan.agenda) if plan.agenda else ())]
