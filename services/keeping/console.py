"""What every command needs: where to print, a bank to work on, and bars for long work."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from embeddings.embedder import Embedder
from services.bank import Bank, open_bank
from services.index.generations import IndexInUse
from services.settings import Settings

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)  # a path broken over two lines is no path
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@contextmanager
def opened_bank(*, owns_index: bool = False) -> Iterator[Bank]:
    """The bank the settings name. Only a command that writes the index asks to own it; the others search the vectors in SQL.

    Beside a running app nobody else can own the index: then the bank is opened without it, and `bank.index.in_memory` says so.
    """
    settings = Settings.from_environment()
    in_memory = replace(settings, index="exact", chroma_url="")
    try:
        bank = open_bank(settings if owns_index else in_memory)
    except IndexInUse:
        bank = open_bank(in_memory)
    if bank.upgraded_from:
        err.print(f"The database was upgraded. A copy of it as it was: {bank.upgraded_from}")
    try:
        yield bank
    finally:
        bank.close()


def warm(bank: Bank) -> Embedder:
    """Load the model and bring the index in line."""
    with err.status("Getting the search ready …"):
        return bank.wait_ready()


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, told (done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
