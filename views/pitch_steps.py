"""Moving between the steps of a pitch, saving on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.pitches import Pitch, save_pitch, start_pitch
from views.text import draw


def go_to(pitch: Pitch, step: int) -> None:
    """Open a step of `pitch`; the Back button of the browser returns from it."""
    st.query_params.from_dict({"pitch": pitch.id, "step": str(step)})
    st.rerun()


def changed(bank: Bank, pitch: Pitch, **fields: Any) -> Pitch:
    """`pitch` with `fields`, saved when that changes anything. A pitch without an id is begun first."""
    new = replace(pitch, **fields)
    if new == pitch:
        return pitch
    if not pitch.id:
        new = replace(new, id=start_pitch(bank).id)
    return save_pitch(bank, new)


def saved_line(pitch: Pitch) -> None:
    if pitch.saved_at:
        draw(Markup("<p class='meta' role='status'>Draft saved at {}</p>").format(f"{pitch.saved_at.astimezone():%H:%M, %-d %B}"))
