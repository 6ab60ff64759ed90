"""A full room against a running app on loopback: joining, answering, a wall and a desk, with every answer looked for afterwards.

    python -m benchmarks.live --people 300 --seconds 180

Starts the app in a process of its own on a bank of its own, and writes benchmarks/results/live.json. Loops are bounded: each person
sends at most `seconds / 5` answers. Load and server share this computer's cores, so latencies are pessimistic.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

from live.codes import Codes
from services import demo
from services.bank import open_bank
from services.live.start import Plan, start_session, stories_for_room
from services.settings import Settings

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "live.json"
WORDS = (
    "a number that is answered", "time to sit down", "a letter my mum can read", "one story told once", "somebody who knows my name",
    "to be believed the first time", "a lift home that comes", "medicines that are ready", "to know what happens next",
)  # fmt: skip


@dataclass
class Measured:
    """Latencies in seconds by kind, what was acknowledged, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    said_at: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[int] = field(default_factory=list)
    slowed: int = 0

    def note(self, kind: str, began: float) -> None:
        self.took.setdefault(kind, []).append(time.perf_counter() - began)


async def person(number: int, base: str, code: str, until: float, ramp: float, seen: Measured) -> None:
    """One phone: joins within `ramp` seconds, polls every three, answers every 5 to 20, and sends again what was not acknowledged."""
    rng = random.Random(number)
    await asyncio.sleep(rng.random() * ramp)
    async with aiohttp.ClientSession(base, cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=20)) as http:
        began = time.perf_counter()
        try:
            async with http.get(f"/j/{code}") as page:
                if "What we want" not in await page.text():
                    seen.errors.append(f"join {page.status}")
                    return
        except (aiohttp.ClientError, TimeoutError) as error:
            seen.errors.append(f"join {type(error).__name__}")
            return
        seen.note("join", began)
        answer_at, poll_at, sent, tag = time.monotonic() + rng.uniform(5, 20), time.monotonic() + 3 * rng.random(), 0, ""
        while time.monotonic() < until:
            now = time.monotonic()
            if now >= answer_at:
                text = f"{rng.choice(WORDS)}, says {number} for the {sent}th time"
                await answer(http, code, text, f"{number}-{sent}", seen)
                sent, answer_at = sent + 1, time.monotonic() + rng.uniform(5, 20)
            if now >= poll_at:
                began = time.perf_counter()
                try:
                    async with http.get(f"/j/{code}/now", headers={"If-None-Match": tag} if tag else {}) as told:
                        await told.read()
                        tag = told.headers.get("ETag", tag)
                        if told.status not in (200, 304):
                            seen.errors.append(f"poll {told.status}")
                    seen.note("poll", began)
                except (aiohttp.ClientError, TimeoutError) as error:
                    seen.errors.append(f"poll {type(error).__name__}")
                poll_at = time.monotonic() + 3 * rng.uniform(0.85, 1.15)
            await asyncio.sleep(max(0.01, min(answer_at, poll_at, until) - time.monotonic()))


