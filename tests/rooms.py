"""A live session for tests: its stories, its code, and people with phones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from banks import put
from builders import NOW, TEXT, TODAY
from toy_embedder import ToyEmbedder

from live.model import Session
from live.presence import Presence
from services.bank import Bank, open_bank
from services.live.desk import go_to_step
from services.live.room import join, new_token
from services.live.start import Plan, start_session
from services.settings import Settings

VISITS = count()


@contextmanager
def a_bank(home: Path) -> Iterator[Bank]:
    """A bank that the tests of one file share: each opens sessions and stories of its own in it."""
    opened = open_bank(Settings(home=home, user="tester", index="exact"), load=ToyEmbedder)
    opened.wait_ready(60)
    yield opened
    opened.close()


def at_todays_time(bank: Bank) -> Bank:
    """The shared bank with the tests' own clock, whatever the test before did to it."""
    bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
    bank.room = Presence()
    return bank


def open_session(bank: Bank, **plan: Any) -> Session:
    """A co-design session about one released story, or about the ones given, at the question of what people want."""
    if "story_ids" not in plan and plan.get("kind") != "rehearse":
        plan["story_ids"] = (put(bank, text=f"{TEXT} It was visit {next(VISITS)}.", name="Maureen").id,)
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
