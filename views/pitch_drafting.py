"""“Have a model suggest other words”: only where one is set up, with where the story would go, each sentence judged, and a stop at any time."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.telling.briefing import Framed
from services.telling.drafting import Suggestion, begin, forget, offer, parts, stop, suggestion, take
from services.telling.pitches import Pitch
from stories.errors import StoryBankError
from views.pitch_sections import part_name
from views.text import draw, joined
from views.trouble import sentence

EVERY = 0.7  # seconds between two looks while the model writes


def suggest_words(bank: Bank, pitch: Pitch, framed: Framed) -> None:
    """The panel under the sections. Draws nothing when no model is set up."""
    may = offer(bank, pitch)
    if may is None:
        return
    said = suggestion(bank, pitch)
    with st.expander(
        "Have a model suggest other words", type="compact", expanded=said is not None, key="suggest-open" if said else "suggest"
    ):
        draw(Markup("<p class='{}'>{}</p>").format("meta" if may.allowed else "note", may.sentence))
        if not may.allowed:
            return
        choose(bank, pitch, parts(framed), said)
        if said is not None:
            shown(bank, pitch, said.running)


def choose(bank: Bank, pitch: Pitch, keys: tuple[str, ...], said: Suggestion | None) -> None:
    """Which part, and the button that asks."""
    if not keys:
        draw(Markup("<p class='meta'>No part of this page is one a model may write.</p>"))
        return
    busy = said is not None and said.running
    part = st.selectbox("For which part?", keys, format_func=part_name, key=f"draft-part-{pitch.id}", disabled=busy)
    if st.button("Suggest words", key="draft-begin", icon=":material/edit_note:", disabled=busy) and part:
        try:
            begin(bank, pitch, part)
        except StoryBankError as error:
            draw(sentence(error))
        else:
            st.rerun()


def shown(bank: Bank, pitch: Pitch, running: bool) -> None:
    """What the model has said so far; looked at again and again while it writes, by itself and nothing else of the page."""

    @st.fragment(run_every=EVERY if running else None)
    def look() -> None:
        said = suggestion(bank, pitch)
        if said is None or (running and not said.running):
            st.rerun()
        draw(verdicts(said))
        with st.container(key="draft-buttons", horizontal=True):
            if said.running:
                if st.button("Stop", key="draft-stop", icon=":material/stop:"):
                    stop(bank, pitch)
                return
            if said.kept and st.button("Use these words", key="draft-take", type="primary"):
                take(bank, pitch)
                st.rerun()
            if st.button("Throw them away", key="draft-forget"):
                forget(bank, pitch)
                st.rerun()

    look()


def verdicts(said: Suggestion) -> Markup:
    """The sentences that stand, and under them those left out with the reason. Nothing here is on the page yet."""
    status = (
        "The model is writing …"
        if said.running
        else "Suggested by a model. Read every word before you use it: only a person can say whether it is true. What stands there now stays under Versions."
    )
    kept = Markup("<p class='drafted'>{}</p>").format(" ".join(said.kept)) if said.kept else Markup()
    out = joined(Markup("<li>{} <span>{}</span></li>").format(each.text, " ".join(each.reasons)) for each in said.left_out)
    left = (
        Markup("<details><summary>Left out: {}</summary><ul>{}</ul></details>").format(len(said.left_out), out)
        if said.left_out
        else Markup()
    )
    note = Markup("<p class='note'>{}</p>").format(said.note) if said.note else Markup()
    return Markup("<div class='suggested'><p class='meta' role='status'>For “{}”. {}</p>{}{}{}</div>").format(
        part_name(said.section), status, kept, left, note
    )
