"""What people say to a story, as SQL keeps it: once a person, taken back without being lost, learnt from only while allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import NOW, a_consent, a_draft
from sqlalchemy import select

from stories import consent_log, reactions, repository
from stories.consent import Consent
from stories.database import Connection, Database
from stories.reactions import Reaction, ReactionUnknown
from stories.story import cleaned
from stories.tables import reaction
from stories.vocabulary import REACTIONS

LATER = datetime(2026, 11, 24, tzinfo=UTC)


def keep(connection: Connection, story_id: str = "s1", consent: Consent | None = None, **changes: str) -> str:
    text = {"text": a_draft().text + f" This one is {story_id}."}
    repository.add(connection, cleaned(a_draft(**(text | changes))), [consent or a_consent()], story_id=story_id, at=NOW, by="tester")
    return story_id


def said(kind: str = "act", story_id: str = "s1", audience: str = "board", reference: str = "s7/p1", **changes: str) -> Reaction:
    return replace(Reaction(story_id, audience, kind, "session", reference, NOW), **changes)


def test_one_person_counts_once_however_often_they_press(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection)
        assert reactions.record(connection, [said(), said(), said("moved")]) == 2
        assert reactions.record(connection, [said()]) == 0
        assert reactions.record(connection, [said(reference="s7/p2")]) == 1
        assert [one.kind for one in reactions.standing(connection, "s1", "board", reference="s7/p1")] == ["act", "moved"]


def test_taking_a_reaction_back_keeps_the_row(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection)
        reactions.record(connection, [said(), said("moved")])
        assert reactions.undo(connection, "s1", "board", reference="s7/p1", kinds=["act"], at=LATER) == 1
        assert reactions.undo(connection, "s1", "board", reference="s7/p1", kinds=["act"], at=LATER) == 0
        assert [one.kind for one in reactions.standing(connection, "s1", "board")] == ["moved"]
        rows = connection.execute(select(reaction.c.kind, reaction.c.undone_at).order_by(reaction.c.id)).all()
        assert [tuple(row) for row in rows] == [("act", LATER), ("moved", None)]
        assert reactions.record(connection, [said()]) == 1  # and may be said again


def test_audiences_are_kept_apart(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection)
        reactions.record(connection, [said(), said(audience="press")])
        assert reactions.undo_all(connection, "board", at=LATER) == 1
        assert reactions.learnable(connection, "board") == ()
        assert [one.audience for one in reactions.learnable(connection, "press")] == ["press"]


def test_a_story_closed_to_search_by_meaning_is_not_learnt_from(database: Database) -> None:
    closed = dict.fromkeys(("S2", "S3"), "yes")
    with database.transaction() as connection:
        keep(connection, "open")
        keep(connection, "closed", a_consent(scopes=closed))
        reactions.record(connection, [said(story_id="open"), said(story_id="closed")])
        assert [one.story_id for one in reactions.learnable(connection, "board")] == ["open"]
        assert len(reactions.of_audience(connection, "board")) == 2


def test_a_withdrawn_story_is_not_learnt_from(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection)
        reactions.record(connection, [said()])
        consent_log.record(connection, "s1", Consent(act="withdraw", obtained_by="x", obtained_on=NOW.date()), at=NOW)
        repository.set_status(connection, "s1", "withdrawn", at=NOW)
        assert reactions.learnable(connection, "board") == ()


def test_what_another_organisation_was_told_is_never_learnt_from(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection)
        reactions.record(connection, [said(organisation="Another trust")])
        assert reactions.learnable(connection, "board") == ()


@pytest.mark.parametrize("changes", [{"kind": "liked"}, {"source": "television"}])
def test_a_reaction_nobody_offered_is_refused(database: Database, changes: dict[str, str]) -> None:
    with database.transaction() as connection:
        keep(connection)
        with pytest.raises(ReactionUnknown, match="I want to act on this"):
            reactions.record(connection, [replace(said(), **changes)])


def test_people_read_whole_sentences() -> None:
    assert [term.label for term in REACTIONS.values()] == [
        "This moved me",
        "I recognise this",
        "I want to act on this",
        "I see it differently",
    ]


def test_the_occasion_is_what_stands_before_the_person() -> None:
    assert (said().occasion, said(reference="visit").occasion) == ("s7", "visit")
