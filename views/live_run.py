"""Holding a session: where the room is, what is on the wall, and one part of the desk at a time below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import segno
import streamlit as st
from markupsafe import Markup

from live.agendas import TYPES, WAYS, said
from live.model import Session
from services.bank import Bank
from services.live import desk as live_desk
from services.live.after import close_session
from services.live.start import codes
from services.live.wall import RoomView, room_view
from stories.errors import StoryBankError
from views.links import link
from views.live_agenda import agenda
from views.live_agree import commitments, losses, statement, who_else
from views.live_answers import answers, groups
from views.live_open import NO_PHONES
from views.text import draw, heading, joined, listed, typeset
from views.trouble import sentence

PARTS = {
    "answers": "Answers",
    "groups": "Groups",
    "losses": "Losses",
    "agree": "What we agree",
    "promises": "Commitments",
    "agenda": "Agenda",
}
TICK = 2.0  # seconds


def run(bank: Bank, session: Session) -> None:
    """The desk of one session: open, or closed with its debrief."""
    draw(
        Markup("<p class='back'>{}</p>").format(link("live", "All sessions"))
        + heading(TYPES[session.kind].label, focus=f"live-{session.id}")
        + Markup("<p class='lede'>{}</p>").format(session.question)
    )
    if not session.open:
        closed(session)
        choose_part(bank, session)
        return
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        now(bank, session.id)
        choose_part(bank, session)
    with right:
        door(bank, session)


def choose_part(bank: Bank, session: Session) -> None:
    """One part of the desk at a time, which stands in the address."""
    part = st.segmented_control(
        "Part of the desk",
        list(PARTS),
        default="answers",
        key="part",
        bind="query-params",
        format_func=lambda key: PARTS[key],
        label_visibility="collapsed",
    )
    parts(bank, live_desk.load_session(bank, session.id), part or "answers")


def parts(bank: Bank, session: Session, part: str) -> None:
    if part == "groups":
        groups(bank, session.id)
    elif part == "losses":
        losses(bank, session)
    elif part == "agree":
        statement(bank, session)
        who_else(bank, session)
    elif part == "promises":
        commitments(bank, session)
    elif part == "agenda":
        agenda(bank, session)
    else:
        answers(bank, session.id)


@st.fragment(run_every=TICK)
def now(bank: Bank, session_id: str) -> None:
    """Where the room is: renewed by itself, so that two facilitators and the remote see the same."""
    view = room_view(bank, session_id)
    session, step = view.session, view.step
    if not session.open:
        st.rerun()
    draw(where(view))
    back, on = session.step - 1, session.step + 1
    with st.container(key="desk-steps", horizontal=True):
        if st.button("Back", key="step-back", icon=":material/arrow_back:", disabled=back < 0):
            act(lambda: live_desk.go_to_step(bank, session_id, back))
        following = session.agenda[on].title if on < len(session.agenda) else ""
        if following and st.button("Next step", key="step-next", type="primary", icon=":material/arrow_forward:"):
            act(lambda: live_desk.go_to_step(bank, session_id, on))
        label = "End the silence" if view.silence else "A minute of silence"
        if st.button(label, key="silence", icon=":material/hourglass_empty:"):
            act(lambda: live_desk.keep_silence(bank, session_id, 0 if view.silence else 60))
    draw(Markup("<p class='meta'>{}</p>").format(f"Then: {following}" if following else "This is the last step."))
    if view.on_wall and step.face in ("story", "touch"):
        story(bank, view)
    elif step.face == "pitch" and view.parts:
        turn(bank, view)
    elif step.face == "priorities":
        draw(picked(view))


def picked(view: RoomView) -> Markup:
    """What the room picks as mattering most, as it stands on the wall."""
    chosen = [(group, count) for group, count in view.by_priority if count]
    if not chosen:
        return Markup("<p class='meta'>Nobody has picked yet. Merge what says the same under Groups first.</p>")
    items = joined(Markup("<li><b>{}</b> <span class='own-words' dir='auto'>{}</span></li>").format(n, group.name) for group, n in chosen)
    return Markup("<h3>What matters most, so far</h3><ul class='why'>{}</ul>").format(items)


def where(view: RoomView) -> Markup:
    """The step, how long it has been going on, and what to say."""
    step, late = view.step, view.elapsed > view.step.minutes * 60
    minutes = f"{view.elapsed // 60} of {step.minutes} minutes"
    told = said(step, view.session.question)
    quiet = (
        Markup("<p class='note' role='status'>Silence on the wall: {} seconds left.</p>").format(view.silence) if view.silence else Markup()
    )
    return (
        Markup("<section class='panel desk-now'><p class='eyebrow'>{}</p>").format(
            listed([f"Step {view.session.step + 1} of {len(view.session.agenda)}", minutes, "over time" if late else ""])
        )
        + heading(step.title, level=2)
        + (Markup("<p>On the wall: <b>{}</b></p>").format(told) if told else Markup())
        + Markup("<p>{}</p>").format(step.prompt)
        + (Markup("<p class='meta'>{}</p>").format(WAYS[step.way]) if step.way in WAYS else Markup())
        + quiet
        + Markup("</section>")
    )


def story(bank: Bank, view: RoomView) -> None:
    """The story of this step: onto the wall after its content note, page by page, and off again."""
    on_wall, session = view.on_wall, view.session
    if on_wall is None or on_wall.story is None:
        draw(
            Markup(
                "<p class='problem' role='alert'>This story is no longer available. It is off the wall. Go on without it, or choose another.</p>"
            )
        )
        return
    told = on_wall.story
    if on_wall.notes:
        draw(Markup("<p class='note'>Say first: {}. Anybody may step out.</p>").format(", ".join(on_wall.notes)))
    if len(session.stories) > 1:
        for one in session.stories:
            title = next((title for i, title, _ in view.choices if i == one.story_id), "")
            if title:
                draw(Markup("<p>{}</p>").format(typeset(title)))
                there = session.on_wall == one.story_id
                label = "On the wall" if there else "Show this one"
                if st.button(label, key=f"wall-{one.story_id}", disabled=there):
                    act(partial(live_desk.show_story, bank, session.id, one.story_id))
    elif not on_wall.shown:
        draw(Markup("<p>{}</p>").format(typeset(told.title)))
        if st.button("Show the story", key="show-story", type="primary", icon=":material/slideshow:"):
            act(lambda: live_desk.show_story(bank, session.id, told.id))
    if on_wall.shown and view.step.face == "story":  # the moments of a story are a step of their own
        if view.parts:
            turn(bank, view)
        if st.button("Take the story off the wall", key="story-off"):
            act(lambda: live_desk.take_story_off(bank, session.id))


def turn(bank: Bank, view: RoomView) -> None:
    """Reading aloud: the page that is on the wall, how long it takes to say, and the next one."""
    session = view.session
    place = min(session.page, view.parts - 1)
    words = view.pitch.parts[place][1] if view.pitch else view.on_wall.pages[place] if view.on_wall and view.on_wall.pages else ""
    seconds = max(5, round(len(words.split()) / 2.2))  # 130 words a minute, as people read aloud
    draw(
        Markup("<figure class='q'><blockquote dir='auto'>{}</blockquote></figure><p class='meta'>{}</p>").format(
            typeset(words), f"Part {place + 1} of {max(view.parts, 1)}, about {seconds} seconds read aloud"
        )
    )
    if view.parts > 1:
        with st.container(key="desk-pages", horizontal=True):
            if st.button("Part before", key="page-back", disabled=place == 0):
                act(lambda: live_desk.turn_to(bank, session.id, place - 1))
            if st.button("Next part", key="page-next", disabled=place + 1 >= view.parts):
                act(lambda: live_desk.turn_to(bank, session.id, place + 1))


def act(do: Callable[[], None]) -> None:
    """Do one thing and draw everything anew; an error says its sentence and changes nothing."""
    try:
        do()
    except StoryBankError as error:
        draw(sentence(error))
    else:
        st.rerun(scope="fragment")


def door(bank: Bank, session: Session) -> None:
    """How people come in, who is here, the wall, and the end."""
    code, address = codes(bank).code(session.id), bank.settings.room_url or (st.context.url or "").split("/live")[0]
    picture = segno.make(f"{address}/j/{code}", error="m").svg_data_uri(border=2, scale=5, light="#ffffff")
    with st.container(key="panel-door"):
        draw(
            Markup(
                "<p class='door-qr'><img alt='Square to scan to join this session' src='{}'></p><p class='meta'>{}/j</p><p class='reference'>{} {}</p>"
            ).format(picture, address.split("://", 1)[-1], code[:4], code[4:])
        )
        head_count(bank, session.id)
        draw(
            Markup(
                "<p><a class='go' href='/wall/{}?remote={}' target='_blank' rel='noopener'>Open the wall in its own window</a></p><p class='meta'>{}</p>"
            ).format(
                session.id,
                codes(bank).remote(session.id),
                "On that window, the arrow keys of a remote turn pages and steps; the space bar begins a silence.",
            )
        )
        if not bank.settings.room_url:
            draw(NO_PHONES)
        moderated = st.toggle("Let me read each answer first", value=session.moderated, key=f"moderate-{session.id}")
        if moderated != session.moderated:
            live_desk.moderate(bank, session.id, on=moderated)
            st.rerun()
        with st.expander("Close the session"):
            draw(Markup("<p>Read the statement and the commitments back first. Phones then say thank you, and the code stops working.</p>"))
            sure = st.checkbox("We have read it back", key="read-back")
            if st.button("Close and keep what was agreed", key="close", disabled=not sure):
                close_session(bank, session.id)
                st.rerun()


@st.fragment(run_every=TICK)
def head_count(bank: Bank, session_id: str) -> None:
    view = room_view(bank, session_id)
    waiting = f"{view.waiting} {'answer waits' if view.waiting == 1 else 'answers wait'} for you" if view.waiting else "No answer waits"
    draw(Markup("<p role='status'><b>{} here</b>, {} joined. {}.</p>").format(view.here, view.joined, waiting))


def closed(session: Session) -> None:
    """What is left of a session: its debrief and its promises."""
    ended = f"{session.closed_at:%-d %B %Y, %H:%M}" if session.closed_at else ""
    files = joined(
        Markup("<li><a class='button{}' href='/files/session/{}.{}'>{}</a></li>").format(
            " first" if n == 0 else "", session.id, form, label
        )
        for n, (form, label) in enumerate((("docx", "Word document"), ("md", "Markdown")))
    )
    draw(
        Markup(
            "<p class='note' role='status'>Closed on {}. Its code no longer works.</p>{}<p>Consent for the story is looked at once more as the file is made.</p><ul class='files'>{}</ul><p>{}</p>"
        ).format(
            ended,
            heading("Take the debrief with you", level=2),
            files,
            link("live", "What rooms promised, and what came of it", {"view": "promises"}),
        )
    )
