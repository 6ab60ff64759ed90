"""What people usually ask first: found where a sentence opens from it, and turned towards people in this story's terms."""

from __future__ import annotations

import pytest
from framing_builders import TODAY

from framing.audiences import anybody
from framing.drafts import draft_framing
from framing.lines import lines_of
from framing.phrases import REPLIES
from framing.reframing import PROTOTYPES, Reframe, reframes


def found_in(text: str, leanings: dict[int, str] | None = None) -> tuple[Reframe, ...]:
    lines = lines_of(draft_framing(text, [], anybody(), today=TODAY))
    return reframes(lines, leanings or {}, people="people going home", where="one ward")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Do we have the time for this?", "time"),
        ("How much will it cost?", "money"),
        ("How will we make staff change?", "staff"),
        ("Who owns this?", "structure"),
        ("What if it goes wrong?", "risk"),
        ("Where is the proof?", "proof"),
        ("We tried that before and it fizzled out.", "tried_before"),
    ],
)
def test_each_first_question_is_found_and_turned_towards_people(text: str, kind: str) -> None:
    (one,) = found_in(f"We all want people to be safe. {text}")
    assert (one.kind, one.words) == (kind, text)
    assert one.instead.endswith("?")
    assert "{" not in f"{one.admit} {one.instead} {one.then}"


def test_the_question_speaks_of_the_people_and_the_place_of_the_story() -> None:
    (one,) = found_in("How much will it cost?")
    assert "people going home" in one.instead
    assert "one ward" in one.then


def test_what_is_quoted_is_nobodys_opening() -> None:
    assert not found_in("Maureen was asked “how much will it cost and who is going to pay for it” at the desk.")


def test_somebody_who_tried_it_and_was_helped_opens_no_limit() -> None:
    assert not found_in("Somebody on this ward has tried it already, and it helped.", {0: "tried_before"})
    assert found_in("Somebody tried it already, and nothing came of it.", {0: "tried_before"})


def test_a_leaning_counts_only_where_no_pattern_speaks() -> None:
    (one,) = found_in("How much will it cost?", {0: "time"})
    assert one.kind == "money"
    (other,) = found_in("Our diaries are full until spring.", {0: "time"})
    assert other.kind == "time"


def test_every_first_question_has_a_reply_and_prototypes() -> None:
    assert set(PROTOTYPES) == set(REPLIES)
