"""How much of a list each group of storytellers gets, and a re-ranking that keeps learning from taking it away.

A place counts 1 / log₂(1 + place): the first 1, the second 0.63, the eighth 0.32. A group is a pair: what is looked at ("teller",
"age", "theme") and which ("carer"). The rule, for the first k places: learning leaves each group at least SHARES of what the ranking
without learning gave it, or of its part among all the stories that fit, whichever is less. So a group that stood high by luck may
come down to its part, and none is buried. A floor worth less than half the last place is none: so small a group has no place of its own
in so short a list. Groups are only looked at here: no score is ever made from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

Group = tuple[str, str]
Groups = Mapping[str, Iterable[Group]]  # story id → the groups its teller and its subject belong to

# Who tells is protected most. What it is about is what an audience reacts to, so there learning may do more.
SHARES: dict[str, float] = {"teller": 0.8, "age": 0.8, "theme": 0.25}
SLACK = 1e-9  # two sums of the same places may differ by rounding


def place_weight(place: int) -> float:
    """What a place is worth; places count from 1."""
    return 1.0 / log2(1 + place)


def exposure(order: Sequence[str], groups: Groups, k: int) -> dict[Group, float]:
    """What each group gets of the first `k` places."""
    found: dict[Group, float] = {}
    for place, story in enumerate(order[:k], start=1):
        for group in set(groups.get(story, ())):
            found[group] = found.get(group, 0.0) + place_weight(place)
    return found


def floors(before: Sequence[str], groups: Groups, k: int, shares: Mapping[str, float] = SHARES) -> dict[Group, float]:
    """What each group must keep of the first `k` places; `before` is every story that fits, in the order without learning."""
    whole = sum(place_weight(place) for place in range(1, min(k, len(before)) + 1))
    counts: dict[Group, int] = {}
    for story in before:
        for group in set(groups.get(story, ())):
            counts[group] = counts.get(group, 0) + 1
    had = exposure(before, groups, k)
    found = {group: shares.get(group[0], 0.0) * min(value, whole * counts[group] / len(before)) for group, value in had.items()}
    return {group: value for group, value in found.items() if value >= place_weight(min(k, len(before))) / 2}


def bounded(before: Sequence[str], wanted: Sequence[str], groups: Groups, k: int, shares: Mapping[str, float] = SHARES) -> list[str]:
    """As near to the order `wanted` as the rule allows; `before` is the order without learning. Both hold the same stories.

    Starts from `before`, which keeps the rule by itself, and takes the exchange of two stories that brings most of `wanted` as long as
    every group stays at its floor; so the result keeps the rule whatever comes in. Behind place k the order is `wanted`.

    Raises:
        ValueError: the orders do not hold the same stories, each once.
    """
    if sorted(before) != sorted(wanted) or len(set(before)) < len(before):
        raise ValueError("both orders must hold the same stories, each once")
    k = min(k, len(before))
    worth = {story: place_weight(place) for place, story in enumerate(wanted, start=1)}
    belongs = {story: frozenset(groups.get(story, ())) for story in before}
    floor, has = floors(before, groups, k, shares), exposure(before, groups, k)
    places = [place_weight(place) if place <= k else 0.0 for place in range(1, len(before) + 1)]
    row = [*before[:k], *(story for story in wanted if story not in set(before[:k]))]
    while True:
        exchanges = (
            ((places[a] - places[b]) * (worth[row[b]] - worth[row[a]]), a, b)
            for a in range(k)
            for b in range(a + 1, len(row))
            if worth[row[b]] > worth[row[a]]
        )
        for gain, a, b in sorted(exchanges, key=lambda found: (-found[0], found[1], found[2])):
            step = places[a] - places[b]
            loses, gains = belongs[row[a]] - belongs[row[b]], belongs[row[b]] - belongs[row[a]]
            if gain > SLACK and all(has.get(group, 0.0) - step >= floor.get(group, 0.0) - SLACK for group in loses):
                has |= {group: has.get(group, 0.0) - step for group in loses} | {group: has.get(group, 0.0) + step for group in gains}
                row[a], row[b] = row[b], row[a]
                break
        else:
            kept = row[:k]
            return kept + [story for story in wanted if story not in set(kept)]
