"""Files beside evidence: kept by what is in them, given out only with a story that may be shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from services.bank import Bank
from services.finding.showing import show_story
from services.sharing import file_store
from services.sharing.file_types import KINDS, MIME, kind_of
from stories import attachments
from stories.errors import StorageFailed, StoryBankError
from stories.evidence import is_kept_file
from stories.text import one_line


class AttachmentMissing(StoryBankError):
    """No such file, or not with this story: the same words for both."""

    def __init__(self) -> None:
        super().__init__("We cannot find that file. The story it stood beside may have been withdrawn.")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it is given out: its name for people, its type for the browser, and its bytes."""

    name: str
    mime: str
    data: bytes


def keep_file(bank: Bank, name: str, data: bytes) -> tuple[str, str]:
    """Keep a file somebody chose. Returns what evidence says of it: the name it is kept under, and the one people see.

    It is on the disk before anything names it, so nothing ever names a file that is not there.
    Raises: FileRefused with what to do instead; StorageFailed when there is no room.
    """
    kind = kind_of(data)
    kept = f"{hashlib.sha256(data).hexdigest()}.{kind}"
    try:
        file_store.put(bank.settings.home, kept, data)
    except OSError as error:
        raise StorageFailed(f"The file could not be kept ({error.strerror}). What you typed is still here; try again later.") from error
    return kept, _shown(name, kind)


def read_file(bank: Bank, story_id: str, kept: str, scope: str = "S2") -> GivenFile:
    """A file beside the evidence of a story, if that story may be shown today.

    Raises: StoryNotFound, AttachmentMissing; StorageFailed when its bytes have changed.
    """
    story = show_story(bank, story_id, scope)
    named = next((linked.evidence.attachment_name for linked in story.evidence if linked.evidence.attachment == kept), None)
    if named is None or not is_kept_file(kept):
        raise AttachmentMissing
    try:
        data = file_store.place(bank.settings.home, kept).read_bytes()
    except OSError as error:
        raise AttachmentMissing from error
    if hashlib.sha256(data).hexdigest() != kept.partition(".")[0]:
        raise StorageFailed("That file has changed on the disk, so it is not given out. Restore it from a backup.")
    return GivenFile(named, MIME[kept.rpartition(".")[2]], data)


def _shown(name: str, kind: str) -> str:
    """The name without any folder, short, and with the ending its bytes have."""
    last = one_line(PurePosixPath(name.replace("\\", "/")).name)
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{stem[: attachments.NAME_MAX - 6].strip(' .') or KINDS[kind]}.{kind}"
