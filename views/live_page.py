"""Run a session: open one, hold it, and see what rooms promised. The session stands in the address, so that a refresh loses nothing."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from live.agendas import TYPES
from live.model import Session, SessionNotFound
from services.bank import Bank, shared_bank
from services.live.desk import load_session, recent_sessions
from views.links import link
from views.live_board import promises
from views.live_open import open_form
from views.live_run import run
from views.text import draw, heading, joined


def past(bank: Bank) -> Markup:
    """Sessions that are open, then those held last."""
    items = [Markup("<li>{}<span class='meta'>{}</span></li>").format(named(one), when(one)) for one in recent_sessions(bank)]
    if not items:
        return Markup()
    return Markup("<section>{}<ul class='like'>{}</ul><p>{}</p></section>").format(
        heading("Sessions so far", level=2), joined(items), link("live", "What rooms promised, and what came of it", {"view": "promises"})
    )


def named(session: Session) -> Markup:
    return link("live", Markup("{}: {}").format(TYPES[session.kind].label, session.question), {"session": session.id})


def when(session: Session) -> str:
    opened = f"{session.opened_at:%-d %B %Y, %H:%M}"
    return f"Open since {opened}" if session.open else f"{opened}, closed"


def missing() -> Markup:
    return heading("We cannot find that session", focus="live-missing") + Markup("<p class='lede'>{}</p><p>{}</p>").format(
        "The address may be cut short. Open sessions are listed under “Run a session”.", link("live", "Run a session")
    )


def page(bank: Bank) -> None:
    asked = st.query_params.get("session", "")
    if asked:
        try:
            run(bank, load_session(bank, asked))
        except SessionNotFound:
            draw(missing())
    elif st.query_params.get("view") == "promises":
        promises(bank)
    else:
        draw(
            heading("Run a session", focus="live-open")
            + Markup("<p class='lede'>One story on the wall, and a room that answers from its phones: no sign-in, nothing to install.</p>")
        )
        open_form(bank)
        draw(past(bank))


page(shared_bank())
