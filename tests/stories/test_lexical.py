"""Finding stories by their words: endings do not matter, punctuation never breaks it, other scripts work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders import NOW, a_draft
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories import lexical, repository
from stories.database import Connection, Database
from stories.story import Touchpoint, cleaned

STORIES = {
    "discharge": {"text": "They were discharging him and nobody was ringing back, so I waited in the corridor"},
    "dont": {"text": "I don’t know who to call and it wasn't written anywhere NEAR the bed AND that was that"},
    "title": {"title": "Parking charges", "text": "We drove round twice and then we paid a fortune"},
    "mention": {"text": "It was raining and the parking was far away and the wind blew and the doors were shut and we were late again"},
    "wish": {"wish": "Interpreters who come in person", "text": "We talked with our hands for a week"},
    "polish": {"text": "Wypisali męża w piątek i nikt nie odbierał telefonu w niedzielę, Łódź"},
    "arabic": {"text": "أخرجوا زوجي من المستشفى يوم الجمعة"},
    "bengali": {"text": "হাসপাতাল থেকে বাড়ি ফিরলাম"},
    "moment": {"text": "Short words here", "touchpoints": (Touchpoint("leaving", "Collecting wheelchair", "", "", "poor", 3),)},
    "learned": {"text": "Other words here", "learned": "Pharmacists should telephone"},
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    from stories.schema import prepare

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('words') / 'bank.db'}")
    prepare(database)
    with database.transaction() as opened:
        for story_id, changes in STORIES.items():
            empty = {"title": "Untitled", "wish": "", "quotes": (), "service": "all_services", "themes": ()}
            repository.add(opened, cleaned(a_draft(**empty | changes)), [], story_id=story_id, at=NOW, by="t")
    with database.reading() as opened:
        yield opened
    database.close()


def found(connection: Connection, words: str) -> list[str]:
    return [hit.story_id for hit in lexical.search(connection, words, limit=20)]


@pytest.mark.parametrize("words", ["discharge", "discharged", "Discharges", "DISCHARGING", "ring", "corridors"])
def test_endings_and_capitals_do_not_matter(connection: Connection, words: str) -> None:
    assert found(connection, words) == ["discharge"]


@pytest.mark.parametrize(
    "words",
    [
        'written "',
        "NEAR(written bed)",
        "written AND NOT bed",
        "written*",
        "-written",
        "text:written",
        "^written",
        "{written}",
        "written;--",
        "(((written",
        "written OR",
    ],
)
def test_signs_and_operators_are_only_words(connection: Connection, words: str) -> None:
    assert "dont" in found(connection, words)


@pytest.mark.parametrize("words", ["don't", "don’t", "DON'T", "wasn’t", "don't know"])
def test_words_with_an_apostrophe_are_found_either_way_it_is_typed(connection: Connection, words: str) -> None:
    assert "dont" in found(connection, words)


@pytest.mark.parametrize("words", ["", " ", "*", '"', "- : ^ ()", "!!!", "🙃", "\x00"])
def test_nothing_to_look_for_finds_nothing(connection: Connection, words: str) -> None:
    assert found(connection, words) == []


def test_stop_words_alone_are_still_looked_for(connection: Connection) -> None:
    assert lexical.tokens("who are we") == ["who", "are", "we"]
    assert "title" in found(connection, "we")


def test_stop_words_beside_others_are_left_out(connection: Connection) -> None:
    assert lexical.tokens("What was it like to be discharged?") == ["like", "discharged"]
    assert found(connection, "and who was discharged from here") == ["discharge"]


@pytest.mark.parametrize(("words", "story_id"), [("męża", "polish"), ("łódź", "polish"), ("المستشفى", "arabic"), ("হাসপাতাল", "bengali")])
def test_other_scripts_and_letters_are_found(connection: Connection, words: str, story_id: str) -> None:
    assert found(connection, words) == [story_id]


@pytest.mark.parametrize(("words", "story_id"), [("interpreter", "wish"), ("wheelchair", "moment"), ("pharmacist", "learned")])
def test_wishes_moments_and_lessons_are_searched_too(connection: Connection, words: str, story_id: str) -> None:
    assert found(connection, words) == [story_id]


def test_a_title_counts_for_more_than_a_mention(connection: Connection) -> None:
    hits = lexical.search(connection, "parking", limit=20)
    assert [hit.story_id for hit in hits] == ["title", "mention"]
    assert hits[0].score > hits[1].score > 0


def test_a_page_of_text_is_a_question_too(connection: Connection) -> None:
    page = " ".join(f"word{number}" for number in range(5_000))
    assert found(connection, f"discharge {page}") == ["discharge"]
    assert len(lexical.tokens(page)) == lexical.MAX_TOKENS


def test_no_more_are_proposed_than_were_asked_for(connection: Connection) -> None:
    assert len(lexical.search(connection, "words here", limit=1)) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.one_of(st.sampled_from("\"'*-:^(){}[]+ .,\x00\ud800’NEARANDOT"), st.characters(codec=None)), max_size=40))
def test_whatever_is_typed_the_search_answers(connection: Connection, words: str) -> None:
    assert len(lexical.search(connection, words, limit=20)) <= len(STORIES)


def test_a_story_that_was_taken_out_is_not_proposed(database: Database) -> None:
    with database.transaction() as own:
        repository.add(own, a_draft(), [], story_id="one", at=NOW, by="t")
        repository.add(own, a_draft(text="My husband again, told otherwise. " * 5, quotes=()), [], story_id="two", at=NOW, by="t")
        assert sorted(found(own, "husband")) == ["one", "two"]
        lexical.forget(own, "one")
        lexical.forget(own, "nobody")
        assert found(own, "husband") == ["two"]
