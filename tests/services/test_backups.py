from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest
from banks import put
from builders import NOW, TODAY, a_consent, some_evidence
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.index.generations import IndexInUse
from services.keeping.backups import RestoreRefused, backup, restore
from services.keeping.erasure import erase_story
from services.settings import Settings
from services.sharing.attachments import keep_file, read_file
from services.sharing.capture import change_consent, withdraw
from stories import repository
from stories.errors import StorageFailed

pytestmark = pytest.mark.sqlite


def opened(settings: Settings) -> Bank:
    bank = open_bank(settings, load=ToyEmbedder)
    bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
    bank.wait_ready(60)
    return bank


def ids(bank: Bank) -> set[str]:
    return {hit.story.id for hit in find_stories(bank, "", per_page=100).hits}


def test_a_backup_comes_back_whole_in_an_empty_home(bank: Bank, tmp_path: Path) -> None:
    file, shown = keep_file(bank, "count.csv", b"ward,falls\nElm,3\n")
    stories = [put(bank, f"subject {n}") for n in range(2)]
    stories.append(put(bank, "subject 2", evidence=[some_evidence(id="", attachment=file, attachment_name=shown)]))
    report = backup(bank.settings, tmp_path / "bank.backup")
    assert (report.counts["story"], report.attachments) == (3, 1)
    assert (tmp_path / "bank.backup").stat().st_mode & 0o077 == 0
    elsewhere = Settings(home=tmp_path / "elsewhere", user="tester")
    assert restore(elsewhere, tmp_path / "bank.backup").counts == report.counts
    again = opened(elsewhere)
    assert ids(again) == {story.id for story in stories}
    with bank.database.reading() as here, again.database.reading() as there:
        all_ids = [story.id for story in stories]
        assert repository.get_many(here, all_ids) == repository.get_many(there, all_ids)
    assert read_file(again, stories[2].id, file).data == b"ward,falls\nElm,3\n"
    assert again.index.status().stories == 3
    again.close()


@pytest.mark.proof("a backup while others write")
def test_a_backup_taken_while_others_write_holds_one_moment(bank: Bank, tmp_path: Path) -> None:
    stop, errors = threading.Event(), []

    def write(worker: int) -> None:
        number = 0
        try:
            while not stop.is_set():
                put(bank, f"worker {worker} writes story {number}")
                number += 1
        except Exception as error:
            errors.append(error)

    workers = [threading.Thread(target=write, args=(worker,)) for worker in range(3)]
    for worker in workers:
        worker.start()
    try:
        reports = [backup(bank.settings, tmp_path / f"{n}.backup") for n in range(4)]
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert not errors
    assert all(report.counts["story"] == report.counts["story_version"] == report.counts["consent"] for report in reports)
    assert reports[0].counts["story"] < reports[-1].counts["story"]


def test_a_restore_does_not_bring_back_what_was_erased_or_withdrawn_since(bank: Bank, tmp_path: Path) -> None:
    kept, erased, withdrawn = (put(bank, f"subject {n}") for n in range(3))
    backup(bank.settings, tmp_path / "bank.backup")
    assert erase_story(bank, erased.id).complete
    withdraw(bank, withdrawn.id, "teller")
    bank.close()
    report = restore(bank.settings, tmp_path / "bank.backup", replace=True)
    assert (report.replayed.erased, report.replayed.withdrawn) == (1, 1)
    again = opened(bank.settings)
    assert ids(again) == {kept.id}
    with again.database.reading() as connection:
        assert set(repository.get_many(connection, [kept.id, erased.id, withdrawn.id])) == {kept.id, withdrawn.id}
    again.close()


def test_a_story_released_again_after_a_withdrawal_comes_back_with_its_backup(bank: Bank, tmp_path: Path) -> None:
    story = put(bank, "subject")
    change_consent(bank, story.id, a_consent(act="withdraw"))
    change_consent(bank, story.id, a_consent())
    backup(bank.settings, tmp_path / "bank.backup")
    bank.close()
    assert restore(bank.settings, tmp_path / "bank.backup", replace=True).replayed.withdrawn == 0


def test_a_withdrawal_made_without_a_drain_is_entered_when_the_bank_opens_next(bank: Bank, tmp_path: Path) -> None:
    story = put(bank, "subject")
    backup(bank.settings, tmp_path / "bank.backup")
    with bank.database.transaction() as connection:
        repository.set_status(connection, story.id, "withdrawn", at=NOW)
    bank.close()
    opened(bank.settings).close()
    assert restore(bank.settings, tmp_path / "bank.backup", replace=True).replayed.withdrawn == 1


def test_a_restore_never_overwrites_a_bank_unasked_and_keeps_what_it_replaces(bank: Bank, tmp_path: Path) -> None:
    put(bank, "the old one")
    backup(bank.settings, tmp_path / "bank.backup")
    put(bank, "the new one")
    bank.close()
    with pytest.raises(RestoreRefused, match="--replace"):
        restore(bank.settings, tmp_path / "bank.backup")
    report = restore(bank.settings, tmp_path / "bank.backup", replace=True)
    assert report.kept is not None
    again = opened(bank.settings)
    assert len(ids(again)) == 1
    again.close()
    kept = open_bank(Settings(home=tmp_path / "other", database_url=f"sqlite:///{report.kept}", index="exact"), load=ToyEmbedder)
    assert len(ids(kept)) == 2
    kept.close()


def test_a_restore_beside_the_running_app_is_refused(bank: Bank, tmp_path: Path) -> None:
    backup(bank.settings, tmp_path / "bank.backup")
    with pytest.raises(IndexInUse):
        restore(bank.settings, tmp_path / "bank.backup", replace=True)


def test_a_damaged_backup_is_refused_and_changes_nothing(bank: Bank, tmp_path: Path) -> None:
    put(bank, "subject")
    good = tmp_path / "bank.backup"
    backup(bank.settings, good)
    bank.close()
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "flipped").write_bytes(content)
    (tmp_path / "cut").write_bytes(content[: len(content) // 2])
    (tmp_path / "text").write_text("not a backup")
    with zipfile.ZipFile(tmp_path / "outside", "w") as archive:
        archive.writestr("manifest.json", '{"sha256": {"../../outside": "0"}, "counts": {}}')
        archive.writestr("../../outside", "x")
    for name in ("flipped", "cut", "text", "outside", "absent"):
        with pytest.raises(StorageFailed):
            restore(bank.settings, tmp_path / name, replace=True)
    again = opened(bank.settings)
    assert len(ids(again)) == 1
    again.close()
    assert [file.name for file in bank.settings.home.glob(".restore-*")] == []


def test_a_backup_that_cannot_be_written_says_so(bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="choose another place"):
        backup(bank.settings, tmp_path / "no" / "such" / "folder" / "bank.backup")
