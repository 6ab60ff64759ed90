"""The server is killed in the middle of a session: nobody loses an answer, phones come back by themselves, the session goes on."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from benchmarks.live import kept, prepare, start

pytestmark = pytest.mark.soak


def test_a_kill_in_the_middle_of_a_session_loses_no_answer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    session_id, code = prepare(home, moderated=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    app = start(home, port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            phones = [browser.new_context().new_page() for _ in range(3)]
            wall = browser.new_page()
            wall.goto(f"http://127.0.0.1:{port}/wall/{session_id}")
            for number, phone in enumerate(phones):
                phone.goto(f"http://127.0.0.1:{port}/j/{code}")
                phone.locator("#box").fill(f"before the cut, number {number}")
                phone.get_by_role("button", name="Share with the room").click()
                expect(phone.locator("#said")).to_contain_text("Thank you", timeout=30_000)
            app.kill()
            app.wait(10)
            for number, phone in enumerate(phones):
                phone.locator("#box").fill(f"during the cut, number {number}")
                phone.get_by_role("button", name="Share with the room").click()
                expect(phone.locator("#said")).to_contain_text("No connection", timeout=30_000)
            expect(wall.locator("#lost")).to_be_visible(timeout=30_000)
            app = start(home, port)
            for number, phone in enumerate(phones):
                expect(phone.locator("ul.mine")).to_contain_text(f"during the cut, number {number}", timeout=60_000)
                expect(phone.locator("#box")).to_have_value("")
            expect(wall.locator("#main")).to_contain_text("during the cut", timeout=60_000)
            expect(wall.locator("#lost")).to_be_hidden()
            browser.close()
    finally:
        app.kill()
        app.wait(10)
    assert sorted(kept(home)) == sorted(f"{when} the cut, number {n}" for when in ("before", "during") for n in range(3))
