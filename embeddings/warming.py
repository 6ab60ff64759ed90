"""Loads the model in the background: importing it takes seconds, and the first page must not wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Condition, Thread
from typing import Literal

from embeddings.embedder import Embedder
from stories.errors import EmbedderUnavailable, StoryBankError

Stage = Literal["cold", "warming", "ready", "failed"]
_log = logging.getLogger(__name__)


class WarmEmbedder:
    """An embedder that is loaded once, in a thread of its own. Every method may be called from any thread.

    Args:
        load: makes the embedder; called once.
        after: called with it in the same thread once it is ready, to bring the index in step. Searching goes on meanwhile.
    """

    def __init__(self, load: Callable[[], Embedder], after: Callable[[Embedder], None] | None = None) -> None:
        self._load = load
        self._after = after
        self._changed = Condition()
        self._stage: Stage = "cold"
        self._error: StoryBankError | None = None
        self._embedder: Embedder | None = None

    @property
    def stage(self) -> Stage:
        """Where it stands: "cold" until `start`, "warming" while the model loads, then "ready" or "failed" for good."""
        with self._changed:
            return self._stage

    @property
    def error(self) -> StoryBankError | None:
        """Why it failed, or, at stage "ready", why `after` did not finish. None when all is well."""
        with self._changed:
            return self._error

    def start(self) -> None:
        """Begin loading. Does nothing when it has begun already, also when that failed: a failure is not tried again by itself."""
        with self._changed:
            if self._stage != "cold":
                return
            self._stage = "warming"
        Thread(target=self._run, name="warming", daemon=True).start()

    def ready(self) -> Embedder | None:
        """The embedder, or None while there is none. Never waits."""
        with self._changed:
            return self._embedder

    def wait(self, timeout: float | None = None) -> Embedder:
        """The embedder, waiting for it up to `timeout` seconds (None: as long as it takes). Starts it when nobody has.

        Raises:
            EmbedderUnavailable: it failed, or the time was up.
        """
        self.start()
        with self._changed:
            self._changed.wait_for(lambda: self._stage in ("ready", "failed"), timeout)
            if self._embedder is not None:
                return self._embedder
            if self._error is not None:
                raise EmbedderUnavailable(str(self._error)) from self._error
            raise EmbedderUnavailable("Search by meaning is still getting ready. Search by words works now; try again in a minute.")

    def _run(self) -> None:
        try:
            embedder = self._load()
        except Exception as error:
            self._settle("failed", None, _for_people(error, "Search by meaning could not start. Search by words still works."))
            return
        self._settle("ready", embedder, None)
        if self._after is None:
            return
        try:
            self._after(embedder)
        except Exception as error:
            self._settle("ready", embedder, _for_people(error, "The search index could not be brought up to date. Rebuild the index."))

    def _settle(self, stage: Stage, embedder: Embedder | None, error: StoryBankError | None) -> None:
        with self._changed:
            self._stage, self._embedder, self._error = stage, embedder, error
            self._changed.notify_all()


def _for_people(error: Exception, sentence: str) -> StoryBankError:
    """`error` itself when it speaks to people already, otherwise `sentence`. Only its kind is logged: its text may quote a story."""
    _log.error("warming: %s", type(error).__name__)
    if isinstance(error, StoryBankError):
        return error
    wrapped = EmbedderUnavailable(sentence)
    wrapped.__cause__ = error
    return wrapped
