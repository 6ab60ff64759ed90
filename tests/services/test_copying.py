from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from banks import put
from builders import NOW, TODAY, a_consent, a_draft, some_evidence
from cluster import Cluster
from sqlalchemy import text

from services.bank import Bank
from services.keeping.copying import TargetNotEmpty, copy_bank
from services.sharing.capture import capture_story, change_consent, withdraw
from stories import consent_log, lexical, repository, transfer
from stories.consent import StoryUse, Use
from stories.database import Database
from stories.errors import StorageFailed


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path, new_file: Callable[[Path], str]) -> Iterator[Database]:
    """An empty bank on either database; with `bank` on both, every way between the two is taken."""
    server: Cluster | None = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    url = server.fresh() if server else new_file(tmp_path / "target")
    database = Database(url)
    yield database
    database.close()
    if server:
        server.drop(url)


@pytest.fixture
def told(bank: Bank) -> list[str]:
    ids = [put(bank, f"subject number {n} – café, naïve 🙂").id for n in range(4)]
    ids.append(capture_story(bank, a_draft(), a_consent(), [some_evidence(id="")]).story.id)
    put(bank, "nobody may use this", blank=True)
    withdraw(bank, ids[0], "teller")
    change_consent(bank, ids[1], a_consent(act="vary", uses_per_quarter=2, rest_until=TODAY))
    with bank.database.transaction() as connection:
        consent_log.record_uses(connection, [StoryUse(ids[1], 1, Use("S2", "briefing", "text", "board"), NOW, "paper 7")])
    return ids


def test_every_row_arrives_equal_whatever_the_two_databases(bank: Bank, target: Database, told: list[str]) -> None:
    report = copy_bank(bank.database, target)
    assert (report.counts["story"], report.counts["story_use"], report.problems) == (6, 1, {})
    with bank.database.reading() as here, target.reading() as there:
        assert transfer.sums(here) == transfer.sums(there)
        assert repository.get_many(here, told) == repository.get_many(there, told)
        assert consent_log.logs(here, told) == consent_log.logs(there, told)
        for words in ("café", "number 2", "telephone ringing ward", "naive"):
            assert {hit.story_id for hit in lexical.search(here, words, limit=50)} == {
                hit.story_id for hit in lexical.search(there, words, limit=50)
            }


def test_the_copy_goes_on_where_the_first_left_off(bank: Bank, target: Database, told: list[str]) -> None:
    copy_bank(bank.database, target)
    with target.transaction() as connection:
        consent_log.record(connection, told[1], a_consent(act="renew"), at=NOW)  # takes the next number, not one that is used
        assert len(consent_log.logs(connection, [told[1]])[told[1]]) == 3


def test_a_bank_is_never_copied_over_another(bank: Bank, target: Database, told: list[str]) -> None:
    copy_bank(bank.database, target)
    with pytest.raises(TargetNotEmpty, match="6 stories"):
        copy_bank(bank.database, target)


def test_a_difference_keeps_nothing(bank: Bank, target: Database, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = transfer.move_rows

    def loses(source: object, writing: object) -> None:
        real(source, writing)  # type: ignore[arg-type]
        writing.execute(text("UPDATE story SET title = 'another' WHERE id = :id"), {"id": told[2]})  # type: ignore[attr-defined]

    monkeypatch.setattr("services.keeping.copying.transfer.move_rows", loses)
    with pytest.raises(StorageFailed, match="story"):
        copy_bank(bank.database, target)
    with target.reading() as connection:
        assert repository.counts(connection) == {}


def test_a_story_todays_rules_would_refuse_is_copied_and_named(bank: Bank, target: Database, told: list[str]) -> None:
    with bank.database.transaction() as connection:
        connection.execute(text("UPDATE story SET service = 'closed_in_2019' WHERE id = :id"), {"id": told[2]})
    report = copy_bank(bank.database, target)
    assert list(report.problems) == [told[2]]
