"""Versions of a pitch: what changed, going back, copying for somebody else, and stories that are gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from banks import put
from builders import NOW, some_evidence

from framing.model import Ask
from services.bank import Bank
from services.keeping.erasure import erase_story
from services.sharing.capture import withdraw
from services.telling.briefing import export_framing, make_framing
from services.telling.pitches import Pitch, delete_pitch, load_pitch, save_pitch, start_pitch
from services.telling.versions import NoSuchVersion, duplicate, gone, keep, restore, version, versions, without_gone
from stories.errors import PitchNotFound


def later(bank: Bank, minutes: int) -> None:
    bank.now = lambda: NOW + timedelta(minutes=minutes)


@pytest.fixture
def pitch(bank: Bank) -> Pitch:
    """Begun, then a story and an audience, then an hour later a question and an edited section."""
    story = put(bank, evidence=[some_evidence(id="")])
    begun = start_pitch(bank)
    chosen = save_pitch(bank, replace(begun, audience="finance_lead", story_ids=(story.id,)))
    later(bank, 60)
    return save_pitch(
        bank, replace(chosen, question="What do we want Sunday to be like?", edits={"loss": "You keep the rota.", "cause": "The rota."})
    )


def test_each_version_says_in_our_own_words_what_changed_and_never_what_stood_there(bank: Bank, pitch: Pitch) -> None:
    found = versions(bank, pitch.id)
    assert [(each.number, each.by) for each in found] == [(3, "tester"), (2, "tester"), (1, "tester")]
    assert found[2].changes == ("Begun.",)
    assert found[1].changes == ("Now for a finance lead.", "A story added.")
    assert found[0].changes == ("Changed: the opening question.",) and found[0].edited == ("loss", "cause")
    assert found[0].at == NOW + timedelta(minutes=60)


def test_going_back_is_a_new_version_and_can_be_undone(bank: Bank, pitch: Pitch) -> None:
    later(bank, 61)
    back = restore(bank, pitch.id, 2)
    assert (back.question, dict(back.edits), back.audience) == ("", {}, "finance_lead")
    assert load_pitch(bank, pitch.id) == back
    newest = versions(bank, pitch.id)[0]
    assert (newest.number, newest.note) == (4, "Version 2 again")
    again = restore(bank, pitch.id, 3)
    assert again.question == pitch.question and again.edits == pitch.edits
    assert len(versions(bank, pitch.id)) == 5


def test_a_version_of_its_own_name_is_kept_apart_from_what_is_changed_a_minute_later(bank: Bank, pitch: Pitch) -> None:
    keep(bank, pitch.id, " Before\nthe board ")
    later(bank, 61)
    save_pitch(bank, replace(load_pitch(bank, pitch.id), question="Another?"))
    assert [(each.number, each.note, each.pitch.question) for each in versions(bank, pitch.id)[:2]] == [
        (4, "", "Another?"),
        (3, "Before the board", pitch.question),
    ]


def test_what_was_taken_away_is_kept_as_it_was(bank: Bank, pitch: Pitch) -> None:
    sent = save_pitch(bank, replace(pitch, edits={}, question=""))
    export_framing(bank, sent, "slides")
    assert versions(bank, pitch.id)[0].note == "Taken away as PowerPoint, 5 slides"


def test_ticking_the_self_check_is_no_new_version(bank: Bank, pitch: Pitch) -> None:
    later(bank, 200)
    save_pitch(bank, replace(pitch, ways=("doing",)))
    assert len(versions(bank, pitch.id)) == 3
    assert restore(bank, pitch.id, 2).ways == ("doing",)


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_version_there_is_not_is_said_in_a_sentence(bank: Bank, pitch: Pitch, number: int) -> None:
    with pytest.raises(NoSuchVersion, match="no version"):
        restore(bank, pitch.id, number)
    with pytest.raises(PitchNotFound):
        version(bank, "nobody", 1)


def test_a_copy_for_somebody_else_takes_the_stories_along_and_leaves_what_was_written_to_the_first(bank: Bank, pitch: Pitch) -> None:
    first = save_pitch(bank, replace(pitch, topic="Sundays", fears="a budget", cares="cost", ask=Ask(what="Fund it"), ways=("being",)))
    copy = duplicate(bank, pitch.id, "board")
    assert copy.id != first.id and load_pitch(bank, copy.id) == copy
    assert (copy.audience, copy.topic, copy.story_ids, copy.question) == ("board", "Sundays", first.story_ids, first.question)
    assert (copy.fears, copy.cares, copy.ask, copy.frame, copy.ways) == ("", "", Ask(), "", ())
    assert dict(copy.edits) == {"cause": "The rota."}
    assert load_pitch(bank, first.id) == first
    assert make_framing(bank, copy).framing.audience == "board"
    assert versions(bank, copy.id)[0].note == "Copied from a pitch for a finance lead"


def test_a_story_taken_back_since_is_known_and_can_be_taken_out(bank: Bank, pitch: Pitch) -> None:
    other = put(bank, "Another morning")
    both = save_pitch(bank, replace(pitch, story_ids=(*pitch.story_ids, other.id)))
    assert gone(bank, both) == ()
    withdraw(bank, pitch.story_ids[0], by="Priya")
    assert gone(bank, both) == pitch.story_ids
    assert without_gone(bank, pitch.id).story_ids == (other.id,)
    assert gone(bank, load_pitch(bank, pitch.id)) == ()
    assert gone(bank, Pitch(id="x", story_ids=("never-there",))) == ("never-there",)


def test_erasing_a_story_takes_its_words_out_of_every_version(bank: Bank, pitch: Pitch) -> None:
    with bank.database.reading() as connection:
        from stories import repository

        words = repository.get(connection, pitch.story_ids[0]).text[:80]
    save_pitch(bank, replace(pitch, edits={"happened": words}))
    later(bank, 200)
    save_pitch(bank, replace(pitch, edits={}))
    erase_story(bank, pitch.story_ids[0])
    for each in versions(bank, pitch.id):
        assert pitch.story_ids[0] not in each.pitch.story_ids and words not in str(each.pitch.edits)


def test_a_pitch_that_is_thrown_away_leaves_no_version(bank: Bank, pitch: Pitch) -> None:
    delete_pitch(bank, pitch.id)
    with pytest.raises(PitchNotFound):
        versions(bank, pitch.id)
    save_pitch(bank, Pitch(id=pitch.id))
    assert [each.number for each in versions(bank, pitch.id)] == [1]
