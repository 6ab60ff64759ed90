"""What people say to a story: who was moved, who recognises it, who wants to act, who sees it differently. Kept per audience.

The log is append-only: taking a reaction back marks the row. One person counts once for a story and a kind, however often they
press: `reference` says who, as "OCCASION/PERSON" ("session 7/participant 3") or, for somebody reading alone, as one visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from stories import vocabulary as v
from stories.errors import StoryBankError
from stories.permission import may_be_embedded, with_consent
from stories.tables import passage_vector, reaction, story
from stories.vectors import WHOLE_STORY

OUR_OWN = ""  # the organisation of reactions given here; others' may be kept, and are never learnt from
REFERENCE_MAX = 128  # characters


class ReactionUnknown(StoryBankError):
    """A reaction of a kind, or from a source, that the bank does not know. Nothing was saved."""

    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(f"“{value}” is not a reaction the bank knows. Choose one of: {', '.join(t.label for t in v.REACTIONS.values())}.")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's word on one story for one audience. `kind` is a code of vocabulary.REACTIONS; `at` is aware, UTC."""

    story_id: str
    audience: str
    kind: str
    source: str
    reference: str
    at: datetime
    organisation: str = OUR_OWN
    by: str = ""
    undone_at: datetime | None = None

    @property
    def occasion(self) -> str:
        """The session or pitch in which it was said; for somebody reading alone, the visit."""
        return self.reference.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Reacted:
    """A story that may be learnt from, with every reaction of one audience that stands. `vector` is float32 bytes, little-endian."""

    story_id: str
    version: int
    vector: bytes
    reactions: tuple[Reaction, ...]


def record(connection: Connection, reactions: Sequence[Reaction]) -> int:
    """Append the reactions that do not stand yet. Returns how many were new. Raises: ReactionUnknown."""
    for one in reactions:
        for value, terms in ((one.kind, v.REACTIONS), (one.source, v.REACTION_SOURCES)):
            if value not in terms:
                raise ReactionUnknown(value)
    new: dict[tuple[str, ...], Reaction] = {}
    for one in reactions:
        present = standing(connection, one.story_id, one.audience, reference=one.reference, organisation=one.organisation)
        if one.kind not in {known.kind for known in present}:
            new.setdefault((one.story_id, one.audience, one.kind, one.reference, one.organisation), one)
    if new:
        connection.execute(insert(reaction), [_values(one) for one in new.values()])
    return len(new)


def undo(
    connection: Connection, story_id: str, audience: str, *, reference: str, at: datetime, kinds: Iterable[str] = tuple(v.REACTIONS)
) -> int:
    """Take back what `reference` said to a story. Returns how many reactions no longer stand."""
    return _undo(
        connection,
        reaction.c.story_id == story_id,
        reaction.c.audience == audience,
        reaction.c.reference == reference,
        reaction.c.kind.in_(list(kinds)),
        at=at,
    )


def undo_all(connection: Connection, audience: str, *, at: datetime) -> int:
    """Let none of an audience's reactions stand any longer. Returns how many did."""
    return _undo(connection, reaction.c.audience == audience, at=at)


def standing(
    connection: Connection, story_id: str, audience: str, *, reference: str | None = None, organisation: str = OUR_OWN
) -> tuple[Reaction, ...]:
    """The reactions to one story that stand, oldest first; with a reference, only that person's."""
    query = _standing().where(reaction.c.story_id == story_id, reaction.c.audience == audience, reaction.c.organisation == organisation)
    if reference is not None:
        query = query.where(reaction.c.reference == reference)
    return tuple(_reaction(row) for row in connection.execute(query))


def of_audience(connection: Connection, audience: str) -> tuple[Reaction, ...]:
    """Every reaction of an audience that stands, oldest first, whatever became of the story: for an export."""
    return tuple(_reaction(row) for row in connection.execute(_standing().where(reaction.c.audience == audience)))


def learnable(connection: Connection, audience: str) -> tuple[Reaction, ...]:
    """The reactions of an audience that may be learnt from, oldest first: they stand, were given here, and the story is neither
    withdrawn nor closed to search by meaning. Decided in SQL at each call, so a withdrawal counts at once."""
    open_stories = with_consent(select(story.c.id)).where(may_be_embedded())
    query = _standing().where(reaction.c.audience == audience, reaction.c.organisation == OUR_OWN, reaction.c.story_id.in_(open_stories))
    return tuple(_reaction(row) for row in connection.execute(query))


def with_vectors(connection: Connection, model: str, reactions: Sequence[Reaction]) -> tuple[Reacted, ...]:
    """The stories of these reactions that have their whole-story vector of `model`, by id. One statement for each 500 stories."""
    told: dict[str, list[Reaction]] = {}
    for one in reactions:
        told.setdefault(one.story_id, []).append(one)
    found = whole_vectors(connection, model, sorted(told))
    return tuple(Reacted(i, version, vector, tuple(told[i])) for i, (version, vector) in found.items())


def whole_vectors(connection: Connection, model: str, story_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """(story version, float32 bytes) of each story's vector as a whole, by id; only stories that may be embedded."""
    found: dict[str, tuple[int, bytes]] = {}
    for start in range(0, len(story_ids), 500):
        query = _whole(model).where(story.c.id.in_(list(story_ids[start : start + 500])))
        found.update({row.id: (row.version, row.vector) for row in connection.execute(query.order_by(story.c.id))})
    return dict(sorted(found.items()))


def sample_of_vectors(connection: Connection, model: str, limit: int) -> dict[str, tuple[int, bytes]]:
    """Up to `limit` whole-story vectors, the first by id: enough to know where the middle of the bank lies."""
    return {row.id: (row.version, row.vector) for row in connection.execute(_whole(model).order_by(story.c.id).limit(limit))}


def _whole(model: str) -> Select[Any]:
    return (
        with_consent(select(story.c.id, story.c.version, passage_vector.c.vector))
        .join(passage_vector, and_(passage_vector.c.story_id == story.c.id, passage_vector.c.story_version == story.c.version))
        .where(passage_vector.c.model == model, passage_vector.c.passage == WHOLE_STORY, may_be_embedded())
    )


def _standing() -> Select[Any]:
    return select(reaction).where(reaction.c.undone_at.is_(None)).order_by(reaction.c.id)


def _undo(connection: Connection, *conditions: Any, at: datetime) -> int:
    return connection.execute(update(reaction).where(reaction.c.undone_at.is_(None), *conditions).values(undone_at=at)).rowcount


def _values(one: Reaction) -> dict[str, Any]:
    return {
        "story_id": one.story_id,
        "audience": one.audience,
        "kind": one.kind,
        "source": one.source,
        "reference": one.reference,
        "organisation": one.organisation,
        "by": one.by,
        "at": one.at,
        "undone_at": one.undone_at,
    }


def _reaction(row: Row[Any]) -> Reaction:
    values = dict(row._mapping)
    del values["id"]
    return Reaction(**values)
