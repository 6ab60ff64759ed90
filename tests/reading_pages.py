"""Opening a page of the app without a browser, and reading what it shows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest


@dataclass(frozen=True, slots=True)
class Pages:
    """Opens pages by the name of their file."""

    root: Path

    def open(self, name: str, query: Mapping[str, str] | None = None) -> AppTest:
        app = AppTest.from_file(str(self.root / "views" / "shell.py"), default_timeout=20)
        if name != "home":
            app.run().switch_page(f"{name}_page.py")  # pages are known after a first run
        for key, value in (query or {}).items():
            app.query_params[key] = value
        return app.run()


def source(app: AppTest) -> str:
    """All HTML of ours on the page, as it is sent."""
    return "\n".join(one.proto.body for one in app.get("html"))


def words(app: AppTest) -> str:
    """What a person reads of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source(app))).split())


def headings(app: AppTest, level: int = 1) -> list[str]:
    return [html.unescape(found) for found in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", source(app), flags=re.DOTALL)]
