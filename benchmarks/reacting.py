"""Audiences made of a test set's queries, in a real bank, and what their people say to stories."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.data import TestSet
from framing.audiences import audience as profile
from framing.model import Audience, Value
from services.bank import Bank
from services.finding.learning import model_for
from services.finding.matching import Learnt, widened
from services.finding.proposing import propose
from stories import reactions
from stories.reactions import Reaction

NOISE = 0.1  # of the reactions are to something else: half of those want more of it, half see it differently
SHOWN = 30  # stories an audience picks from when it only sees what is suggested
SAYS_SO = 0.3  # of the stories that leave people cold, in how many cases they say that they see it differently
EVERY = 5  # reactions after which the suggestions are made anew
AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class World:
    """A test set in a bank. `fits`: audience → story → fit; `relevant`: audience → stories; `groups`: story → what is checked."""

    bank: Bank
    audiences: Mapping[str, Audience]
    fits: Mapping[str, Mapping[str, float]]
    relevant: Mapping[str, frozenset[str]]
    groups: Mapping[str, tuple[tuple[str, str], ...]]
    stories: tuple[str, ...]

    def order(self, key: str, among: frozenset[str], *, learning: bool, of: str = "") -> tuple[list[str], list[str]]:
        """(without learning, as learning wants it) among these stories. `of` names the audience whose reactions are learnt from."""
        fits = self.fits[key]
        with self.bank.database.reading() as connection:
            model = model_for(self.bank, connection, renamed(self.audiences[key], of or key)) if learning else None
            scores = {i: fit for i, fit in widened(self.bank, model, fits).items() if i in among}
            learnt = Learnt.from_model(self.bank, connection, model, scores)
        before = sorted(scores, key=lambda i: (-scores[i], i))
        return before, sorted(scores, key=lambda i: (-learnt.scores[i], -scores[i], i))

    def say(self, key: str, said: Sequence[tuple[str, str]], first: int) -> None:
        rows = [Reaction(i, key, kind, "session", f"s{n // 10}/{n}", AT) for n, (i, kind) in enumerate(said, start=first)]
        with self.bank.database.transaction() as connection:
            reactions.record(connection, rows)

    def say_for_everybody(self, said: Sequence[tuple[str, str]]) -> None:
        with self.bank.database.transaction() as connection:
            reactions.undo_all(connection, "everybody", at=AT)
        self.say("everybody", said, 0)

    def forget(self) -> None:
        with self.bank.database.transaction() as connection:
            for key in (*self.audiences, "everybody"):
                reactions.undo_all(connection, key, at=AT)
        self.bank.resonance.clear()


def renamed(audience: Audience, key: str, values: tuple[Value, ...] | None = None) -> Audience:
    return replace(audience, key=key, values=audience.values if values is None else values)


def world_of(bank: Bank, wanted: TestSet, held: Mapping[str, tuple[str, ...]], folder: Path, tellers: str, themes: str) -> World:
    story_of = {document: story for story, documents in held.items() for document in documents}
    groups: dict[str, tuple[tuple[str, str], ...]] = {}
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            told = [("teller", str(row[tellers]))] if row.get(tellers) else []
            groups.setdefault(story_of[str(row["id"])], (*told, *([("theme", str(row[themes]))] if row.get(themes) else [])))
    board = profile("board")
    audiences: dict[str, Audience] = {}
    fits: dict[str, Mapping[str, float]] = {}
    for query, words in wanted.queries.items():
        if not wanted.grades[query]:
            continue
        value = Value("it", words, 1.0, words, words, ("listening",))
        audiences[query] = renamed(board, query, (value,))
        with bank.database.reading() as connection:
            proposals = propose(bank, connection, words)
        top = max((p.score for p in proposals), default=1.0)
        fits[query] = {p.story_id: max(p.score, 0.0) / top for p in proposals}
    relevant = {query: frozenset(story_of[d] for d in wanted.grades[query]) for query in audiences}
    return World(bank, audiences, fits, relevant, groups, tuple(sorted(held)))


def halves(world: World, seed: int, number: int) -> tuple[frozenset[str], frozenset[str]]:
    """(stories that may be reacted to, stories that are ranked and scored)."""
    turned = np.random.default_rng([seed, number]).permutation(len(world.stories))
    half = len(turned) // 2
    return frozenset(world.stories[n] for n in turned[:half]), frozenset(world.stories[n] for n in turned[half:])


def react(
    world: World, key: str, pool: frozenset[str], said: list[tuple[str, str]], count: int, way: str, generator: np.random.Generator
) -> None:
    """Bring what an audience has said up to `count` reactions, or to all there is to say."""
    while len(said) < count:
        known = {i for i, _ in said}
        step = min(count - len(said), EVERY) if way == "suggested" else count - len(said)
        new = (
            _suggested(world, key, pool - known, step, generator) if way == "suggested" else _met(world, key, pool - known, step, generator)
        )
        if not new:
            return
        world.say(key, new, len(said))
        said += new


def _met(world: World, key: str, pool: frozenset[str], step: int, generator: np.random.Generator) -> list[tuple[str, str]]:
    liked = generator.permutation(sorted(pool & world.relevant[key])).tolist()
    other = generator.permutation(sorted(pool - world.relevant[key])).tolist()
    new: list[tuple[str, str]] = []
    for chance in generator.random(step):
        if chance < NOISE:
            new.append((other.pop(), "act" if chance < NOISE / 2 else "differently"))
        elif liked:
            new.append((liked.pop(), str(generator.choice(["moved", "recognise", "act"]))))
    return new


def _suggested(world: World, key: str, pool: frozenset[str], step: int, generator: np.random.Generator) -> list[tuple[str, str]]:
    new: list[tuple[str, str]] = []
    for story in generator.permutation(world.order(key, pool, learning=True)[1][:SHOWN]).tolist():
        if len(new) == step:
            break
        if story in world.relevant[key]:
            new.append((story, str(generator.choice(["moved", "recognise", "act"]))))
        elif generator.random() < SAYS_SO:
            new.append((story, "differently"))
    return new
