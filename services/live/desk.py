"""What a facilitator does while a session runs. Every verb names what should be so, so that two facilitators who press at once do it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ulid import ULID

from live import agreements, answers, sessions
from live.agendas import agenda_problems
from live.model import ASKS, WORDS_MAX, Answer, Commitment, Group, InvalidSession, Loss, Session, SessionClosed, Step
from live.priorities import priorities
from live.statement import drafted
from services.bank import Bank
from services.live.start import check_consent, room_use
from services.live.wall import RoomView, room_view, shown_kind, touched
from services.sharing.capture import possible_names
from stories import consent_log
from stories.consent import StoryUse
from stories.errors import Problem
from stories.text import clean, one_line

LIMITS = {"statement": WORDS_MAX, "who_else": WORDS_MAX, "decision": WORDS_MAX}
SILENCE = (30, 60, 120, 180)  # seconds a facilitator may choose
RECENT = 12
MOST = 30  # answers drawn at once
MASK = "[name]"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a facilitator decides on, however many there are: the room's view, the oldest answers that wait, and the newest that were
    decided, each with how many there are in all."""

    view: RoomView
    waiting: tuple[Answer, ...]
    decided: tuple[Answer, ...]
    waiting_count: int
    decided_count: int


def desk(bank: Bank, session_id: str, *, decided: int = MOST) -> Desk:
    """With the last `decided` answers that were shown or hidden. Raises: SessionNotFound."""
    view, done = room_view(bank, session_id), ["shown", "hidden"]
    with bank.database.reading() as connection:
        return Desk(
            view,
            answers.of_session(connection, session_id, kinds=ASKS, statuses=["held"], limit=MOST),
            answers.of_session(connection, session_id, kinds=ASKS, statuses=done, limit=decided, newest=True),
            answers.count(connection, session_id, kinds=ASKS, statuses=["held"]),
            answers.count(connection, session_id, kinds=ASKS, statuses=done),
        )


def said_to(bank: Bank, session_id: str, kind: str) -> tuple[Answer, ...]:
    """What people answered to one question and is shown, oldest first; of very many, the newest."""
    with bank.database.reading() as connection:
        return answers.of_session(connection, session_id, kinds=[kind], statuses=["shown"], limit=MOST, newest=True)


def asked_so_far(session: Session) -> tuple[str, ...]:
    """The questions the room has been asked up to this step, the one whose answers are on the wall first."""
    asked = (step.ask for step in reversed(session.agenda[: session.step + 1]) if step.ask in ASKS)
    return tuple(dict.fromkeys(asked))


def groups_shown(bank: Bank, session_id: str, kind: str = "") -> tuple[Group, ...]:
    """The groups of a question, or of the one on the wall, with every answer in them. Raises: SessionNotFound."""
    kind = kind or shown_kind(room_view(bank, session_id).session)
    with bank.database.reading() as connection:
        return answers.groups(connection, session_id, kind) if kind else ()


def load_session(bank: Bank, session_id: str) -> Session:
    """Raises: SessionNotFound."""
    with bank.database.reading() as connection:
        return sessions.get(connection, session_id)


def recent_sessions(bank: Bank) -> tuple[Session, ...]:
    """Open sessions, then those held last."""
    with bank.database.reading() as connection:
        return sessions.recent(connection, RECENT)


def go_to_step(bank: Bank, session_id: str, step: int) -> None:
    """Let the room be at this step; going where it is already changes nothing. Raises: SessionClosed, SessionNotFound."""
    with bank.database.transaction() as connection:
        session = _open(sessions.get(connection, session_id))
        step = max(0, min(step, len(session.agenda) - 1))
        if step != session.step:
            sessions.change(connection, session_id, step=step, step_began_at=bank.now(), silence_until=None)
    touched(bank, session_id)


