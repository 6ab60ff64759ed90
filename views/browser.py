"""The two small scripts that run in the browser: focus and links for every page, and keeping what is being typed."""

from __future__ import annotations

from collections.abc import Mapping
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
