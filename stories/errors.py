"""One tree of errors. Each carries a sentence for people and, where there is one, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class StoryBankError(Exception):
    """Root of every error people may see. `str(error)` is a sentence they can act on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was typed: the field's name in the code, and a sentence for the person."""

    field: str
    sentence: str


class InvalidStory(StoryBankError):
    """What was typed cannot be saved yet. Nothing was written; `problems` says which field and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in self.problems))


class DuplicateStory(StoryBankError):
    """The same words are already in the bank, under `story_id`."""

    def __init__(self, story_id: str) -> None:
        self.story_id = story_id
        super().__init__("This story is already in the bank. Open the one that is there, or change this one.")


class StoryNotFound(StoryBankError):
    """No such story, or not for this use: the same words for both, so that a link tells nobody which."""

    def __init__(self, story_id: str) -> None:
        self.story_id = story_id
        super().__init__(
            "We cannot find that story. It may have been withdrawn by the person who shared it. "
            "That is their right, and it takes effect straight away."
        )


class ConsentDenied(StoryBankError):
    """The storyteller's consent does not cover this use. `reasons` are sentences."""

    def __init__(self, story_id: str, reasons: Sequence[str]) -> None:
        self.story_id = story_id
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class UnknownAudience(StoryBankError):
    """No audience profile has this key."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        self.key = key
        super().__init__(f"There is no audience called “{key}”. Choose one of: {', '.join(known)}.")


class PitchNotFound(StoryBankError):
    """No pitch draft has this id."""

    def __init__(self, pitch_id: str) -> None:
        self.pitch_id = pitch_id
        super().__init__("We cannot find that pitch. It may have been deleted. Start a new one; your stories are still here.")


class DraftNotFound(StoryBankError):
    """No draft that was pasted to be checked has this id."""

    def __init__(self, draft_id: str) -> None:
        self.draft_id = draft_id
        super().__init__("We cannot find that draft. It may have been deleted. Paste it again to check it.")


class GateClosed(StoryBankError):
    """A framing fails a gate, so it can be neither shown to an audience nor exported. `reasons` say where."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class EmbedderUnavailable(StoryBankError):
    """The embedding model cannot be used; searching by words still works."""


class IndexUnavailable(StoryBankError):
    """The vector index cannot answer now; exact search stands in."""


class BankBusy(StoryBankError):
    """Another process holds what this one needs, and waiting did not help."""


class StorageFailed(StoryBankError):
    """The disk or database refused to write. Nothing was half-saved."""


class SchemaOutOfDate(StoryBankError):
    """The database is older or newer than this program. `command` is what to run."""

    def __init__(self, command: str, sentence: str = "The database is older than this program.") -> None:
        self.command = command
        super().__init__(f"{sentence} Run: {command}")
