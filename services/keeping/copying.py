"""Moving a bank to another database: everything or nothing, and compared afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from stories import transfer, vectors
from stories.database import Database
from stories.erasing import story_ids
from stories.errors import StorageFailed, StoryBankError


class TargetNotEmpty(StoryBankError):
    """The bank to copy into holds stories already."""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """Rows by table, equal on both sides; and stories that today's rules would not let in, by id, with the sentences."""

    counts: dict[str, int]
    problems: dict[str, list[str]]


def copy_bank(source: Database, target: Database) -> CopyReport:
    """Copy all of `source`, as it is at one moment, into the empty bank `target` in one transaction. Both have today's schema.

    A story that breaks today's rules is copied too, and named in the report: copying loses nothing.
    Raises: TargetNotEmpty; StorageFailed when what arrived differs, and then nothing is kept.
    """
    with source.reading() as reading, target.transaction() as writing:
        there = len(story_ids(writing))
        if there:
            raise TargetNotEmpty(f"The bank to copy into holds {there} stories already. Name an empty database.")
        transfer.move_rows(reading, writing)
        left, arrived = transfer.sums(reading), transfer.sums(writing)
        differing = sorted(name for name in left if left[name] != arrived[name])
        if differing or transfer.words_indexed(writing) != transfer.searchable(writing):
            raise StorageFailed(f"What arrived differs from what was sent ({', '.join(differing) or 'words'}), so nothing was kept.")
        vectors.mark_dirty(writing, story_ids(writing))
        wrong = transfer.problems(writing)
    return CopyReport(
        {name: found.rows for name, found in arrived.items()},
        {story_id: [problem.sentence for problem in found] for story_id, found in wrong.items()},
    )
