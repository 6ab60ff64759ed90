"""Named places where a proof may end the process, as a power cut or an operator would. Does nothing unless STORYBANK_FAULT names one.

`STORYBANK_FAULT=after-commit:4` kills this process with SIGKILL the fourth time it passes `point("after-commit")`.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = (
    "before-commit",
    "after-commit",
    "after-index-delete",
    "after-index-upsert",
    "before-clear-marks",
    "mid-rebuild",
    "before-switch",
    "after-switch",
    "before-remove-old",
    "mid-backup",
    "mid-erase",
    "mid-import",
)
_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """A place named in `POINTS`."""
    wanted = os.environ.get("STORYBANK_FAULT")
    if not wanted:
        return
    _passed[name] += 1
    place, _, hit = wanted.partition(":")
    if place == name and _passed[name] == int(hit or 1):
        os.kill(os.getpid(), signal.SIGKILL)
