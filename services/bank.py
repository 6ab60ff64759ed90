"""The one wiring: settings in, a bank out. Cheap to open; the model is loaded later, in a thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from embeddings.embedder import Embedder, load_embedder
from embeddings.queries import QueryVectors
from embeddings.resonance import Resonance
from embeddings.warming import WarmEmbedder
from live.presence import Presence
from services.briefly import Briefly
from services.finding.bank_statistics import BankStatistics
from services.index.health import RebuildPolicy
from services.index.indexing import IndexKeeper
from services.keeping.ledger import Ledger
from services.keeping.settling import WithdrawalLog, settle
from services.settings import Settings
from stories.database import Database
from stories.schema import prepare

ANSWERS_KEPT = 8_192  # vectors of answers; 12 MB at 384 dimensions


@dataclass(slots=True)
class Bank:
    """Everything a journey needs. `today` and `now` are callables so that expiry can be tested by moving the clock."""

    settings: Settings
    database: Database
    index: IndexKeeper
    warm: WarmEmbedder
    opened: threading.Event
    statistics: BankStatistics
    upgraded_from: Path | None = None
    queries: QueryVectors = field(default_factory=QueryVectors)
    resonance: dict[str, tuple[str, Resonance]] = field(default_factory=dict)  # audience → (what it was made from, model)
    room: Presence = field(default_factory=Presence)
    answers: QueryVectors = field(default_factory=lambda: QueryVectors(ANSWERS_KEPT))  # what people in sessions wrote, apart from questions
    moments: Briefly = field(default_factory=Briefly)
    today: Callable[[], date] = field(default=lambda: datetime.now(UTC).date())
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def wait_ready(self, timeout: float | None = None) -> Embedder:
        """Load the model if nobody has, and wait until the index is in line with SQL. Seconds; None waits as long as it takes.

        Raises: EmbedderUnavailable with a sentence that says what to do.
        """
        embedder = self.warm.wait(timeout)
        self.opened.wait(timeout)
        if self.warm.error is not None:
            raise self.warm.error
        return embedder

    def close(self) -> None:
        self.statistics.close()
        self.index.close()
        self.database.close()


def open_bank(settings: Settings, *, load: Callable[[], Embedder] | None = None, policy: RebuildPolicy | None = None) -> Bank:
    """Open the bank that `settings` name, making or upgrading its database. Imports nothing heavy.

    `load` stands in for loading the model that the settings name; `policy` says when a damaged index is made anew.
    Raises: IndexInUse when another process owns the index on disk; StoryBankError with a sentence and the next step.
    """
    database = Database(settings.url)
    withdrawals = WithdrawalLog(database, Ledger(settings.home))

    def changed() -> None:
        withdrawals.enter(at=datetime.now(UTC))
        statistics.changed()

    index = IndexKeeper(database, settings, policy=policy, changed=changed)
    statistics = BankStatistics(database, lambda: index.model_key)
    try:
        index.claim()
        copy = prepare(database)
        settle(database, settings.home, at=datetime.now(UTC))
        withdrawals.begin()
    except BaseException:
        index.close()
        database.close()
        raise
    opened = threading.Event()

    def after(embedder: Embedder) -> None:
        try:
            index.open(embedder)
            statistics.refresh()
        finally:
            leave_uncollected()
            opened.set()

    warm = WarmEmbedder(load or (lambda: load_embedder(settings.model)), after=after)
    return Bank(settings=settings, database=database, index=index, warm=warm, opened=opened, statistics=statistics, upgraded_from=copy)


def leave_uncollected() -> None:
    """Take what is loaded for good out of the garbage collector's rounds: Streamlit asks for a full round after each run of a page, and the
    half million objects of the model's libraries made every round hold up all other threads for 0.3 s."""
    gc.collect()
    gc.freeze()


_lock = threading.Lock()
_shared: list[Bank] = []


def shared_bank() -> Bank:
    """The bank this process's pages share, opened on first use."""
    with _lock:
        if not _shared:
            _shared.append(open_bank(Settings.from_environment()))
        return _shared[0]


def close_shared_bank() -> None:
    """Close the shared bank; the next `shared_bank` opens it anew."""
    with _lock:
        while _shared:
            _shared.pop().close()
