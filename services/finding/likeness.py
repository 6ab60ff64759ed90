"""Stories like one story, and the story of somebody who saw it differently. From the story's own stored vectors: nothing is embedded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.variety import outlook
from services.bank import Bank
from services.finding.showing import show_story
from stories import browsing, reactions, repository
from stories import vocabulary as v
from stories.browsing import Filters
from stories.consent import ClearedStory, Use
from stories.database import Connection

NEARBY = 300  # passages and whole stories asked of the index
LOOKED_AT = 120  # stories looked at for a counter-story
CLOSE = 40  # stories looked at for those that are like one
SAME_SERVICE, SAME_THEME = 0.1, 0.05  # closeness that a shared service, and each of up to three shared themes, is worth
MAIN = 3  # themes, in the order its teller and steward put them, that a story is about first
OUTCOMES = {"worked": ("failed", "partly"), "failed": ("worked", "partly"), "partly": ("failed", "worked")}


@dataclass(frozen=True, slots=True)
class Alike:
    """A story to read beside another, and why, in sentences."""

    story: ClearedStory
    reasons: tuple[str, ...]


def similar_stories(bank: Bank, story_id: str, scope: str = "S2", limit: int = 3) -> tuple[Alike, ...]:
    """Stories like this one, nearest first. Raises: StoryNotFound when this one may not be shown."""
    story = show_story(bank, story_id, scope)
    use, on = Use(scope), bank.today()
    with bank.database.reading() as connection:
        near = _near(bank, connection, story, use, CLOSE)
        found = repository.cleared(connection, list(near), use, on=on)
    order = sorted(found, key=lambda i: -(near[i] + _common(found[i], story)))
    return tuple(Alike(found[i], (_shared(found[i], story),)) for i in order[:limit])


def counter_story(bank: Bank, story_id: str, scope: str = "S2") -> Alike | None:
    """Somebody who saw it differently: a story whose own first themes hold one of this story's, lived the opposite way, from the same service where
    there is one; or a change about the same that went the other way. None when there is none that may be shown.
    Raises: StoryNotFound when this one may not be shown."""
    story = show_story(bank, story_id, scope)
    use, on = Use(scope), bank.today()
    with bank.database.reading() as connection:
        near = _near(bank, connection, story, use, LOOKED_AT)
        found = repository.cleared(connection, list(near), use, on=on)
    against = [(_distance(found[i], story), n, i) for n, i in enumerate(near) if i in found and _is_against(found[i], story)]
    if not against:
        return None
    other = found[min(against)[2]]
    return Alike(other, (_why_against(other, story),))


def _is_against(other: ClearedStory, story: ClearedStory) -> bool:
    return _change_went_otherwise(other, story) or bool(_opposed_theme(other, story))


def _distance(other: ClearedStory, story: ClearedStory) -> tuple[bool, bool, int, bool]:
    """How far `other` is from being the answer to `story`, nearest first: the same kind of event, the same service, themes in common, outlook."""
    same_kind = _change_went_otherwise(other, story) if story.kind == "change" else other.kind == story.kind
    common = len(set(other.themes) & set(story.themes))
    return not same_kind, other.service != story.service, -common, outlook(other.themes) == outlook(story.themes)


def _change_went_otherwise(other: ClearedStory, story: ClearedStory) -> bool:
    """Whether both are changes about the same that came out differently."""
    return bool(story.outcome) and other.outcome in OUTCOMES.get(story.outcome, ()) and bool(set(_main(other)) & set(_main(story)))


def _main(story: ClearedStory) -> tuple[str, ...]:
    """What a story is about first: a theme it only touches makes nobody's opposite of it."""
    return tuple(story.themes)[:MAIN]


def _opposed_theme(other: ClearedStory, story: ClearedStory) -> str:
    """The first theme that both are about first, and that was good for one and poor for the other; '' when none."""
    return next(
        (code for code in _main(story) if code in _main(other) and {story.themes[code], other.themes[code]} == {"good", "poor"}), ""
    )


def _why_against(other: ClearedStory, story: ClearedStory) -> str:
    service = _lower(v.SERVICES[other.service].label) if other.service in v.SERVICES else ""
    where = "" if not service else f" in {service} too" if other.service == story.service else f" too, though in {service}"
    if theme := _opposed_theme(other, story):
        here, there = (_lower(v.POLARITIES[each.themes[theme]].label) for each in (story, other))
        return f"Chosen because it is about {_lower(v.THEMES[theme].label)}{where}. It was {here} here and {there} there."
    shared = next(code for code in _main(story) if code in _main(other))
    outcome = _lower(v.OUTCOMES[other.outcome].label)
    return f"Chosen because it is a change about {_lower(v.THEMES[shared].label)}{where}, and it went otherwise: {outcome}."


def _near(bank: Bank, connection: Connection, story: ClearedStory, use: Use, limit: int) -> dict[str, float]:
    """Other stories that may be shown, nearest first, with their closeness, −1 to 1: from the story's own vector as seen from inside the
    bank. For a story without one: the newest on its themes, none closer than another."""
    filters, on, key = Filters(scope=use.scope), bank.today(), bank.index.model_key
    own = reactions.whole_vectors(connection, key, [story.id]) if key else {}
    if not own:
        groups = tuple(dict.fromkeys(v.THEMES[code].parent for code in story.themes))
        ids = browsing.browse(connection, Filters(scope=use.scope, themes=groups), use, on=on, limit=limit)[0] if groups else []
        return dict.fromkeys((i for i in ids if i != story.id), 0.0)
    vector = np.frombuffer(own[story.id][1], dtype="<f4").copy()
    hits = bank.index.search(vector, limit=NEARBY)
    ids = browsing.keep(connection, [i for i in dict.fromkeys(hit.story_id for hit in hits) if i != story.id], filters, use, on=on)[:limit]
    wholes = reactions.whole_vectors(connection, key, ids)
    if not wholes:
        return {}
    rows, shape = np.stack([np.frombuffer(blob, dtype="<f4") for _, blob in wholes.values()]), bank.statistics.shape
    closeness = shape(rows) @ shape(vector) if shape is not None else rows @ vector
    return dict(sorted(zip(wholes, closeness.tolist(), strict=True), key=lambda pair: -pair[1]))


def _common(other: ClearedStory, story: ClearedStory) -> float:
    """What a shared service and shared themes add to closeness."""
    return SAME_SERVICE * (other.service == story.service) + SAME_THEME * min(3, len(set(other.themes) & set(story.themes)))


def _shared(other: ClearedStory, story: ClearedStory) -> str:
    shared = [_lower(v.THEMES[code].label) for code in other.themes if code in story.themes]
    if shared:
        return f"Also about {' and '.join(shared[:2])}."
    if other.service == story.service:
        return f"From the same service: {_lower(v.SERVICES[story.service].label)}."
    return "Something close to this in how it is told."


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
