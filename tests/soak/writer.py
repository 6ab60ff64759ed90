"""A process that writes to a bank until it is killed, and says before and after each thing what it does."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from builders import a_consent, a_draft
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.story_vectors import wanted_fingerprints
from services.index.health import RebuildPolicy, self_query
from services.index.seat import IndexState
from services.keeping.backups import backup
from services.keeping.erasure import erase_story
from services.settings import Settings
from services.sharing.capture import capture_story, revise_story, withdraw
from stories import generations, repository, vectors

AT_ONCE = RebuildPolicy(first=timedelta(0), an_hour=10_000)
PATIENCE = 30.0


@dataclass
class Expected:
    """What the parent knows from acknowledgements: key to (id, version, state). `open` is what was under way at the kill."""

    stories: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    open: tuple[str, str] | None = None


def text_of(key: str, version: int) -> str:
    words = " ".join(f"{key}w{number}" for number in range(24))
    return f"{words} version{version}."


def opened(home: Path) -> Bank:
    bank = open_bank(Settings(home=home, user="writer"), load=ToyEmbedder, policy=AT_ONCE)
    bank.wait_ready(PATIENCE)
    return bank


def write(home: str, seed: int, fault: str, expected: Expected, pipe: Connection, limit: int) -> None:
    """Check what is there, tell the parent, then write until killed; "end" when nothing killed it after `limit` things."""
    bank = opened(Path(home))
    verdict = check(bank, expected)
    pipe.send(("checked", *verdict))
    if pipe.recv() != "go":
        bank.close()
        return
    if fault:
        os.environ["STORYBANK_FAULT"] = fault
    dice = random.Random(seed)
    known = {key: list(value) for key, value in verdict[3].items()}
    for turn in range(limit):
        live = [key for key, (_, _, state) in known.items() if state == "live"]
        act = dice.choices(("capture", "revise", "withdraw", "erase", "rebuild", "backup"), (8, 4, 3, 1, 1, 1))[0]
        if fault.startswith(("mid-rebuild", "before-switch", "after-switch", "before-remove")) and turn % 2:
            act = "rebuild"
        if fault.startswith(("mid-erase", "mid-backup")) and turn % 2 and len(live) > 4:
            act = "erase" if fault.startswith("mid-erase") else "backup"
        if act in ("revise", "withdraw", "erase") and len(live) < 3:
            act = "capture"
        key = f"s{seed}n{turn}" if act == "capture" else dice.choice(live) if live else ""
        pipe.send(("start", act, key))
        done = _do(bank, act, key, known.get(key))
        if done is not None:
            known[key] = list(done)
        pipe.send(("ack", act, key, done))
    pipe.send(("end",))
    bank.close()


def _do(bank: Bank, act: str, key: str, now: Any) -> tuple[str, int, str] | None:
    if act == "capture":
        draft = a_draft(title=key, text=text_of(key, 1), quotes=(), wish="")
        return capture_story(bank, draft, a_consent()).story.id, 1, "live"
    if act == "revise":
        story = revise_story(bank, now[0], a_draft(title=key, text=text_of(key, now[1] + 1), quotes=(), wish=""))
        return story.id, story.version, "live"
    if act == "withdraw":
        withdraw(bank, now[0], "writer")
        return now[0], now[1], "withdrawn"
    if act == "erase":
        erase_story(bank, now[0])
        return now[0], now[1], "erased"
    if act == "rebuild":
        bank.index.rebuild()
    else:
        backup(bank.settings, bank.settings.home.parent / "soak-backup.zip")
    return None


def check(bank: Bank, expected: Expected) -> tuple[list[str], list[str], list[str], dict[str, tuple[str, int, str]]]:
    """(lost, leaked, not converged, what the bank holds of what the parent knows and of what was under way)."""
    until = time.monotonic() + PATIENCE
    while bank.index.state is not IndexState.READY and time.monotonic() < until:
        bank.index.tend()
    bank.index.drain()
    lost, leaked, apart = [], [], []
    now = dict(expected.stories)
    act, open_key = expected.open or ("", "")
    with bank.database.reading() as connection:
        ids = [value[0] for value in expected.stories.values()]
        found = repository.get_many(connection, ids)
        wanted = wanted_fingerprints(connection, bank.index.model_key)
        pointer = generations.generation(connection, bank.index.model_key)
        waiting = vectors.count_dirty(connection)
        everything = vectors.sample(connection, bank.index.model_key, 1_000_000, "")
        total = sum(repository.counts(connection).values())
        half = repository.find_same_text(connection, text_of(open_key, 1)) if act == "capture" else None
    for key, (story_id, version, state) in expected.stories.items():
        story = found.get(story_id)
        may_differ = key == open_key
        if state == "erased" or (may_differ and act == "erase" and story is None):
            if story is not None:
                leaked.append(f"{key} was erased and is there")
            now[key] = (story_id, version, "erased")
            continue
        if story is None:
            lost.append(f"{key} is gone")
            continue
        is_withdrawn = story.status == "withdrawn"
        if state == "withdrawn" and not is_withdrawn:
            leaked.append(f"{key} was withdrawn and is live")
        if is_withdrawn and state == "live" and not (may_differ and act == "withdraw"):
            lost.append(f"{key} was live and is withdrawn")
        fits = story.version == version or (may_differ and act == "revise" and story.version == version + 1)
        if not fits or story.text != text_of(key, story.version):
            lost.append(f"{key} is at version {story.version}, acknowledged {version}")
        now[key] = (story_id, story.version, "withdrawn" if is_withdrawn else "live")
        if is_withdrawn and story_id in wanted:
            leaked.append(f"{key} is withdrawn and wanted")
    if half:
        now[open_key] = (half, 1, "live")
    there = sum(1 for value in now.values() if value[2] != "erased")
    if total != there:
        apart.append(f"{total} stories in SQL, {there} known")
    if bank.index.state is not IndexState.READY:
        apart.append(f"the index is {bank.index.state.value}")
    index = bank.index._seat.answering
    assert index is not None
    if index.fingerprints() != wanted or waiting:
        apart.append(f"the index differs from SQL, {waiting} marks wait")
    live = {value[0] for value in now.values() if value[2] == "live"}
    if set(wanted) != live:
        apart.append(f"{len(wanted)} stories have vectors, {len(live)} are live")
    if missed := self_query(index, everything).missed:
        apart.append(f"{len(missed)} stories are not found by their own vectors")
    folders = [folder.name for folder in bank.index._places.folders()]
    if folders != [pointer]:
        apart.append(f"{len(folders)} generations")
    with closing(sqlite3.connect(bank.settings.home / "bank.db")) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            lost.append("the database is damaged")
        if connection.execute("SELECT count(*) FROM story_words").fetchone()[0] != len(live):
            apart.append("the words index differs")
    return lost, leaked, apart, now