async def answer(http: aiohttp.ClientSession, code: str, text: str, key: str, seen: Measured) -> None:
    for _ in range(8):
        began = time.perf_counter()
        try:
            async with http.post(f"/j/{code}/say", data={"kind": "wish", "key": key, "text": text}, headers={"X-Room": "1"}) as told:
                await told.read()
                seen.note("answer", began)
                if told.status == 200:
                    seen.acknowledged.add(text)
                    seen.said_at.append(time.monotonic())
                    return
                if told.status == 429:
                    seen.slowed += 1
                else:
                    seen.errors.append(f"answer {told.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            seen.errors.append(f"answer {type(error).__name__}")
        await asyncio.sleep(1)


async def wall(base: str, session_id: str, until: float, seen: Measured) -> None:
    """A projector: asks each second, and notes how long ago each answer was kept when the wall first accounts for it."""
    async with aiohttp.ClientSession(base, timeout=aiohttp.ClientTimeout(total=20)) as http:
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                async with http.get(f"/wall/{session_id}/now") as told:
                    page = await told.text()
            except (aiohttp.ClientError, TimeoutError) as error:
                seen.errors.append(f"wall {type(error).__name__}")
                continue
            seen.note("wall", began)
            there = on_wall(page)
            while len(seen.fresh) < min(there, len(seen.said_at)):  # answers reach the wall in the order in which they were kept
                seen.fresh.append(time.monotonic() - seen.said_at[len(seen.fresh)])
            await asyncio.sleep(1)


def on_wall(page: str) -> int:
    """How many answers a wall says there are."""
    so_far = re.search(r"class='so-far'>(\d+) answer", page)
    return int(so_far[1]) if so_far else 0


async def weigh(pid: int, until: float, seen: Measured) -> None:
    """How much memory the app takes, every ten seconds."""
    while time.monotonic() < until:
        seen.memory_mb.append(round(memory(pid)))
        await asyncio.sleep(10)


async def load(base: str, pid: int, code: str, session_id: str, people: int, seconds: int, seen: Measured) -> None:
    ramp = 60.0 if people > 100 else 10.0
    until = time.monotonic() + ramp + seconds
    await asyncio.gather(
        weigh(pid, until, seen),
        desk(base, session_id, until, seen),
        wall(base, session_id, until, seen),
        *(person(n, base, code, until, ramp, seen) for n in range(people)),
    )


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    (kb,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(kb) / 1024


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    env = {**os.environ, "STORYBANK_HOME": str(home), "MALLOC_ARENA_MAX": "4"}  # as `make run` and the service file start it
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    log = (home / "server.log").open("ab")
    app = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return app
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The app did not start.")


def ready(port: int, session_id: str) -> None:
    """Wait, as a facilitator who opens the desk does, until the bank is open and the model loaded."""
    base = f"http://127.0.0.1:{port}"
    for _ in range(600):
        urllib.request.urlopen(f"{base}/wall/{session_id}").close()
        with urllib.request.urlopen(f"{base}/health") as told:
            if json.load(told)["search"] == "ready":
                return
        time.sleep(0.5)
    raise SystemExit("The model did not load.")


async def desk(base: str, session_id: str, until: float, seen: Measured) -> None:
    """A facilitator in a real browser: changes the part of the desk every five seconds, and waits until the other part is drawn."""
    async with async_playwright() as browsers:
        browser = await browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page()
        await page.goto(f"{base}/live?session={session_id}")
        parts = (("Agenda", "h2:has-text('Agenda')"), ("Commitments", "h2:has-text('Who does what')"))
        turn = 0
        while time.monotonic() < until:
            button, drawn = parts[turn % 2]
            began = time.perf_counter()
            try:
                await (
                    page.get_by_role("radio", name=button)
                    .or_(page.get_by_role("button", name=button, exact=True))
                    .first.click(delay=80, timeout=20_000)
                )
                await page.wait_for_selector(drawn, timeout=20_000)
                seen.note("desk", began)
            except PlaywrightError as error:
                seen.errors.append(f"desk {type(error).__name__}")
            turn += 1
            await asyncio.sleep(5)
        await browser.close()


def prepare(home: Path, moderated: bool) -> tuple[str, str]:
    """A demo bank with an open session at the question. Returns its id and code."""
    from services.live.desk import go_to_step

    bank = open_bank(Settings(home=home, user="bench"))
    demo.seed(bank)
    bank.wait_ready(120)
    story = stories_for_room(bank, "clinical_team").usable[0].story
    session = start_session(bank, Plan(story_ids=(story.id,), moderated=moderated))
    go_to_step(bank, session.id, 1)
    code = Codes.at(home).code(session.id)
    bank.close()
    return session.id, code


def kept(home: Path) -> set[str]:
    with sqlite3.connect(home / "bank.db") as bank:
        return {text for (text,) in bank.execute("SELECT text FROM live_answer")}


def measure(people: int, seconds: int) -> dict[str, Any]:
    """Runs the room once. Returns what was measured, ready for JSON."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        session_id, code = prepare(home, moderated=False)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        app = start(home, port)
        seen = Measured()
        try:
            ready(port, session_id)
            before = memory(app.pid)
            asyncio.run(load(f"http://127.0.0.1:{port}", app.pid, code, session_id, people, seconds, seen))
            after = memory(app.pid)
            found = kept(home)
        finally:
            app.terminate()
            app.wait(20)
    times = {
        kind: {
            "n": len(t),
            "p50_ms": round(1000 * statistics.median(t)),
            "p95_ms": round(1000 * percentile(t, 0.95)),
            "max_ms": round(1000 * max(t)),
        }
        for kind, t in seen.took.items()
    }
    return {
        "people": people, "seconds": seconds, "load_average": os.getloadavg()[0], "cores": os.cpu_count(),
        "acknowledged": len(seen.acknowledged), "kept": len(found & seen.acknowledged), "lost": len(seen.acknowledged - found),
        "times": times, "slowed_down": seen.slowed, "errors": {one: seen.errors.count(one) for one in sorted(set(seen.errors))},
        "wall_fresh_s": {"n": len(seen.fresh), "p50": round(statistics.median(seen.fresh or [0]), 2), "p95": round(percentile(seen.fresh, 0.95), 2)},
        "memory_mb": {"before": round(before), "after": round(after), "every_10_s": seen.memory_mb, "each_person": round((after - before) / people, 3)},
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=300)
    asked.add_argument("--seconds", type=int, default=180)
    given = asked.parse_args()
    result = measure(given.people, given.seconds)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
    if result["lost"]:
        raise SystemExit(f"{result['lost']} answers were acknowledged and are not in the bank.")


if __name__ == "__main__":
    main()
