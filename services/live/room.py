"""What a participant does: join with a code, answer, react, tap, vote, take back. Each answer is kept before it is acknowledged."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from live import answers, sessions, wording
from live.codes import looks_like_one, typed
from live.model import ASKS, LOSSES, TOUCHES, Answer, AnswerRefused, Session, SessionClosed, SessionNotFound, TooManyAnswers
from live.priorities import PICK, pick
from services.bank import Bank
from services.live.start import codes
from services.live.wall import RoomView, room_view, shown_kind, touched
from services.sharing.capture import possible_names
from stories import vocabulary as v
from stories.database import Connection

NOT_ASKED = "The room does not take answers to that question any more. Your words are still here: copy them if you need them."


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in a session: what the room sees, and what they sent that stands."""

    participant_id: int
    view: RoomView
    mine: tuple[Answer, ...]

    @property
    def state(self) -> str:
        """Changes with whatever this person's page shows."""
        return _state(self.view, answers.marks(self.mine))


def new_token() -> str:
    """A cookie that says nothing about anybody."""
    return secrets.token_urlsafe(24)


def find_session(bank: Bank, code: str, token: str, client: str) -> str:
    """The id of the open session with this code. Somebody who has a place in it is let in whatever others have guessed.

    `client` says where the question comes from. Raises: SessionNotFound, in the same words for a wrong code, a closed session, and too
    many wrong codes in the last minute.
    """
    now = time.monotonic()
    with bank.database.reading() as connection:
        found, place = _seat(bank, connection, code, token)
    if found is not None and place is not None:
        return found
    if bank.room.guesses.closed(client, now):
        raise SessionNotFound()
    if found is None:
        bank.room.guesses.wrong(client, now)
        raise SessionNotFound()
    return found


def join(bank: Bank, session_id: str, token: str) -> int:
    """A place in the session, the old one for whoever comes back. Raises: SessionNotFound, SessionClosed, RoomFull."""
    with bank.database.reading() as connection:
        place = _place(bank, connection, session_id, token)
    if place is None:
        with bank.database.transaction() as connection:
            _open(sessions.get(connection, session_id))
            place = sessions.join(connection, session_id, hashed(token), at=bank.now())
    bank.room.saw(session_id, place, time.monotonic())
    return place


def enter(bank: Bank, code: str, token: str, client: str) -> Place:
    """The place of whoever opens or renews the page of this code: the one they have, or a new one.

    Raises: SessionNotFound, RoomFull, SessionClosed.
    """
    mine: tuple[Answer, ...] = ()
    with bank.database.reading() as connection:
        session_id, place = _seat(bank, connection, code, token)
        if place is not None:
            mine = answers.of_participant(connection, place)
    if session_id is None or place is None:
        session_id = find_session(bank, code, token, client)
        place = join(bank, session_id, token)
    bank.room.saw(session_id, place, time.monotonic())
    return Place(place, room_view(bank, session_id), mine)


def unchanged(bank: Bank, code: str, token: str, seen: str) -> bool:
    """Whether whoever has this place saw everything already, when `Place.state` was `seen`. What a room asks most, so nothing is drawn for it."""
    with bank.database.reading() as connection:
        session_id, place = _seat(bank, connection, code, token)
        if session_id is None or place is None:
            return False
        marks = answers.marks_of_participant(connection, place)
    bank.room.saw(session_id, place, time.monotonic())
    return _state(room_view(bank, session_id), marks) == seen


def _state(view: RoomView, marks: tuple[answers.Mark, ...]) -> str:
    return hashlib.sha256(f"{view.on_phones} {marks!r}".encode(errors="replace")).hexdigest()[:20]


def place_in(bank: Bank, session_id: str, token: str) -> Place:
    """What this person sees and has sent. Works after the session has ended too. Raises: SessionNotFound for whoever never joined."""
    with bank.database.reading() as connection:
        participant_id = _place(bank, connection, session_id, token) if token else None
        if participant_id is None:
            raise SessionNotFound()
        mine = answers.of_participant(connection, participant_id)
    bank.room.saw(session_id, participant_id, time.monotonic())
    return Place(participant_id, room_view(bank, session_id), mine)


def session_ended_for(bank: Bank, code: str, token: str) -> str | None:
    """The session this person was in with this code, once it has ended: its code is dead, and they may still read thank you."""
    if not token or not looks_like_one(typed(code)):
        return None
    with bank.database.reading() as connection:
        for session_id in sessions.places_of(connection, hashed(token), closed=True):
            if codes(bank).code(session_id) == typed(code):
                return session_id
    return None


def open_place(bank: Bank, token: str) -> str:
    """The code of the newest open session in which this cookie has a place; '' when there is none."""
    if not token:
        return ""
    with bank.database.reading() as connection:
        there = sessions.places_of(connection, hashed(token), closed=False)
    return codes(bank).code(there[0]) if there else ""


