"""The versions of a pitch in SQL: runs of changes by one person are one version, what was kept is never written over."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW

from stories import framing_versions
from stories.database import Database
from stories.framing_versions import RUN, of_pitch, record


def write(
    database: Database, content: dict[str, object], *, minutes: float = 0, by: str = "Ana", note: str = "", pitch: str = "p1"
) -> None:
    with database.transaction() as connection:
        record(connection, pitch, content, by=by, at=NOW + timedelta(minutes=minutes), note=note)


def kept(database: Database, pitch: str = "p1") -> list[tuple[int, object, str, str]]:
    with database.reading() as connection:
        return [(each.number, each.content.get("q"), each.by, each.note) for each in of_pitch(connection, pitch)]


def test_changes_close_together_by_one_person_are_one_version_and_the_beginning_stays(database: Database) -> None:
    for minute, words in enumerate(["", "W", "Wh", "What do we want?"]):
        write(database, {"q": words}, minutes=minute)
    assert kept(database) == [(1, "", "Ana", ""), (2, "What do we want?", "Ana", "")]


def test_a_pause_another_person_or_a_kept_version_begins_a_new_one(database: Database) -> None:
    long = RUN.total_seconds() / 60
    write(database, {"q": "a"})
    write(database, {"q": "b"}, minutes=1)
    write(database, {"q": "c"}, minutes=2, by="Ben")
    write(database, {"q": "d"}, minutes=3 + long, by="Ben")
    write(database, {"q": "d"}, minutes=4 + long, by="Ben", note="Before the board")
    write(database, {"q": "e"}, minutes=5 + long, by="Ben")
    assert kept(database) == [
        (1, "a", "Ana", ""),
        (2, "b", "Ana", ""),
        (3, "c", "Ben", ""),
        (4, "d", "Ben", "Before the board"),
        (5, "e", "Ben", ""),
    ]


def test_saving_what_is_there_already_writes_nothing(database: Database) -> None:
    write(database, {"q": "a"})
    write(database, {"q": "a"}, minutes=60, by="Ben")
    assert kept(database) == [(1, "a", "Ana", "")]


def test_a_note_that_is_there_is_not_written_over(database: Database) -> None:
    write(database, {"q": "a"}, note="Before the board")
    write(database, {"q": "a"}, minutes=1, note="Taken away as Word document")
    assert kept(database) == [(1, "a", "Ana", "Before the board")]


def test_pitches_do_not_share_versions_and_one_is_removed_by_itself(database: Database) -> None:
    write(database, {"q": "a"})
    write(database, {"q": "b"}, pitch="p2")
    with database.transaction() as connection:
        framing_versions.remove(connection, "p1")
    assert kept(database) == [] and kept(database, "p2") == [(1, "b", "Ana", "")]
