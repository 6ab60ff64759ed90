"""Learning what an audience takes from stories: from this bank's people, explained, reset, exported, and without withdrawn stories."""

from __future__ import annotations

import json

import numpy as np
import pytest
from banks import put
from builders import a_consent

from framing import audiences as profiles
from services.bank import Bank
from services.finding.learning import (
    Model,
    choose_reactions,
    explained,
    export_audience,
    learned,
    model_for,
    record_reaction,
    reset_audience,
    said_by,
    undo_reaction,
)
from services.sharing.capture import change_consent, revise_story, withdraw
from stories.errors import StoryNotFound, UnknownAudience
from stories.reactions import Reaction, ReactionUnknown, whole_vectors

BOARD = profiles.audience("board")


def model(bank: Bank) -> Model | None:
    with bank.database.reading() as connection:
        return model_for(bank, connection, BOARD)


def beliefs(bank: Bank, *story_ids: str) -> tuple[list[float], list[float]]:
    """(mean, deviation) of each story, as the bank believes now."""
    found = model(bank)
    assert found is not None
    with bank.database.reading() as connection:
        rows = whole_vectors(connection, bank.index.model_key, list(story_ids))
    said = found.resonance.posterior(np.stack([np.frombuffer(rows[i][1], dtype="<f4") for i in story_ids]))
    return said.mean.tolist(), said.deviation.tolist()


def test_what_the_bank_learnt_is_said_in_sentences(bank: Bank) -> None:
    story = put(bank, "nobody answered the telephone at night")
    for person in range(12):
        record_reaction(bank, story.id, "board", ["act"], source="session", reference=f"session {person % 3}/{person}")
    what = learned(bank, "board")
    assert what.sentences[0] == "12 people in three board sessions wanted to act on stories like this."
    assert (what.people, what.stories, what.reactions) == (12, 1, 12)
    assert any("getting through" in sentence for sentence in what.sentences)
    assert "one place in each list is kept for finding out" in what.sentences[-1]


def test_one_person_counts_once_in_the_model_and_in_the_sentence(bank: Bank) -> None:
    story, other = put(bank, "tablets in a bag"), put(bank, "the ward at night")
    record_reaction(bank, story.id, "board", ["act"], reference="visit 1")
    once = beliefs(bank, story.id, other.id)
    for _ in range(5):
        record_reaction(bank, story.id, "board", ["act"], reference="visit 1")
    assert beliefs(bank, story.id, other.id) == once
    assert learned(bank, "board").sentences[0].startswith("One person reading here wanted to act")


def test_pressing_again_takes_it_back(bank: Bank) -> None:
    story = put(bank, "tablets in a bag")
    assert choose_reactions(bank, story.id, "board", ["moved", "act"], reference="v") == ("moved", "act")
    assert choose_reactions(bank, story.id, "board", ["act"], reference="v") == ("act",)
    assert said_by(bank, story.id, "board", "v") == ("act",)
    assert undo_reaction(bank, story.id, "board", reference="v") == ()
    assert model(bank) is None


def test_reactions_of_a_withdrawn_story_leave_exactly_what_would_be_there_without_them(bank: Bank) -> None:
    kept, gone, other = put(bank, "tablets in a bag"), put(bank, "soup gone cold"), put(bank, "the ward at night")
    record_reaction(bank, kept.id, "board", ["moved"], reference="v1")
    record_reaction(bank, gone.id, "board", ["act"], reference="v1")
    with_both = beliefs(bank, kept.id, other.id)
    withdraw(bank, gone.id, "Maureen")
    without = beliefs(bank, kept.id, other.id)
    assert without != with_both
    undo_reaction(bank, gone.id, "board", reference="v1")  # now it was never said
    bank.resonance.clear()
    assert beliefs(bank, kept.id, other.id) == without
    found = model(bank)
    assert found is not None
    assert [one.story_id for one in found.seen] == [kept.id]
    assert learned(bank, "board").stories == 1


def test_a_story_whose_teller_closes_search_by_meaning_leaves_the_model_and_comes_back_with_consent(bank: Bank) -> None:
    story = put(bank, "tablets in a bag")
    put(bank, "the ward at night")
    record_reaction(bank, story.id, "board", ["act"], reference="v1")
    change_consent(bank, story.id, a_consent(act="vary", scopes={"S2": "yes", "S3": "yes"}))
    assert model(bank) is None
    change_consent(bank, story.id, a_consent(act="vary"))
    assert model(bank) is not None


