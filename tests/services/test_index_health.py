from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from banks import put
from builders import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.backends import open_index
from embeddings.backends.exact import ExactIndex
from embeddings.index import Entry, plan_sync
from services.bank import Bank
from services.index.health import Health, RebuildPolicy, self_query
from stories import generations, vectors
from stories.generations import Rebuilds
from stories.vectors import StoredVector

pytestmark = pytest.mark.sqlite


def test_a_change_during_a_drain_keeps_its_mark(bank: Bank) -> None:
    story = put(bank, "the phone rang out")
    with bank.database.transaction() as connection:
        vectors.mark_dirty(connection, [story.id])
        seen = vectors.dirty(connection, 10)
        vectors.mark_dirty(connection, [story.id])
        vectors.clear_marks(connection, seen)
        assert vectors.count_dirty(connection) == 1


def test_marks_rise_even_when_the_clock_goes_back(bank: Bank) -> None:
    with bank.database.transaction() as connection:
        vectors.mark_dirty(connection, ["a"])
        first = vectors.newest_mark(connection)
        far = "7" + first[1:]  # a mark from a clock that was far ahead
        connection.exec_driver_sql("UPDATE index_dirty SET mark = ? WHERE story_id = 'a'", (far,))
        vectors.mark_dirty(connection, ["b", "c"])
        assert list(vectors.marked_after(connection, far, 10)) == ["b", "c"]


def test_old_drained_marks_are_dropped_and_the_newest_stays(bank: Bank) -> None:
    with bank.database.transaction() as connection:
        vectors.mark_dirty(connection, ["a", "b"])
        vectors.clear_marks(connection, vectors.dirty(connection, 10))
        newest = vectors.newest_mark(connection)
        assert vectors.drop_marks(connection, datetime.now(UTC) + timedelta(hours=1)) >= 1
        assert vectors.newest_mark(connection) == newest


@pytest.mark.parametrize(
    ("log", "allowed"),
    [
        (Rebuilds(0, 0, None), True),
        (Rebuilds(1, 1, NOW - timedelta(seconds=4)), False),
        (Rebuilds(1, 1, NOW - timedelta(seconds=6)), True),
        (Rebuilds(3, 3, NOW - timedelta(seconds=19)), False),
        (Rebuilds(3, 3, NOW - timedelta(seconds=21)), True),
        (Rebuilds(5, 12, NOW - timedelta(seconds=599)), False),
        (Rebuilds(5, 12, NOW - timedelta(seconds=601)), True),
        (Rebuilds(6, 0, NOW - timedelta(minutes=30)), False),
    ],
)
def test_rebuilds_wait_longer_after_each_failure_and_stop_at_six_an_hour(log: Rebuilds, allowed: bool) -> None:
    assert RebuildPolicy().allows(log, NOW) is allowed


def test_rebuilds_that_never_ended_count_as_failures(bank: Bank) -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC)  # the bank's own first rebuild was begun today
    with bank.database.transaction() as connection:
        generations.begin_rebuild(connection, "7ZZZZZZZZZZZZZZZZZZZZZZZZ1", "damage", at=later)
        generations.begin_rebuild(connection, "7ZZZZZZZZZZZZZZZZZZZZZZZZ2", "damage", at=later)
        history = generations.rebuilds(connection, later - timedelta(hours=1))
    assert (history.recent, history.failures, history.last_at) == (2, 2, later)


def test_a_crowd_of_equal_vectors_is_no_miss() -> None:
    index = open_index("exact", model_id="m", dimensions=4)
    index.upsert([Entry(f"s{n}", "1", ((-1, np.ones(4, np.float32)),)) for n in range(40)])
    same = StoredVector(-1, 0, 1, (np.ones(4, "<f4") / 2).tobytes())
    assert self_query(index, {f"s{n}": same for n in range(40)}) == Health(40, ())
    other = StoredVector(-1, 0, 1, np.array([1, 0, 0, 0], "<f4").tobytes())
    assert self_query(index, {"s1": other}).missed == ("s1",)


ids = st.sampled_from([f"s{n}" for n in range(8)])
marks = st.dictionaries(ids, st.sampled_from(["1", "2", "3"]))


def _apply(index: ExactIndex, wanted: dict[str, str], story_ids: Sequence[str]) -> None:
    index.delete([i for i in story_ids if i not in wanted])
    index.upsert([Entry(i, wanted[i], ((0, np.ones(2, np.float32)),)) for i in story_ids if i in wanted])


@settings(max_examples=200, deadline=None)
@given(wanted=marks, present=marks, cuts=st.lists(st.integers(0, 8), max_size=4), order=st.randoms(use_true_random=False))
@pytest.mark.proof("plans half applied, 200 random states")
def test_half_applied_plans_converge_and_a_full_one_leaves_nothing(
    wanted: dict[str, str], present: dict[str, str], cuts: list[int], order: object
) -> None:
    index = ExactIndex(2)
    _apply(index, present, list(present))
    for cut in cuts:
        plan = plan_sync(wanted, index.fingerprints())
        todo = sorted(plan.upsert | plan.delete)
        order.shuffle(todo)  # type: ignore[attr-defined]
        before = len(todo)
        _apply(index, wanted, todo[:cut])
        rest = plan_sync(wanted, index.fingerprints())
        assert len(rest.upsert | rest.delete) == max(before - cut, 0)
    plan = plan_sync(wanted, index.fingerprints())
    _apply(index, wanted, sorted(plan.upsert | plan.delete))
    assert index.fingerprints() == wanted
    assert not plan_sync(wanted, index.fingerprints())
