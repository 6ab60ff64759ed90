"""What the bank has learnt from one audience: said in sentences, kept as a file, forgotten when somebody asks for that."""

from __future__ import annotations

import json

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.finding.learning import export_audience, learned, reset_audience
from services.telling.briefing import audiences
from views.text import draw, joined

SURE = "forget-sure"
FORGOTTEN = "forgotten"


def learnt(bank: Bank, audience: str) -> None:
    """Folded away: sentences, the file, and forgetting in two steps. Nothing to keep or forget while nobody has said anything."""
    known, people = learned(bank, audience), audiences()[audience].called
    if st.session_state.pop(FORGOTTEN, None) == audience:
        draw(Markup("<p class='note' role='status'>It is forgotten. Suggestions for {} follow the profile alone.</p>").format(people))
    with st.expander("What we have learnt from these readers", type="compact", key="learnt"):
        draw(Markup("<ul class='why'>{}</ul>").format(joined(Markup("<li>{}</li>").format(sentence) for sentence in known.sentences)))
        if not known.reactions:
            return
        st.download_button(
            "Save everything that was said (JSON)",
            json.dumps(export_audience(bank, audience), ensure_ascii=False, indent=1),
            file_name=f"what-we-learnt-{audience}.json",
            mime="application/json",
            key=f"learnt-file-{audience}",
            type="tertiary",
        )
        forgetting(bank, audience, known.people, people)


def forgetting(bank: Bank, audience: str, people: int, called: str) -> None:
    if st.session_state.get(SURE) != audience:
        if st.button("Forget what was learnt", key="forget", type="tertiary"):
            st.session_state[SURE] = audience
            st.rerun()
        return
    said = "what one person said" if people == 1 else f"what {people} people said"
    draw(Markup("<p class='problem' role='alert'>Forget {} as {}? This cannot be undone.</p>").format(said, called))
    with st.container(key="forget-buttons", horizontal=True):
        stay = st.button("No, keep it", key="forget-no")
        gone = st.button("Yes, forget it", key="forget-yes", type="primary")
    if stay or gone:
        del st.session_state[SURE]
        if gone:
            reset_audience(bank, audience)
            for key in [key for key in st.session_state if str(key).startswith("ring-")]:  # pressed pills would say it again at once
                del st.session_state[key]
            st.session_state[FORGOTTEN] = audience
        st.rerun()
