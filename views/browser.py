"""The small scripts that run in the browser: focus and links for every page, keeping what is being typed, and the rehearsal's timer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_SCRIPTS = Path(__file__).parent / "scripts"


def _mount(name: str, *, key: str, data: Mapping[str, Any], trigger: str) -> Any:
    script = (_SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
    with st.container(key=f"tools-{key}"):
        callback: dict[str, Any] = {f"on_{trigger}_change": _nothing}
        return st.components.v2.component(f"shared_endeavour_{name}", js=script)(key=key, data=dict(data), **callback)


def _nothing() -> None:
    """Streamlit keeps a component's trigger only when a callback is named."""


def followed_link() -> str:
    """Draws the page script; returns the address of one of our links that was just followed, or ''."""
    return str(_mount("page", key="page-tools", data={}, trigger="go").get("go") or "")


def autosave(
    draft_id: str, texts: Mapping[str, str], *, saved_at: float, cleared: bool = False, prefix: str = "draft_", in_bank: bool = True
) -> dict[str, str]:
    """Keeps the text boxes whose keys are `prefix` and NAME as they are typed in: in this tab, and `in_bank` also in the bank's draft.

    `texts` is what the bank holds per NAME and `saved_at` when (seconds). Returns newer words this tab kept, once, else {}.
    """
    data = {
        "draft": draft_id,
        "texts": dict(texts),
        "savedAt": saved_at,
        "cleared": cleared,
        "prefix": prefix,
        "inBank": in_bank,
    }
    kept = _mount("autosave", key="autosave", data=data, trigger="restore").get("restore") or {}
    return {name: str(value) for name, value in dict(kept).items() if name in texts}


def timer(name: str, *, seconds: int, starts: Sequence[float]) -> None:
    """A clock for saying something aloud, drawn where it is called. It marks `[data-line]` elements of the page as their time comes.

    `name` is what is timed: another name starts the clock anew. `seconds` is the length, `starts` when each line begins. In the browser alone.
    """
    script = (_SCRIPTS / "timer.js").read_text(encoding="utf-8")
    clock = (_SCRIPTS / "timer.html").read_text(encoding="utf-8")
    component = st.components.v2.component("shared_endeavour_timer", html=clock, js=script, isolate_styles=False)
    component(key="timer", data={"name": name, "seconds": seconds, "starts": list(starts)})
