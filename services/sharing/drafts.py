"""Keeping what somebody typed, so that a refresh, a dropped line or a restart loses none of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ulid import ULID

from services.bank import Bank
from stories import drafts
from stories.drafts import SavedDraft

STORY_DRAFT_DAYS = 7  # a story draft nobody came back to is personal words without consent

__all__ = ["SavedDraft", "delete_draft", "load_draft", "new_draft_id", "save_draft"]


def new_draft_id() -> str:
    return str(ULID())


def save_draft(bank: Bank, draft_id: str, kind: str, content: Mapping[str, Any]) -> datetime:
    """Keep `content` under `draft_id`. Returns when. Drops story drafts older than seven days."""
    at = bank.now()
    with bank.database.transaction() as connection:
        drafts.save(connection, draft_id, kind, content, at=at)
        drafts.remove_older(connection, "story", at - timedelta(days=STORY_DRAFT_DAYS))
    return at


def load_draft(bank: Bank, draft_id: str) -> SavedDraft | None:
    with bank.database.reading() as connection:
        return drafts.load(connection, draft_id)


def delete_draft(bank: Bank, draft_id: str) -> None:
    with bank.database.transaction() as connection:
        drafts.remove(connection, draft_id)
