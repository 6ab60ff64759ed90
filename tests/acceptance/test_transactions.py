"""Nothing slow happens while a transaction is open: other writers would wait for a model, an index or a file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from banks import put
from builders import NOW, TODAY, a_consent, a_draft
from toy_embedder import ToyEmbedder

from embeddings.backends.chroma import ChromaIndex
from services.bank import Bank, open_bank
from services.finding.search import find_stories, similar_stories
from services.settings import Settings
from services.sharing.capture import capture_story, change_consent, preview_story, revise_story, withdraw
from services.sharing.drafts import save_draft
from services.telling import briefing
from services.telling.briefing import export_framing, make_framing, suggest_stories
from services.telling.pitches import start_pitch
from stories.database import Connection, Database, transaction_open


class Watch:
    """Knows whether the test's own thread is in a write transaction, from whichever thread it is asked."""

    def __init__(self) -> None:
        self.held = False
        self.seen: list[str] = []
        self._own = threading.get_ident()

    def note(self, name: str) -> None:
        """A journey reads and renders beside its own thread too, so both count; others' index work in the background does not."""
        waited_for = self.held and name in ("embed", "render")
        assert not (waited_for or transaction_open()), f"{name} inside a transaction"
        self.seen.append(name)

    def over(
        self, real: Callable[[Database], AbstractContextManager[Connection]]
    ) -> Callable[[Database], AbstractContextManager[Connection]]:
        @contextmanager
        def transaction(database: Database) -> Iterator[Connection]:
            with real(database) as connection:
                self.held = own = threading.get_ident() == self._own
                try:
                    yield connection
                finally:
                    self.held = self.held and not own

        return transaction


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def watched(home: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    """A bank whose model, index and exporters note each call, and refuse one made inside a transaction."""

    def noted(owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def call(*args: Any, **known: Any) -> Any:
            watch.note(name)
            return real(*args, **known)

        monkeypatch.setattr(owner, name, call)

    for name in ("upsert", "delete", "search"):
        noted(ChromaIndex, name)
    noted(briefing.exporters, "render")
    noted(ToyEmbedder, "embed")
    monkeypatch.setattr(Database, "transaction", watch.over(Database.transaction))
    bank = open_bank(Settings(home=home, user="tester"), load=ToyEmbedder)
    bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
    bank.wait_ready(60)
    yield bank
    bank.close()


def test_no_journey_keeps_a_transaction_open_over_something_slow(watched: Bank, watch: Watch) -> None:
    bank = watched
    story = capture_story(bank, a_draft(), a_consent()).story
    put(bank, "Parking")
    preview_story(bank, a_draft(), a_consent())
    find_stories(bank, "tablets in a bag")
    similar_stories(bank, story.id)
    pitch = start_pitch(bank, audience="board", topic="tablets")
    suggest_stories(bank, pitch)
    pitch = replace(pitch, story_ids=(story.id,))
    make_framing(bank, pitch)
    export_framing(bank, pitch, "word")
    save_draft(bank, "d", "story", {})
    revise_story(bank, story.id, a_draft(title="Still no number"))
    change_consent(bank, story.id, a_consent(act="renew"))
    withdraw(bank, story.id, by="Maureen")
    bank.index.rebuild()
    assert {"embed", "upsert", "delete", "search", "render"} == set(watch.seen), "the watch saw everything it watches for"


def test_the_watch_itself_can_fail(watched: Bank, watch: Watch) -> None:
    with pytest.raises(AssertionError, match="embed inside a transaction"), watched.database.transaction():
        find_stories(watched, "tablets")
    assert not watch.held
    assert find_stories(watched, "tablets").total == 0
