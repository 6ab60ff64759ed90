"""Few convincing answers first, then an honest line: what is close, what is a reason, and how much else is shown."""

from __future__ import annotations

import pytest
from banks import put
from builders import a_consent
from sqlalchemy import text

from services.bank import Bank
from services.finding.closeness import Closeness, arranged, carrying, most_less_close
from services.finding.search import Filters, find_stories
from services.index.rebuilding import write_words_anew
from stories.story import ThemeMark


@pytest.fixture(scope="module")
def ward(read_bank: Bank) -> Bank:
    """Forty stories in which people told and needed things, one of them about a buzzer."""
    for number in range(39):
        told = "What they needed and answered is written down here" if number % 2 else "Somebody needed something and told somebody"
        put(
            read_bank,
            f"Story {number}",
            text=f"{told}. On day {number} we drove home past fields, rivers, bridges, farms, chapels, quarries, mills and inns.",
        )
    put(
        read_bank,
        "Forty minutes",
        text="The buzzer was going all night and nobody answered. I needed the toilet and told the man in the next bed.",
    )
    return read_bank


def test_the_story_that_holds_the_rare_words_comes_first_and_a_line_stands_below_it(ward: Bank) -> None:
    found = find_stories(ward, "buzzer not answered, needed the toilet")
    assert found.hits[0].story.title == "Forty minutes"
    assert 1 <= found.close <= 3
    assert [hit.close for hit in found.hits] == [True] * found.close + [False] * (len(found.hits) - found.close)


def test_a_reason_names_no_word_that_most_stories_hold(ward: Bank) -> None:
    found = find_stories(ward, "buzzer not answered, needed the toilet")
    assert found.hits[0].reasons == ("Matches “buzzer”, “toilet”.",)
    for hit in found.hits[1:]:
        assert not any(word in reason for reason in hit.reasons for word in ("needed", "answered"))


def test_the_only_words_somebody_typed_are_reasons_however_common(ward: Bank) -> None:
    assert find_stories(ward, "needed").hits[0].reasons == ("Matches “needed”.",)


def test_stop_words_alone_have_no_close_answer_and_are_no_reason(ward: Bank) -> None:
    found = find_stories(ward, "what they were on")
    assert found.total and not found.close
    assert not any("Matches" in reason for hit in found.hits for reason in hit.reasons)


def test_a_small_bank_shows_no_more_than_twelve_that_are_less_close(ward: Bank) -> None:
    found = find_stories(ward, "buzzer not answered, needed the toilet", per_page=100)
    assert found.total - found.close == most_less_close(40) == 12
    assert len(found.hits) == found.total < 40
    assert most_less_close(10_000) == 2_000


def test_in_another_order_nothing_is_set_apart(ward: Bank) -> None:
    found = find_stories(ward, "buzzer needed", Filters(order="newest"))
    assert found.close == found.total


def test_far_from_the_question_a_story_is_close_only_with_most_of_its_words() -> None:
    asks = Closeness(near_enough=0.24)
    assert asks.close(0.42, 0.0) and asks.close(0.0, 0.5) and asks.close(0.21, 0.33)
    assert not asks.close(0.41, 0.32) and not asks.close(0.19, 0.49)
    assert not Closeness(0.24, tells=False).close(1.0, 1.0)
    assert not asks.close(0.9, 0.9, beside_best=0.6)


def test_the_line_is_drawn_where_two_in_a_row_do_not_answer_closely_and_later_ones_that_do_stand_above_it() -> None:
    assert arranged([True, False, True, False, False, True, False]) == ([0, 1, 2, 5, 3, 4, 6], 4)
    assert arranged([False, True]) == ([0, 1], 2)
    assert arranged([False, False, True]) == ([2, 0, 1], 1)
    assert arranged([False]) == ([0], 0) and arranged([]) == ([], 0)


def test_words_nobody_knows_make_what_is_mentioned_less() -> None:
    assert Closeness(0.3, known=1.0).close(0.0, 0.7) and not Closeness(0.3, known=0.5).close(0.0, 0.7)


def test_a_word_carries_meaning_beside_the_rarest_that_is_known() -> None:
    assert carrying({"buzzer": 3, "need": 40, "toilet": 4, "xyzzy": 0}, 69) == {"buzzer", "toilet"}
    assert carrying({"need": 40}, 69) == {"need"}
    assert carrying({}, 69) == frozenset()


def test_stories_kept_back_are_counted_and_those_taken_back_are_not(bank: Bank) -> None:
    put(bank, "For all")
    put(bank, "For staff only", consent=a_consent(scopes={"S2": "yes"}))
    assert (find_stories(bank, "").bank_total, find_stories(bank, "").kept_back) == (2, 0)
    board = find_stories(bank, "", Filters(scope="S3"))
    assert (board.bank_total, board.kept_back) == (1, 1)


def test_a_story_is_found_by_what_its_theme_means(bank: Bank) -> None:
    put(bank, "The lift", themes=(ThemeMark("surroundings", "poor"),))
    filed = put(bank, "Nine tellings", themes=(ThemeMark("records", "poor"),))
    found = find_stories(bank, "repeating")
    assert [hit.story.id for hit in found.hits if hit.close] == [filed.id]
    assert found.hits[0].reasons == ("Filed under “Records”.",)


def test_words_written_anew_are_those_of_this_release(bank: Bank) -> None:
    story = put(bank, "Parking")
    gone = put(bank, "Withdrawn")
    with bank.database.transaction() as connection:
        connection.execute(text("UPDATE story SET status = 'withdrawn' WHERE id = :id"), {"id": gone.id})
        for one in (story, gone):
            connection.execute(text("UPDATE story_words SET text = 'old' WHERE story_id = :id"), {"id": one.id})
    assert write_words_anew(bank.database) == 1
    assert [hit.story.id for hit in find_stories(bank, "parking").hits] == [story.id]
