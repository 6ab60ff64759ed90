"""What the wall shows of what a room said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from rooms import a_bank, at_todays_time, open_session, somebody, step_of

from services.bank import Bank
from services.live.desk import commit_to, go_to_step, write
from services.live.grouping import group_now
from services.live.room import respond
from services.live.wall import RoomView, room_view, touched
from views.wall_pages import wall
from views.wall_said import TURN

WISHES = [
    f"{a} {b}" for a in ("letter", "parking", "kettle", "daughter", "stairs", "tablets") for b in ("Monday", "green", "slowly", "please")
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("wall")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


def at(view: RoomView, seconds: int) -> str:
    return str(wall(replace(view, elapsed=seconds), "http://127.0.0.1"))


def test_every_answer_of_a_busy_room_has_its_turn_and_the_wall_says_how_many_there_are(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    for text in WISHES:
        respond(bank, session.id, somebody(bank, session), kind="wish", text=text, key="1")
    for grouped in (False, True):
        if grouped:
            group_now(bank, session.id)
        touched(bank, session.id)
        view = room_view(bank, session.id)
        shown = [at(view, seconds) for seconds in range(0, 20 * TURN, TURN)]
        assert all(f"class='so-far'>{len(WISHES)} answers" in page for page in shown)
        assert all(page.count("<li") <= 9 for page in shown)  # as many as fit
        assert grouped or re.search(rf"<h2>1 to 9 of {len(WISHES)}</h2>", shown[0])
        names = {group.name for group in view.groups} | {one.words for one in view.loose}
        assert {name for name in names if not any(name in page for page in shown)} == set()


def test_what_was_asked_before_does_not_stand_under_what_we_agree(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    go_to_step(bank, session.id, step_of(session, "who"))
    respond(bank, session.id, somebody(bank, session), kind="who", text="Ward clerks", key="1")
    go_to_step(bank, session.id, step_of(session, "agree"))
    page = at(room_view(bank, session.id), 0)
    assert "Ward clerks" not in page and "We write it together." in page


def test_what_people_promised_from_their_phones_stays_beside_the_commitments(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    go_to_step(bank, session.id, step_of(session, "will"))
    respond(bank, session.id, somebody(bank, session), kind="will", text="I will ring the ward", key="1")
    promise(bank, session.id)
    page = at(room_view(bank, session.id), 0)
    assert "I will ring the ward" in page and "One number on every letter" in page


def test_a_long_statement_and_the_commitments_take_turns_at_the_reading_back(bank: Bank) -> None:
    session = open_session(bank)
    write(bank, session.id, "statement", "\n".join(f"{n}. {'what we want ' * 8}" for n in range(6)), seen="")
    promise(bank, session.id)
    go_to_step(bank, session.id, step_of(session, "close"))
    view = room_view(bank, session.id)
    first, second = at(view, 0), at(view, 2 * TURN)
    assert "what we want" in first and "One number" not in first
    assert "One number" in second and "what we want" not in second


def promise(bank: Bank, session_id: str) -> None:
    commit_to(
        bank, session_id, owner="Ward manager", action="One number on every letter", first_step="Ask the clerks",
        due_on=bank.today() + timedelta(days=9), known_by="We look",
    )  # fmt: skip


def test_words_from_phones_stay_words_on_the_wall(bank: Bank) -> None:
    session = open_session(bank, moderated=False)
    respond(bank, session.id, somebody(bank, session), kind="wish", text="<script>x()</script> **bold**", key="1")
    touched(bank, session.id)
    page = at(room_view(bank, session.id), 0)
    assert "<script>x()" not in page and "&lt;script&gt;" in page
