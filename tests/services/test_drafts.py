"""What somebody typed survives a refresh and a restart, and does not lie about for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from builders import NOW
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.settings import Settings
from services.sharing.drafts import delete_draft, load_draft, new_draft_id, save_draft
from stories import repository

DAY = timedelta(days=1)


def test_a_draft_survives_a_restart_under_the_id_in_the_address(bank: Bank, home: Path) -> None:
    draft_id = new_draft_id()
    assert save_draft(bank, draft_id, "story", {"title": "Half a tit", "scopes": ["S2"]}) == NOW
    bank.close()
    again = open_bank(Settings(home=home), load=ToyEmbedder)
    try:
        found = load_draft(again, draft_id)
        assert found is not None
        assert (found.id, found.kind, found.content, found.saved_at) == (draft_id, "story", {"title": "Half a tit", "scopes": ["S2"]}, NOW)
    finally:
        again.close()


def test_every_new_draft_has_its_own_id() -> None:
    assert len({new_draft_id() for _ in range(1_000)}) == 1_000


def test_a_draft_is_no_part_of_the_bank(bank: Bank) -> None:
    save_draft(bank, new_draft_id(), "story", {"text": "They sent my husband home"})
    with bank.database.reading() as connection:
        assert repository.counts(connection) == {}


def test_an_unknown_or_deleted_draft_is_nothing(bank: Bank) -> None:
    assert load_draft(bank, "missing") is None
    save_draft(bank, "one", "story", {})
    delete_draft(bank, "one")
    delete_draft(bank, "one")
    assert load_draft(bank, "one") is None


def test_story_drafts_nobody_came_back_to_go_after_seven_days_and_pitches_stay(bank: Bank) -> None:
    save_draft(bank, "left", "story", {"text": "personal"})
    save_draft(bank, "pitch", "pitch", {})
    bank.now = lambda: NOW + DAY
    save_draft(bank, "younger", "story", {})
    bank.now = lambda: NOW + 7 * DAY
    save_draft(bank, "new", "story", {})
    assert load_draft(bank, "left") is not None, "seven days are not yet over"
    bank.now = lambda: NOW + 7 * DAY + timedelta(seconds=1)
    save_draft(bank, "new", "story", {})
    assert load_draft(bank, "left") is None
    assert all(load_draft(bank, draft_id) is not None for draft_id in ("pitch", "younger", "new"))


def test_a_draft_somebody_works_on_stays_young(bank: Bank) -> None:
    for days in (0, 5, 10, 15):
        bank.now = lambda days=days: NOW + days * DAY
        save_draft(bank, "mine", "story", {"day": days})
    found = load_draft(bank, "mine")
    assert found is not None
    assert found.content == {"day": 15}
