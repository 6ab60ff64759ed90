"""Stories in and out of SQL: what goes in comes out equal, whole and once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import NOW, TEXT, TODAY, a_consent, a_draft, some_evidence
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select, text

from stories import consent_log, evidence_shelf, lexical, repository, vectors
from stories.consent import StoryUse, Use
from stories.database import Connection, Database
from stories.errors import DuplicateStory, StoryNotFound
from stories.evidence import EvidenceLink
from stories.story import Plot, Story, StoryDraft, ThemeMark, Touchpoint, cleaned
from stories.tables import draft, story, story_version

FULL = a_draft(
    kind="change",
    outcome="partly",
    learned="Ask first.",
    place="north_east",
    period="2025 Q2",
    age_band="65_74",
    single_change="One number",
    feeling="cross",
    good="tea",
    plot=Plot("They sent my husband home", "I rang the ward", "my son came"),
    touchpoints=(
        Touchpoint("leaving", "Going home", "no number to ring", "lost", "poor", 5),
        Touchpoint("waiting", "Sunday", "", "", "mixed", 1),
    ),
    journey=("leaving", "waiting"),
    themes=(ThemeMark("contacting", "poor"), ThemeMark("discharge", "mixed"), ThemeMark("manner", "good")),
    picker=("picker5", "picker1"),
    signifiers={"listened": 0, "control": 100},
    criticality=5,
    content_notes=("death", "graphic"),
    edit="tighten",
    synthetic=True,
    steward="Priya",
)


def add(connection: Connection, draft: StoryDraft = FULL, story_id: str = "s1") -> Story:
    return repository.add(connection, draft, [a_consent()], story_id=story_id, at=NOW, by="Priya")


def other(number: int) -> StoryDraft:
    return a_draft(title=f"Story {number}", text=f"Story number {number}. {TEXT}")


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Statements sent meanwhile, by the reader and the writer."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    for engine in (database.reader, database.writer):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in (database.reader, database.writer):
            event.remove(engine, "before_cursor_execute", note)


def test_a_story_comes_back_equal_to_what_was_saved(database: Database) -> None:
    with database.transaction() as connection:
        saved = add(connection)
    with database.reading() as connection:
        found = repository.get(connection, "s1")
    assert found == saved
    assert [getattr(found, f.name) for f in fields(StoryDraft)] == [getattr(FULL, f.name) for f in fields(StoryDraft)]
    assert (found.version, found.created_at, found.updated_at) == (1, NOW, NOW)
    assert found.created_at.tzinfo is UTC


LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


class _Undo(Exception):
    pass


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=LETTERS, title=LETTERS, wish=LETTERS)
def test_whatever_people_type_comes_back_as_it_was_cleaned(database: Database, body: str, title: str, wish: str) -> None:
    typed = cleaned(a_draft(text=f"{body} {TEXT}", title=title, wish=wish, quotes=()))
    with pytest.raises(_Undo), database.transaction() as connection:
        saved = add(connection, typed)
        assert repository.get(connection, "s1") == saved
        assert saved.text == typed.text
        raise _Undo


def test_a_revision_is_a_new_version_and_the_old_words_stay(database: Database) -> None:
    later = NOW + timedelta(days=2)
    with database.transaction() as connection:
        add(connection)
        repository.set_status(connection, "s1", "resting", at=NOW)
        changed = repository.revise(connection, "s1", replace(other(2), status="published"), at=later, by="Sam")
    with database.reading() as connection:
        assert repository.get(connection, "s1") == changed
        versions = connection.execute(select(story_version).order_by(story_version.c.version)).all()
    assert (changed.version, changed.title, changed.created_at, changed.updated_at) == (2, "Story 2", NOW, later)
    assert changed.status == "resting", "a revision brings no story back"
    assert [(row.version, row.text, row.saved_at, row.saved_by) for row in versions] == [
        (1, TEXT, NOW, "Priya"),
        (2, other(2).text, later, "Sam"),
    ]


def test_a_revision_moves_the_words_index_and_drops_the_old_vectors(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        assert vectors.store(connection, "s1", "toy", 1, [vectors.StoredVector(-1, 0, 9, b"\0" * 4)])
        repository.revise(connection, "s1", a_draft(text="An ambulance came at once. " * 6, quotes=()), at=NOW, by="t")
        assert [hit.story_id for hit in lexical.search(connection, "ambulance", limit=5)] == ["s1"]
        assert lexical.search(connection, "husband", limit=5) == []
        assert vectors.load(connection, "toy", ["s1"]) == {}
        assert not vectors.store(connection, "s1", "toy", 1, [vectors.StoredVector(-1, 0, 9, b"\0" * 4)]), (
            "vectors of the old version come late"
        )
        assert list(vectors.dirty(connection, 5)) == ["s1"]


def test_the_same_words_are_kept_once(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        again = FULL.text.upper().replace(" ", "\n", 3).replace("'", "’")
        with pytest.raises(DuplicateStory) as duplicate:
            add(connection, a_draft(text=again, title="Another title"), "s2")
        assert duplicate.value.story_id == "s1"
        assert repository.counts(connection) == {"published": 1}


def test_a_revision_may_not_become_another_story(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        add(connection, other(2), "s2")
        with pytest.raises(DuplicateStory):
            repository.revise(connection, "s2", FULL, at=NOW, by="t")
        assert repository.revise(connection, "s2", replace(other(2), title="Same words, new title"), at=NOW, by="t").version == 2


def test_a_withdrawn_story_lets_go_of_its_words_its_vectors_and_its_text_lock(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        vectors.store(connection, "s1", "toy", 1, [vectors.StoredVector(-1, 0, 9, b"\0" * 4)])
        vectors.clear_marks(connection, vectors.dirty(connection, 9))
        repository.set_status(connection, "s1", "withdrawn", at=NOW)
        assert lexical.search(connection, "husband", limit=5) == []
        assert vectors.load(connection, "toy", ["s1"]) == {}
        assert list(vectors.dirty(connection, 9)) == ["s1"], "the index has to hear of it"
        assert not vectors.store(connection, "s1", "toy", 1, [vectors.StoredVector(-1, 0, 9, b"\0" * 4)])
        assert add(connection, FULL, "s2").id == "s2", "a person may share it anew"


def test_a_withdrawn_story_cannot_be_revised_back_into_the_words_index(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        repository.set_status(connection, "s1", "withdrawn", at=NOW)
        with pytest.raises(StoryNotFound):
            repository.revise(connection, "s1", FULL, at=NOW, by="t")
        assert lexical.search(connection, "husband", limit=5) == []


def test_missing_stories_are_told_apart_from_nothing(database: Database) -> None:
    with database.transaction() as connection:
        add(connection)
        assert repository.get_many(connection, []) == {}
        assert list(repository.get_many(connection, ["nobody", "s1", "", "'; DROP TABLE story; --"])) == ["s1"]
        for attempt in (
            lambda: repository.get(connection, "nobody"),
            lambda: repository.revise(connection, "nobody", other(1), at=NOW, by="t"),
            lambda: repository.set_status(connection, "nobody", "withdrawn", at=NOW),
        ):
            with pytest.raises(StoryNotFound):
                attempt()


def test_a_thousand_ids_take_a_handful_of_statements(database: Database) -> None:
    known = [f"s{number:04}" for number in range(60)]
    asked = [f"x{number:04}" for number in range(950)] + known  # three statements of 500 ids
    use = Use("S3", "pitch", "excerpt", reference="p1")
    with database.transaction() as connection:
        for number, story_id in enumerate(known):
            repository.add(connection, other(number), [a_consent()], story_id=story_id, at=NOW, by="t")
    with database.reading() as connection:
        with counting(database) as seen:
            assert set(repository.get_many(connection, asked)) == set(known)
        assert len(seen) == 6
        with counting(database) as seen:
            assert repository.permitted(connection, asked[::-1], use, on=TODAY) == known[::-1]
        assert len(seen) == 3
        with counting(database) as few:
            assert len(repository.cleared(connection, known[:2], use, on=TODAY)) == 2
        with counting(database) as many:
            assert len(repository.cleared(connection, known, use, on=TODAY)) == 60
        assert len(many) == len(few) <= 9


def test_clearing_asks_sql_first_and_leaves_out_what_is_not_allowed(database: Database) -> None:
    with database.transaction() as connection:
        repository.add(connection, other(1), [a_consent()], story_id="open", at=NOW, by="t")
        repository.add(connection, other(2), [a_consent(scopes={"S3": "yes"})], story_id="board", at=NOW, by="t")
        repository.add(connection, other(3), [], story_id="blank", at=NOW, by="t")
        evidence_shelf.put(connection, [some_evidence()])
        evidence_shelf.link(connection, [EvidenceLink("open", "EV-025", "scale", "common", "same_service", "why", "t")])
        cleared = repository.cleared(connection, ["blank", "board", "open", "missing"], Use("S2"), on=TODAY)
    assert list(cleared) == ["open"]
    assert cleared["open"].evidence[0].evidence == some_evidence()


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - what the test is about
    with pytest.raises(Exception, match="without a time zone"), database.transaction() as connection:
        repository.add(connection, FULL, [], story_id="s1", at=naive, by="t")
    with database.reading() as connection:
        assert repository.counts(connection) == {}, "and nothing is half saved"


def test_times_come_back_in_utc_wherever_they_were_taken(database: Database) -> None:
    in_india = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with database.transaction() as connection:
        repository.add(connection, FULL, [a_consent()], story_id="s1", at=in_india, by="t")
        found = repository.get(connection, "s1")
        connection.execute(insert(draft).values(id="d", kind="story", content={}, saved_at=in_india))
    assert (found.created_at, found.created_at.utcoffset()) == (NOW, timedelta(0))


def test_an_error_in_a_transaction_undoes_all_of_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        add(connection)
        _ = 1 / 0
    with database.reading() as connection:
        for table in ("story", "story_version", "story_theme", "consent", "consent_scope", "index_dirty", "story_words_row"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table
        assert lexical.search(connection, "husband", limit=5) == []


def test_the_log_of_consent_is_kept_whole_and_in_order(database: Database) -> None:
    acts = [
        a_consent(act="take_part", scopes={"S2": "ask"}, forms=()),
        a_consent(valid_from=TODAY, review_on=TODAY, rest_until=TODAY, uses_per_quarter=3, contact_before_use=True, name_form="none"),
        a_consent(act="vary", scopes={}, whole_story_only=True, language="cy", method="verbal", given_by="parent", expires_on=None),
    ]
    with database.transaction() as connection:
        repository.add(connection, FULL, acts, story_id="s1", at=NOW, by="t")
        logs = consent_log.logs(connection, ["s1", "missing"])
    kept = [replace(act, forms=tuple(sorted(act.forms)), recorded_at=None) for act in logs["s1"]]
    assert kept == [replace(act, forms=tuple(sorted(act.forms))) for act in acts]
    assert {act.recorded_at for act in logs["s1"]} == {NOW}
    assert logs["missing"] == []


def test_the_ledger_says_what_went_where(database: Database) -> None:
    use = Use("S3", "pitch", "excerpt", "board", "p1", "Priya")
    rows = [StoryUse("s1", 1, use, NOW, "pitch.docx"), StoryUse("s1", 1, Use("S2"), NOW + timedelta(hours=1))]
    with database.transaction() as connection:
        add(connection)
        add(connection, other(2), "s2")
        consent_log.record_uses(connection, [])
        consent_log.record_uses(connection, rows)
        assert consent_log.uses_of(connection, "s1") == rows
        assert consent_log.uses_of(connection, "s2") == []
        assert consent_log.uses_since(connection, ["s1", "s2"], NOW) == {"s1": 1}, "reading a page is not a telling"
        assert consent_log.uses_since(connection, ["s1", "s2"], NOW + timedelta(seconds=1)) == {}


def test_statuses_are_counted(database: Database) -> None:
    with database.transaction() as connection:
        assert repository.counts(connection) == {}
        add(connection)
        add(connection, other(2), "s2")
        repository.set_status(connection, "s2", "withdrawn", at=NOW)
        assert repository.counts(connection) == {"published": 1, "withdrawn": 1}
        assert connection.execute(select(story.c.text_hash).where(story.c.id == "s2")).scalar_one() is None
