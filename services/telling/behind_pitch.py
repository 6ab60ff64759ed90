"""What stands behind a pitch beyond its own links: facts near to a story that has none, and newer figures than the ones it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.rubric.sources import newer
from services.bank import Bank
from services.finding.likeness import Alike, counter_story
from services.telling.pitches import Pitch
from stories import evidence_shelf
from stories.consent import ClearedStory
from stories.errors import StoryNotFound
from stories.evidence import Evidence

MOST = 3


@dataclass(frozen=True, slots=True)
class BehindPitch:
    """`near` are facts that share theme or service with a lead story nothing is linked to; `newer` pairs (used, newer); `counter` is the
    story of somebody who saw it differently."""

    near: tuple[Evidence, ...]
    newer: tuple[tuple[Evidence, Evidence], ...]
    counter: Alike | None


def behind_pitch(bank: Bank, pitch: Pitch, stories: Sequence[ClearedStory]) -> BehindPitch:
    """Looks along the whole shelf. `stories` are the pitch's own, cleared, the first leads."""
    with bank.database.reading() as connection:
        shelf = evidence_shelf.all_evidence(connection)
    linked = {item.evidence.id: item.evidence for story in stories for item in story.evidence}
    replaced = [(old, new) for old in linked.values() for new in shelf if new.id not in linked and newer(new, old)]
    near = near_facts(shelf, stories[0]) if stories and not stories[0].evidence else ()
    return BehindPitch(near, tuple(replaced[:MOST]), _counter(bank, pitch, stories))


def near_facts(shelf: Sequence[Evidence], story: ClearedStory) -> tuple[Evidence, ...]:
    """Facts about the same themes, those of the same service first. Near is not linked: somebody must say how they stand to the story."""

    def close(fact: Evidence) -> tuple[int, int]:
        return len(set(fact.themes) & set(story.themes)), int(story.service in fact.services)

    known = [fact for fact in shelf if close(fact)[0]]
    return tuple(sorted(known, key=lambda fact: (-close(fact)[1], -close(fact)[0], fact.badge, fact.id))[:MOST])


def _counter(bank: Bank, pitch: Pitch, stories: Sequence[ClearedStory]) -> Alike | None:
    if not stories:
        return None
    try:
        found = counter_story(bank, stories[0].id, stories[0].use.scope)
    except StoryNotFound:
        return None
    return found if found is not None and found.story.id not in pitch.story_ids else None
