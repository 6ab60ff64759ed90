"""What a room sees at this moment: made from SQL at most every half second, consent looked at each time, and nothing private in it."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from framing.exporters.page import page_of
from live import agreements, answers, sessions
from live.codes import grouped
from live.model import ASKS, Answer, Commitment, GroupSize, Loss, Session, Step
from live.priorities import Priorities, priorities
from services.bank import Bank
from services.live.grouping import keep_grouped
from services.live.start import codes, room_use
from services.telling.briefing import make_framing
from services.telling.pitches import load_pitch
from stories import repository
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.database import Connection
from stories.errors import StoryBankError

FRESH = 0.5  # seconds for which a made view is shared
STALE = 1.0  # seconds more, while it is being made anew
PAGE = 420  # characters of a story on the wall at once, which the back row can read
LATEST = 120  # answers shown that are in no group
GONE = "This story is no longer available."


@dataclass(frozen=True, slots=True)
class OnWall:
    """The story of a session as it may be told now. `story` is None when it may not: then nothing of it is known here.

    `pages` are its words in pieces to be read aloud; `shown` says whether it has been put on the wall; `notes` are content notes.
    """

    story: ClearedStory | None
    shown: bool
    pages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PitchOnWall:
    """A framing under rehearsal: its parts as (heading, text), one to a page of the wall; empty when it may not be shown."""

    title: str
    parts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomView:
    """Everything a wall or a phone may show: nothing held, nothing hidden, nobody's name. `code` is empty once closed."""

    session: Session
    code: str
    on_wall: OnWall | None
    choices: tuple[tuple[str, str, int], ...]  # (story id, title, votes) of the stories that may still be told
    pitch: PitchOnWall | None
    reactions: Mapping[str, int]
    touches: Mapping[str, int]
    groups: tuple[GroupSize, ...]
    loose: tuple[Answer, ...]  # shown and in no group, the newest first, LATEST at the most
    loose_count: int  # how many there are
    losses: tuple[Loss, ...]
    commitments: tuple[Commitment, ...]
    here: int
    joined: int
    waiting: int
    priorities: Priorities = field(default_factory=Priorities)  # while the room picks
    silence: int = 0  # seconds of a silence that are left
    elapsed: int = 0  # seconds since this step began
    on_phones: str = ""  # changes with whatever a phone shows of it

    @property
    def parts(self) -> int:
        """How many pages this step has to be read aloud."""
        if self.step.face == "pitch":
            return len(self.pitch.parts) if self.pitch else 0
        return len(self.on_wall.pages) if self.step.face == "story" and self.on_wall and self.on_wall.shown else 0

    @property
    def state(self) -> str:
        """Where the room is, so that a remote acts on what its holder saw and never twice."""
        return f"{self.session.step}.{self.session.page}.{self.session.on_wall}"

    @property
    def step(self) -> Step:
        return self.session.now

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments of the story on the wall, along which people tap."""
        story = self.on_wall.story if self.on_wall and self.on_wall.shown else None
        if story is None:
            return ()
        return moments_of(story)

    @property
    def by_priority(self) -> tuple[tuple[GroupSize, int], ...]:
        """The groups with how many people picked each, the most picked first; as many picks, as they stand on the wall."""
        counted = [(one, self.priorities.people.get(one.id, 0)) for one in self.groups]
        return tuple(sorted(counted, key=lambda one: -one[1]))


def moments_of(story: ClearedStory) -> tuple[str, ...]:
    """The moments of a story; its themes where its teller named no moments."""
    told = tuple(point.moment for point in story.touchpoints if point.moment)
    return told or tuple(v.THEMES[code].label for code in story.themes if code in v.THEMES)


def room_view(bank: Bank, session_id: str) -> RoomView:
    """What the room sees now. Raises: SessionNotFound."""
    view = bank.moments.of(("room", session_id), lambda: _made(bank, session_id), seconds=FRESH, stale=STALE)
    now, session = bank.now(), view.session
    silence = math.ceil((session.silence_until - now).total_seconds()) if session.silence_until else 0
    elapsed = int((now - session.step_began_at).total_seconds())
    here = bank.room.here(session_id, time.monotonic())
    on_phones = f"{view.on_phones} {silence > 0} {here if view.step.face == 'lobby' else ''}"
    return replace(view, here=here, silence=max(silence, 0), elapsed=max(elapsed, 0), on_phones=on_phones)


def touched(bank: Bank, session_id: str) -> None:
    """Something changed: the next who looks sees it."""
    bank.moments.forget(("room", session_id))


def _made(bank: Bank, session_id: str) -> RoomView:
    keep_grouped(bank, session_id)
    with bank.database.reading() as connection:
        session = sessions.get(connection, session_id)
        kind = shown_kind(session)
        told = told_in(bank, connection, session)
        votes = answers.tally(connection, session_id, "choose")
        view = RoomView(
            session=session,
            code=grouped(codes(bank).code(session_id)) if session.open else "",
            on_wall=_on_wall(session, told),
            choices=tuple((i, told[i].title, votes.get(i, 0)) for i in told) if len(session.stories) > 1 else (),
            pitch=None,
            reactions=answers.tally(connection, session_id, f"react:{session.on_wall}") if session.on_wall else {},
            touches=answers.tally(connection, session_id, f"touch:{session.on_wall}"),
            groups=answers.group_sizes(connection, session_id, kind) if kind else (),
            loose_count=answers.count_loose(connection, session_id, kind) if kind else 0,
            loose=answers.latest_loose(connection, session_id, kind, LATEST) if kind else (),
            losses=agreements.losses(connection, session_id),
            commitments=agreements.of_sessions(connection, [session_id]),
            here=0,
            joined=sessions.joined(connection, session_id),
            waiting=answers.count(connection, session_id, statuses=["held"]),
            priorities=priorities(connection, session_id, kind) if session.now.face == "priorities" else Priorities(),
        )
    if session.pitch_id:
        view = replace(view, pitch=_pitch(bank, session, set(told)))
    return replace(view, on_phones=_on_phones(view))


def _on_phones(view: RoomView) -> str:
    """Says that nothing changed while other people's answers, reactions and votes come in, which are for the wall alone."""
    told = [(story_id, title) for story_id, title, _ in view.choices]
    picking = (view.groups, sorted(view.priorities.group_of.items())) if view.step.face == "priorities" else ()
    shown = (view.session, view.code, view.on_wall, told, picking, view.commitments)
    return hashlib.sha256(repr(shown).encode(errors="replace")).hexdigest()


