"""What the proofs of a run came to, one line each, ending in `passed` or `failed`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

Say = Callable[[str], None]


def figures_of(reports: Sequence[object]) -> list[str]:
    """The lines tests gave to `figures`, and for every other test marked `proof` its name, how many checks it was, and how many failed."""
    lines: list[str] = []
    checks: dict[str, list[bool]] = {}
    for report in reports:
        if not isinstance(report, pytest.TestReport) or (report.when != "call" and report.outcome != "failed"):
            continue
        said = [str(value) for name, value in report.user_properties if name == "figures"]
        lines += said
        for name in [] if said else [str(value) for name, value in report.user_properties if name == "proof"]:
            checks.setdefault(name, []).append(report.outcome == "passed")
    for name, passed in checks.items():
        counted = "1 check" if len(passed) == 1 else f"{len(passed)} checks"
        lines.append(f"{name}: {counted}, {passed.count(False)} failed: {'passed' if all(passed) else 'failed'}")
    return lines
