"""The storyteller's own words for a quote that was altered."""

from __future__ import annotations

import pytest
from framing_builders import MAUREEN

from framing.mending import exact_words, put_back


@pytest.mark.parametrize(
    ("altered", "told"),
    [
        ("I had the tablets in a bog and no number to ring,", "I had the tablets in a bag and no number to ring"),
        ("the tablets in a box", "the tablets in a bag"),
        ("I had tablets in a bag and no number to ring.", "I had the tablets in a bag and no number to ring"),
        ("He said you are right to come and drew me a chart", "He said ‘you were right to come’ and drew me a chart"),
        ("I rang the ward and they shouted at me for an hour", ""),
        ("", ""),
    ],
)
def test_the_exact_words_are_found_by_those_that_are_still_there(altered: str, told: str) -> None:
    assert exact_words(altered, [MAUREEN]) == told


def test_the_words_go_back_where_the_altered_ones_stood_with_the_mark_that_ended_them() -> None:
    typed = "She said: “I had the tablets\nin a bog,” and then more. “Not this.”"
    assert put_back(typed, "“I had the tablets in a bog,”", "I had the tablets in a bag") == (
        "She said: “I had the tablets in a bag,” and then more. “Not this.”"
    )
    assert put_back(typed, "“elsewhere”", "x") == typed