def test_the_model_follows_a_revised_story(bank: Bank) -> None:
    story, other = put(bank, "tablets in a bag"), put(bank, "the ward at night")
    record_reaction(bank, story.id, "board", ["act"], reference="v1")
    before = beliefs(bank, other.id)
    revise_story(bank, story.id, replaced(story, "the ward at night and its noise"))
    assert beliefs(bank, other.id) != before


def replaced(story, words: str):  # type: ignore[no-untyped-def]
    from dataclasses import fields, replace

    from stories.story import StoryDraft

    draft = StoryDraft(**{f.name: getattr(story, f.name) for f in fields(StoryDraft)})
    return replace(draft, text=f"{words}. {story.text.split('. ', 1)[1]}")


def test_another_organisations_reactions_change_nothing(bank: Bank) -> None:
    story = put(bank, "tablets in a bag")
    record_reaction(bank, story.id, "board", ["act"], reference="v1", organisation="Another trust")
    assert model(bank) is None
    assert learned(bank, "board").people == 0


def test_reset_forgets_one_audience_and_no_other(bank: Bank) -> None:
    story = put(bank, "tablets in a bag")
    for audience in ("board", "clinical_team"):
        record_reaction(bank, story.id, audience, ["act"], reference="v1")
    assert reset_audience(bank, "board") == 1
    assert model(bank) is None
    assert learned(bank, "board").sentences == (
        "Nobody has said yet what a board takes from a story. Suggestions follow the profile alone.",
    )
    assert learned(bank, "clinical_team").people == 1


def test_an_export_says_who_said_what_and_whether_it_is_learnt_from(bank: Bank) -> None:
    kept, gone = put(bank, "tablets in a bag"), put(bank, "soup gone cold")
    record_reaction(bank, kept.id, "board", ["moved", "act"], source="pitch", reference="p9/v1")
    record_reaction(bank, gone.id, "board", ["differently"], reference="v2")
    withdraw(bank, gone.id, "Maureen")
    export = json.loads(json.dumps(export_audience(bank, "board")))
    assert [(row["story_id"], row["kind"], row["learnt_from"]) for row in export["said"]] == [
        (kept.id, "moved", True),
        (kept.id, "act", True),
        (gone.id, "differently", False),
    ]
    assert kept.text not in json.dumps(export)


def test_nobody_can_react_to_what_they_may_not_see(bank: Bank) -> None:
    blank = put(bank, "tablets in a bag", blank=True)
    for story_id in (blank.id, "no such story"):
        with pytest.raises(StoryNotFound):
            record_reaction(bank, story_id, "board", ["act"], reference="v1")


def test_unknown_audiences_and_reactions_are_refused_and_nothing_is_saved(bank: Bank) -> None:
    story = put(bank, "tablets in a bag")
    with pytest.raises(UnknownAudience):
        record_reaction(bank, story.id, "everybody", ["act"], reference="v1")
    with pytest.raises(ReactionUnknown):
        record_reaction(bank, story.id, "board", ["act", "liked"], reference="v1")
    assert export_audience(bank, "board")["said"] == []
    for act in (learned, reset_audience, export_audience):
        with pytest.raises(UnknownAudience):
            act(bank, "everybody")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([("act", "session", "a/1")], "One person in one board session wanted to act on stories like this."),
        ([("moved", "story", "v")], "One person reading here was moved by stories like this."),
        ([("recognise", "pitch", "p/1"), ("recognise", "pitch", "q/2")], "Two people in two pitches recognised stories like this."),
        (
            [("differently", "session", "a/1"), ("differently", "story", "v")],
            "Two people in one board session or reading here saw things differently from stories like this.",
        ),
        ([("act", "session", "a/1"), ("moved", "session", "a/1")], "One person in one board session wanted to act on stories like this."),
    ],
)
def test_every_kind_of_reaction_reads_as_a_sentence(said: list[tuple[str, str, str]], sentence: str) -> None:
    from builders import NOW

    assert explained([Reaction("s", "board", kind, source, who, NOW) for kind, source, who in said], BOARD) == sentence
