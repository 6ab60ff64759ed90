"""Kills a writing process again and again, and checks after each kill that nothing acknowledged was lost and nothing withdrawn came back."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from soak.writer import Expected, write

from stories import faults

PATIENCE = 90.0  # seconds without a word from the writer


@dataclass
class Figures:
    """What the rounds came to."""

    name: str
    rounds: int = 0
    killed: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not (self.lost or self.leaked or self.apart or self.missing) and self.rounds > 0 and self.killed == self.rounds

    def line(self) -> str:
        verdict = "passed" if self.passed else "failed"
        return (
            f"{self.name}: {self.rounds} rounds, {self.killed} kills, {self.acknowledged} acknowledged, {len(self.lost)} lost, "
            f"{len(self.leaked)} leaked, {self.rounds - len(self.apart)} converged: {verdict}"
        )


def fault_plan(rounds: int, seed: int) -> list[str]:
    """Every named point at its first and fourth hit, then kills at random moments; the first `rounds` of a fixed shuffle that spreads them."""
    named = [f"{point}:{hit}" for hit in (1, 4) for point in faults.POINTS if point != "mid-import"]
    plan = named + ["random"] * max(0, rounds - len(named))
    if rounds < len(named):
        plan = [f"{point}:{1 if n % 2 else 4}" for n, point in enumerate(p for p in faults.POINTS if p != "mid-import")]
        plan += ["random"] * (rounds - len(plan))
    random.Random(seed).shuffle(plan)
    return plan[:rounds]


def kill_rounds(home: Path, plan: list[str], *, seed: int = 0) -> Figures:
    """One round for each entry of `plan`: a fault point with its hit, or "random"."""
    figures = Figures("kills")
    context = server()
    expected = Expected()
    for number, fault in enumerate([*plan, "check"]):
        dice = random.Random(f"{seed}/{number}")
        ours, theirs = context.Pipe()
        limit = 400 if fault != "check" else 0
        named = fault if ":" in fault else ""
        process = context.Process(target=write, args=(str(home), seed * 1000 + number, named, expected, theirs, limit))
        process.start()
        theirs.close()
        expected = _listen(figures, ours, process, fault, expected, dice, first=not number)
        process.join(PATIENCE)
        ours.close()
    return figures


def _listen(figures, ours, process, fault, expected, dice, *, first):  # type: ignore[no-untyped-def]
    last = time.monotonic() + dice.uniform(0.05, 0.8) if fault == "random" else None
    begun = False
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            pause = PATIENCE if last is None or not begun else max(0.0, last - time.monotonic())
            if not ours.poll(pause):
                os.kill(process.pid, signal.SIGKILL)
                if fault == "random" and begun:
                    figures.killed += 1
                else:
                    figures.missing.append(f"silent in round {fault}")
                while True:  # what it had said before
                    expected = _told(figures, expected, ours.recv())
            word = ours.recv()
            if word[0] == "checked":
                _, lost, leaked, apart, now = word
                figures.rounds += not first
                figures.lost += lost
                figures.leaked += leaked
                figures.apart += [f"before {fault}: {'; '.join(apart)}"] if apart else []
                expected = Expected(now)
                ours.send("stop" if fault == "check" else "go")
                begun = True
                if last is not None:
                    last = time.monotonic() + dice.uniform(0.02, 0.6)
                if fault == "check":
                    return expected
            elif word[0] == "end":
                figures.missing.append(f"{fault} was never reached")
            else:
                expected = _told(figures, expected, word)
    process.join(PATIENCE)
    if process.exitcode != -signal.SIGKILL:
        figures.missing.append(f"{fault}: the writer ended by itself with {process.exitcode}")
    elif fault != "random":
        figures.killed += 1
    return expected


def _told(figures: Figures, expected: Expected, word: tuple) -> Expected:  # type: ignore[type-arg]
    if word[0] == "start":
        return Expected(expected.stories, (word[1], word[2]))
    if word[0] == "ack":
        figures.acknowledged += 1
        stories = dict(expected.stories)
        if word[3] is not None:
            stories[word[2]] = word[3]
        return Expected(stories, None)
    return expected


def server() -> multiprocessing.context.ForkServerContext:
    """Children come from a clean process that has imported everything once: a round costs a fork, not two seconds of imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "soak.writer"])
    return context
