"""The agenda on the desk: titles, minutes, order, and what may be left out, before and during."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from live.agendas import MINUTES_MAX, TYPES
from live.model import Session, Step
from services.bank import Bank
from services.live import desk as live_desk
from stories.errors import StoryBankError
from views.text import draw, heading
from views.trouble import sentence


def agenda(bank: Bank, session: Session) -> None:
    """Each step with its minutes; a step that is over or skipped may be opened again."""
    total = sum(step.minutes for step in session.agenda)
    draw(
        heading("Agenda", level=2)
        + Markup("<p class='meta'>{}</p>").format(f"{len(session.agenda)} steps, {total} minutes. Changes hold at once.")
    )
    for number, step in enumerate(session.agenda):
        _row(bank, session, number, step)
    left = [step for step in TYPES[session.kind].agenda if step.key not in {one.key for one in session.agenda}]
    if left and session.open:
        names = {step.key: step for step in left}
        key = st.selectbox(
            "Put back a step",
            list(names),
            index=None,
            key="put-back",
            format_func=lambda one: names[one].title,
            placeholder="A step that was left out",
        )
        if key:
            at = min(list(TYPES[session.kind].agenda).index(names[key]), len(session.agenda))
            st.session_state.pop("put-back", None)
            _change(bank, session, (*session.agenda[:at], names[key], *session.agenda[at:]))


def _row(bank: Bank, session: Session, number: int, step: Step) -> None:
    now = number == session.step and session.open
    with st.container(key=f"agenda-{step.key}"):
        draw(
            Markup("<p><b>{}. {}</b>{}</p>").format(
                number + 1, step.title, Markup(" <span class='meta'>the room is here</span>") if now else Markup()
            )
        )
        if not session.open:
            return
        with st.container(key=f"agenda-acts-{step.key}", horizontal=True, vertical_alignment="bottom"):
            minutes = st.number_input("Minutes", 1, MINUTES_MAX, step.minutes, key=f"minutes-{step.key}")
            if not now and st.button("Go here", key=f"go-{step.key}"):
                live_desk.go_to_step(bank, session.id, number)
                st.rerun()
            if number and st.button("Earlier", key=f"up-{step.key}"):
                steps = list(session.agenda)
                steps[number - 1 : number + 1] = [steps[number], steps[number - 1]]
                _change(bank, session, tuple(steps))
            if len(session.agenda) > 1 and not now and st.button("Leave out", key=f"drop-{step.key}"):
                _change(bank, session, tuple(one for one in session.agenda if one.key != step.key))
        title = st.text_input("Title", value=step.title, key=f"title-{step.key}", max_chars=60, label_visibility="collapsed")
    if minutes != step.minutes or title.strip() != step.title:
        _change(
            bank, session, tuple(replace(one, minutes=int(minutes), title=title) if one.key == step.key else one for one in session.agenda)
        )


def _change(bank: Bank, session: Session, steps: tuple[Step, ...]) -> None:
    try:
        live_desk.change_agenda(bank, session.id, steps)
    except StoryBankError as error:
        draw(sentence(error))
    else:
        st.rerun()
