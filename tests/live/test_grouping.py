from __future__ import annotations

import numpy as np
import pytest

from live.grouping import MOST, Known, Vectors, central, regrouped


def around(*angles: float) -> Vectors:
    """Unit vectors at these angles, in degrees."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_answers_that_point_the_same_way_are_one_group_and_the_largest_is_first() -> None:
    found = regrouped(list("abcde"), around(0, 100, 5, 95, 10), [])
    assert [group.answers for group in found] == [("a", "c", "e"), ("b", "d")]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_answers_group_too(count: int) -> None:
    ids = list("ab")[:count]
    assert sum(len(group.answers) for group in regrouped(ids, around(0, 170)[:count], [])) == count


def test_a_group_keeps_its_identity_while_it_grows() -> None:
    before = [Known("north", ("a", "c"), False), Known("east", ("b",), False)]
    found = regrouped(list("abcd"), around(0, 100, 5, 8), before)
    assert {group.id: group.answers for group in found} == {"north": ("a", "c", "d"), "east": ("b",)}


def test_a_group_a_facilitator_made_loses_nobody_and_gains_those_who_say_the_same() -> None:
    pinned = [Known("mine", ("a", "b"), True)]
    found = regrouped(list("abcd"), around(0, 90, 45, 200), pinned)
    assert {group.id: group.answers for group in found if group.id} == {"mine": ("a", "b", "c")}
    assert [group.answers for group in found if not group.id] == [("d",)]


def test_a_group_is_named_by_its_most_central_answer() -> None:
    assert central(["left", "middle", "right"], around(-20, 0, 20)) == "middle"


def test_thousands_of_answers_are_grouped_within_seconds() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(3_000, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [str(n) for n in range(3_000)]
    assert sorted(i for group in regrouped(ids, vectors, []) for i in group.answers) == sorted(ids)


def test_once_many_are_in_groups_the_groups_stand_and_the_newest_join_the_nearest() -> None:
    rng = np.random.default_rng(3)
    vectors = around(*rng.choice([0, 90, 180], MOST + 40) + rng.normal(0, 4, MOST + 40))
    ids = [str(n) for n in range(MOST + 40)]
    first = regrouped(ids[:MOST], vectors[:MOST], [])
    known = [Known(f"g{n}", group.answers[::-1], False) for n, group in enumerate(first)]
    found = {group.id: set(group.answers) for group in regrouped(ids, vectors, known)}
    assert sorted(found) == ["g0", "g1", "g2"]
    assert all(set(one.answers) < found[one.id] for one in known)
    alike = [
        {round(float(np.degrees(np.arctan2(vectors[int(i)][1], vectors[int(i)][0]))) / 90) % 4 for i in members}
        for members in found.values()
    ]
    assert all(len(angles) == 1 for angles in alike)
