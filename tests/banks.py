"""Putting stories into a test's bank: told apart by their words, released to everybody unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builders import a_consent, a_draft

from services.bank import Bank
from services.sharing.capture import capture_story
from stories.consent import Consent
from stories.evidence import Evidence
from stories.story import Story

FILLER = "This is what happened to us that week, told as plainly as we can tell it, from the first day to the last of them all"


def words_about(topic: str) -> str:
    """A text of more than twenty words that no other topic shares whole."""
    return f"{topic}. {FILLER}."


def put(
    bank: Bank, topic: str = "", *, consent: Consent | None = None, blank: bool = False, evidence: Sequence[Evidence] = (), **draft: Any
) -> Story:
    """Capture one story through the front door. `topic` makes its title and text; `blank` leaves consent out."""
    if topic:
        draft = {"title": topic[:140], "text": words_about(topic), "quotes": (), "wish": ""} | draft
    given = None if blank else consent or a_consent()
    return capture_story(bank, a_draft(**draft), given, evidence).story
