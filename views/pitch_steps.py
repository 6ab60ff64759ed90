"""Moving between the steps of a pitch, saving on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.telling.pitches import Pitch, save_pitch
from views.browser import autosave
from views.text import draw

NOT_BEGUN = "pitch-not-begun"  # the id a pitch will have once somebody writes or chooses something


def go_to(pitch: Pitch, step: int) -> None:
    """Open a step of `pitch`; the Back button of the browser returns from it."""
    st.query_params.from_dict({"pitch": pitch.id, "step": str(step)})
    st.rerun()


def changed(bank: Bank, pitch: Pitch, **fields: Any) -> Pitch:
    """`pitch` with `fields`, saved when that changes anything: a pitch is begun by its first word or choice."""
    new = replace(pitch, **fields)
    return pitch if new == pitch else save_pitch(bank, new)


def keep_typing(pitch: Pitch, step: int, boxes: Mapping[str, str]) -> None:
    """Keep what is being typed into `boxes` (key to the words the pitch holds) in this tab, and bring it back after a refresh.

    Draw it before the boxes. Every box gets the words the pitch holds when it has none yet.
    """
    for key, words in boxes.items():
        st.session_state.setdefault(key, words)
    saved_at = pitch.saved_at.timestamp() if pitch.saved_at else 0.0
    if newer := autosave(f"{pitch.id}-{step}", boxes, saved_at=saved_at, prefix="", in_bank=False):
        st.session_state.update(newer)


def saved_line(pitch: Pitch) -> None:
    if pitch.saved_at:
        draw(Markup("<p class='meta' role='status'>Draft saved at {}</p>").format(f"{pitch.saved_at.astimezone():%H:%M, %-d %B}"))
