"""A live session for tests: its stories, its code, and people with phones."""

from __future__ import annotations

from typing import Any

from banks import put
from builders import TEXT

from live.model import Session
from services.bank import Bank
from services.live_desk import go_to_step
from services.live_room import join, new_token
from services.live_start import Plan, start_session


def open_session(bank: Bank, **plan: Any) -> Session:
    """A co-design session about one released story, or about the ones given, at the question of what people want."""
    if "story_ids" not in plan and plan.get("kind") != "rehearse":
        plan["story_ids"] = (put(bank, text=TEXT, name="Maureen").id,)
    session = start_session(bank, Plan(**plan))
    go_to_step(bank, session.id, step_of(session, "wish"))
    return session


def somebody(bank: Bank, session: Session) -> str:
    """Joins one person; returns their cookie."""
    token = new_token()
    join(bank, session.id, token)
    return token


def step_of(session: Session, key: str) -> int:
    return [step.key for step in session.agenda].index(key)
