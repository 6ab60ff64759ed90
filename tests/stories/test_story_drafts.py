"""Drafts are kept as they were typed, apart from the bank."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW

from stories import drafts, repository
from stories.database import Database

DAY = timedelta(days=1)


def test_a_draft_comes_back_as_it_was_typed_and_is_no_story(database: Database) -> None:
    typed = {"title": "\u202eHalf a", "scopes": ["S2"], "ask": {"who": "", "n": None}, "emoji": "👩\u200d👧", "flag": True}
    with database.transaction() as connection:
        drafts.save(connection, "d1", "story", typed, at=NOW)
        found = drafts.load(connection, "d1")
        assert repository.counts(connection) == {}
    assert found == drafts.SavedDraft("d1", "story", typed, NOW)


def test_saving_again_replaces_and_keeps_one(database: Database) -> None:
    with database.transaction() as connection:
        drafts.save(connection, "d1", "story", {"n": 1}, at=NOW)
        drafts.save(connection, "d1", "story", {"n": 2}, at=NOW + DAY)
        assert drafts.recent(connection, "story", 9) == [drafts.SavedDraft("d1", "story", {"n": 2}, NOW + DAY)]


def test_the_newest_come_first_and_only_of_their_kind(database: Database) -> None:
    with database.transaction() as connection:
        for number in range(4):
            drafts.save(connection, f"d{number}", "pitch", {}, at=NOW + number * DAY)
        drafts.save(connection, "other", "story", {}, at=NOW + 9 * DAY)
        assert [saved.id for saved in drafts.recent(connection, "pitch", 3)] == ["d3", "d2", "d1"]


def test_removing_takes_one_and_old_ones_go_by_kind(database: Database) -> None:
    with database.transaction() as connection:
        drafts.save(connection, "old", "story", {}, at=NOW - 8 * DAY)
        drafts.save(connection, "new", "story", {}, at=NOW)
        drafts.save(connection, "pitch", "pitch", {}, at=NOW - 99 * DAY)
        assert drafts.remove_older(connection, "story", NOW - 7 * DAY) == 1
        drafts.remove(connection, "new")
        drafts.remove(connection, "missing")
        assert [drafts.load(connection, i) is None for i in ("old", "new", "pitch")] == [True, True, False]
