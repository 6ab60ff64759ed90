"""Kills while the index writes its files, and files that are torn, cut, emptied or gone: the bank finds every story again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from proofs import Say
from soak.filled import filled, look_once, rebuild_for_ever
from soak.kills import server

STORIES = 600  # two rows each: past the thousand at which the index begins to save its files
DAMAGE = {
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "emptied": lambda file: os.truncate(file, 0),
    "gone": lambda file: file.unlink(),
    "scrambled": lambda file: file.write_bytes(os.urandom(max(file.stat().st_size, 64))),
}
FILES = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "chroma.sqlite3")
SHORT = [("cut", "data_level0.bin"), ("gone", "header.bin"), ("scrambled", "data_level0.bin"), ("emptied", "chroma.sqlite3")]
LONG = [(how, file) for how in DAMAGE for file in FILES]


@pytest.mark.proof("kills while the index saves")
@pytest.mark.parametrize("kills", [pytest.param(3, id="short"), pytest.param(14, id="long", marks=pytest.mark.soak)])
def test_a_kill_while_the_index_saves_its_files_is_made_good(home: Path, kills: int, figures: Say) -> None:
    filled(home, STORIES)
    context, wrong, caught = server(), [], 0
    for turn in range(kills + 1):
        ours, theirs = context.Pipe()
        process = context.Process(target=rebuild_for_ever, args=(str(home), theirs))
        process.start()
        theirs.close()
        assert ours.poll(120)
        wrong += ours.recv()
        if turn < kills:
            caught += _wait_for_writing(home / "index", changes=1 + turn % 5)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
    verdict = "passed" if not wrong and caught == kills else "failed"
    figures(f"kills while the index saves: {kills} kills, {caught} caught it writing, {len(wrong)} faults afterwards: {verdict}")
    assert verdict == "passed", wrong


@pytest.mark.proof("damaged index files")
@pytest.mark.parametrize("damages", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.soak)])
def test_a_damaged_index_file_is_noticed_and_the_index_made_anew(home: Path, damages: list[tuple[str, str]], figures: Say) -> None:
    filled(home, STORIES)
    wrong = []
    for how, name in damages:
        files = sorted((home / "index").rglob(name))
        assert files, f"the index keeps no file {name}"
        DAMAGE[how](files[0])
        wrong += [f"{name} {how}: {fault}" for fault in _seen_by_a_new_process(home)]
    figures(f"damaged index files: {len(damages)} damages, {len(wrong)} not made good: {'failed' if wrong else 'passed'}")
    assert not wrong


def _seen_by_a_new_process(home: Path) -> list[str]:
    """A start after the damage is a new process: one that had the files open before keeps parts of them in memory."""
    context = server()
    ours, theirs = context.Pipe()
    process = context.Process(target=look_once, args=(str(home), theirs))
    process.start()
    theirs.close()
    try:
        return list(ours.recv()) if ours.poll(120) else ["no answer"]
    except EOFError:
        return ["the process ended"]
    finally:
        process.join()


def _wait_for_writing(folder: Path, *, changes: int) -> bool:
    """Wait until files of the graph have changed so many times: the next moment is in the middle of a save."""
    seen: dict[Path, tuple[int, int]] = {}
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for file in folder.glob("*/*/*.bin"):
            try:
                state = file.stat()
            except FileNotFoundError:
                continue
            if seen.get(file) != (state.st_mtime_ns, state.st_size):
                changes -= file in seen or state.st_size > 0
                seen[file] = (state.st_mtime_ns, state.st_size)
                if changes < 0:
                    return True
    return False
