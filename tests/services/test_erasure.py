from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from banks import put, words_about
from builders import NOW, TODAY, a_draft
from numpy.typing import NDArray
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.keeping.backups import backup, restore
from services.keeping.byte_scan import files_holding
from services.keeping.erasure import erase_story
from services.keeping.ledger import Ledger
from services.settings import Settings
from services.sharing.capture import revise_story
from services.sharing.drafts import load_draft, new_draft_id, save_draft
from stories import consent_log, erasing, vectors
from stories.consent import StoryUse, Use
from stories.errors import StoryNotFound

SECRET = "Zanzibar gooseberries ripened behind the radiology department all winter"


class DenseEmbedder(ToyEmbedder):
    """Vectors without zeros, so that their bytes can be recognised in a file."""

    model_id = "dense"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.stack([np.random.default_rng(zlib.crc32(text.encode())).normal(size=self.dimensions) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def opened(home: Path, **settings: str) -> Bank:
    bank = open_bank(replace(Settings(home=home, user="tester"), **settings), load=DenseEmbedder)
    bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
    bank.wait_ready(60)
    return bank


@pytest.fixture
def dense(home: Path) -> Iterator[Bank]:
    bank = opened(home)
    yield bank
    bank.close()


def traces(bank: Bank, story_id: str) -> list[bytes]:
    with bank.database.reading() as connection:
        stored = vectors.load(connection, bank.index.model_key, [story_id])[story_id]
        return [*erasing.traces(connection, story_id), SECRET.encode(), SECRET.casefold().encode(), *(v.vector[:40] for v in stored)]


@pytest.mark.proof("erasure, byte by byte")
def test_erasing_leaves_no_byte_of_the_story_or_its_vectors_in_the_home(dense: Bank) -> None:
    others = [put(dense, f"another subject {n}") for n in range(5)]
    story = put(dense, SECRET)
    revise_story(dense, story.id, a_draft(title=SECRET, text=words_about(f"{SECRET} and then some"), quotes=(), wish=SECRET))
    words = traces(dense, story.id)
    home = dense.settings.home
    assert {file.name for file in files_holding(home, words)} >= {"bank.db-wal", "chroma.sqlite3"}
    receipt = erase_story(dense, story.id)
    assert receipt.complete, receipt
    assert files_holding(home, words) == []
    assert story.id not in repr(receipt)
    assert any("sent, printed" in sentence for sentence in receipt.out_of_reach)
    assert len(find_stories(dense, "").hits) == len(others)
    assert dense.index.reconcile().upsert == frozenset()


def test_a_scan_that_finds_something_says_where_and_the_receipt_is_not_complete(dense: Bank) -> None:
    story = put(dense, SECRET)
    (dense.settings.home / "notes.txt").write_text(words_about(SECRET))
    receipt = erase_story(dense, story.id)
    assert receipt.found_in == ("notes.txt",)
    assert not receipt.complete


@pytest.mark.parametrize(("carried", "complete"), [(1, True), (2, True), (9, False)])
def test_an_index_that_carried_a_piece_of_the_story_along_is_made_anew_and_scanned_again(
    dense: Bank, monkeypatch: pytest.MonkeyPatch, carried: int, complete: bool
) -> None:
    """The index library saves memory it never wrote: two further rebuilds stand behind the first, and then the receipt says so."""
    put(dense, "another subject")
    story = put(dense, SECRET)
    with dense.database.reading() as connection:
        piece = vectors.load(connection, dense.index.model_key, [story.id])[story.id][0].vector
    made: list[Path] = []
    rebuild = dense.index.rebuild

    def with_old_memory(**options: str) -> int:
        stories = rebuild(**options)
        made.extend(dense.index._places.folders())
        if len(made) <= carried:
            (made[-1] / "data_level0.bin").write_bytes(bytes(100) + piece)
        return stories

    monkeypatch.setattr(dense.index, "rebuild", with_old_memory)
    receipt = erase_story(dense, story.id)
    assert (len(made), receipt.complete) == (min(carried, 2) + 1, complete)
    assert bool(receipt.found_in) is not complete
    assert (files_holding(dense.settings.home, [piece[:40]]) == []) is complete


def test_copies_from_before_an_upgrade_or_restore_go_too(dense: Bank, tmp_path: Path) -> None:
    story = put(dense, SECRET)
    backup(dense.settings, tmp_path / "bank.backup")
    dense.close()
    restore(dense.settings, tmp_path / "bank.backup", replace=True)
    bank = opened(dense.settings.home)
    assert list(bank.settings.home.glob("*-before-*.db"))
    receipt = erase_story(bank, story.id)
    assert receipt.complete, receipt
    assert not list(bank.settings.home.glob("*-before-*.db"))
    bank.close()


@pytest.mark.proof("erasure after a restore")
def test_nothing_of_an_erased_story_is_left_after_a_restore_of_an_older_backup(dense: Bank, tmp_path: Path) -> None:
    story = put(dense, SECRET)
    put(dense, "another subject")
    words = traces(dense, story.id)
    backup(dense.settings, tmp_path / "bank.backup")
    assert erase_story(dense, story.id).complete
    dense.close()
    report = restore(dense.settings, tmp_path / "bank.backup", replace=True)
    assert report.replayed.erased == 1
    assert files_holding(dense.settings.home, words) == []  # before opening: this process held the story, a new one never does
    bank = opened(dense.settings.home)
    assert len(find_stories(bank, "").hits) == 1
    bank.close()


def test_drafts_and_pitches_that_hold_the_story_are_cleaned(dense: Bank) -> None:
    story = put(dense, SECRET)
    draft, pitch = new_draft_id(), new_draft_id()
    save_draft(dense, draft, "story", {"text": words_about(SECRET), "title": "mine"})
    save_draft(dense, pitch, "pitch", {"story_ids": [story.id, "other"], "edits": {"quote": words_about(SECRET), "ask": "Ring back."}})
    assert erase_story(dense, story.id).complete
    cleaned = load_draft(dense, pitch)
    assert cleaned is not None
    assert cleaned.content == {"story_ids": ["other"], "edits": {"quote": "", "ask": "Ring back."}}
    kept = load_draft(dense, draft)
    assert kept is not None
    assert kept.content == {"text": "", "title": "mine"}


def test_the_receipt_says_who_holds_copies(dense: Bank) -> None:
    story = put(dense, SECRET)
    with dense.database.transaction() as connection:
        consent_log.record_uses(connection, [StoryUse(story.id, 1, Use("S2", "briefing", "text", "board"), NOW, "board paper 7")])
    assert [use.copy_at for use in erase_story(dense, story.id).copies] == ["board paper 7"]


def test_an_erasure_cut_short_is_finished_when_the_bank_opens_next(dense: Bank) -> None:
    story = put(dense, SECRET)
    words = traces(dense, story.id)
    dense.close()
    Ledger(dense.settings.home).add("erased", [story.id], at=NOW)  # promised, and killed before anything else
    bank = opened(dense.settings.home)
    bank.index.tend()
    assert find_stories(bank, "").total == 0
    assert files_holding(bank.settings.home, words) == []
    assert not Ledger(bank.settings.home).unfinished()
    bank.close()


def test_erasing_beside_the_running_app_waits_until_the_app_has_made_its_index_anew(dense: Bank) -> None:
    story = put(dense, SECRET)
    words = traces(dense, story.id)
    beside = opened(dense.settings.home, index="exact")
    receipt = erase_story(beside, story.id)  # the app's own watch does its part
    beside.close()
    assert receipt.complete, receipt
    assert any("running app" in step.sentence for step in receipt.steps)
    assert files_holding(dense.settings.home, words) == []


def test_a_story_that_is_not_there_cannot_be_erased(dense: Bank) -> None:
    with pytest.raises(StoryNotFound):
        erase_story(dense, "nobody")


def test_the_ledger_names_no_story_and_survives_a_line_cut_short(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add("erased", ["story-1"], at=NOW)
    with (tmp_path / "erasures.jsonl").open("a") as file:
        file.write('{"what": "era')
    ledger.add("erased", ["story-2"], at=NOW)
    assert ledger.among("erased", ["story-1", "story-2", "story-3"]) == ["story-1", "story-2"]
    assert "story" not in (tmp_path / "erasures.jsonl").read_text()


def test_ledgers_of_two_hosts_may_be_put_into_one_file(tmp_path: Path) -> None:
    for host in ("one", "two"):
        Ledger(tmp_path / host).add("withdrawn", [f"story-{host}"], at=NOW)
    both = "".join((tmp_path / host / "erasures.jsonl").read_text() for host in ("one", "two"))
    (tmp_path / "erasures.jsonl").write_text(both)
    ledger = Ledger(tmp_path)
    ledger.add("withdrawn", ["story-three"], at=NOW)
    assert ledger.among("withdrawn", ["story-one", "story-two", "story-three", "story-four"]) == ["story-one", "story-two", "story-three"]
