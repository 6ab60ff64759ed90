"""The planted-fault set: every planted fault is found where it stands, nothing else is found with it, and every good framing passes."""

from __future__ import annotations

from collections import Counter

import pytest
from planted_framings import Planted, faulty, good, report, table

from framing.checks import rules
from framing.criteria import CRITERIA
from framing.model import READY_AT, Report

BASE = {each.id: each for each in good()}


def wrong(found: Report) -> Counter[str]:
    """What is found wrong, by code, sentence and place, so that what a good one shows already can be told apart."""
    return Counter(f"{each.code}: {each.sentence}" for each in found.checks if not each.ok)


@pytest.mark.parametrize("planted", good(), ids=lambda each: each.id)
def test_a_good_framing_passes_every_gate_misses_nothing_and_is_ready(planted: Planted) -> None:
    found = report(planted)
    assert found.passed, found.failures
    assert not found.missing
    assert found.ready
    assert found.points >= READY_AT + 6, [each for each in found.checks if not each.ok]


@pytest.mark.parametrize("planted", faulty(), ids=lambda each: each.id)
def test_a_planted_fault_is_found_alone_and_where_it_stands_with_one_mend(planted: Planted) -> None:
    found = report(planted)
    new = wrong(found) - wrong(report(BASE[planted.of]))
    assert {line.split(": ")[0] for line in new} - set(planted.also) == {planted.code}, new
    named = [each for each in found.checks if each.code == planted.code and not each.ok and f"{each.code}: {each.sentence}" in new]
    assert named
    for each in named:
        assert each.sentence.endswith((".", "”"))
        assert each.mend.rstrip("”").endswith((".", "?", "!", "…"))
    if planted.words:
        draft = planted.text
        assert planted.words in [draft[each.start : each.end] for each in named], [draft[each.start : each.end] for each in named]


def test_every_gate_and_every_line_of_the_rubric_has_a_planted_fault() -> None:
    planted = {each.code for each in faulty()}
    for each in rules():
        assert not (each.gate or each.criterion) or each.code in planted, each.code
    assert {each.criterion for each in rules() if each.criterion} == set(CRITERIA)


def test_a_required_line_that_is_missing_is_never_ready_however_many_points_there_are() -> None:
    found = report(next(each for each in faulty() if each.id == "R11-none"))
    assert found.points >= READY_AT
    assert [score.code for score in found.missing] == ["R11"]
    assert not found.ready


def test_the_set_is_as_large_as_it_says() -> None:
    assert len(good()) >= 10
    assert len(faulty()) >= 40
    assert len({each.text for each in faulty()}) + sum(bool(each.uses or each.changes) for each in faulty()) >= len(faulty())


def test_the_table_says_what_was_found() -> None:
    lines = table().splitlines()
    assert len(lines) == 2 + len(good()) + len(faulty())
    assert not [line for line in lines if "not found" in line or "does not pass" in line]
