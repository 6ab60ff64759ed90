from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.backends import collection_name
from embeddings.index import Entry, plan_sync, unit

states = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", "1", "2"]), max_size=8)
wanted_states = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["1", "2"]), max_size=8)


@given(wanted_states, states, st.data())
def test_a_plan_applied_in_part_and_made_again_always_arrives(wanted: dict[str, str], present: dict[str, str], data: st.DataObject) -> None:
    plan = plan_sync(wanted, present)
    assert plan.upsert.isdisjoint(plan.delete)
    steps = data.draw(st.permutations([("put", story) for story in plan.upsert] + [("take", story) for story in plan.delete]))
    done = data.draw(st.integers(0, len(steps)))
    for kind, story in steps[:done]:
        if kind == "put":
            present[story] = wanted[story]
        else:
            del present[story]
    rest = plan_sync(wanted, present)
    assert {("put", story) for story in rest.upsert} | {("take", story) for story in rest.delete} == set(steps[done:])
    present = {story: mark for story, mark in present.items() if story not in rest.delete} | {story: wanted[story] for story in rest.upsert}
    assert present == wanted
    assert not plan_sync(wanted, present)


def test_a_plan_leaves_alone_what_is_right_already() -> None:
    plan = plan_sync({"same": "1", "changed": "2", "new": "1"}, {"same": "1", "changed": "1", "gone": "1", "half": ""})
    assert (plan.upsert, plan.delete) == ({"changed", "new"}, {"gone", "half"})


@pytest.mark.parametrize(
    "vectors",
    [
        (),
        ((0, np.ones(3, np.float32)), (0, np.ones(3, np.float32))),
        ((0, np.zeros(3, np.float32)),),
        ((0, np.array([1, np.nan, 0], np.float32)),),
        ((0, np.ones((1, 3), np.float32)),),
    ],
)
def test_an_entry_that_could_not_be_found_again_is_refused(vectors: tuple[tuple[int, np.ndarray], ...]) -> None:
    with pytest.raises(ValueError, match="vector"):
        Entry("a", "1", vectors)


@given(st.text(max_size=80), st.text(max_size=8))
def test_a_collection_name_is_one_every_backend_takes(model: str, version: str) -> None:
    name = collection_name(model, version)
    assert 3 <= len(name) <= 63
    assert name.strip("-") == name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_another_model_or_another_way_of_cutting_is_another_collection() -> None:
    names = {collection_name("a/b", "p1"), collection_name("a-b", "p1"), collection_name("a/b", "p2"), collection_name("A/b", "p1")}
    assert len(names) == 4


def test_unit_keeps_direction_and_leaves_zeros_alone() -> None:
    scaled = unit(np.array([[3, 4], [0, 0]], np.float32))
    assert scaled.dtype == np.float32
    assert scaled.tolist() == [pytest.approx([0.6, 0.8]), [0.0, 0.0]]
