"""Two app processes on one PostgreSQL and one Chroma server, writing and withdrawing at once: they converge, and nothing leaks."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from banks import put
from cluster import Cluster
from proofs import Say
from soak.kills import server
from soak.two_apps import write
from toy_embedder import ToyEmbedder

from embeddings.passages import PASSAGE_VERSION
from services.bank import open_bank
from services.finding.story_vectors import wanted_fingerprints
from services.settings import Settings
from stories import vectors
from stories.database import Database


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[str]:
    """A Chroma server on this computer, on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    command = [str(program), "run", "--path", str(tmp_path / "chroma"), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.mark.proof("two apps")
@pytest.mark.parametrize("seconds", [pytest.param(4, id="short"), pytest.param(40, id="long", marks=pytest.mark.soak)])
def test_two_apps_that_write_and_withdraw_at_once_converge(
    cluster: Cluster, chroma: str, tmp_path: Path, seconds: float, figures: Say
) -> None:
    url = cluster.fresh()
    context = server()
    pipes, processes = [], []
    for name in ("ada", "ben"):
        ours, theirs = context.Pipe()
        process = context.Process(target=write, args=(str(tmp_path / name), url, chroma, name, seconds, theirs))
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    written = [pipe.recv() for pipe in pipes]
    for pipe in pipes:
        pipe.send("settle")
    settled = [pipe.recv() for pipe in pipes]
    for pipe in pipes:
        pipe.send("end")
    for process in processes:
        process.join(30)
    database = Database(url)
    with database.reading() as connection:
        wanted = wanted_fingerprints(connection, f"{ToyEmbedder.model_id}/{PASSAGE_VERSION}")
    database.close()
    cluster.drop(url)
    live = {i for ids, _, _, _ in written for i in ids}
    gone = {i for _, ids, _, _ in written for i in ids}
    leaks = sum(count for _, _, count, _ in written)
    errors = [error for _, _, _, found in written for error in found]
    same = set(wanted) == live and all(state == "ready" and held == wanted for state, _, held in settled)
    one = len({generation for _, generation, _ in settled}) == 1
    verdict = "passed" if same and one and not leaks and not errors and live and gone else "failed"
    figures(
        f"two apps, PostgreSQL and Chroma server: {len(live) + len(gone)} written, {len(gone)} withdrawn, {leaks} leaked, "
        f"{len(errors)} errors, {'converged' if same and one else 'apart'}: {verdict}"
    )
    assert verdict == "passed", (errors[:3], [(state, generation, len(held)) for state, generation, held in settled], len(wanted))


@pytest.mark.proof("a change during a switch")
def test_a_change_made_while_another_app_switches_goes_into_the_new_index(chroma: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben = (open_bank(Settings(home=home, user=name, chroma_url=chroma), load=ToyEmbedder) for name in ("ada", "ben"))
    ada.wait_ready(60)
    put(ada, "the door was locked")
    ben.wait_ready(60)
    monkeypatch.setattr(ada.index._rebuilder, "remove_old", lambda: None)  # the old one is still there for a moment
    turn = ben.index._places.turn

    @contextmanager
    def late(name: str, *, timeout: float) -> Iterator[bool]:
        monkeypatch.setattr(ben.index._places, "turn", turn)
        ada.index.rebuild()  # just before ben's turn comes
        with turn(name, timeout=timeout) as got:
            yield got

    with ben.database.transaction() as connection:
        vectors.mark_dirty(connection, ["unknown"])
    monkeypatch.setattr(ben.index._places, "turn", late)
    written = put(ben, "the lift was broken")
    assert ada.index._seat.generation == ben.index._seat.generation
    assert ada.index._seat.index is not None
    assert written.id in ada.index._seat.index.fingerprints()
    ada.close()
    ben.close()
