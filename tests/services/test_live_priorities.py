from __future__ import annotations

from collections.abc import Iterator

import pytest
from rooms import a_bank, at_todays_time, open_session, somebody, step_of

from live.model import AnswerRefused, GroupSize, Session, TooManyAnswers
from live.presence import Presence
from live.priorities import code_of
from services.bank import Bank
from services.live.desk import decide, desk, draft_statement, go_to_step
from services.live.grouping import group_now, merge_groups, rename_group, split_group
from services.live.room import choose, place_in, respond
from services.live.wall import RoomView, room_view, touched

FOUR = ("ring ring answered", "parking parking space", "letters letters plain", "supper supper warm")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


@pytest.fixture
def session(bank: Bank) -> Session:
    """A room that has said four things and is at the step where it picks."""
    opened = open_session(bank)
    said(bank, opened, *FOUR)
    go_to_step(bank, opened.id, step_of(opened, "groups"))
    return opened


def said(bank: Bank, session: Session, *texts: str) -> None:
    for text in texts:
        respond(bank, session.id, somebody(bank, session), kind="wish", text=text, key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")


def view(bank: Bank, session: Session) -> RoomView:
    group_now(bank, session.id)
    touched(bank, session.id)
    return room_view(bank, session.id)


def group(bank: Bank, session: Session, words: str) -> GroupSize:
    return next(one for one in view(bank, session).groups if words in one.name)


def pick(bank: Bank, session: Session, token: str, words: str, *, on: bool = True) -> None:
    choose(bank, session.id, token, kind="pick", code=code_of(group(bank, session, words)), on=on)


def counts(bank: Bank, session: Session) -> list[tuple[str, int]]:
    return [(one.name.split()[0], count) for one, count in view(bank, session).by_priority if count]


def test_each_person_picks_up_to_three_and_the_room_sees_the_order(bank: Bank, session: Session) -> None:
    one, other = somebody(bank, session), somebody(bank, session)
    for words in ("letters", "ring", "parking"):
        pick(bank, session, one, words)
    pick(bank, session, one, "ring")  # a double tap
    with pytest.raises(AnswerRefused, match="picked three already"):
        pick(bank, session, one, "supper")
    pick(bank, session, other, "ring")
    assert counts(bank, session)[0] == ("ring", 2) and sorted(counts(bank, session)[1:]) == [("letters", 1), ("parking", 1)]
    pick(bank, session, one, "letters", on=False)
    pick(bank, session, one, "letters", on=False)
    pick(bank, session, one, "supper")
    assert sorted(counts(bank, session)[1:]) == [("parking", 1), ("supper", 1)]


def test_after_a_merge_a_person_counts_once_and_has_a_pick_to_give_again(bank: Bank, session: Session) -> None:
    one, other = somebody(bank, session), somebody(bank, session)
    for words in ("ring", "parking", "letters"):
        pick(bank, session, one, words)
    pick(bank, session, other, "parking")
    merge_groups(bank, session.id, [group(bank, session, "ring").id, group(bank, session, "parking").id])
    rename_group(bank, session.id, group(bank, session, "ring").id, "Coming and calling")
    assert counts(bank, session) == [("Coming", 2), ("letters", 1)]
    pick(bank, session, one, "supper")
    pick(bank, session, one, "Coming", on=False)
    assert counts(bank, session)[0][1] == 1 and ("Coming", 1) in counts(bank, session)


def test_after_a_split_a_pick_stays_with_the_words_it_was_given_to(bank: Bank, session: Session) -> None:
    token = somebody(bank, session)
    pick(bank, session, token, "parking")
    merge_groups(bank, session.id, [group(bank, session, "ring").id, group(bank, session, "parking").id])
    parking = next(one for one in desk(bank, session.id).decided if "parking" in one.words)
    split_group(bank, session.id, [parking.id])
    assert counts(bank, session) == [("parking", 1)]


def test_a_pick_outlives_the_answer_it_was_given_to_while_its_group_stands(bank: Bank, session: Session) -> None:
    said(bank, session, "ring ring answered phone", "ring ring answered always")
    pick(bank, session, somebody(bank, session), "ring")
    named_by = group(bank, session, "ring").named_by
    decide(bank, session.id, [named_by], "hidden")
    assert counts(bank, session) == [("ring", 1)]
    rest = [one.id for one in desk(bank, session.id).decided if "ring" in one.words]
    decide(bank, session.id, rest, "hidden")
    assert counts(bank, session) == []


def test_a_pick_is_refused_at_another_step_for_another_question_and_when_its_group_is_gone(bank: Bank, session: Session) -> None:
    token, there = somebody(bank, session), group(bank, session, "ring")
    for code in ("nonsense", "", ":", "x" * 64):
        with pytest.raises(AnswerRefused, match="no longer on the wall"):
            choose(bank, session.id, token, kind="pick", code=code)
    elsewhere = open_session(bank)
    with pytest.raises(AnswerRefused, match="moved on"):
        choose(bank, elsewhere.id, somebody(bank, elsewhere), kind="pick", code=code_of(there))
    go_to_step(bank, elsewhere.id, step_of(elsewhere, "groups"))
    with pytest.raises(AnswerRefused, match="no longer on the wall"):  # a group of another room
        choose(bank, elsewhere.id, somebody(bank, elsewhere), kind="pick", code=code_of(there))
    go_to_step(bank, session.id, step_of(session, "lose"))
    with pytest.raises(AnswerRefused, match="moved on"):
        choose(bank, session.id, token, kind="pick", code=code_of(there))


def test_tapping_without_end_is_slowed_down(bank: Bank, session: Session) -> None:
    token, there = somebody(bank, session), group(bank, session, "ring")
    bank.room = Presence()
    with pytest.raises(TooManyAnswers):
        for n in range(30):
            choose(bank, session.id, token, kind="pick", code=code_of(there), on=n % 2 == 0)
    assert len([one for one in place_in(bank, session.id, token).mine if one.kind == "pick:wish"]) <= 1


def test_the_draft_begins_with_what_the_room_picked(bank: Bank, session: Session) -> None:
    said(bank, session, "ring ring answered phone")
    pick(bank, session, somebody(bank, session), "supper")
    rename_group(bank, session.id, group(bank, session, "letters").id, "Plain words")
    pick(bank, session, somebody(bank, session), "Plain words")
    pick(bank, session, somebody(bank, session), "Plain words")
    points = [line for line in draft_statement(bank, session.id).splitlines() if line.startswith("•")]
    assert points[:3] == [
        "• Plain words (1 answer, picked by 2)",
        "• “supper supper warm” (1 answer, picked by 1)",
        f"• “{group(bank, session, 'ring').name}” (2 answers)",
    ]
