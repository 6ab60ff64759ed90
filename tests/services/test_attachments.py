"""Files beside evidence: kept once, given out with consent only, gone with the story, back with a backup."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from banks import put
from builders import some_evidence
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.keeping.backups import backup, restore
from services.keeping.byte_scan import files_holding
from services.keeping.erasure import erase_story
from services.settings import Settings
from services.sharing import file_store
from services.sharing.attachments import AttachmentMissing, keep_file, read_file
from services.sharing.capture import withdraw
from services.sharing.drafts import new_draft_id, save_draft
from services.sharing.file_types import FileRefused
from stories import evidence_shelf
from stories.errors import InvalidStory, StorageFailed, StoryNotFound
from stories.evidence import EvidenceLink
from stories.story import Story

DATA = b"ward,falls\nquince orchard annexe,3\n"


def beside(bank: Bank, topic: str = "the lift was broken", name: str = "count.csv", data: bytes = DATA) -> tuple[Story, str]:
    """A story with a file beside its evidence, and the name the file is kept under."""
    kept, shown = keep_file(bank, name, data)
    return put(bank, topic, evidence=[some_evidence(id="", attachment=kept, attachment_name=shown)]), kept


def folder(bank: Bank) -> list[Path]:
    return sorted((bank.settings.home / file_store.FOLDER).glob("*"))


def test_a_file_comes_back_byte_for_byte_under_the_name_people_gave_it(bank: Bank) -> None:
    story, kept = beside(bank, name="C:\\reports\\Falls \u2013 spring.xls.exe")
    given = read_file(bank, story.id, kept)
    assert (given.data, given.name, given.mime) == (DATA, "Falls \u2013 spring.xls.csv", "text/csv; charset=utf-8")
    assert folder(bank)[0].stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once(bank: Bank) -> None:
    assert beside(bank)[1] == beside(bank, "another story")[1]
    assert len(folder(bank)) == 1


def test_a_file_that_is_refused_leaves_nothing_behind(bank: Bank) -> None:
    with pytest.raises(FileRefused):
        keep_file(bank, "report.pdf", b"MZ not a PDF at all")
    assert folder(bank) == []


def test_a_withdrawn_story_takes_its_file_with_it_in_the_words_for_a_story_that_never_was(bank: Bank) -> None:
    story, kept = beside(bank)
    withdraw(bank, story.id, "Ann")
    for one in (story.id, "never"):
        with pytest.raises(StoryNotFound):
            read_file(bank, one, kept)


@pytest.mark.parametrize("name", ["../bank.db", "0" * 64 + ".pdf", "0" * 64 + ".exe", ""])
def test_only_a_file_that_stands_beside_the_story_is_given_out(bank: Bank, name: str) -> None:
    story, _ = beside(bank)
    with pytest.raises(AttachmentMissing):
        read_file(bank, story.id, name)


def test_a_file_of_a_story_that_may_not_be_shown_is_not_given_out_through_another(bank: Bank) -> None:
    hidden, kept = beside(bank, "the hidden one", data=b"ward,falls\nElm,9\n")
    shown, _ = beside(bank)
    withdraw(bank, hidden.id, "Ann")
    with pytest.raises(AttachmentMissing):
        read_file(bank, shown.id, kept)


def test_a_file_whose_bytes_changed_on_the_disk_is_not_given_out(bank: Bank) -> None:
    story, kept = beside(bank)
    folder(bank)[0].write_bytes(b"ward,falls\nElm,0\n")
    with pytest.raises(StorageFailed):
        read_file(bank, story.id, kept)


def test_evidence_that_names_a_file_nobody_kept_is_refused_beside_its_box(bank: Bank) -> None:
    for name, field in (("../../etc/passwd", "evidence.1.attachment"), ("0" * 64 + ".pdf", "evidence.1.attachment")):
        with pytest.raises(InvalidStory) as refused:
            put(bank, "the lift", evidence=[some_evidence(id="", attachment=name, attachment_name="x.pdf")])
        assert [problem.field for problem in refused.value.problems] == [field]


def test_a_file_nobody_came_back_for_goes_after_a_day_and_one_in_a_draft_stays(bank: Bank) -> None:
    _, used = beside(bank)
    drafted, _ = keep_file(bank, "b.csv", b"a,b\n1,2\n")
    left, _ = keep_file(bank, "c.csv", b"a,b\n3,4\n")
    fresh, _ = keep_file(bank, "d.csv", b"a,b\n5,6\n")
    save_draft(bank, new_draft_id(), "story", {"rows": [1], "ev1_attachment": drafted})
    for file in folder(bank):
        if file.name != fresh:
            os.utime(file, (time.time() - 90_000,) * 2)
    assert file_store.remove_unused(bank.database, bank.settings.home) == 1
    assert {file.name for file in folder(bank)} == {used, drafted, fresh} and left not in {used, drafted, fresh}


@pytest.mark.sqlite
def test_erasing_a_story_leaves_no_byte_of_its_file_and_says_so(bank: Bank) -> None:
    story, _ = beside(bank)
    other, kept = beside(bank, "another story", data=b"ward,falls\nElm,1\n")
    receipt = erase_story(bank, story.id)
    assert receipt.complete and any("1 file that stood beside" in step.sentence for step in receipt.steps)
    assert files_holding(bank.settings.home, [b"quince orchard"]) == []
    assert read_file(bank, other.id, kept).data == b"ward,falls\nElm,1\n"


@pytest.mark.sqlite
def test_a_file_that_stands_beside_another_story_too_stays_when_one_is_erased(bank: Bank) -> None:
    story, kept = beside(bank)
    other = put(bank, "another story")
    with bank.database.transaction() as connection:
        item = next(one for one in evidence_shelf.all_evidence(connection) if one.attachment == kept)
        evidence_shelf.link(connection, [EvidenceLink(other.id, item.id, "scale", "common", "same_service", "Both.", "t")])
    erase_story(bank, story.id)
    assert read_file(bank, other.id, kept).data == DATA


@pytest.mark.sqlite
def test_a_restore_brings_no_file_of_an_erased_story_back(bank: Bank, tmp_path: Path) -> None:
    story, kept = beside(bank)
    other, stays = beside(bank, "another story", data=b"ward,falls\nElm,1\n")
    keep_file(bank, "unused.csv", b"a,b\n7,8\n")
    assert backup(bank.settings, tmp_path / "bank.backup").attachments == 2
    erase_story(bank, story.id)
    bank.close()
    report = restore(bank.settings, tmp_path / "bank.backup", replace=True)
    assert (report.attachments, report.replayed.erased) == (1, 1)
    assert files_holding(bank.settings.home, [b"quince orchard"]) == []
    again = open_bank(bank.settings, load=ToyEmbedder)
    assert kept not in {file.name for file in folder(again)}
    assert stays in {file.name for file in folder(again)} and other.id
    again.close()


@pytest.mark.sqlite
def test_a_backup_names_files_that_are_gone_or_changed(bank: Bank, tmp_path: Path) -> None:
    _, gone = beside(bank)
    _, changed = beside(bank, "another story", data=b"ward,falls\nElm,1\n")
    (bank.settings.home / "attachments" / gone).unlink()
    (bank.settings.home / "attachments" / changed).write_bytes(b"other")
    report = backup(bank.settings, tmp_path / "bank.backup")
    assert (report.attachments, set(report.missing)) == (0, {gone, changed})
    restored = restore(Settings(home=tmp_path / "new", user="t"), tmp_path / "bank.backup")
    assert restored.attachments == 0
