"""Evidence in and out of SQL, and the links that say how it stands to a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from stories.evidence import Evidence, EvidenceLink, LinkedEvidence
from stories.tables import evidence, evidence_link

_FIELDS = tuple(f.name for f in fields(Evidence))


def put(connection: Connection, items: Sequence[Evidence]) -> None:
    """Save evidence; an id that is already there is brought up to date."""
    known = set(connection.execute(select(evidence.c.id).where(evidence.c.id.in_([item.id for item in items]))).scalars())
    for item in items:
        values = asdict(item) | {"services": list(item.services), "themes": list(item.themes)}
        if item.id in known:
            connection.execute(update(evidence).where(evidence.c.id == item.id).values(values))
        else:
            connection.execute(insert(evidence).values(values))


def known(connection: Connection, ids: Sequence[str]) -> bool:
    """Whether all of these are on the shelf."""
    return set(connection.execute(select(evidence.c.id).where(evidence.c.id.in_(list(ids)))).scalars()) == set(ids)


def link(connection: Connection, links: Sequence[EvidenceLink]) -> None:
    """Tie evidence to stories; a pair that is already tied is replaced."""
    for item in links:
        connection.execute(
            delete(evidence_link).where(evidence_link.c.story_id == item.story_id, evidence_link.c.evidence_id == item.evidence_id)
        )
        connection.execute(insert(evidence_link).values(asdict(item)))


def behind(connection: Connection, story_ids: Sequence[str]) -> dict[str, tuple[LinkedEvidence, ...]]:
    """What stands behind each story, strongest badge first, in one statement."""
    query = (
        select(evidence, evidence_link)
        .join(evidence_link, evidence_link.c.evidence_id == evidence.c.id)
        .where(evidence_link.c.story_id.in_(list(story_ids)))
        .order_by(evidence.c.badge, evidence.c.id)
    )
    found: dict[str, list[LinkedEvidence]] = {}
    for row in connection.execute(query):
        tie = EvidenceLink(row.story_id, row.evidence_id, row.relation, row.typicality, row.scope, row.rationale, row.linked_by)
        found.setdefault(row.story_id, []).append(LinkedEvidence(_evidence(row), tie))
    return {story_id: tuple(items) for story_id, items in found.items()}


def all_evidence(connection: Connection) -> list[Evidence]:
    """Every piece of evidence, by id."""
    return [_evidence(row) for row in connection.execute(select(evidence).order_by(evidence.c.id))]


def _evidence(row: Row[Any]) -> Evidence:
    values = {name: row._mapping[getattr(evidence.c, name)] for name in _FIELDS}
    return Evidence(**values | {"services": tuple(values["services"]), "themes": tuple(values["themes"])})
