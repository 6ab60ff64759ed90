"""Which files evidence and drafts name, in SQL; the files themselves lie in the home."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, Connection, select, update

from stories.evidence import kept_files_in
from stories.tables import draft, evidence, evidence_link

NAME_MAX = 120  # characters of the name people see


def named(connection: Connection) -> set[str]:
    """The files that evidence or a draft names."""
    held = set(connection.execute(select(evidence.c.attachment).where(evidence.c.attachment != "")).scalars())
    for content in connection.execute(select(draft.c.content)).scalars():
        held |= kept_files_in(json.dumps(content))
    return held


def only_behind(connection: Connection, story_id: str) -> tuple[str, ...]:
    """The files beside evidence that stands behind this story and no other."""
    return tuple(connection.execute(select(evidence.c.attachment).where(*_own(story_id))).scalars())


def forget(connection: Connection, story_id: str) -> None:
    """Let go of the files in `only_behind`: the claims stay on the shelf, without them."""
    connection.execute(update(evidence).where(*_own(story_id)).values(attachment="", attachment_name=""))


def _own(story_id: str) -> tuple[ColumnElement[bool], ...]:
    ours = select(evidence_link.c.evidence_id).where(evidence_link.c.story_id == story_id)
    others = select(evidence_link.c.evidence_id).where(evidence_link.c.story_id != story_id)
    return evidence.c.attachment != "", evidence.c.id.in_(ours), evidence.c.id.not_in(others)
