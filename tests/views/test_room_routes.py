"""The phone and the wall, asked the way a browser asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
from services.live.desk import decide, desk, go_to_step, keep_silence, save_loss, show_story, write
from services.live.room import respond
from services.live.start import codes
from services.live.wall import touched
from services.sharing.capture import withdraw
from stories.story import Touchpoint
from views.front_door import MIDDLEWARE, ROUTES
from views.room_routes import COOKIE

HOSTILE = '<script>x()</script><img src=//evil/x onerror=x()> ![a](//evil/y) **b** \u202eabc\' "onload="x()'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


@pytest.fixture
def phone(pages: Pages) -> Callable[[], TestClient]:
    def fresh() -> TestClient:
        return TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE), base_url="http://127.0.0.1:8501")

    return fresh


@pytest.fixture
def session(bank: Bank) -> Session:
    return open_session(bank)


def post(client: TestClient, path: str, follow: bool = True, script: bool = False, **form: str) -> object:
    headers = {"content-type": "application/x-www-form-urlencoded"} | ({"x-room": "1"} if script else {})
    return client.post(path, content=urlencode(form), headers=headers, follow_redirects=follow)


def key_in(page: str) -> str:
    (found,) = re.findall(r"name='key' value='([^']+)'", page)
    return str(found)


def test_somebody_joins_with_the_code_answers_and_sees_it_acknowledged_without_any_script(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    assert "eight characters" in client.get("/j").text
    page = post(client, "/j", code=f"{code[:4]}-{code[4:].lower()}").text  # type: ignore[attr-defined]
    assert "What do we want services to be like" in page
    said = post(client, f"/j/{code}/say", kind="wish", key=key_in(page), text="Somebody who answers").text  # type: ignore[attr-defined]
    assert "A facilitator reads it before it is shown." in said and "Somebody who answers" in said
    cookie = next(one for one in client.cookies.jar if one.name == COOKIE)
    assert cookie.path == "/j" and cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "lax"
    assert [one.text for one in desk(bank, session.id).waiting] == ["Somebody who answers"]


def test_the_page_with_its_style_and_script_is_under_thirty_kilobytes(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client = phone()
    page = client.get(f"/j/{codes(bank).code(session.id)}").text
    assets = re.findall(r"(?:href|src)='(/assets/[^']+)'", page)
    assert len(assets) == 2
    assert len(page.encode()) + sum(len(client.get(one).content) for one in assets) < 30_000


def test_the_pages_own_policy_allows_its_forms_and_nothing_from_elsewhere(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    for path in (f"/j/{codes(bank).code(session.id)}", f"/wall/{session.id}"):
        answer = phone().get(path)
        policy = answer.headers["content-security-policy"]
        assert "form-action 'self'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
        assert answer.headers["cache-control"] == "no-store" and answer.headers["referrer-policy"] == "no-referrer"
        assert " style=" not in answer.text and "<style" not in answer.text


def test_a_phone_without_cookies_is_told_so_instead_of_losing_answers(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    first = client.get(f"/j/{code}", follow_redirects=False)
    client.cookies.clear()
    assert "does not keep your place" in client.get(first.headers["location"]).text


def test_a_wrong_code_and_a_closed_session_give_the_same_page(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    code = codes(bank).code(session.id)
    wrong = phone().get("/j/00000000")
    close_session(bank, session.id)
    closed = phone().get(f"/j/{code}")
    assert (wrong.status_code, wrong.text) == (closed.status_code, closed.text) == (404, wrong.text)
    assert "We cannot find that session" in wrong.text


def test_whoever_was_there_reads_thank_you_and_what_was_agreed_once_it_is_closed(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    write(bank, session.id, "statement", "We want one number that is answered.", seen="")
    close_session(bank, session.id)
    page = client.get(f"/j/{code}").text
    assert "Thank you" in page and "one number that is answered" in page
    assert post(client, f"/j/{code}/say", kind="wish", key="1", text="late").status_code == 404  # type: ignore[attr-defined]


@pytest.mark.parametrize(("text", "sentence"), [("", "no words"), ("a" * 5_000, "yours has 5,000")])
def test_what_is_refused_stays_in_the_box(bank: Bank, phone: Callable[[], TestClient], session: Session, text: str, sentence: str) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    answer = post(client, f"/j/{code}/say", kind="wish", key="1", text=text)
    assert answer.status_code == 422 and sentence in answer.text  # type: ignore[attr-defined]
    assert f">{text}</textarea>" in answer.text  # type: ignore[attr-defined]


def test_a_body_larger_than_any_answer_is_refused_without_being_read(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    assert post(client, f"/j/{code}/say", kind="wish", key="1", text="a" * 60_000).status_code == 413  # type: ignore[attr-defined]
    assert desk(bank, session.id).waiting == ()


def test_another_site_cannot_answer_for_anybody(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = client.post(f"/j/{code}/say", content="kind=wish&key=1&text=x", headers=headers)
        assert answer.status_code == 403
    assert desk(bank, session.id).waiting == ()


def test_a_plain_form_from_a_page_that_sends_no_referrer_is_ours(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    sent = {"origin": "null", "sec-fetch-site": "same-origin"}  # what a browser sends under Referrer-Policy: no-referrer
    assert client.post(f"/j/{code}/say", content="kind=wish&key=1&text=ours", headers=sent).status_code == 200
    assert [one.text for one in desk(bank, session.id).waiting] == ["ours"]


def test_a_retry_after_a_network_drop_makes_no_second_answer(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    key = key_in(client.get(f"/j/{code}").text)
    for _ in range(3):
        answer = post(client, f"/j/{code}/say", script=True, kind="wish", key=key, text="One number")
        assert answer.status_code == 200  # type: ignore[attr-defined]
    assert "have that one already" in answer.text  # type: ignore[attr-defined]
    assert len(desk(bank, session.id).waiting) == 1


def test_fifty_posts_in_a_second_are_refused_kindly_and_their_words_kept(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    answers = [post(client, f"/j/{code}/say", kind="wish", key=str(n), text=f"words {n}", script=True) for n in range(30)]
    late = [one for one in answers if one.status_code == 429]  # type: ignore[attr-defined]
    assert late and "Your words are still here" in late[-1].text and "words 29" in late[-1].text  # type: ignore[attr-defined]


def test_the_phone_is_told_only_when_something_changed(bank: Bank, phone: Callable[[], TestClient], session: Session) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    tag = client.get(f"/j/{code}/now").headers["etag"]
    assert client.get(f"/j/{code}/now", headers={"if-none-match": tag}).status_code == 304
    go_to_step(bank, session.id, step_of(session, "who"))
    moved = client.get(f"/j/{code}/now", headers={"if-none-match": tag})
    assert moved.status_code == 200 and "Who else should be here?" in moved.text


def test_the_phone_is_told_of_its_own_answers_and_not_of_everybody_elses(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    post(client, f"/j/{code}/say", kind="wish", key="1", text="Dr Patel should ring")

    def now(seen: str) -> tuple[int, str, str]:
        told = client.get(f"/j/{code}/now", headers={"if-none-match": seen} if seen else {})
        return told.status_code, told.headers["etag"], told.text

    _, tag, _ = now("")
    respond(bank, session.id, somebody(bank, session), kind="wish", text="somebody else", key="1")
    touched(bank, session.id)
    assert now(tag)[0] == 304
    changes = {
        "[name] should ring": lambda mine: decide(bank, session.id, [mine.id], "shown", shown_as="[name] should ring"),
        "Not shown": lambda mine: decide(bank, session.id, [mine.id], "hidden"),
        "A moment of silence": lambda _: keep_silence(bank, session.id, 60),
    }
    mine = next(one for one in desk(bank, session.id).waiting if "Patel" in one.text)
    for sentence, change in changes.items():
        change(mine)
        status, tag, text = now(tag)
        assert status == 200 and sentence in text
        assert now(tag)[0] == 304


def test_a_withdrawn_story_is_off_the_phone_and_the_wall_with_one_sentence(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    show_story(bank, session.id, session.stories[0].story_id)
    go_to_step(bank, session.id, step_of(session, "story"))
    paths = (f"/j/{code}", f"/j/{code}/now", f"/wall/{session.id}", f"/wall/{session.id}/now")
    assert all("nobody picked up" in client.get(path).text for path in paths)
    withdraw(bank, session.stories[0].story_id, "Maureen")
    touched(bank, session.id)
    for path in paths:
        page = client.get(path).text
        assert "This story is no longer available." in page
        assert not [word for word in ("picked up", "Maureen", "No number to ring") if word in page]


def test_a_phone_without_script_renews_itself_only_where_there_is_nothing_to_type(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, code = phone(), codes(bank).code(session.id)
    assert "http-equiv" not in client.get(f"/j/{code}").text
    show_story(bank, session.id, session.stories[0].story_id)
    go_to_step(bank, session.id, step_of(session, "story"))
    assert "<noscript><meta http-equiv='refresh' content='3'>" in client.get(f"/j/{code}").text


def test_the_content_note_comes_before_the_story(bank: Bank, phone: Callable[[], TestClient]) -> None:
    story = put(bank, "A hard week", content_notes=("death",), quotes=())
    session = open_session(bank, story_ids=(story.id,), form="text")
    go_to_step(bank, session.id, step_of(session, "story"))
    before = phone().get(f"/wall/{session.id}").text
    assert "Before we begin: mentions death" in before and "A hard week" not in before
    show_story(bank, session.id, story.id)
    assert "A hard week" in phone().get(f"/wall/{session.id}").text


def test_hostile_words_reach_every_face_as_words(bank: Bank, phone: Callable[[], TestClient]) -> None:
    moments = (Touchpoint("waiting", f"Waiting {HOSTILE}"[:90], "", "", "poor", 3),)
    story = put(bank, f"Story {HOSTILE}"[:130], touchpoints=moments, name=HOSTILE[:50])
    session = open_session(bank, story_ids=(story.id,), question=HOSTILE, form="text")
    client, code = phone(), codes(bank).code(session.id)
    client.get(f"/j/{code}")
    token = somebody(bank, session)
    for n, kind in enumerate(("wish", "lose", "who", "start", "will")):
        respond(bank, session.id, token, kind=kind, text=f"{HOSTILE} {kind}", key=str(n))
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    write(bank, session.id, "statement", HOSTILE, seen="")
    from live.model import Loss

    save_loss(bank, session.id, Loss("", "status", HOSTILE, HOSTILE, HOSTILE))
    show_story(bank, session.id, story.id)
    for step in range(len(session.agenda)):
        go_to_step(bank, session.id, step)
        for path in (f"/j/{code}", f"/j/{code}/now", f"/wall/{session.id}", f"/wall/{session.id}/now"):
            page = client.get(path).text
            assert "<script>x" not in page and "<img" not in page and "\u202e" not in page and 'onload="' not in page, (step, path)


def test_the_wall_shows_nothing_held_nothing_hidden_and_nothing_to_press(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    token = somebody(bank, session)
    respond(bank, session.id, token, kind="wish", text="Held words", key="1")
    respond(bank, session.id, token, kind="wish", text="Hidden words", key="2")
    respond(bank, session.id, token, kind="wish", text="Shown words", key="3")
    by_text = {one.text: one.id for one in desk(bank, session.id).waiting}
    decide(bank, session.id, [by_text["Hidden words"]], "hidden")
    decide(bank, session.id, [by_text["Shown words"]], "shown")
    page = phone().get(f"/wall/{session.id}").text
    assert "Shown words" in page and "Held words" not in page and "Hidden words" not in page
    assert not re.search(r"<(button|input|form|a|select|textarea)\b", page)
    assert codes(bank).code(session.id)[:4] in page and "<svg" in page


def test_the_remote_moves_the_room_only_for_whoever_has_the_desks_key_and_never_twice(
    bank: Bank, phone: Callable[[], TestClient], session: Session
) -> None:
    client, key = phone(), codes(bank).remote(session.id)
    page = client.get(f"/wall/{session.id}?remote={key}").text
    (state,) = re.findall(r"data-state='([^']+)'", page)
    assert f"data-remote='{key}'" in page and "data-remote=''" in client.get(f"/wall/{session.id}?remote=guess").text
    path = f"/wall/{session.id}/remote"
    assert post(client, path, remote="guess", act="next", seen=state).status_code == 403  # type: ignore[attr-defined]
    for _ in range(3):
        assert post(client, path, remote=key, act="next", seen=state).status_code == 204  # type: ignore[attr-defined]
    assert desk(bank, session.id).view.session.step == 2
    post(client, path, remote=key, act="silence", seen=state)
    assert desk(bank, session.id).view.silence == 60
    assert "A moment of silence" in client.get(f"/wall/{session.id}/now").text


def test_a_wall_of_no_session_says_so(phone: Callable[[], TestClient], bank: Bank) -> None:
    for path in ("/wall/01NOBODY", "/wall/01NOBODY/now", "/wall/%F0%9F%98%80"):
        answer = phone().get(path)
        assert answer.status_code == 404 and "cannot find that session" in answer.text
