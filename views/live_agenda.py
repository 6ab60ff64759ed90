"""The agenda on the desk: titles, what is asked, minutes, order, and what may be left out, before and during."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from live.agendas import MINUTES_MAX, SAY_MAX, TYPES
from live.model import ASKS, Session, Step
from services.bank import Bank
from services.live import desk as live_desk
from services.live.wall import room_view
from stories.errors import StoryBankError
from views.text import draw, heading
from views.trouble import sentence

TICK = 2.0  # seconds
TITLE_MAX = 60  # characters, read from the back


def agenda(bank: Bank, session: Session) -> None:
    """Each step with its minutes; a step that is over or skipped may be opened again."""
    total = sum(step.minutes for step in session.agenda)
    draw(
        heading("Agenda", level=2)
        + Markup("<p class='meta'>{}</p>").format(f"{len(session.agenda)} steps, {total} minutes. Changes hold at once.")
    )
    for number, step in enumerate(session.agenda):
        _row(bank, session, number, step)
    if session.open:
        _follow(bank, session.id, session.step, session.agenda)
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
            _renew(f"minutes-{step.key}", step.minutes)
            given = st.number_input("Minutes", 1, MINUTES_MAX, key=f"minutes-{step.key}")
            minutes = int(given) if _typed(f"minutes-{step.key}") else step.minutes
            if not now and st.button("Go here", key=f"go-{step.key}"):
                live_desk.go_to_step(bank, session.id, number)
                st.rerun()
            if number and st.button("Earlier", key=f"up-{step.key}"):
                steps = list(session.agenda)
                steps[number - 1 : number + 1] = [steps[number], steps[number - 1]]
                _change(bank, session, tuple(steps))
            if len(session.agenda) > 1 and not now and st.button("Leave out", key=f"drop-{step.key}"):
                _change(bank, session, tuple(one for one in session.agenda if one.key != step.key))
        title = _box(f"title-{step.key}", step.title, "Title", TITLE_MAX)
        say = _box(f"say-{step.key}", step.say, "What the room is asked or told", SAY_MAX, _ready(step))
    changed = replace(step, minutes=minutes, title=title, say=say)
    if changed != step:
        _change(bank, session, tuple(changed if one.key == step.key else one for one in session.agenda))


def _ready(step: Step) -> str | None:
    """What the room reads at this step when nothing is typed here."""
    return "The session’s own question" if step.ask == "wish" else ASKS[step.ask].label if step.ask else None


def _box(key: str, stands: str, label: str, most: int, ready: str | None = None) -> str:
    """A line of words: as typed here, or as it stands where nobody typed here."""
    _renew(key, stands)
    words = st.text_input(label, key=key, max_chars=most, placeholder=ready)
    return words.strip() if _typed(key) else stands


def _renew(key: str, stands: object) -> None:
    """Two facilitators may change the same: a box nobody touched here shows what stands now, and never writes back what stood before."""
    if key not in st.session_state or (st.session_state[key] == st.session_state.get(f"seen-{key}") and stands != st.session_state[key]):
        st.session_state[key] = st.session_state[f"seen-{key}"] = stands


def _typed(key: str) -> bool:
    """Whether somebody changed this box here, which is then kept."""
    if st.session_state[key] == st.session_state[f"seen-{key}"]:
        return False
    st.session_state[f"seen-{key}"] = st.session_state[key]
    return True


@st.fragment(run_every=TICK)
def _follow(bank: Bank, session_id: str, step: int, agenda: tuple[Step, ...]) -> None:
    """Draws the agenda anew when the room has moved, or another facilitator has changed it."""
    now = room_view(bank, session_id).session
    if now.open and (now.step, now.agenda) != (step, agenda):
        st.rerun()


def _change(bank: Bank, session: Session, steps: tuple[Step, ...]) -> None:
    try:
        live_desk.change_agenda(bank, session.id, steps)
    except StoryBankError as error:
        draw(sentence(error))
    else:
        st.rerun()
