"""The product as a column of a benchmark: a real bank in a temporary home, asked through services.finding.search.find_stories.

Documents become stories: title to title, text to text, one service for all, the rest empty, released for every scope without an end. Consent and
filters run in SQL as they do in the app. The bank refuses the same words twice, so documents with one text share a story and stand
together, in their order, where it stands.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.data import Document
from embeddings.embedder import Embedder
from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.settings import Settings
from stories import repository
from stories.consent import Consent
from stories.story import StoryDraft

AT = datetime(2026, 1, 1, tzinfo=UTC)
SCOPES = ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12a")
BATCH = 500
DEPTH = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """A bank with documents in it: story id to the documents it stands for."""

    bank: Bank
    documents: dict[str, tuple[str, ...]]

    def rank(self, query: str) -> list[str]:
        """Document ids, best first, as the app would show them."""
        hits = find_stories(self.bank, query, per_page=DEPTH).hits
        return [document for hit in hits for document in self.documents[hit.story.id]][:DEPTH]


@contextmanager
def filled(documents: Sequence[Document], embedder: Embedder, *, index: str = "exact") -> Iterator[Filled]:
    """A bank holding `documents`, ready to be asked. Gone at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-bank-") as home:
        bank = open_bank(Settings(home=Path(home), index=index, user="benchmark"), load=lambda: embedder)
        try:
            held = put(bank, documents)
            bank.wait_ready()
            yield Filled(bank, held)
        finally:
            bank.close()


def put(bank: Bank, documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """Save each different text as a story, many in one transaction. Returns story id to document ids."""
    consent = Consent(
        act="release",
        obtained_by="benchmark",
        obtained_on=date(2026, 1, 1),
        wording="Public test data.",
        scopes=dict.fromkeys(SCOPES, "yes"),
        forms=("text", "excerpt"),
    )
    same: dict[str, list[Document]] = {}
    for document in documents:
        same.setdefault(repository.text_hash(document.text), []).append(document)
    groups = list(same.values())
    held: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(groups), BATCH):
        with bank.database.transaction() as connection:
            for number, group in enumerate(groups[start : start + BATCH], start=start):
                draft = StoryDraft(title=group[0].title, text=group[0].text, service="all_services", status="published")
                story_id = f"bench-{number:08d}"
                repository.add(connection, draft, [consent], story_id=story_id, at=AT, by="benchmark")
                held[story_id] = tuple(document.id for document in group)
    return held
