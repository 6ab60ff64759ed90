"""What to ask the finder for an audience, and how well each story answers: each thing it cares about asked for by itself.

A list should cover several values; a blurred average of them would be near to nothing in particular. What an audience has lived and
may fear losing is looked for by meaning. Never from who the teller is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from framing.model import Audience
from services.bank import Bank
from services.finding.proposing import Keep, Proposal, propose
from services.telling.pitches import Pitch
from stories import vocabulary as v
from stories.database import Connection

TOPIC_SHARE = 0.75  # of a story's fit, when there is a topic; the rest is what the audience cares about
TYPED_SHARE = 0.5  # of what the audience cares about, when somebody typed it: they know these people
LIVED, FEARED = 0.06, 0.06  # added to fit for what they have lived and for what they may fear losing
NEARBY = 120  # passages asked of the index for what an audience has lived or may lose
NEAR_ENOUGH = 0.28  # cosine below which a passage says nothing about it


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked of the finder for an audience: why (`kind`: topic, value, cares, fears), which (`key`), the words, its share."""

    kind: str
    key: str
    words: str
    share: float


@dataclass(slots=True)
class Fit:
    """What is known of one story before anybody looks at it closely. `score` is 0 to 1; `best` is the question it answers best, with how well and
    the passage that does; `lived` and `feared` say how near it is to something the audience knows or may lose, and to what."""

    score: float = 0.0
    covers: dict[str, float] = field(default_factory=dict)
    best: tuple[float, Asked, int | None] | None = None
    lived: tuple[float, str] = (0.0, "")
    feared: tuple[float, str] = (0.0, "")


def fit(bank: Bank, connection: Connection, audience: Audience, pitch: Pitch, keep: Keep) -> dict[str, Fit]:
    """Every story among those `keep` lets through that answers anything that is asked for this audience, by id."""
    fits: dict[str, Fit] = {}
    for asked in questions(audience, pitch):
        for story_id, (score, passage) in _scaled(propose(bank, connection, asked.words, keep=keep)).items():
            known = fits.setdefault(story_id, Fit())
            known.score += asked.share * score
            if asked.kind == "value":
                known.covers[asked.key] = score
            if known.best is None or asked.share * score > known.best[0]:
                known.best = (asked.share * score, asked, passage)
    for words in audience.knows:
        for story_id, score in _touching(bank, words).items():
            if story_id in fits:
                fits[story_id].lived = max(fits[story_id].lived, (score, words))
    for loss in audience.losses:
        for story_id, score in _touching(bank, loss.what).items():
            if story_id in fits:
                fits[story_id].feared = max(fits[story_id].feared, (score, loss.kind))
    for known in fits.values():
        known.score += LIVED * known.lived[0] + FEARED * known.feared[0]
    return fits


def questions(audience: Audience, pitch: Pitch) -> list[Asked]:
    """What to ask the finder: the topic, what was typed about these people, and each thing their profile says they care about."""
    share = 1.0
    asked: list[Asked] = []
    service = v.SERVICES[pitch.service].label if pitch.service in v.SERVICES else ""
    if pitch.topic or service:
        asked.append(Asked("topic", "", ", ".join(part for part in (pitch.topic, service) if part), TOPIC_SHARE))
        share -= TOPIC_SHARE
    typed = [Asked(kind, "", words, 0.0) for kind, words in (("cares", pitch.cares), ("fears", pitch.fears)) if words.strip()]
    part = share if not audience.values else share * TYPED_SHARE
    asked += [Asked(one.kind, "", one.words, part / len(typed)) for one in typed]
    rest = share - part if typed else share
    return asked + [Asked("value", value.key, value.description, rest * value.weight) for value in audience.values]


def nearest(bank: Bank, vector: NDArray[np.float32], *, near_enough: float = -1.0, limit: int = NEARBY) -> dict[str, float]:
    """Story id → closeness for the stories nearest to a vector, shape (d,), the nearest 1."""
    found: dict[str, float] = {}
    if vector.any():
        for hit in bank.index.search(vector, limit=limit):
            if hit.score >= near_enough:
                found.setdefault(hit.story_id, max(hit.score, 0.0))
    top = max(found.values(), default=0.0)
    return {i: score / top for i, score in found.items()} if top > 0 else {}


def _touching(bank: Bank, words: str) -> dict[str, float]:
    """Stories near to `words` by meaning, the nearest 1; nothing without an embedding model."""
    embedder = bank.warm.ready()
    return nearest(bank, bank.queries.of(embedder, [words])[0], near_enough=NEAR_ENOUGH) if embedder is not None else {}


def _scaled(proposals: Sequence[Proposal]) -> dict[str, tuple[float, int | None]]:
    top = max((p.score for p in proposals), default=0.0)
    return {p.story_id: (max(p.score, 0.0) / top, p.passage) for p in proposals} if top > 0 else {}
