"""Who is in a story by what they do, and by name where the story gives one."""

from __future__ import annotations

import pytest

from framing.roles import roles_in


@pytest.mark.parametrize(
    ("told", "asked", "who"),
    [
        ("Julie is a nurse. She sent me a letter.", "Julie the nurse", "Julie"),
        ("Sharon, our ward clerk, took the calls.", "Sharon the ward clerk", "Sharon"),
        ("She was a kind nurse on a Monday.", "the nurses", ""),
        ("On Friday the nurses were busy.", "the nurses", ""),
    ],
)
def test_somebody_a_story_names_is_asked_for_by_name(told: str, asked: str, who: str) -> None:
    (role,) = roles_in(told)
    assert (role.asked, role.who) == (asked, who)
