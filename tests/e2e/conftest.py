"""The app as people meet it: started on a free port with a bank of its own, looked at through a real browser.

Rules that keep journeys steady: settle before acting, expect what the server drew, press for 80 ms as people do, a new context for each test.
"""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import a_consent, a_draft
from playwright.sync_api import Browser, expect, sync_playwright
from visiting import Site, Visitor

from services import demo
from services.bank import open_bank
from services.settings import Settings
from services.sharing.capture import capture_story
from stories.story import ThemeMark

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=20_000)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def canary() -> Iterator[tuple[int, list[str]]]:
    """A server on this computer that notes everything it is asked for."""
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()


def _fill(home: Path, canary_port: int) -> str:
    """The demo bank, and one story whose every field tries to reach the canary. Returns that story's id."""
    bank = open_bank(Settings(home=home, user="tester"))
    demo.seed(bank)
    lure = f"http://127.0.0.1:{canary_port}"
    words = (
        f'![x]({lure}/md.png) <img src="{lure}/img.png"> <style>@import "{lure}/css"</style> <iframe srcdoc="<script>1</script>"></iframe>'
    )
    bad = f"![x]({lure}/t.png) :red[x] $x$ <img src={lure}/t>"
    draft = a_draft(
        title=bad[:140], text=f"Xylophone. {words} {'and so on and on ' * 10}", quotes=(), wish=words[:300], single_change=words[:300], name=bad[:60],
        about=bad[:100], synthetic=False, service="dementia", themes=(ThemeMark("food_drink", "poor"),),  # what no journey looks for
    )  # fmt: skip
    story = capture_story(bank, draft, a_consent()).story
    bank.close()
    return story.id


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, canary: tuple[int, list[str]]) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    hostile = _fill(folder / "storybank", canary[0])
    port, log = _free_port(), folder / "server.log"
    env = {name: value for name, value in os.environ.items() if not name.startswith("STORYBANK_")}
    env |= {"STORYBANK_HOME": str(folder / "storybank"), "STORYBANK_USER": "tester"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.2)
        else:
            raise AssertionError(log.read_text())
        yield Site(url, hostile, canary[1], log)
    finally:
        server.terminate()
        server.wait(10)
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with each file: while a browser is open an event loop runs in this thread, and a test after it could not run one of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("No Chromium on this computer.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


def _visit(browser: Browser, site: Site, width: int, height: int, **more: object) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", accept_downloads=True, **more)  # type: ignore[arg-type]
    visitor = Visitor(site, context.new_page())
    visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    visitor.page.on("console", lambda message: visitor.errors.append(message.text) if "Content Security Policy" in message.text else None)
    yield visitor
    context.close()
    assert visitor.errors == []


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Visitor]:
    yield from _visit(browser, site, 390, 844, has_touch=True, is_mobile=True)


@pytest.fixture
def desktop(browser: Browser, site: Site) -> Iterator[Visitor]:
    yield from _visit(browser, site, 1280, 1000)
