from __future__ import annotations

from builders import EVERYONE, NOW, TEXT, a_consent, a_draft

from stories import repository, vectors
from stories.database import Database
from stories.vectors import WHOLE_STORY, StoredVector

MODEL = "toy/p1"
ONE = [StoredVector(WHOLE_STORY, 0, 10, b"\x00\x00\x80?"), StoredVector(0, 0, 5, b"\x00\x00\x00@")]


def saved(database: Database, story_id: str, **scopes: str) -> None:
    with database.transaction() as connection:
        draft = a_draft(text=f"{TEXT} {story_id}.")
        repository.add(connection, draft, [a_consent(scopes=EVERYONE | scopes)], story_id=story_id, at=NOW, by="t")


def test_vectors_come_back_byte_for_byte_and_mark_the_story(database: Database) -> None:
    saved(database, "a")
    with database.transaction() as connection:
        vectors.clear_marks(connection, vectors.dirty(connection, 10))
        assert vectors.store(connection, "a", MODEL, 1, ONE)
        assert list(vectors.dirty(connection, 10)) == ["a"]
        assert vectors.load(connection, MODEL, ["a", "b"]) == {"a": ONE}
        assert vectors.wanted(connection, MODEL) == {"a": 1}
        assert vectors.count_vectors(connection, MODEL) == (1, 1)


def test_vectors_of_an_older_version_are_not_kept_and_not_wanted(database: Database) -> None:
    saved(database, "a")
    with database.transaction() as connection:
        repository.revise(connection, "a", a_draft(text=TEXT + " Again."), at=NOW, by="t")
        assert not vectors.store(connection, "a", MODEL, 1, ONE)
        assert vectors.wanted(connection, MODEL) == {}
        assert vectors.without_vectors(connection, MODEL, 10) == ["a"]
        assert vectors.store(connection, "a", MODEL, 2, ONE)
        assert vectors.without_vectors(connection, MODEL, 10) == []


def test_a_story_that_may_not_be_embedded_is_neither_wanted_nor_missing(database: Database) -> None:
    saved(database, "a", S12a="no")
    with database.transaction() as connection:
        assert vectors.without_vectors(connection, MODEL, 10) == []
        vectors.store(connection, "a", MODEL, 1, ONE)
        assert vectors.wanted(connection, MODEL) == {}
        assert vectors.sample(connection, MODEL, 10) == {}


def test_what_is_missing_comes_in_pages_and_misses_none(database: Database) -> None:
    for number in range(7):
        saved(database, f"s{number}")
    with database.reading() as connection:
        pages, after = [], ""
        while page := vectors.without_vectors(connection, MODEL, 3, after):
            pages.append(page)
            after = page[-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(i for page in pages for i in page) == [f"s{n}" for n in range(7)]


def test_one_row_a_story_however_often_it_is_marked(database: Database) -> None:
    with database.transaction() as connection:
        for _ in range(5):
            vectors.mark_dirty(connection, ["a", "b", "a"])
        assert vectors.count_dirty(connection) == 2
        marks = vectors.dirty(connection, 10)
        assert list(marks.values()) == sorted(marks.values())
        vectors.clear_marks(connection, marks)
        assert vectors.count_dirty(connection) == 0
        assert set(vectors.marked_after(connection, "", 10)) == {"a", "b"}


def test_the_next_ones_by_id_are_sampled_to_the_end(database: Database) -> None:
    for number in range(4):
        saved(database, f"s{number}")
        with database.transaction() as connection:
            vectors.store(connection, f"s{number}", MODEL, 1, ONE)
    with database.reading() as connection:
        assert list(vectors.sample(connection, MODEL, 3, "")) == ["s0", "s1", "s2"]
        assert list(vectors.sample(connection, MODEL, 3, "s2")) == ["s3"]
        assert len(vectors.sample(connection, MODEL, 3)) == 3