def change_agenda(bank: Bank, session_id: str, agenda: Sequence[Step]) -> None:
    """Use another agenda, before or during; the room stays at the step it is at. Raises: InvalidSession, SessionClosed."""
    agenda = tuple(replace(step, title=one_line(step.title), say=one_line(step.say), prompt=one_line(step.prompt)) for step in agenda)
    if problems := agenda_problems(agenda):
        raise InvalidSession(*(Problem("agenda", sentence) for sentence in problems))
    with bank.database.transaction() as connection:
        session = _open(sessions.get(connection, session_id))
        keys = [step.key for step in agenda]
        here = keys.index(session.now.key) if session.now.key in keys else min(session.step, len(keys) - 1)
        sessions.change(connection, session_id, agenda=agenda, step=here)
    touched(bank, session_id)


def show_story(bank: Bank, session_id: str, story_id: str) -> None:
    """Put a story of this session on the wall. The first time, its consent is asked in full and the use is entered in the ledger.

    Raises: ConsentDenied, SessionClosed, SessionNotFound.
    """
    with bank.database.transaction() as connection:
        session = _open(sessions.get(connection, session_id))
        if story_id not in [one.story_id for one in session.stories]:
            raise InvalidSession(Problem("story", "That story is not one of this session."))
        known = next(one for one in session.stories if one.story_id == story_id).shown_at is not None
        use = room_use(bank, session.form, session_id=session_id, audience=session.audience, running=known)
        story = check_consent(bank, connection, [story_id], use)[story_id]
        at = bank.now()
        if sessions.story_shown(connection, session_id, story_id, at=at):
            consent_log.record_uses(connection, [StoryUse(story_id, story.version, use, at, "Shown on the wall of a live session")])
        sessions.change(connection, session_id, on_wall=story_id, page=0)
    touched(bank, session_id)


def take_story_off(bank: Bank, session_id: str) -> None:
    with bank.database.transaction() as connection:
        sessions.change(connection, session_id, on_wall="", page=0)
    touched(bank, session_id)


def turn_to(bank: Bank, session_id: str, page: int) -> None:
    """Show this page of what is read aloud, counted from 0. Raises: SessionClosed, SessionNotFound."""
    view = room_view(bank, session_id)
    pages = view.pitch.parts if view.pitch else view.on_wall.pages if view.on_wall else ()
    with bank.database.transaction() as connection:
        _open(sessions.get(connection, session_id))
        sessions.change(connection, session_id, page=max(0, min(page, len(pages) - 1)))
    touched(bank, session_id)


def advance(bank: Bank, session_id: str, *, seen: str, forward: bool) -> None:
    """What the remote does: the next page of what is read aloud, the story onto the wall, or the next step; or one back.

    `seen` is the room's state that was on the wall: when it has changed since, nothing happens. Raises: ConsentDenied, SessionClosed.
    """
    touched(bank, session_id)
    view = room_view(bank, session_id)
    if view.state != seen:
        return
    session, way = view.session, 1 if forward else -1
    unshown = (
        view.step.face == "story" and forward and view.on_wall is not None and not view.on_wall.shown and view.on_wall.story is not None
    )
    if unshown and view.on_wall and view.on_wall.story:
        show_story(bank, session_id, view.on_wall.story.id)
    elif view.parts and 0 <= session.page + way < view.parts:
        turn_to(bank, session_id, session.page + way)
    else:
        go_to_step(bank, session_id, session.step + way)


def keep_silence(bank: Bank, session_id: str, seconds: int) -> None:
    """Begin a silence, or end it with 0. Raises: SessionClosed, SessionNotFound."""
    until = bank.now() + timedelta(seconds=seconds) if seconds > 0 else None
    with bank.database.transaction() as connection:
        _open(sessions.get(connection, session_id))
        sessions.change(connection, session_id, silence_until=until)
    touched(bank, session_id)


def moderate(bank: Bank, session_id: str, *, on: bool) -> None:
    """Let answers wait for a facilitator, or not. Those that are flagged wait in any case."""
    with bank.database.transaction() as connection:
        sessions.change(connection, session_id, moderated=on)
    touched(bank, session_id)


