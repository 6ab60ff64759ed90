"""Taking many stories in from a file, with progress, and going on where it stopped.

The file is JSON Lines: one story a line, its fields named as in `stories.story.StoryDraft`, with `consent` (an act, or a list of acts,
oldest first) and, if it has one already, its `id`. A line without consent is kept, and nobody can use it. Vectors come later, from
`sync` or the running app: an import writes SQL only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from ulid import ULID

from services.bank import Bank
from stories import faults, import_log, repository
from stories.consent import Consent, consent_problems
from stories.database import Connection
from stories.errors import DuplicateStory, Problem, StorageFailed
from stories.import_log import ImportProgress
from stories.story import Plot, StoryDraft, ThemeMark, Touchpoint, cleaned, problems_of
from stories.text import clean, one_line

BATCH = 200  # lines in one transaction
LISTS = ("quotes", "journey", "picker", "content_notes")
PARTS = ("plot", "touchpoints", "themes", "signifiers")
DAYS = ("obtained_on", "valid_from", "review_on", "expires_on", "rest_until")
ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken in, counted from 1, and why. It holds none of the line's words."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All of the file that has been worked off, over every run, and what this run refused."""

    progress: ImportProgress
    resumed_at: int
    refused: tuple[Refused, ...]


def import_stories(bank: Bank, file: Path, progress: Callable[[int, int], None] | None = None) -> ImportReport:
    """Take in every line of `file` that can be, in batches. The same file again goes on where it stopped.

    `progress` is told lines done and lines in all. Raises: StorageFailed when the file cannot be read.
    """
    try:
        import_id, total = _identity(file)
        with bank.database.reading() as connection:
            done = import_log.load(connection, import_id)
        resumed, refused = done.lines, []
        with file.open(encoding="utf-8") as lines:
            numbered = islice(enumerate(lines, start=1), done.lines, None)
            while batch := list(islice(numbered, BATCH)):
                done, wrong = _take_in(bank, import_id, done, batch)
                refused += wrong
                faults.point("mid-import")
                if progress:
                    progress(done.lines, total)
    except (OSError, UnicodeDecodeError) as error:
        raise StorageFailed(f"The file {file} cannot be read ({error}). It must be JSON Lines in UTF-8.") from error
    return ImportReport(done, resumed, tuple(refused))


def _take_in(bank: Bank, import_id: str, done: ImportProgress, batch: list[tuple[int, str]]) -> tuple[ImportProgress, list[Refused]]:
    refused: list[Refused] = []
    read = [(number, _read(line)) for number, line in batch]
    with bank.database.transaction() as connection:
        there = repository.get_many(connection, [row["id"] for _, row in read if isinstance(row, dict) and row.get("id")])
        saved = known = 0
        for number, row in read:
            if isinstance(row, str):
                refused.append(Refused(number, row))
            elif row.get("id") in there or not _save(bank, connection, row):
                known += 1
            else:
                saved += 1
        done = ImportProgress(done.lines + len(batch), done.saved + saved, done.known + known, done.refused + len(refused))
        import_log.save(connection, import_id, done, at=bank.now())
    return done, refused


def _save(bank: Bank, connection: Connection, row: Mapping[str, Any]) -> bool:
    """False when the same words, or the same id, are in the bank already."""
    story_id = row.get("id") or str(ULID())
    if row.get("id") and repository.get_many(connection, [story_id]):
        return False
    try:
        repository.add(connection, row["draft"], row["consents"], story_id=story_id, at=bank.now(), by=bank.settings.user)
    except DuplicateStory:
        return False
    return True


def _read(line: str) -> dict[str, Any] | str:
    """The story and its consents, or the sentence that says why not."""
    try:
        row = json.loads(line)
        draft, consents = _draft(row), _consents(row.get("consent"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return f"This line is not a story as the import reads it ({type(error).__name__})."
    problems: list[Problem] = problems_of(draft)
    for number, act in enumerate(consents):
        problems += consent_problems(act, consents[:number])
    story_id = row.get("id") or ""
    if not isinstance(story_id, str) or len(story_id) > ID_LENGTH or not story_id.isascii():
        problems.append(Problem("id", f"An id is up to {ID_LENGTH} plain letters and digits."))
    if draft.status == "withdrawn":
        problems.append(Problem("status", "A withdrawn story is not taken in."))
    if problems:
        return (
            " ".join(f"{problem.field}: {problem.sentence}" for problem in problems if "“" not in problem.sentence)
            or "Some field is wrong."
        )
    return {"id": story_id, "draft": draft, "consents": consents}


def _draft(row: Mapping[str, Any]) -> StoryDraft:
    plain = {f.name for f in fields(StoryDraft)} - {*LISTS, *PARTS}
    values: dict[str, Any] = {name: row[name] for name in plain if name in row}
    values |= {name: tuple(row[name]) for name in LISTS if name in row}
    return cleaned(
        StoryDraft(
            **values,
            plot=Plot(**row.get("plot", {})),
            touchpoints=tuple(Touchpoint(**touchpoint) for touchpoint in row.get("touchpoints", ())),
            themes=tuple(ThemeMark(**mark) for mark in row.get("themes", ())),
            signifiers=dict(row.get("signifiers", {})),
        )
    )


def _consents(given: Any) -> list[Consent]:
    acts = given if isinstance(given, list) else [given] if given else []
    return [_consent(act) for act in acts]


def _consent(act: Mapping[str, Any]) -> Consent:
    days: dict[str, Any] = {name: date.fromisoformat(act[name]) for name in DAYS if act.get(name)}
    other = {name: value for name, value in act.items() if name not in (*DAYS, "forms", "scopes", "recorded_at")}
    consent = Consent(**other, **days, forms=tuple(act.get("forms", ())), scopes=dict(act.get("scopes", {})))
    return replace(consent, obtained_by=one_line(consent.obtained_by), wording=clean(consent.wording))


def _identity(file: Path) -> tuple[str, int]:
    """A sum of the file's bytes, and its number of lines."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    for chunk in _chunks(file):
        digest.update(chunk)
        lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    return digest.hexdigest(), lines + (last != b"\n")


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(1 << 20):
            yield chunk
