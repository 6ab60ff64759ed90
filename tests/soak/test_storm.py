"""Many writers at once, a full disk, a folder nobody may write to: no error that a person sees is anything but a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from banks import put
from builders import a_consent, a_draft
from proofs import Say
from soak.filled import opened
from soak.kills import server
from soak.storm import add, add_and_tell
from toy_embedder import ToyEmbedder

from services.bank import open_bank
from services.finding.search import find_stories
from services.keeping.backups import backup
from services.settings import Settings
from services.sharing.capture import capture_story
from stories import drafts, repository
from stories.database import Database
from stories.errors import StorageFailed
from stories.schema import prepare
from stories.snapshot import checked


@pytest.mark.proof("storm")
@pytest.mark.parametrize("times", [pytest.param(4, id="short"), pytest.param(20, id="long", marks=pytest.mark.soak)])
def test_fifty_threads_and_four_processes_lose_no_count(database_url: str, tmp_path: Path, times: int, figures: Say) -> None:
    database = Database(database_url)
    prepare(database)
    results: list[tuple[int, float]] = []
    threads = [threading.Thread(target=lambda n=n: results.append(add(database_url, f"t{n}", times))) for n in range(50)]
    context = server()
    pipes = [context.Pipe() for _ in range(4)]
    processes = [
        context.Process(target=add_and_tell, args=(database_url, f"p{n}", times * 5, theirs)) for n, (_, theirs) in enumerate(pipes)
    ]
    for worker in (*processes, *threads):
        worker.start()
    for _, theirs in pipes:
        theirs.close()  # so that a process that ends early is an error here, and not a wait without end
    for thread in threads:
        thread.join()
    results += [ours.recv() for ours, _ in pipes]
    for process in processes:
        process.join()
    with database.reading() as connection:
        counts = {key: drafts.load(connection, key).content["n"] for key in ("shared", "t0", "t49", "p0", "p3")}  # type: ignore[union-attr]
    database.close()
    errors, longest = sum(error for error, _ in results), max(wait for _, wait in results)
    expected = {"shared": 50 * times + 4 * times * 5, "t0": times, "t49": times, "p0": times * 5, "p3": times * 5}
    verdict = "passed" if errors == 0 and counts == expected else "failed"
    name = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
    figures(
        f"storm on {name}: 54 writers, {counts['shared']} of {expected['shared']} changes, {errors} errors, longest wait {longest:.1f} s: {verdict}"
    )
    assert verdict == "passed"


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of 4 MB. Needs the right to mount one, as root has it."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.proof("a full disk")
def test_a_full_disk_is_said_in_words_saves_nothing_by_halves_and_heals(small_disk: Path) -> None:
    bank = opened(small_disk / "bank", "exact")
    ballast = small_disk / "ballast"
    put(bank, "before the disk was full")
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(StorageFailed, match=r"disk is full.*still here"):
        for number in range(50):
            capture_story(bank, a_draft(title=f"t{number}", text=" ".join(f"w{number}x{n}" for n in range(1_500)), quotes=()), a_consent())
    with pytest.raises(StorageFailed, match="choose another place"):
        backup(bank.settings, small_disk / "bank.backup")
    with bank.database.reading() as connection:
        saved = sum(repository.counts(connection).values())
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("SELECT count(*) FROM story_version").scalar_one() == saved
        assert connection.exec_driver_sql("SELECT count(*) FROM story_words").scalar_one() == saved
    ballast.unlink()
    put(bank, "after there was room again")
    assert find_stories(bank, "").total == saved + 1
    assert backup(bank.settings, small_disk / "bank.backup").counts["story"] == saved + 1
    bank.close()


@pytest.mark.proof("a read-only home")
def test_a_home_nobody_may_write_to_is_said_in_words(small_disk: Path) -> None:
    home = small_disk / "bank"
    opened(home, "exact").close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for index in ("chroma", "exact"):
        with pytest.raises(StorageFailed, match=r"cannot be written to|read-only|cannot be reached"):
            bank = open_bank(Settings(home=home, user="tester", index=index), load=ToyEmbedder)
            bank.wait_ready(30)
            put(bank, "into a folder that is closed")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    bank = opened(home)
    put(bank, "into a folder that is open again")
    assert checked(home / "bank.db")["story"] == 1
    bank.close()


@pytest.mark.proof("a second app")
def test_the_second_app_says_both_ways_out_and_commands_go_on_beside_the_first(home: Path) -> None:
    bank = opened(home)
    put(bank, "the first app has this one")
    root = Path(__file__).resolve().parents[2]
    second = "from services.bank import shared_bank; shared_bank()"
    refused = subprocess.run([sys.executable, "-c", second], cwd=root, capture_output=True, text=True, check=False)
    assert "STORYBANK_CHROMA_URL" in refused.stderr
    assert "STORYBANK_INDEX=exact" in refused.stderr
    before = bank.index._places.folders()
    asked = subprocess.run([sys.executable, "-m", "services", "rebuild"], cwd=root, capture_output=True, text=True, check=True)
    assert "has been asked" in asked.stdout.replace("\n", " ")
    bank.index.tend()  # or its watch was quicker
    assert bank.index._places.folders() != before
    bank.close()
