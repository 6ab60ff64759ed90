"""Which stories may be shown for a use, filtered and ordered, all decided in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, func, literal, select

from stories import vocabulary as v
from stories.consent import Use
from stories.permission import allowed, with_consent
from stories.tables import story, story_theme

ORDERS = {"best": "Best match first", "newest": "Newest first", "shortest": "Shortest first"}
BATCH = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. `themes` are theme group codes; empty means any. `scope` is who the stories may be shown to."""

    themes: tuple[str, ...] = ()
    tellers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    scope: str = "S2"
    kind: str = ""
    synthetic: bool | None = None
    order: str = "best"

    def without(self, name: str) -> Filters:
        """The same filters with one of them left open."""
        changes: dict[str, Any] = {name: "" if name == "kind" else None if name == "synthetic" else ()}
        return replace(self, **changes)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the filters that keep something out, the scope apart."""
        named = ("themes", "tellers", "services", "kind")
        return tuple(name for name in named if getattr(self, name)) + (("synthetic",) if self.synthetic is not None else ())


def browse(connection: Connection, filters: Filters, use: Use, *, on: date, limit: int, offset: int = 0) -> tuple[list[str], int]:
    """One page of story ids for `use`, and how many there are in all."""
    query = _filtered(filters, use, on)
    total = connection.execute(query.with_only_columns(func.count())).scalar_one()
    order = (func.length(story.c.text), story.c.id) if filters.order == "shortest" else (story.c.created_at.desc(), story.c.id.desc())
    return list(connection.execute(query.order_by(*order).limit(limit).offset(offset)).scalars()), total


def published(connection: Connection) -> int:
    """Stories in the bank that were published and not taken back, whoever they may be shown to."""
    return connection.execute(select(func.count()).where(story.c.status.in_(("published", "resting", "expired")))).scalar_one()


def keep(connection: Connection, ids: Sequence[str], filters: Filters, use: Use, *, on: date) -> list[str]:
    """The ids among `ids` that pass consent and filters. Order `best` keeps the order given."""
    found: list[tuple[str, Any]] = []
    # a text is read whole for its length: only when asked
    sort = {"newest": story.c.created_at, "shortest": func.length(story.c.text)}.get(filters.order, literal(0))
    for start in range(0, len(ids), BATCH):
        query = _filtered(filters, use, on).where(story.c.id.in_(list(ids[start : start + BATCH])))
        found += [(row[0], row[1]) for row in connection.execute(query.with_only_columns(story.c.id, sort))]
    if filters.order in ("newest", "shortest"):
        return [i for i, _ in sorted(found, key=lambda row: (row[1], row[0]), reverse=filters.order == "newest")]
    kept = {i for i, _ in found}
    return [i for i in ids if i in kept]


def _filtered(filters: Filters, use: Use, on: date) -> Select[str]:
    query = with_consent(select(story.c.id)).where(allowed(use, on=on))
    if filters.themes:
        codes = [term.code for term in v.THEMES.values() if term.parent in filters.themes]
        query = query.where(exists().where(story_theme.c.story_id == story.c.id, story_theme.c.code.in_(codes)))
    if filters.tellers:
        query = query.where(story.c.teller.in_(filters.tellers))
    if filters.services:
        query = query.where(story.c.service.in_(filters.services))
    if filters.kind:
        query = query.where(story.c.kind == filters.kind)
    if filters.synthetic is not None:
        query = query.where(story.c.synthetic.is_(filters.synthetic))
    return query
