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
MENDS = 1e-6  # of exposure: an exchange that mends less is none, so that mending comes to an end


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

    Looked for from both ends, and the better of the two is taken: from `before`, which keeps the rule by itself, by the exchanges that bring most of
    `wanted` and leave every group at its floor; and from `wanted`, mended by the exchanges that cost least of it until every group is at its floor,
    then bettered likewise. So the result keeps the rule whatever comes in. Behind place k the order is `wanted`.

    Raises:
        ValueError: the orders do not hold the same stories, each once.
    """
    if sorted(before) != sorted(wanted) or len(set(before)) < len(before):
        raise ValueError("both orders must hold the same stories, each once")
    k = min(k, len(before))
    first = set(before[:k])
    floor = floors(before, groups, k, shares)
    lists = [_List([*before[:k], *(story for story in wanted if story not in first)], wanted, groups, floor, k)]
    mended = _List(wanted, wanted, groups, floor, k)
    if mended.mend():
        lists.append(mended)
    for one in lists:
        one.better()
    kept = max(lists, key=lambda one: one.value()).row[:k]
    return kept + [story for story in wanted if story not in set(kept)]


class _List:
    """An order that is being changed by exchanging two stories, with what each group has of its first k places."""

    def __init__(self, row: Sequence[str], wanted: Sequence[str], groups: Groups, floor: Mapping[Group, float], k: int) -> None:
        self.row = list(row)
        self.k = k
        self.floor = floor
        # What a story is worth in the list falls evenly from the first that is wanted to nothing at twice the length of the list.
        self.worth = {story: max(0.0, 1 - place / (2 * k)) for place, story in enumerate(wanted)}
        self.belongs = {story: frozenset(groups.get(story, ())) for story in row}
        self.has = exposure(row, groups, k)
        self.places = [place_weight(place) if place <= k else 0.0 for place in range(1, len(row) + 1)]

    def value(self) -> float:
        """How much of the wanted order is in the first k places."""
        return sum(self.places[place] * self.worth[story] for place, story in enumerate(self.row[: self.k]))

    def better(self) -> None:
        """Take the exchange that brings most and breaks no floor, until there is none."""
        while True:
            found = (
                ((self.places[a] - self.places[b]) * (self.worth[self.row[b]] - self.worth[self.row[a]]), a, b)
                for a in range(self.k)
                for b in range(a + 1, len(self.row))
                if self.worth[self.row[b]] > self.worth[self.row[a]]
            )
            for gain, a, b in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
                if gain > SLACK and self._left_short(a, b) <= SLACK:
                    self._exchange(a, b)
                    break
            else:
                return

    def mend(self) -> bool:
        """Bring every group to its floor by the exchanges that cost least for what they mend. False where that cannot be done so."""
        while short := {group: value for group, value in self.floor.items() if value - self.has.get(group, 0.0) > SLACK}:
            lacking = sum(value - self.has.get(group, 0.0) for group, value in short.items())
            rows = [b for b, story in enumerate(self.row) if self.belongs[story] & short.keys()]
            found = []
            for a in range(self.k):
                for b in (b for b in rows if b > a):
                    mended = lacking - self._left_short(a, b)
                    if mended > MENDS:
                        cost = (self.places[a] - self.places[b]) * (self.worth[self.row[a]] - self.worth[self.row[b]])
                        found.append((cost / mended, a, b))
            if not found:
                return False
            self._exchange(*min(found)[1:])
        return True

    def _left_short(self, a: int, b: int) -> float:
        """By how much groups would lie below their floors after the stories in rows a and b were exchanged; a stands before b."""
        step = self.places[a] - self.places[b]
        above, below = self.belongs[self.row[a]], self.belongs[self.row[b]]
        return sum(
            max(0.0, value - self.has.get(group, 0.0) + step * ((group in above) - (group in below))) for group, value in self.floor.items()
        )

    def _exchange(self, a: int, b: int) -> None:
        step = self.places[a] - self.places[b]
        above, below = self.belongs[self.row[a]], self.belongs[self.row[b]]
        for group in above - below:
            self.has[group] = self.has.get(group, 0.0) - step
        for group in below - above:
            self.has[group] = self.has.get(group, 0.0) + step
        self.row[a], self.row[b] = self.row[b], self.row[a]
