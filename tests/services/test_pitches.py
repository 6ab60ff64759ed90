"""A pitch is kept under the id in its address, with everything chosen and typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOW

from framing.model import Ask
from services.bank import Bank
from services.sharing.drafts import save_draft
from services.telling.pitches import Pitch, add_to_pitch, delete_pitch, load_pitch, recent_pitches, save_pitch, start_pitch
from stories.errors import PitchNotFound

ASK = Ask(who="the board", what="Fund one telephone line", by_when=date(2026, 12, 24), first_step="Sit in on a discharge")


def test_a_pitch_comes_back_as_it_was_saved(bank: Bank) -> None:
    pitch = Pitch(
        id="p1", audience="board", topic="leaving hospital", cares="money", fears="blame", service="discharge", people="carers", story_ids=("s1", "s2"),
        question="What do we want?", frame="small", ask=ASK, edits={"person": "One.\n\nTwo."},
    )  # fmt: skip
    saved = save_pitch(bank, pitch)
    assert saved == replace(pitch, saved_at=NOW)
    assert load_pitch(bank, "p1") == saved


@pytest.mark.parametrize("when", [date(2026, 12, 24), "", "by Easter", "2026-12-24 or so"])
def test_the_day_of_the_ask_keeps_its_shape(bank: Bank, when: date | str) -> None:
    pitch = start_pitch(bank, ask=replace(ASK, by_when=when))
    assert load_pitch(bank, pitch.id).ask.by_when == when


def test_a_new_pitch_is_saved_at_once_so_that_its_link_works(bank: Bank) -> None:
    pitch = start_pitch(bank, audience="board")
    assert load_pitch(bank, pitch.id) == pitch
    assert pitch.id != start_pitch(bank).id


def test_what_is_typed_is_cleaned(bank: Bank) -> None:
    pitch = start_pitch(
        bank, topic=" leaving\x00\nhospital ", cares="money\x00\r\n\r\nand time", question="Why\u202e?", edits={"person": "a\x00b"}
    )
    assert (pitch.topic, pitch.cares, pitch.question, pitch.edits) == ("leaving hospital", "money\n\nand time", "Why?", {"person": "ab"})
    assert load_pitch(bank, pitch.id) == pitch


@pytest.mark.parametrize("pitch_id", ["", "nobody", "\x00"])
def test_an_unknown_pitch_is_said_in_a_sentence(bank: Bank, pitch_id: str) -> None:
    with pytest.raises(PitchNotFound, match="Start a new one"):
        load_pitch(bank, pitch_id)


def test_a_story_draft_is_no_pitch(bank: Bank) -> None:
    save_draft(bank, "d1", "story", {})
    with pytest.raises(PitchNotFound):
        load_pitch(bank, "d1")


def test_the_pitches_worked_on_last_come_first(bank: Bank) -> None:
    for number in range(8):
        bank.now = lambda number=number: NOW + timedelta(minutes=number)
        save_pitch(bank, Pitch(id=f"p{number}"))
    bank.now = lambda: NOW + timedelta(hours=1)
    save_pitch(bank, Pitch(id="p0", topic="again"))
    assert [pitch.id for pitch in recent_pitches(bank)] == ["p0", "p7", "p6", "p5", "p4", "p3"]


def test_a_deleted_pitch_is_gone(bank: Bank) -> None:
    pitch = start_pitch(bank)
    delete_pitch(bank, pitch.id)
    assert recent_pitches(bank) == ()
    with pytest.raises(PitchNotFound):
        load_pitch(bank, pitch.id)


def test_a_story_is_added_to_a_pitch_once(bank: Bank) -> None:
    pitch = start_pitch(bank)
    assert add_to_pitch(bank, pitch.id, "s1").story_ids == ("s1",)
    assert add_to_pitch(bank, pitch.id, "s2").story_ids == ("s1", "s2")
    assert add_to_pitch(bank, pitch.id, "s1").story_ids == ("s1", "s2")
    assert load_pitch(bank, pitch.id).story_ids == ("s1", "s2")
    with pytest.raises(PitchNotFound):
        add_to_pitch(bank, "nobody", "s1")