def shown_kind(session: Session) -> str:
    """The question whose answers the wall shows: this step's, or the last one that was asked before it."""
    for step in reversed(session.agenda[: session.step + 1]):
        if step.ask in ASKS:
            return step.ask
    return ""


def told_in(bank: Bank, connection: Connection, session: Session) -> dict[str, ClearedStory]:
    """The stories of this session that may be told now: for one that is in the ledger, whether its teller still allows it."""
    found: dict[str, ClearedStory] = {}
    for running in (True, False):
        ids = [one.story_id for one in session.stories if (one.shown_at is not None) is running]
        use = room_use(bank, session.form, session_id=session.id, audience=session.audience, running=running)
        found |= repository.cleared(connection, ids, use, on=bank.today())
    return {one.story_id: found[one.story_id] for one in session.stories if one.story_id in found}


def _on_wall(session: Session, told: Mapping[str, ClearedStory]) -> OnWall | None:
    if session.on_wall:
        story, shown = told.get(session.on_wall), True
    elif session.stories:
        story, shown = told.get(session.stories[0].story_id), False
    else:
        return None
    if story is None:
        return OnWall(None, shown)
    notes = tuple(v.CONTENT_NOTES[note].label for note in story.content_notes if note in v.CONTENT_NOTES)
    return OnWall(story, shown, pages_of(story, session.form), notes)


def pages_of(story: ClearedStory, form: str) -> tuple[str, ...]:
    """The words of a story in pieces that the back row can read: whole sentences, or its own quotes where excerpts are told."""
    if form == "excerpt" and not story.whole_story_only:
        told = sorted(story.quotes, key=lambda quote: max(story.text.find(quote), 0))  # in the order in which it happened
        return tuple(told) or tuple(part for part in (story.wish,) if part)
    pages: list[str] = []
    for paragraph in (part.strip() for part in story.text.split("\n\n")):
        page = ""
        for sentence in re.split(r"(?<=[.!?…”\"])\s+", paragraph):
            if page and len(page) + len(sentence) > PAGE:
                pages.append(page)
                page = ""
            page = f"{page} {sentence}".strip()
        if page:
            pages.append(page)
    return tuple(pages)


def _pitch(bank: Bank, session: Session, told: set[str]) -> PitchOnWall:
    """The framing, when every story in it may be told to this room and to the audience it is for."""
    try:
        pitch = load_pitch(bank, session.pitch_id)
        if set(pitch.story_ids) - told:
            return PitchOnWall("", ())
        page = page_of(make_framing(bank, pitch).framing)
    except StoryBankError:
        return PitchOnWall("", ())
    parts: list[tuple[str, str]] = []
    for block in page.blocks:
        if block.kind == "credit" and parts:  # whose words they are stands under them, not on a page of its own
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}\n{block.text}")
        else:
            parts.append((block.heading, block.text))
    return PitchOnWall(page.title, tuple(parts), page.notes)
