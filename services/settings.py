"""Settings, all from the environment, all with defaults that work on one machine with no network."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from stories.errors import StoryBankError

INDEXES = ("chroma", "exact")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the bank lives and what it uses.

    home: folder for databases and indexes (STORYBANK_HOME, default ./.storybank).
    database_url: SQLAlchemy URL (STORYBANK_DATABASE_URL, default SQLite in home).
    chroma_url: a Chroma server's address (STORYBANK_CHROMA_URL, default none: embedded in home).
    model: sentence-transformers model name or folder (STORYBANK_MODEL, default the packaged all-MiniLM-L6-v2).
    index: `chroma` or `exact` (STORYBANK_INDEX).
    user: who acts, for the ledger (STORYBANK_USER, default the account's name).
    room_url: where phones in a live session find this computer, http://ADDRESS:PORT (STORYBANK_ROOM_URL, default none: this computer only).
    drafting_url: an OpenAI-compatible address for suggested words, up to `/v1` (STORYBANK_DRAFTING_URL, default none: no model is asked).
    drafting_model: the model's name there (STORYBANK_DRAFTING_MODEL, default none).
    drafting_key: its key, where it wants one (STORYBANK_DRAFTING_KEY, default none).
    """

    home: Path
    database_url: str = ""
    chroma_url: str = ""
    model: str = ""
    index: str = "chroma"
    user: str = "local"
    room_url: str = ""
    drafting_url: str = ""
    drafting_model: str = ""
    drafting_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> Settings:
        """Raises: StoryBankError when a setting has a value the bank does not know."""
        home = Path(os.environ.get("STORYBANK_HOME") or ".storybank").expanduser().resolve()
        index = os.environ.get("STORYBANK_INDEX") or "chroma"
        if index not in INDEXES:
            raise StoryBankError(f"STORYBANK_INDEX is “{index}”. Set it to one of: {', '.join(INDEXES)}.")
        return cls(
            home=home,
            database_url=os.environ.get("STORYBANK_DATABASE_URL") or "",
            chroma_url=os.environ.get("STORYBANK_CHROMA_URL") or "",
            model=os.environ.get("STORYBANK_MODEL") or "",
            index=index,
            user=os.environ.get("STORYBANK_USER") or _account(),
            room_url=_room_url(os.environ.get("STORYBANK_ROOM_URL") or ""),
            drafting_url=os.environ.get("STORYBANK_DRAFTING_URL") or "",
            drafting_model=os.environ.get("STORYBANK_DRAFTING_MODEL") or "",
            drafting_key=os.environ.get("STORYBANK_DRAFTING_KEY") or "",
        )

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'bank.db'}"


def _room_url(given: str) -> str:
    parts = urlsplit(given.rstrip("/"))
    if given and (parts.scheme != "http" or not parts.hostname or not parts.port or parts.path or parts.query):
        raise StoryBankError(
            f"STORYBANK_ROOM_URL is “{given}”. Write it like http://192.168.1.20:8600: this computer's address in the room's network, and a free port."
        )
    return given.rstrip("/")


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run under an id without an account
        return "local"
