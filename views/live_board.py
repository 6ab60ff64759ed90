"""What rooms promised and what came of it, honestly: also what nothing came of, and what was not possible, with why."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from live.model import LINE_MAX, STATUSES
from services.bank import Bank
from services.live.after import Kept, board, kept_so_far, record_change
from stories.errors import StoryBankError
from views.links import link
from views.text import draw, heading, joined
from views.trouble import sentence


def promises(bank: Bank) -> None:
    """Every commitment of every session, with how far it has come."""
    kept = board(bank)
    draw(
        Markup("<p class='back'>{}</p>").format(link("live", "Run a session"))
        + heading("What rooms promised", focus="live-promises")
        + Markup("<p class='lede'>Each was said aloud in a session. What nothing came of stays here too.</p>")
    )
    if not kept:
        draw(Markup("<p>No session has made a commitment yet. They are written down at the step “What I will do”.</p>"))
        return
    counts = kept_so_far(kept)
    items = joined(Markup("<li><b>{}</b> {}</li>").format(counts[code], term.label) for code, term in STATUSES.items())
    draw(Markup("<ul class='tallies' aria-label='How far they have come'>{}</ul>").format(items))
    for one in kept:
        _promise(bank, one)


def _promise(bank: Bank, one: Kept) -> None:
    made = one.commitment
    late = Markup("<li class='warn'>Its day has gone by</li>") if one.late else Markup()
    history = joined(
        Markup("<li>{}: {}{}</li>").format(
            f"{change.at:%-d %B %Y}", STATUSES[change.status].label, f". {change.words}" if change.words else ""
        )
        for change in made.changes
    )
    with st.container(key=f"card-promise-{made.id}"):
        draw(
            Markup(
                "<ul class='tags'><li>{}</li>{}</ul><h3 dir='auto'>{}</h3><p dir='auto'>{}, by {}. First step: {}</p><p class='meta' dir='auto'>We will know because: {}</p>"
                "<ul class='why'>{}</ul><p class='meta'>{} · <a href='/files/commitment/{}.ics'>Put it in a calendar</a></p>"
            ).format(
                STATUSES[made.status].label, late, made.action, made.owner, f"{made.due_on:%-d %B %Y}", made.first_step, made.known_by, history,
                link("live", "The session it was made in", {"session": made.session_id}), made.id,
            )
        )  # fmt: skip
        with st.expander("Say what came of it"):
            status = st.radio(
                "How far has it come?",
                list(STATUSES),
                index=list(STATUSES).index(made.status),
                key=f"status-{made.id}",
                format_func=lambda code: STATUSES[code].label,
            )
            words = st.text_input(
                "What changed, or why not",
                key=f"came-{made.id}",
                max_chars=LINE_MAX,
                help="Say it so that it could be told to the storyteller.",
            )
            if st.button("Write it down", key=f"came-save-{made.id}", type="primary"):
                try:
                    record_change(bank, made.id, status, words)
                except StoryBankError as error:
                    draw(sentence(error))
                else:
                    st.session_state.pop(f"came-{made.id}", None)
                    st.rerun()
