"""The file beside a piece of evidence in Share a story: chosen, kept at once, and taken away again."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.sharing.attachments import keep_file
from services.sharing.file_types import MOST_BYTES
from stories.errors import StoryBankError
from views.consent_form import problem_line
from views.text import draw, plain

_TYPES = ["pdf", "png", "jpg", "jpeg", "xlsx", "csv"]


def file_beside(bank: Bank, row: int, problems: Mapping[str, str]) -> None:
    """The file of evidence `row`, or the box to choose one. What is chosen is kept before anything else happens."""
    if name := st.session_state.get(f"draft_ev{row}_attachment_name"):
        draw(Markup("<p class='kept-file' role='status'><b>{}</b> is kept beside this evidence.</p>").format(plain(name)))
        st.button("Take the file away", key=f"take-{row}", on_click=_take_away, args=(row,))
        problem_line(problems, f"ev{row}_attachment")
        return
    turn = st.session_state.get(f"file_turn_{row}", 0)
    chosen = st.file_uploader(
        "The document itself, if you have it",
        type=_TYPES,
        max_upload_size=MOST_BYTES >> 20,
        key=f"file-{row}-{turn}",
    )
    draw(
        Markup(
            "<p class='hint'>A PDF, a picture, an .xlsx spreadsheet or a .csv table. A photograph may say where it was taken: a scan does not.</p>"
        )
    )
    if chosen is not None:
        try:
            kept, shown = keep_file(bank, chosen.name, chosen.getvalue())
        except StoryBankError as error:
            draw(Markup("<p class='problem' role='alert'>{}</p>").format(plain(str(error))))
        else:
            st.session_state[f"draft_ev{row}_attachment"] = kept
            st.session_state[f"draft_ev{row}_attachment_name"] = shown
            st.rerun()


def _take_away(row: int) -> None:
    st.session_state[f"draft_ev{row}_attachment"] = st.session_state[f"draft_ev{row}_attachment_name"] = ""
    st.session_state[f"file_turn_{row}"] = st.session_state.get(f"file_turn_{row}", 0) + 1
