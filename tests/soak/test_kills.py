"""SIGKILL at every named point and at random moments: nothing acknowledged is lost, nothing withdrawn comes back, the index converges."""

from __future__ import annotations

from pathlib import Path

import pytest
from soak.kills import fault_plan, kill_rounds


@pytest.mark.parametrize("rounds", [pytest.param(20, id="short"), pytest.param(60, id="long", marks=pytest.mark.soak)])
def test_a_kill_at_any_moment_loses_no_acknowledged_change(home: Path, rounds: int) -> None:
    figures = kill_rounds(home, fault_plan(rounds, seed=2), seed=rounds)
    print(figures.line())
    assert figures.passed, figures
