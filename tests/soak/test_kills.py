"""SIGKILL at every named point and at random moments: nothing acknowledged is lost, nothing withdrawn comes back, the index converges."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs import Say
from soak.kills import fault_plan, kill_rounds


@pytest.mark.proof("kills")
@pytest.mark.parametrize("rounds", [pytest.param(20, id="short"), pytest.param(60, id="long", marks=pytest.mark.soak)])
def test_a_kill_at_any_moment_loses_no_acknowledged_change(home: Path, rounds: int, figures: Say) -> None:
    rounded = kill_rounds(home, fault_plan(rounds, seed=2), seed=rounds)
    figures(rounded.line())
    assert rounded.passed, rounded
