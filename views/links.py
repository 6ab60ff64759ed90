"""Addresses inside the app. A link is a real address first; `page_tools` then makes following it quick."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

PAGES = {
    "": "views/home_page.py",
    "stories": "views/stories_page.py",
    "story": "views/story_page.py",
    "keep": "views/keep_page.py",
    "share": "views/share_page.py",
    "pitch": "views/pitch_page.py",
    "live": "views/live_page.py",
    "missing": "views/missing_page.py",
    "rehearse": "views/rehearse_page.py",
    "versions": "views/versions_page.py",
    "check": "views/check_page.py",
}


def address(page: str, query: Mapping[str, object] | None = None) -> str:
    """The address of a page: `/story?story=…`. Empty values are left out."""
    given = {key: value for key, value in (query or {}).items() if value not in ("", None, [], ())}
    return f"/{page}" + (f"?{urlencode(given, doseq=True)}" if given else "")


def link(page: str, text: object, query: Mapping[str, object] | None = None, *, mark: str = "go") -> Markup:
    """A link to one of our pages, its text escaped."""
    return Markup('<a class="{}" href="{}" data-page>{}</a>').format(mark, address(page, query), text)


def whole_address(page: str, query: Mapping[str, object] | None = None) -> str:
    """The address with the computer's name before it, to be copied and kept."""
    here = urlsplit(st.context.url or "")
    return (f"{here.scheme}://{here.netloc}" if here.netloc else "") + address(page, query)


def destination(href: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The page file and query behind one of our addresses, or None when it is not ours."""
    parts = urlsplit(href)
    page = PAGES.get(parts.path.strip("/"))
    if not href.startswith("/") or parts.scheme or parts.netloc or page is None:
        return None
    return page, parse_qsl(parts.query)