def respond(bank: Bank, session_id: str, token: str, *, kind: str, text: str, key: str, code: str = "") -> str:
    """Keep an answer. Returns `held` or `shown`, or `known` when this very sending was kept before: the same form sent twice counts once.

    Held until a facilitator shows it when the session is moderated, and always when it holds strong language, an address or what may be a
    name. Raises: AnswerRefused, TooManyAnswers, SessionClosed, SessionNotFound.
    """
    kept = wording.taken(text)
    if kind not in ASKS or (kind == "lose" and code and code not in LOSSES):
        raise AnswerRefused(NOT_ASKED)
    if not key or len(key) > 64:
        raise AnswerRefused("That answer came without its form. Please go back to the session and send it again.")
    flags = (*wording.flags(kept), *(f"May be a name or number: {name}" for name in possible_names(kept)))
    with bank.database.reading() as connection:  # looked up before the transaction: writers wait for each other
        place = _place(bank, connection, session_id, token)
        if place is None:
            raise SessionNotFound()
        known = answers.is_sent(connection, place, kind, key, kept)
    if known:
        return "known"
    if not bank.room.may_send(place, time.monotonic()):
        raise TooManyAnswers()
    session = room_view(bank, session_id).session  # where the room was when this was sent
    if kind not in {step.ask for step in session.agenda}:  # late words are taken while their question is in the agenda
        raise AnswerRefused(NOT_ASKED)
    with bank.database.transaction() as connection:
        status = "held" if sessions.is_moderated(connection, session_id) or flags else "shown"
        new = answers.add(
            connection, session_id, place, step=session.now.key, kind=kind, key=key, text=kept, status=status, flags=flags, at=bank.now(), code=code
        )  # fmt: skip
    bank.room.saw(session_id, place, time.monotonic())
    return status if new else "known"


def choose(bank: Bank, session_id: str, token: str, *, kind: str, code: str, on: bool = True) -> None:
    """React to the story on the wall, tap a moment of it (`NUMBER:good|mixed|poor`), vote for a story, or pick a group
    (`live.priorities.code_of`); or take it back.

    Raises: AnswerRefused for what is not offered, TooManyAnswers, SessionClosed, SessionNotFound.
    """
    view = room_view(bank, session_id)
    picks = kind == PICK and view.step.face == "priorities"
    if not picks and code not in _offered(view).get(kind, ()):
        raise AnswerRefused("The room has moved on from that. Nothing was changed.")
    with bank.database.reading() as connection:
        place = _place(bank, connection, session_id, token)
    if place is None:
        raise SessionNotFound()
    if not bank.room.may_send(place, time.monotonic()):
        raise TooManyAnswers()
    with bank.database.transaction() as connection:
        session = _open(sessions.get(connection, session_id))
        kept, at, step = chosen_kind(kind, session.on_wall), bank.now(), session.now.key
        if kind == PICK:
            pick(connection, session_id, place, ask=shown_kind(session), step=step, code=code, on=on, at=at)
        elif kind == "react" or not on:
            answers.choose(connection, session_id, place, step=step, kind=kept, code=code, on=on, at=at)
        else:
            prefix = code.split(":")[0] + ":" if kind == "touch" else ""
            answers.choose_only(connection, session_id, place, step=step, kind=kept, code=code, prefix=prefix, at=at)


def take_back(bank: Bank, session_id: str, token: str, answer_id: str) -> bool:
    """Take back one's own answer, also when it is on the wall already. Returns whether there was one. Raises: SessionNotFound."""
    with bank.database.transaction() as connection:
        place = _place(bank, connection, session_id, token)
        if place is None:
            raise SessionNotFound()
        done = answers.take_back(connection, place, answer_id, at=bank.now())
    touched(bank, session_id)
    return done


def _seat(bank: Bank, connection: Connection, code: str, token: str) -> tuple[str | None, int | None]:
    """The id of the open session with this code, and the place this cookie holds in it; None for what there is not."""
    code = typed(code)
    session_id = sessions.id_of_code(connection, codes(bank).hashed(code)) if looks_like_one(code) else None
    return session_id, _place(bank, connection, session_id, token) if session_id and token else None


def _place(bank: Bank, connection: Connection, session_id: str, token: str) -> int | None:
    """The place this cookie holds in a session, if it does."""
    secret = hashed(token)
    known = bank.room.place(session_id, secret)
    if known is None:
        known = sessions.place_of(connection, session_id, secret)
        if known is not None:
            bank.room.has_place(session_id, secret, known)
    return known


def chosen_kind(kind: str, story_id: str) -> str:
    """Under which kind a choice is kept: reactions and taps are about one story."""
    return kind if kind == "choose" else f"{kind}:{story_id}"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _offered(view: RoomView) -> Mapping[str, tuple[str, ...]]:
    told = bool(view.on_wall and view.on_wall.shown and view.on_wall.story)
    return {
        "react": tuple(v.REACTIONS) if told else (),
        "touch": tuple(f"{n}:{how}" for n in range(len(view.moments)) for how in TOUCHES) if told else (),
        "choose": tuple(story_id for story_id, _, _ in view.choices),
    }


def _open(session: Session) -> Session:
    if not session.open:
        raise SessionClosed()
    return session
