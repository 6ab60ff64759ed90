"""What a phone says and keeps while the room goes on, asked the way a browser without script asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from banks import put
from reading_pages import Pages
from rooms import a_bank, at_todays_time, open_session, somebody, step_of
from starlette.applications import Starlette
from starlette.testclient import TestClient

from live.model import Session
from services.bank import Bank
from services.live.after import close_session
from services.live.desk import change_agenda, decide, desk, go_to_step, masked
from services.live.grouping import group_now
from services.live.room import respond
from services.live.start import codes
from services.live.wall import room_view, touched
from views.front_door import MIDDLEWARE, ROUTES
from views.room_choices import OFFERED

Phone = Callable[[], TestClient]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


@pytest.fixture
def phone(pages: Pages) -> Phone:
    return lambda: TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE), base_url="http://127.0.0.1:8501")


@pytest.fixture
def session(bank: Bank) -> Session:
    return open_session(bank)


def post(client: TestClient, path: str, **form: str):  # type: ignore[no-untyped-def]
    return client.post(path, content=urlencode(form), headers={"content-type": "application/x-www-form-urlencoded"})


def at(bank: Bank, session: Session, key: str) -> None:
    go_to_step(bank, session.id, step_of(session, key))


def said(bank: Bank, session: Session, *texts: str) -> None:
    for text in texts:
        respond(bank, session.id, somebody(bank, session), kind="wish", text=text, key="1")
    while waiting := desk(bank, session.id).waiting:
        decide(bank, session.id, [one.id for one in waiting], "shown")
    group_now(bank, session.id)
    touched(bank, session.id)


def picks(page: str) -> dict[str, tuple[str, bool]]:
    """What may be pressed: value and whether it is pressed, by its words."""
    found = re.findall(r"<button class='pick'[^>]* value='([^']+)' aria-pressed='(\w+)'>([^<]*)</button>", page)
    return {unescape(words): (value, pressed == "true") for value, pressed, words in found}


def test_what_matters_most_is_picked_and_taken_back_and_the_wall_follows(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    said(bank, session, "ring ring answered", "parking parking space", "letters letters plain", "supper supper warm")
    at(bank, session, "groups")
    page = client.get(path).text
    assert "Which of these matter most to you?" in page and "<textarea" not in page and "up to 3" in page
    assert set(picks(page)) == {"ring ring answered", "parking parking space", "letters letters plain", "supper supper warm"}
    for words in ("supper supper warm", "ring ring answered", "letters letters plain"):
        page = post(client, f"{path}/choose", pick=picks(page)[words][0]).text
        assert picks(page)[words][1]
    assert "You have picked 3 of 3." in page
    refused = post(client, f"{path}/choose", pick=picks(page)["parking parking space"][0])
    assert refused.status_code == 422 and "picked three already" in refused.text
    page = post(client, f"{path}/choose", pick=picks(page)["ring ring answered"][0]).text
    assert not picks(page)["ring ring answered"][1] and "You have picked 2 of 3." in page
    touched(bank, session.id)
    rows = re.findall(r"<li data-key='p-[^']+'>.*?>([^<]+)</span>.*?<b>(\d)</b>", client.get(f"/wall/{session.id}").text)
    assert {words for words, count in rows[:2]} == {"supper supper warm", "letters letters plain"}
    assert [count for _, count in rows] == ["1", "1", "0", "0"]


def test_a_page_full_of_groups_stays_under_thirty_kilobytes(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    said(bank, session, *(f"{n} " + f"{chr(97 + n % 26)}{n}word " * 60 for n in range(40)))
    at(bank, session, "groups")
    page = client.get(path).text
    assert len(picks(page)) == OFFERED < len(room_view(bank, session.id).groups)
    assert "more stand on the wall" in page
    assets = re.findall(r"(?:href|src)='(/assets/[^']+)'", page)
    assert len(page.encode()) + sum(len(client.get(one).content) for one in assets) < 30_000


def test_listening_first_asks_nobody_to_choose_between_what_people_feel(bank: Bank, phone: Phone) -> None:
    session = open_session(bank, kind="listen")
    at(bank, session, "hear")
    assert not picks(phone().get(f"/j/{codes(bank).code(session.id)}").text)


def test_a_confirmation_is_not_said_again_at_the_next_step(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    client.get(path)
    sent = post(client, f"{path}/say", kind="wish", key="1", text="Somebody who answers")
    assert "A facilitator reads it" in sent.text and "A facilitator reads it" in client.get(str(sent.url)).text
    at(bank, session, "who")
    assert "A facilitator reads it" not in client.get(str(sent.url)).text


def test_words_for_a_question_the_room_has_left_name_it_and_go_nowhere_else(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    client.get(path)
    at(bank, session, "lose")
    long = "b" * 600
    refused = post(client, f"{path}/say", kind="wish", key="wish-0", text=long).text
    late, here = re.findall(r"<form[^>]*/say'.*?</form>", refused, re.DOTALL)
    assert f"Your words for “{session.question}”" in late and long in late and "value='wish'" in late
    assert "b" * 600 not in here and "value='lose'" in here
    post(client, f"{path}/say", kind="wish", key="late-0", text="b" * 400)
    assert [(one.kind, len(one.text)) for one in desk(bank, session.id).waiting] == [("wish", 400)]
    left = tuple(step for step in session.agenda if step.ask != "wish")
    change_agenda(bank, session.id, left)
    gone = post(client, f"{path}/say", kind="wish", key="late-1", text="too late")
    assert (
        gone.status_code == 422 and "does not take answers to that question any more" in gone.text and ">too late</textarea>" in gone.text
    )
    assert len(desk(bank, session.id).waiting) == 1


def test_nothing_is_cut_as_it_is_pasted(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    page = client.get(path).text
    (box,) = re.findall(r"<textarea[^>]*>", page)
    assert "maxlength" not in box and "data-most='500'" in box and "Up to 500 characters" in page


def test_whoever_sent_a_name_sees_what_stands_on_the_wall_instead(bank: Bank, phone: Phone, session: Session) -> None:
    client, path = phone(), f"/j/{codes(bank).code(session.id)}"
    client.get(path)
    post(client, f"{path}/say", kind="wish", key="1", text="Dr Patel should ring back")
    (waiting,) = desk(bank, session.id).waiting
    decide(bank, session.id, [waiting.id], "shown", shown_as=masked(waiting.text))
    page = re.sub(r"<[^>]+>", "", client.get(path).text)
    assert "On the wall as: “[name] should ring back”" in page and "Dr Patel should ring back" in page


def test_the_first_page_leads_back_to_a_session_this_phone_has_a_place_in(bank: Bank, phone: Phone, session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    assert "Return to your session" not in client.get("/j").text
    client.get(f"/j/{code}")
    assert f"<a href='/j/{code}'>Return to your session</a>" in client.get("/j").text
    assert "Return to your session" in post(client, "/j", code="00000000").text
    assert "Return to your session" not in phone().get("/j").text
    close_session(bank, session.id)
    assert "Return to your session" not in client.get("/j").text


def test_where_people_argue_the_titles_they_may_argue_for_stand_on_phone_and_wall(bank: Bank, phone: Phone) -> None:
    titles = ("The first night", "The second letter")
    session = open_session(bank, kind="choose", story_ids=tuple(put(bank, title).id for title in titles))
    at(bank, session, "argue")
    for path in (f"/j/{codes(bank).code(session.id)}", f"/wall/{session.id}"):
        page = phone().get(path).text
        assert [title for title in titles if title in page] == list(titles), path
