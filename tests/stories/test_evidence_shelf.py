"""Evidence in and out of SQL, and how it stands to stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from builders import NOW, a_draft, some_evidence
from sqlalchemy import event

from stories import evidence_shelf, repository
from stories.database import Database
from stories.evidence import EvidenceLink, LinkedEvidence

STRONG = some_evidence(id="EV-A", badge="A", kind="national_survey", caveat="", value=None, sample_size=None, accessed_on=date(2026, 1, 2))
WEAK = some_evidence(id="EV-C", badge="C", kind="local_data")


def tie(story_id: str = "s1", evidence_id: str = "EV-A", **changes: str) -> EvidenceLink:
    return replace(EvidenceLink(story_id, evidence_id, "scale", "common", "same_service", "Both are about Fridays.", "Priya"), **changes)


@pytest.fixture
def shelf(database: Database) -> Database:
    with database.transaction() as connection:
        repository.add(connection, a_draft(), [], story_id="s1", at=NOW, by="t")
        repository.add(connection, a_draft(text="Another story. " * 12, quotes=()), [], story_id="s2", at=NOW, by="t")
        evidence_shelf.put(connection, [WEAK, STRONG])
    return database


def test_evidence_comes_back_equal_in_the_order_of_its_ids(shelf: Database) -> None:
    with shelf.reading() as connection:
        assert evidence_shelf.all_evidence(connection) == [STRONG, WEAK]


def test_evidence_that_is_there_is_brought_up_to_date(shelf: Database) -> None:
    newer = replace(STRONG, year="2025", services=("gp",), themes=())
    with shelf.transaction() as connection:
        evidence_shelf.link(connection, [tie()])
        evidence_shelf.put(connection, [newer])
        evidence_shelf.put(connection, [])
        assert evidence_shelf.all_evidence(connection) == [newer, WEAK]
        assert evidence_shelf.behind(connection, ["s1"])["s1"][0].evidence == newer, "and stays tied"


def test_what_stands_behind_a_story_comes_strongest_first(shelf: Database) -> None:
    weak, strong = tie(evidence_id="EV-C", relation="exception"), tie()
    with shelf.transaction() as connection:
        evidence_shelf.link(connection, [weak, strong, tie("s2", "EV-C")])
        behind = evidence_shelf.behind(connection, ["s1", "missing"])
    assert behind == {"s1": (LinkedEvidence(STRONG, strong), LinkedEvidence(WEAK, weak))}


def test_tying_a_pair_again_replaces_what_was_said(shelf: Database) -> None:
    with shelf.transaction() as connection:
        evidence_shelf.link(connection, [tie()])
        evidence_shelf.link(connection, [tie(typicality="rare", rationale="Looked again.")])
        (item,) = evidence_shelf.behind(connection, ["s1"])["s1"]
    assert (item.link.typicality, item.link.rationale) == ("rare", "Looked again.")


@pytest.mark.parametrize("link", [tie(evidence_id="EV-missing"), tie("nobody")])
def test_a_tie_to_nothing_is_refused(shelf: Database, link: EvidenceLink) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"), shelf.transaction() as connection:
        evidence_shelf.link(connection, [link])


def test_many_stories_take_one_statement(shelf: Database) -> None:
    seen: list[str] = []
    event.listen(shelf.reader, "before_cursor_execute", lambda _c, _cur, statement, *_rest: seen.append(statement))
    with shelf.reading() as connection:
        evidence_shelf.behind(connection, ["s1", "s2", *(f"s{n}" for n in range(3, 300))])
    assert len([s for s in seen if s.startswith("SELECT")]) == 1
