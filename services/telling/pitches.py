"""A pitch as it is being prepared: kept in SQL under an id that stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from ulid import ULID

from framing.model import Ask
from services.bank import Bank
from stories import drafts, framing_versions
from stories.database import Connection
from stories.drafts import SavedDraft
from stories.errors import PitchNotFound
from stories.text import clean, one_line

RECENT = 6
_LISTS = ("story_ids", "drafted", "ways")
NOT_A_CHANGE = ("ways",)  # ticks of the self-check: kept with the pitch, and no new version of it


@dataclass(frozen=True, slots=True)
class Pitch:
    """Everything chosen and typed so far. `edits` holds whole sections as a person rewrote them, by section key; `drafted` are
    sentences among them that a model wrote; `ways` are the keys of the self-check that somebody ticked while rehearsing it."""

    id: str
    audience: str = ""
    topic: str = ""
    cares: str = ""
    fears: str = ""
    service: str = ""
    people: str = ""
    story_ids: tuple[str, ...] = ()
    question: str = ""
    frame: str = ""
    length: str = "page"
    ask: Ask = field(default_factory=Ask)
    edits: Mapping[str, str] = field(default_factory=dict)
    drafted: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    saved_at: datetime | None = None


def new_pitch_id() -> str:
    """For a pitch that nobody has written a word of yet: it is saved with its first one."""
    return str(ULID())


def start_pitch(bank: Bank, **known: Any) -> Pitch:
    """A new pitch, saved at once so that its link works."""
    return save_pitch(bank, Pitch(id=new_pitch_id(), **known))


def save_pitch(bank: Bank, pitch: Pitch, *, note: str = "") -> Pitch:
    """Keep the pitch as it is now, and its version. Texts are cleaned. With a `note` the version is kept apart from what is changed later."""
    pitch = replace(
        pitch,
        topic=one_line(pitch.topic),
        service=one_line(pitch.service),
        people=one_line(pitch.people),
        question=one_line(pitch.question),
        cares=clean(pitch.cares),
        fears=clean(pitch.fears),
        edits={key: clean(text) for key, text in pitch.edits.items()},
        saved_at=bank.now(),
    )
    with bank.database.transaction() as connection:
        drafts.save(connection, pitch.id, "pitch", _content(pitch), at=pitch.saved_at or bank.now())
        keep_version(bank, connection, pitch, note)
    return pitch


def keep_version(bank: Bank, connection: Connection, pitch: Pitch, note: str = "") -> None:
    """Keep the pitch as it is among its versions, in a transaction that is open already."""
    told = {name: value for name, value in _content(pitch).items() if name not in NOT_A_CHANGE}
    framing_versions.record(connection, pitch.id, told, by=bank.settings.user, at=bank.now(), note=note)


def load_pitch(bank: Bank, pitch_id: str) -> Pitch:
    """Raises: PitchNotFound."""
    with bank.database.reading() as connection:
        saved = drafts.load(connection, pitch_id)
    if saved is None or saved.kind != "pitch":
        raise PitchNotFound(pitch_id)
    return _pitch(saved)


def recent_pitches(bank: Bank) -> tuple[Pitch, ...]:
    """The pitches worked on last."""
    with bank.database.reading() as connection:
        return tuple(_pitch(saved) for saved in drafts.recent(connection, "pitch", RECENT))


def delete_pitch(bank: Bank, pitch_id: str) -> None:
    with bank.database.transaction() as connection:
        drafts.remove(connection, pitch_id)
        framing_versions.remove(connection, pitch_id)


def add_to_pitch(bank: Bank, pitch_id: str, story_id: str) -> Pitch:
    """Put a story into a pitch; one that is in it already stays where it is. Raises: PitchNotFound."""
    pitch = load_pitch(bank, pitch_id)
    if story_id in pitch.story_ids:
        return pitch
    return save_pitch(bank, replace(pitch, story_ids=(*pitch.story_ids, story_id)))


def _content(pitch: Pitch) -> dict[str, Any]:
    """`pitch` as it is kept: plain values without its id and time, as JSON would give them back."""
    content = asdict(pitch)
    del content["id"], content["saved_at"]
    content["ask"]["by_when"] = str(pitch.ask.by_when)
    content |= {name: list(content[name]) for name in _LISTS}
    return content


def _pitch(saved: SavedDraft) -> Pitch:
    return pitch_from(saved.id, saved.content, saved.saved_at)


def pitch_from(pitch_id: str, kept: Mapping[str, Any], saved_at: datetime | None) -> Pitch:
    """A pitch from what was kept of it, by this release or an earlier one."""
    content = dict(kept)
    content |= {name: tuple(content.get(name, ())) for name in _LISTS}
    content["ask"] = Ask(**content["ask"] | {"by_when": _day_or_words(content["ask"]["by_when"])})
    return Pitch(id=pitch_id, saved_at=saved_at, **content)


def _day_or_words(when: str) -> date | str:
    try:
        return date.fromisoformat(when)
    except ValueError:
        return when
