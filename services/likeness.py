"""Stories like one story, and the story of somebody who saw it differently. From the story's own stored vectors: nothing is embedded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from framing.variety import outlook
from services.bank import Bank
from services.showing import show_story
from stories import browsing, reactions, repository
from stories import vocabulary as v
from stories.browsing import Filters
from stories.consent import ClearedStory, Use
from stories.database import Connection

NEARBY = 300  # passages and whole stories asked of the index
LOOKED_AT = 120  # stories looked at for a counter-story
CLOSE = 40  # stories looked at for those that are like one
SAME_SERVICE, SAME_THEME = 0.1, 0.05  # closeness that a shared service, and each of up to three shared themes, is worth
OPPOSITE = {"good": ("poor", "mixed"), "poor": ("good", "mixed"), "mixed": ("good", "poor")}  # the first is the truer opposite
NOT_AGAINST = 8  # worse than any answer there is
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
    """Somebody who saw it differently: the nearest story on the same theme with the opposite experience, or a change that went the other
    way. None when there is none that may be shown. Raises: StoryNotFound when this one may not be shown."""
    story = show_story(bank, story_id, scope)
    use, on = Use(scope), bank.today()
    with bank.database.reading() as connection:
        near = _near(bank, connection, story, use, LOOKED_AT)
        found = repository.cleared(connection, list(near), use, on=on)
    best = min(((_against(found[i], story), n, i) for n, i in enumerate(near) if i in found), default=None)
    if best is None or best[0] >= NOT_AGAINST:
        return None
    other = found[best[2]]
    return Alike(other, (_why_against(other, story),))


def _against(other: ClearedStory, story: ClearedStory) -> int:
    """How good an answer `other` is to `story`: 0 is best, NOT_AGAINST is none."""
    theme = _opposed_theme(other, story)
    place = NOT_AGAINST
    if story.outcome and other.outcome in OUTCOMES.get(story.outcome, ()) and set(other.themes) & set(story.themes):
        place = OUTCOMES[story.outcome].index(other.outcome)
    if theme:
        opposite = OPPOSITE[story.themes[theme]].index(other.themes[theme])
        whole = outlook(other.themes) == outlook(story.themes)
        place = min(place, 4 * opposite + 2 * (other.service != story.service) + whole)
    return place


def _opposed_theme(other: ClearedStory, story: ClearedStory) -> str:
    """The theme both tell of and lived differently: the first of `story`, the truest opposite before a half one; '' when none."""
    shared = [code for code in story.themes if code in other.themes and other.themes[code] != story.themes[code]]
    return min(shared, key=lambda code: OPPOSITE[story.themes[code]].index(other.themes[code]), default="")


def _why_against(other: ClearedStory, story: ClearedStory) -> str:
    theme = _opposed_theme(other, story)
    if theme:
        return f"Also about {_lower(v.THEMES[theme].label)}, and it was {_lower(v.POLARITIES[other.themes[theme]].label)} there."
    shared = next(code for code in story.themes if code in other.themes)
    return f"A change about {_lower(v.THEMES[shared].label)} that went otherwise: {_lower(v.OUTCOMES[other.outcome].label)}."


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
