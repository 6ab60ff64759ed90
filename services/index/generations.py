"""Where the generations of one bank's index are, and who may touch them.

A generation is a folder of its own on disk, or a collection of its own on a Chroma server. A folder has one owner process: two
embedded clients on one folder lost 19 % of their vectors without an error.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from embeddings.backends import open_index
from embeddings.index import VectorIndex
from embeddings.server import remove_collections
from services.index import probing
from services.settings import Settings
from stories import locks
from stories.database import Database
from stories.errors import StorageFailed, StoryBankError


class IndexInUse(StoryBankError):
    """Another process owns the index on disk. The sentence names the two ways out."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"Another Shared Endeavour process is using the search index in {home}. Stop it, or let both run: start a Chroma server "
            "and give its address to both in STORYBANK_CHROMA_URL, or start this one with STORYBANK_INDEX=exact."
        )


class Generations:
    """The index folders or collections of one bank."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._owner = FileLock(settings.home / ".index-owner.lock", thread_local=False)  # outside the folder: people delete that

    @property
    def in_memory(self) -> bool:
        """Whether the setting asks for exact search only: nothing on disk, nothing to own."""
        return self._settings.index == "exact"

    @property
    def on_server(self) -> bool:
        return not self.in_memory and bool(self._settings.chroma_url)

    @property
    def owned(self) -> bool:
        """Whether this process has claimed the folder."""
        return self._owner.is_locked

    def claim(self) -> None:
        """Become the owner of the index on disk. Nothing to do for a server or exact search.

        Raises: IndexInUse when another process owns it; StorageFailed when the home cannot be written to.
        """
        if self.in_memory or self.on_server or self._owner.is_locked:
            return
        try:
            self._settings.home.mkdir(parents=True, exist_ok=True)
            self._owner.acquire(timeout=0)
        except Timeout as error:
            raise IndexInUse(self._settings.home) from error
        except OSError as error:
            raise StorageFailed(
                f"The story bank's folder {self._settings.home} cannot be written to ({error.strerror}). Check STORYBANK_HOME."
            ) from error

    def release(self) -> None:
        self._owner.release(force=True)

    @contextlib.contextmanager
    def turn(self, name: str, *, timeout: float) -> Iterator[bool]:
        """A turn among processes that share a server. The owner of a folder needs none and always has it."""
        if not self.on_server:
            yield True
            return
        with locks.held(self._database, f"index-{name}", timeout=timeout) as got:
            yield got

    def open(self, model: str, name: str, dimensions: int) -> VectorIndex:
        """Raises: IndexUnavailable."""
        url = self._settings.chroma_url
        return open_index("chroma", model_id=f"{model}/{name}", dimensions=dimensions, path=self._folder(name), url=url)

    def answers(self, model: str, name: str, dimensions: int) -> bool:
        """Whether a generation can be opened at all. A folder is tried in a child process first."""
        if not name:
            return False
        if self.on_server:
            return True
        return self._folder(name).is_dir() and probing.answers(self._folder(name), f"{model}/{name}", dimensions)

    def remove_others(self, keep: set[str], begun: set[str]) -> None:
        """Take every other generation away. `begun` names those this bank ever began: on a server others may have theirs.

        Raises: IndexUnavailable when a server does not answer.
        """
        if self.on_server:
            names, kept = ({name.lower() for name in group} for group in (begun - keep, keep))
            remove_collections(self._settings.chroma_url, naming=names, keep=kept)
        for folder in (self._settings.home / "index").glob("*"):
            if folder.is_dir() and (self.on_server or folder.name not in keep):
                shutil.rmtree(folder, ignore_errors=True)

    def folders(self) -> list[Path]:
        """The generation folders on disk."""
        return [folder for folder in sorted((self._settings.home / "index").glob("*")) if folder.is_dir()]

    def _folder(self, name: str) -> Path:
        return self._settings.home / "index" / name
