"""An app process against a PostgreSQL and a Chroma server that it shares with another."""

from __future__ import annotations

import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

from builders import a_consent, a_draft
from soak.filled import AT_ONCE
from toy_embedder import ToyEmbedder

from services.bank import Bank, open_bank
from services.finding.search import find_stories
from services.index.seat import IndexState
from services.settings import Settings
from services.sharing.capture import capture_story, withdraw


def opened(home: str, database_url: str, chroma_url: str) -> Bank:
    settings = Settings(home=Path(home), user="app", database_url=database_url, chroma_url=chroma_url)
    bank = open_bank(settings, load=ToyEmbedder, policy=AT_ONCE)
    bank.wait_ready(60)
    return bank


def write(home: str, database_url: str, chroma_url: str, name: str, seconds: float, pipe: Connection) -> None:
    """Capture, withdraw, search and sometimes rebuild for a while. Sends (live ids, withdrawn ids, leaks, errors)."""
    bank = opened(home, database_url, chroma_url)
    dice = random.Random(name)
    live: list[str] = []
    gone: list[str] = []
    leaks = number = 0
    errors: list[str] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        number += 1
        try:
            words = " ".join(f"{name}{number}w{n}" for n in range(22))
            live.append(capture_story(bank, a_draft(title=f"{name} {number}", text=words, quotes=(), wish=""), a_consent()).story.id)
            if dice.random() < 0.4:
                gone.append(live.pop(dice.randrange(len(live))))
                withdraw(bank, gone[-1], name)
            if number % 6 == 0:
                bank.index.rebuild()
            leaks += len({hit.story.id for hit in find_stories(bank, f"{name}{number}w3 w4", per_page=100).hits} & set(gone))
        except Exception as error:
            if "Another process is making the index anew" not in str(error):
                errors.append(f"{type(error).__name__}: {error}")
    pipe.send((live, gone, leaks, errors))
    pipe.recv()  # both have written: now settle
    for _ in range(20):
        bank.index.tend()
        if bank.index.state is IndexState.READY and bank.index.status().waiting == 0:
            break
        time.sleep(0.2)
    pipe.send(
        (bank.index.state.value, bank.index._seat.generation, bank.index._seat.index.fingerprints() if bank.index._seat.index else {})
    )
    pipe.recv()
    bank.close()
