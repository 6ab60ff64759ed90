"""Sessions, answers and agreements in SQL, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, TODAY

from live import agreements, answers, sessions
from live.agendas import TYPES
from live.model import ChangedMeanwhile, Commitment, InvalidSession, Loss, Session, SessionNotFound
from stories.database import Database

ID = "01LIVESESSION"
NEW = Session(
    id=ID, kind="codesign", question="What do we want?", service="", people="", audience="", form="excerpt", moderated=True, pitch_id="",
    agenda=TYPES["codesign"].agenda, step=0, step_began_at=NOW, on_wall="", page=0, silence_until=None, statement="", who_else="", decision="",
    revision=0, opened_by="tester", opened_at=NOW, closed_at=None,
)  # fmt: skip


def begun(database: Database) -> tuple[int, int]:
    """A session with two people in it."""
    with database.transaction() as connection:
        sessions.add(connection, NEW, "hash of the code")
        return sessions.join(connection, ID, "one", at=NOW), sessions.join(connection, ID, "two", at=NOW)


def test_a_session_comes_back_as_it_was_saved(database: Database) -> None:
    begun(database)
    with database.reading() as connection:
        assert sessions.get(connection, ID) == NEW
        assert sessions.id_of_code(connection, "hash of the code") == ID
        assert sessions.recent(connection, 5) == (NEW,)
        for unknown in ("01NOBODY", "", "é" * 30, "x" * 99):
            with pytest.raises(SessionNotFound):
                sessions.get(connection, unknown)


def test_whoever_comes_back_has_the_same_place(database: Database) -> None:
    one, two = begun(database)
    with database.transaction() as connection:
        assert sessions.join(connection, ID, "one", at=NOW) == one != two
        assert sessions.joined(connection, ID) == 2
        assert sessions.places_of(connection, "one", closed=True) == []
        assert sessions.places_of(connection, "one", closed=False) == [ID]
        sessions.change(connection, ID, closed_at=NOW, code_hash=None)
        assert sessions.places_of(connection, "one", closed=True) == [ID]
        assert sessions.id_of_code(connection, "hash of the code") is None


def test_a_sending_is_kept_once_and_a_choice_can_be_changed(database: Database) -> None:
    one, _ = begun(database)
    with database.transaction() as connection:
        kept = [
            answers.add(connection, ID, one, step="wish", kind="wish", key="k", text="Words 😀", status="held", flags=["look"], at=NOW)
            for _ in range(2)
        ]
        assert kept == [True, False]
        (found,) = answers.of_session(connection, ID, kinds=["wish"], statuses=["held"])
        assert (found.text, found.flags, found.words) == ("Words 😀", ("look",), "Words 😀")
        for code in ("0:good", "0:poor", "1:good"):
            answers.choose_only(connection, ID, one, step="touch", kind="touch:s", code=code, prefix=code.split(":")[0] + ":", at=NOW)
        assert answers.tally(connection, ID, "touch:s") == {"0:poor": 1, "1:good": 1}


def test_groups_hold_shown_answers_only_and_empty_ones_go(database: Database) -> None:
    one, two = begun(database)
    with database.transaction() as connection:
        for who in (one, two):
            answers.add(connection, ID, who, step="wish", kind="wish", key="k", text=f"Words {who}", status="shown", flags=[], at=NOW)
        first, second = answers.of_session(connection, ID)
        group = answers.new_group(connection, ID, "wish")
        answers.place(connection, {group: [first.id, second.id]})
        answers.change_group(connection, group, central=second.id)
        (found,) = answers.groups(connection, ID, "wish")
        assert (found.name, len(found.answers), found.renamed) == (second.text, 2, False)
        answers.decide(connection, ID, [first.id, second.id], "hidden", by="tester")
        answers.drop_empty_groups(connection, ID)
        assert answers.groups(connection, ID, "wish") == ()


def test_words_are_written_only_over_what_the_writer_saw(database: Database) -> None:
    begun(database)
    with database.transaction() as connection:
        sessions.write(connection, ID, "statement", "First", seen="")
        with pytest.raises(ChangedMeanwhile):
            sessions.write(connection, ID, "statement", "Second", seen="")
        assert sessions.get(connection, ID).statement == "First"


def test_losses_and_commitments_keep_what_was_said_and_what_became_of_it(database: Database) -> None:
    begun(database)
    made = Commitment("01C", ID, "Sister", "Print it", "Ask", TODAY + timedelta(days=9), "It is there", NOW)
    with database.transaction() as connection:
        agreements.save_loss(connection, ID, Loss("01L", "job", "The quiet hour"))
        agreements.save_loss(connection, ID, Loss("01L", "job", "The quiet hour", "Most of it"))
        assert agreements.losses(connection, ID) == (Loss("01L", "job", "The quiet hour", "Most of it"),)
        agreements.save_commitment(connection, made, today=TODAY)
        agreements.record_change(connection, "01C", "considering", "", by="tester", at=NOW)
        agreements.record_change(connection, "01C", "made", "It hangs there", by="tester", at=NOW)
        (found,) = agreements.of_sessions(connection)
        assert replace(found, changes=()) == made and found.status == "made"
        assert [change.words for change in found.changes] == ["", "It hangs there"]
        with pytest.raises(InvalidSession):
            agreements.save_commitment(connection, replace(made, due_on=TODAY + timedelta(days=31)), today=TODAY)


def test_taking_out_a_commitment_takes_its_history_and_a_session_takes_all(database: Database) -> None:
    one, _ = begun(database)
    with database.transaction() as connection:
        answers.add(connection, ID, one, step="wish", kind="wish", key="k", text="Words", status="held", flags=[], at=NOW)
        agreements.save_commitment(
            connection, Commitment("01C", ID, "Sister", "Print it", "Ask", TODAY + timedelta(days=9), "It is there", NOW), today=TODAY
        )
        agreements.record_change(connection, "01C", "made", "Done", by="tester", at=NOW)
        connection.exec_driver_sql(f"DELETE FROM live_session WHERE id = '{ID}'")
        for table in ("live_participant", "live_answer", "live_commitment", "live_commitment_change"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
