"""The door for phones: what it answers, and that nothing else of the app is behind it."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest
from reading_pages import Pages
from rooms import open_session
from starlette.testclient import TestClient

from services.bank import Bank
from services.live.start import codes
from services.settings import Settings
from stories.errors import StoryBankError
from views.room_door import room_app, room_door


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_phones_reach_the_session_and_its_style_and_nothing_else(bank: Bank, pages: Pages) -> None:
    session = open_session(bank)
    client = TestClient(room_app("192.168.1.20"), base_url="http://192.168.1.20:8600")
    assert "What do we want services to be like" in client.get(f"/j/{codes(bank).code(session.id)}").text
    assert client.get("/assets/room.css").status_code == 200
    for path in (
        "/",
        "/stories",
        f"/wall/{session.id}",
        f"/live?session={session.id}",
        "/health",
        "/files/session/x.md",
        "/_stcore/health",
        "/assets/../app.py",
        "/assets/style.css",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/j", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/j").headers["x-frame-options"] == "DENY"


def test_the_door_is_open_while_the_app_runs_and_closed_after(bank: Bank, pages: Pages) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with room_door(url):
        for _ in range(50):
            try:
                assert urllib.request.urlopen(f"{url}/j", timeout=5).status == 200
                break
            except urllib.error.URLError:
                continue
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/j", timeout=2)


def test_an_address_that_is_not_this_computers_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match="this computer's own address"), room_door("http://192.0.2.1:8600"):
        pass


@pytest.mark.parametrize("given", ["192.168.1.20:8600", "https://x:1", "http://host", "http://host:80/j", "ftp://h:1"])
def test_a_setting_that_is_no_such_address_says_how_to_write_it(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYBANK_ROOM_URL", given)
    with pytest.raises(StoryBankError, match=r"192\.168\.1\.20:8600"):
        Settings.from_environment()
