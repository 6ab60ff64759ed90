"""What a pitch says when it is opened and a story in it has been taken back since."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.telling.pitches import Pitch
from services.telling.versions import gone, without_gone
from views.text import draw


def withdrawn_since(bank: Bank, pitch: Pitch) -> Pitch:
    """Says that a story has been withdrawn since, and takes it out when asked to. Returns the pitch as it then is."""
    lost = gone(bank, pitch) if pitch.id else ()
    if not lost:
        return pitch
    one = len(lost) == 1
    draw(
        Markup("<div class='problems withdrawn' role='alert'><p><b>{}</b> {}</p></div>").format(
            "A story in this pitch has been withdrawn since." if one else f"{len(lost)} stories in this pitch have been withdrawn since.",
            f"{'It is' if one else 'They are'} no longer shown or used here. If you have sent this pitch to anybody, please ask for it back.",
        )
    )
    label = "Take it out of this pitch" if one else "Take them out of this pitch"
    if st.button(label, key="take-gone-out"):
        without_gone(bank, pitch.id)
        st.rerun()
    return pitch
