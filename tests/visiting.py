"""One person at one browser, looking at a running app."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && !document.querySelector('[data-stale="true"]');
}"""

WIDER_THAN_THE_WINDOW = (
    "Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('[data-testid=stMain]')]"
    ".map(main => main.scrollWidth - main.clientWidth))"
)


@dataclass(frozen=True, slots=True)
class Site:
    """A running app: its address, the story somebody gave a hostile title, and what the canary server was asked for."""

    url: str
    hostile: str
    canary: list[str]
    log: Path


@dataclass(slots=True)
class Visitor:
    """One person at one browser."""

    site: Site
    page: Page
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.site.url + path)
        self.page.wait_for_selector("h1", timeout=20_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has drawn everything, for 150 ms in a row."""
        self.page.wait_for_timeout(120)
        self.page.wait_for_function(SETTLED, timeout=20_000)
        self.page.wait_for_timeout(150)
        self.page.wait_for_function(SETTLED, timeout=20_000)

    def press(self, what: Locator) -> None:
        what.click(delay=80)
        self.settle()

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.fill(words)
        self.page.keyboard.press("Tab")
        self.settle()

    def sideways(self) -> int:
        """Pixels the page can be scrolled sideways, once it has come to rest: a page that is still being laid out may be too wide for a moment."""
        for _ in range(15):
            wide = int(self.page.evaluate(WIDER_THAN_THE_WINDOW))
            if wide <= 0:
                break
            self.page.wait_for_timeout(200)
        return wide

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.innerText || document.activeElement.tagName"))
