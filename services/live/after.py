"""When a session ends and after: reactions for learning, commitments and what became of them, reminders for a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from framing import audiences as profiles
from live import agreements, answers, sessions
from live.model import STATUSES, Commitment, Session, SessionNotFound
from services.bank import Bank
from services.live.wall import touched
from stories import reactions, repository
from stories import vocabulary as v
from stories.consent import Use
from stories.database import Connection
from stories.reactions import OUR_OWN, Reaction

REMIND = timedelta(days=7)  # before the day a commitment is due


@dataclass(frozen=True, slots=True)
class Ended:
    """What closing did: how many reactions were kept for learning."""

    reactions: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A commitment on the board of all sessions, with the session it was made in. `late` when its day has gone by without an end."""

    commitment: Commitment
    session: Session
    late: bool


@dataclass(frozen=True, slots=True)
class ForStoryteller:
    """What changed because of a story: a commitment that came to an end, ready to be told to the person who told it. `promised` says what
    somebody was going to do, `session_id` in which session."""

    session_id: str
    promised: str
    words: str
    status: str
    at: datetime


def close_session(bank: Bank, session_id: str) -> Ended:
    """End a session: its code is dead, and what people said to its stories goes to the learning of its audience.

    Closing twice does nothing more. Raises: SessionNotFound.
    """
    with bank.database.transaction() as connection:
        session = sessions.get(connection, session_id)
        if not session.open:
            return Ended(0)
        sessions.change(connection, session_id, closed_at=bank.now(), code_hash=None, silence_until=None)
        kept = _learn(bank, connection, session)
    bank.room.leave(session_id)
    touched(bank, session_id)
    return Ended(kept)


def _learn(bank: Bank, connection: Connection, session: Session) -> int:
    """Each person's reactions to each story, once, under the session and their place in it: never who they are."""
    if session.audience not in profiles.load_audiences():
        return 0
    told = [one.story_id for one in session.stories if one.shown_at]
    known = repository.permitted(connection, told, Use("S4"), on=bank.today())
    new = [
        Reaction(
            story_id,
            session.audience,
            one.code,
            "session",
            f"session {session.id}/{one.participant_id}",
            one.at,
            OUR_OWN,
            bank.settings.user,
        )
        for story_id in known
        for one in answers.of_session(connection, session.id, kinds=[f"react:{story_id}"], statuses=["shown"])
        if one.code in v.REACTIONS
    ]
    return reactions.record(connection, new)


def board(bank: Bank) -> tuple[Kept, ...]:
    """Every commitment of every session, by the day it is due."""
    today = bank.today()
    with bank.database.reading() as connection:
        made = agreements.of_sessions(connection)
        known = {i: sessions.get(connection, i) for i in {one.session_id for one in made}}
    return tuple(Kept(one, known[one.session_id], one.due_on < today and one.status not in ("made", "not_possible")) for one in made)


def kept_so_far(kept: tuple[Kept, ...]) -> dict[str, int]:
    """How many commitments there are of each status, in the order from nothing to done; none is left out."""
    return {status: sum(one.commitment.status == status for one in kept) for status in STATUSES}


def record_change(bank: Bank, commitment_id: str, status: str, words: str) -> None:
    """Write down what became of a commitment, after what was written before. Raises: InvalidSession, SessionNotFound."""
    with bank.database.transaction() as connection:
        if not agreements.exists(connection, commitment_id):
            raise SessionNotFound()
        agreements.record_change(connection, commitment_id, status, words, by=bank.settings.user, at=bank.now())


def what_changed(bank: Bank, story_id: str) -> tuple[ForStoryteller, ...]:
    """What came of the sessions in which this story was shown, oldest first: for whoever tells its storyteller."""
    with bank.database.reading() as connection:
        ids = sessions.that_showed(connection, story_id)
        made = agreements.of_sessions(connection, ids) if ids else ()
    ends = [
        ForStoryteller(one.session_id, one.action, change.words, change.status, change.at)
        for one in made
        for change in one.changes
        if change.status in ("made", "not_possible")
    ]
    return tuple(sorted(ends, key=lambda one: one.at))


def reminder(bank: Bank, commitment_id: str) -> bytes:
    """A calendar file for one commitment: the day it is due, and a reminder a week before. Raises: SessionNotFound."""
    with bank.database.reading() as connection:
        found = next((one for one in agreements.of_sessions(connection) if one.id == commitment_id), None)
    if found is None:
        raise SessionNotFound()
    calendar = Calendar()
    calendar.add("prodid", "-//Shared Endeavour//Commitments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{found.id}@shared-endeavour")
    event.add("dtstamp", found.made_at.astimezone(UTC))
    event.add("summary", f"{found.owner}: {found.action}")
    event.add("description", f"First step: {found.first_step}\nWe will know because: {found.known_by}")
    event.add("dtstart", found.due_on)
    event.add("dtend", found.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"In a week: {found.action}")
    alarm.add("trigger", timedelta(hours=9) - REMIND)
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