def decide(bank: Bank, session_id: str, ids: Sequence[str], status: str, *, shown_as: str | None = None) -> int:
    """Show, hide or hold answers; `shown_as` puts a facilitator's wording on the wall. Returns how many changed."""
    assert status in ("shown", "hidden", "held")
    words = clean(shown_as) if shown_as is not None else None
    with bank.database.transaction() as connection:
        changed = answers.decide(connection, session_id, ids, status, by=bank.settings.user, shown_as=words)
        answers.drop_empty_groups(connection, session_id)
    touched(bank, session_id)
    return changed


def show_unmarked(bank: Bank, session_id: str) -> int:
    """Show every waiting answer that carries no mark. Returns how many."""
    with bank.database.transaction() as connection:
        changed = answers.decide(connection, session_id, answers.unmarked(connection, session_id), "shown", by=bank.settings.user)
    touched(bank, session_id)
    return changed


def masked(text: str) -> str:
    """`text` with what may be a name or number replaced: a suggestion, for a person to decide. Unchanged when nothing was found."""
    for name in sorted(possible_names(text), key=len, reverse=True):
        text = text.replace(name, MASK)
    return text


def draft_statement(bank: Bank, session_id: str) -> str:
    """A first draft in the room's exact words, what it picked as mattering most first; '' while nothing is shown. Nothing is saved."""
    with bank.database.reading() as connection:
        session = sessions.get(connection, session_id)
        kinds = ["feel", "wish"] if session.kind == "listen" else ["argue", "wish"] if session.kind == "choose" else ["wish"]
        for kind in kinds:
            groups = answers.all_said(connection, session_id, kind)
            if groups:
                heard = {"feel": "We heard", "argue": "We would tell this story because"}.get(kind, "We want")
                picked = priorities(connection, session_id, kind).people
                return drafted(session.question if kind == "wish" else "", groups, opening=heard, picked=picked).strip()
    return ""


def write(bank: Bank, session_id: str, name: str, words: str, *, seen: str) -> None:
    """Keep the statement, who else, or the decision. `seen` is what stood when the writing began.

    Raises: ChangedMeanwhile with the other facilitator's words, InvalidSession when it is too long.
    """
    words = clean(words)
    if len(words) > LIMITS[name]:
        raise InvalidSession(Problem(name, f"Please say it in up to {LIMITS[name]:,} characters; it has {len(words):,}."))
    with bank.database.transaction() as connection:
        sessions.write(connection, session_id, name, words, seen=seen)
    touched(bank, session_id)


def save_loss(bank: Bank, session_id: str, loss: Loss) -> None:
    """Add a loss to the board, or change one. Raises: InvalidSession."""
    with bank.database.transaction() as connection:
        sessions.get(connection, session_id)
        agreements.save_loss(connection, session_id, loss if loss.id else replace(loss, id=str(ULID())))
    touched(bank, session_id)


def remove_loss(bank: Bank, session_id: str, loss_id: str) -> None:
    with bank.database.transaction() as connection:
        agreements.remove_loss(connection, session_id, loss_id)
    touched(bank, session_id)


def commit_to(
    bank: Bank, session_id: str, *, owner: str, action: str, first_step: str, due_on: date, known_by: str, commitment_id: str = ""
) -> None:
    """Add a commitment, or change one. The first of a session is due within thirty days. Raises: InvalidSession with every problem."""
    made = Commitment(commitment_id or str(ULID()), session_id, owner, action, first_step, due_on, known_by, bank.now())
    with bank.database.transaction() as connection:
        sessions.get(connection, session_id)
        agreements.save_commitment(connection, made, today=bank.today())
    touched(bank, session_id)


def remove_commitment(bank: Bank, session_id: str, commitment_id: str) -> None:
    with bank.database.transaction() as connection:
        agreements.remove_commitment(connection, session_id, commitment_id)
    touched(bank, session_id)


def _open(session: Session) -> Session:
    if not session.open:
        raise SessionClosed()
    return session
