"""The append-only log of consent acts, and the ledger of uses."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from stories.consent import Consent, StoryUse, Use
from stories.tables import consent, consent_form, consent_scope, story, story_use
from stories.vectors import mark_dirty

_KEPT = (
    "act",
    "given_by",
    "method",
    "language",
    "obtained_by",
    "obtained_on",
    "wording",
    "name_form",
    "valid_from",
    "review_on",
    "expires_on",
    "rest_until",
    "whole_story_only",
    "contact_before_use",
    "uses_per_quarter",
)  # of an act, as they are


def record(connection: Connection, story_id: str, act: Consent, *, at: datetime) -> None:
    """Append one act and make it the one that holds now. The story's place in the index may change with it."""
    values = {name: getattr(act, name) for name in _KEPT} | {
        "story_id": story_id,
        "wording_hash": hashlib.sha256(act.wording.encode()).hexdigest(),
        "recorded_at": at,
    }
    key = connection.execute(insert(consent), values).inserted_primary_key
    (row_id,) = key or (None,)
    if act.scopes:
        connection.execute(insert(consent_scope), [{"consent_id": row_id, "scope": s, "answer": a} for s, a in act.scopes.items()])
    if act.forms:
        connection.execute(insert(consent_form), [{"consent_id": row_id, "form": form} for form in dict.fromkeys(act.forms)])
    connection.execute(update(story).where(story.c.id == story_id).values(consent_id=row_id))
    mark_dirty(connection, [story_id])


def logs(connection: Connection, story_ids: Sequence[str]) -> dict[str, list[Consent]]:
    """Each story's acts, oldest first; an empty list where there is none. Three statements whatever the number of stories."""
    found: dict[str, list[Consent]] = {story_id: [] for story_id in story_ids}
    rows = list(connection.execute(select(consent).where(consent.c.story_id.in_(list(story_ids))).order_by(consent.c.id)))
    ids = [row.id for row in rows]
    scopes: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(consent_scope).where(consent_scope.c.consent_id.in_(ids))):
        scopes.setdefault(row.consent_id, {})[row.scope] = row.answer
    forms: dict[int, list[str]] = {}
    for row in connection.execute(select(consent_form).where(consent_form.c.consent_id.in_(ids)).order_by(consent_form.c.form)):
        forms.setdefault(row.consent_id, []).append(row.form)
    for row in rows:
        found[row.story_id].append(_consent(row, scopes.get(row.id, {}), tuple(forms.get(row.id, ()))))
    return found


def record_uses(connection: Connection, uses: Sequence[StoryUse]) -> None:
    """Append to the ledger: what went where. A withdrawal reads it to know who holds what."""
    if uses:
        connection.execute(insert(story_use), [_use_values(use) for use in uses])


def uses_of(connection: Connection, story_id: str) -> list[StoryUse]:
    """The ledger of one story, oldest first."""
    rows = connection.execute(select(story_use).where(story_use.c.story_id == story_id).order_by(story_use.c.id))
    return [
        StoryUse(
            row.story_id,
            row.version,
            Use(row.scope, row.channel, row.form, row.audience, row.reference, row.used_by),
            row.used_at,
            row.copy_at,
        )
        for row in rows
    ]


def uses_since(connection: Connection, story_ids: Sequence[str], since: datetime) -> dict[str, int]:
    """How often each story was told outside the pages since `since`: storytellers used too often need a rest."""
    query = (
        select(story_use.c.story_id, func.count().label("n"))
        .where(story_use.c.story_id.in_(list(story_ids)), story_use.c.channel != "page", story_use.c.used_at >= since)
        .group_by(story_use.c.story_id)
    )
    return {row.story_id: row.n for row in connection.execute(query)}


def _use_values(told: StoryUse) -> dict[str, Any]:
    use = told.use
    return {
        "story_id": told.story_id,
        "version": told.version,
        "scope": use.scope,
        "channel": use.channel,
        "form": use.form,
        "audience": use.audience,
        "reference": use.reference,
        "used_by": use.by,
        "used_at": told.at,
        "copy_at": told.copy_at,
    }


def _consent(row: Row[Any], scopes: dict[str, str], forms: tuple[str, ...]) -> Consent:
    return Consent(
        act=row.act,
        obtained_by=row.obtained_by,
        obtained_on=row.obtained_on,
        wording=row.wording,
        given_by=row.given_by,
        method=row.method,
        language=row.language,
        scopes=scopes,
        forms=forms,
        name_form=row.name_form,
        valid_from=row.valid_from,
        review_on=row.review_on,
        expires_on=row.expires_on,
        whole_story_only=row.whole_story_only,
        contact_before_use=row.contact_before_use,
        uses_per_quarter=row.uses_per_quarter,
        rest_until=row.rest_until,
        recorded_at=row.recorded_at,
    )
