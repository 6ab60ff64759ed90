"""The versions of a pitch: who changed what and when, going back, a copy for another audience, and stories that are gone since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ulid import ULID

from framing.audiences import load_audiences
from framing.model import Ask
from services.bank import Bank
from services.telling.pitches import Pitch, load_pitch, pitch_from, save_pitch
from stories import erasing, framing_versions
from stories.errors import StoryBankError
from stories.framing_versions import SavedVersion
from stories.text import one_line

# What is written to one audience and would be wrong for another; everything else goes along into a copy.
_FOR_ONE_AUDIENCE = ("value", "person", "loss", "room", "ask", "reply")
_PARTS = {
    "topic": "the topic",
    "cares": "what they care about",
    "fears": "what they may fear losing",
    "service": "the service",
    "people": "the people",
    "question": "the opening question",
    "frame": "the lead frame",
    "length": "how long it is",
    "ask": "what is asked",
}


class NoSuchVersion(StoryBankError):
    """The pitch has no version with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"This pitch has no version {number}. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a pitch. `changes` says in our own words what is different from the one before; `edited` are keys of changed sections."""

    number: int
    at: datetime
    by: str
    note: str
    changes: tuple[str, ...]
    edited: tuple[str, ...]
    pitch: Pitch


def versions(bank: Bank, pitch_id: str) -> tuple[Version, ...]:
    """Every version of the pitch, newest first. Raises: PitchNotFound."""
    load_pitch(bank, pitch_id)
    with bank.database.reading() as connection:
        kept = framing_versions.of_pitch(connection, pitch_id)
    return tuple(_version(saved, before) for saved, before in zip(kept, [None, *kept], strict=False))[::-1]


def version(bank: Bank, pitch_id: str, number: int) -> Version:
    """One version. Raises: PitchNotFound, NoSuchVersion."""
    for each in versions(bank, pitch_id):
        if each.number == number:
            return each
    raise NoSuchVersion(number)


def restore(bank: Bank, pitch_id: str, number: int) -> Pitch:
    """Make the pitch what it was in version `number`. That is a new version, so going back can itself be undone.

    Raises: PitchNotFound, NoSuchVersion.
    """
    then, now = version(bank, pitch_id, number), load_pitch(bank, pitch_id)
    return save_pitch(bank, replace(then.pitch, ways=now.ways), note=f"Version {number} again")


def keep(bank: Bank, pitch_id: str, name: str) -> None:
    """Keep the pitch as it stands under a name of the person's own. Raises: PitchNotFound."""
    save_pitch(bank, load_pitch(bank, pitch_id), note=one_line(name)[:200] or "Kept")


def duplicate(bank: Bank, pitch_id: str, audience: str) -> Pitch:
    """A new pitch for another audience with the same stories, topic and question, and the edits that are not written to the first one.

    Raises: PitchNotFound.
    """
    first = load_pitch(bank, pitch_id)
    edits = {key: text for key, text in first.edits.items() if key not in _FOR_ONE_AUDIENCE}
    copy = replace(first, id=str(ULID()), audience=audience, cares="", fears="", frame="", ask=Ask(), edits=edits, ways=(), saved_at=None)
    known = load_audiences()
    whom = known[first.audience].called if first.audience in known else "somebody else"
    return save_pitch(bank, copy, note=f"Copied from a pitch for {whom}")


def gone(bank: Bank, pitch: Pitch) -> tuple[str, ...]:
    """The ids of stories in this pitch that their tellers have taken back since, or that are in the bank no more."""
    with bank.database.reading() as connection:
        return tuple(erasing.gone_among(connection, pitch.story_ids))


def without_gone(bank: Bank, pitch_id: str) -> Pitch:
    """The pitch without the stories that are gone. Raises: PitchNotFound."""
    pitch = load_pitch(bank, pitch_id)
    lost = gone(bank, pitch)
    return save_pitch(
        bank, replace(pitch, story_ids=tuple(i for i in pitch.story_ids if i not in lost)), note="A withdrawn story taken out"
    )


def _version(saved: SavedVersion, before: SavedVersion | None) -> Version:
    changes, edited = _changes(saved.content, before.content if before else None)
    return Version(saved.number, saved.at, saved.by, saved.note, changes, edited, pitch_from(saved.pitch_id, saved.content, saved.at))


def _changes(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is different, as sentences, and which sections; never what stood there, because that may be a story's words."""
    if before is None:
        return ("Begun.",), ()
    said = []
    if now.get("audience") != before.get("audience"):
        known = load_audiences()
        audience = known.get(str(now.get("audience")))
        said.append(f"Now for {audience.called}." if audience else "The audience was taken out.")
    then, since = list(before.get("story_ids", ())), list(now.get("story_ids", ()))
    added, taken = len([i for i in since if i not in then]), len([i for i in then if i not in since])
    said += [f"{_stories(count)} {verb}." for count, verb in ((added, "added"), (taken, "taken out")) if count]
    if not added and not taken and then != since:
        said.append("Another story leads.")
    changed = [name for key, name in _PARTS.items() if now.get(key) != before.get(key)]
    if changed:
        said.append(f"Changed: {', '.join(changed)}.")
    old, new = before.get("edits", {}), now.get("edits", {})
    return tuple(said), tuple(key for key in {**old, **new} if old.get(key) != new.get(key))


def _stories(count: int) -> str:
    return "A story" if count == 1 else f"{count} stories"
