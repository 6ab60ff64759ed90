"""What the room agrees, on the desk: losses, the statement, who else should be here, and commitments. Every box is kept as it is left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

import streamlit as st
from markupsafe import Markup

from live.model import LINE_MAX, LOSSES, OWNER_MAX, WORDS_MAX, Answer, ChangedMeanwhile, Loss, Session
from services.bank import Bank
from services.live import desk as live_desk
from services.live.wall import room_view
from stories.errors import StoryBankError
from views.browser import autosave
from views.text import draw, heading
from views.trouble import sentence

LOSS_BOXES = ("loss-what", "loss-kept", "loss-offer")
PROMISE_BOXES = ("promise-owner", "promise-action", "promise-step", "promise-known")


def statement(bank: Bank, session: Session) -> None:
    """The statement, drafted from the groups in people's exact words and edited by whoever holds the pen."""
    _typed(session)
    draw(heading("What we agree", level=2))
    if st.button("Draft it from the groups", key="draft", disabled=bool(session.statement)):
        words = live_desk.draft_statement(bank, session.id)
        if words:
            live_desk.write(bank, session.id, "statement", words, seen="")
            _renew(session, "statement")
        draw(Markup("<p class='note' role='status'>Nothing has been shown yet that it could be drafted from.</p>"))
    _written(bank, session, "statement", "The statement, as it stands on the wall", 260)
    if session.kind == "choose":
        _written(bank, session, "decision", "Which story, and why, in words you could say to the storyteller", 120)


def who_else(bank: Bank, session: Session) -> None:
    draw(heading("Who else needs to be in the room", level=2))
    if one := _from_the_room(bank, session, "who", [session.who_else]):
        key = f"who_else-{session.id}"
        before = str(st.session_state.get(key, session.who_else)).strip()
        st.session_state.setdefault(f"seen-{key}", session.who_else)
        st.session_state[key] = f"{before}\n{one.words}".strip()
    _written(bank, session, "who_else", "Roles and groups of people, not patients", 120)


def _typed(session: Session) -> None:
    """What was typed into these boxes and not kept yet comes back after a refresh, unless words have been saved since."""
    names = ("statement", "who_else", "decision")
    stands = {f"{name}-{session.id}": str(getattr(session, name)) for name in names}
    newer = autosave(f"words-{session.id}-{session.revision}", stands, saved_at=0.0, prefix="", in_bank=False)
    for key, words in newer.items():
        if words != stands[key]:
            st.session_state[key], st.session_state[f"seen-{key}"] = words, stands[key]


def _written(bank: Bank, session: Session, name: str, label: str, height: int) -> None:
    """A box for words that two facilitators may write at once: nobody's words are overwritten."""
    stands, key, seen_key = getattr(session, name), f"{name}-{session.id}", f"seen-{name}-{session.id}"
    if key not in st.session_state or (st.session_state[key] == st.session_state.get(seen_key) and stands != st.session_state[key]):
        st.session_state[key], st.session_state[seen_key] = stands, stands  # not touched here: show what the other facilitator wrote
    words = st.text_area(label, key=key, height=height, max_chars=WORDS_MAX)
    if words == st.session_state[seen_key]:
        return
    try:
        live_desk.write(bank, session.id, name, words, seen=st.session_state[seen_key])
    except ChangedMeanwhile as error:
        draw(
            sentence(error)
            + Markup("<figure class='q'><blockquote class='own-words' dir='auto'>{}</blockquote></figure>").format(error.theirs)
        )
        if st.button("I have joined them: save mine", key=f"join-{name}"):
            st.session_state[seen_key] = error.theirs
            st.rerun()
    except StoryBankError as error:
        draw(sentence(error))
    else:
        st.session_state[seen_key] = str(getattr(live_desk.load_session(bank, session.id), name))
        draw(Markup("<p class='meta' role='status'>Saved, and on the wall.</p>"))


def _renew(session: Session, name: str) -> None:
    for key in (f"{name}-{session.id}", f"seen-{name}-{session.id}"):
        st.session_state.pop(key, None)
    st.rerun()


def losses(bank: Bank, session: Session) -> None:
    """The losses board: what, what is kept, and what we offer."""
    draw(heading("What people may lose", level=2))
    for one in room_view(bank, session.id).losses:
        draw(
            Markup(
                "<p class='eyebrow'>{}</p><p class='own-words' dir='auto'>{}</p><p class='meta' dir='auto'>Kept: {}</p><p class='meta' dir='auto'>We offer: {}</p>"
            ).format(LOSSES[one.kind].label, one.what, one.kept or "not said yet", one.offer or "not said yet")
        )
        if st.button("Take off the board", key=f"loss-{one.id}"):
            live_desk.remove_loss(bank, session.id, one.id)
            st.rerun()
    _restore(f"loss-{session.id}", LOSS_BOXES)
    if said := _from_the_room(bank, session, "lose", [one.what for one in room_view(bank, session.id).losses]):
        st.session_state["loss-what"] = said.words[:LINE_MAX]
        if said.code in LOSSES:
            st.session_state["loss-kind"] = said.code
    kind = st.selectbox("What kind of loss?", list(LOSSES), key="loss-kind", format_func=lambda code: LOSSES[code].label)
    what = st.text_input("What may be lost", key="loss-what", max_chars=LINE_MAX)
    kept = st.text_input("What is kept of it", key="loss-kept", max_chars=LINE_MAX)
    offer = st.text_input("What we offer", key="loss-offer", max_chars=LINE_MAX)
    if st.button("Put it on the board", key="loss-add", type="primary"):
        try:
            live_desk.save_loss(bank, session.id, Loss("", kind, what, kept, offer))
        except StoryBankError as error:
            draw(sentence(error))
        else:
            _clear(LOSS_BOXES)


def commitments(bank: Bank, session: Session) -> None:
    """Who does what, the first step, by when, and how the others will know."""
    draw(heading("Who does what", level=2))
    made = room_view(bank, session.id).commitments
    for one in made:
        draw(
            Markup(
                "<p class='eyebrow' dir='auto'>{}</p><p class='own-words' dir='auto'>{}</p><p class='meta' dir='auto'>First step by {}: {}</p><p class='meta' dir='auto'>We will know because: {}</p>"
            ).format(one.owner, one.action, f"{one.due_on:%-d %B %Y}", one.first_step, one.known_by)
        )
        with st.container(key=f"promise-acts-{one.id}", horizontal=True):
            draw(Markup("<p><a class='go' href='/files/commitment/{}.ics'>Put it in a calendar</a></p>").format(one.id))
            if session.open and st.button("Take it out", key=f"promise-out-{one.id}"):
                live_desk.remove_commitment(bank, session.id, one.id)
                st.rerun()
    if not session.open:
        return
    _restore(f"promise-{session.id}", PROMISE_BOXES)
    if said := _from_the_room(bank, session, "will", [one.action for one in made]):
        st.session_state["promise-action"] = said.words[:LINE_MAX]
    owner = st.text_input(
        "Who will do it?",
        key="promise-owner",
        max_chars=OWNER_MAX,
        help="A role, or a name the room knows. It is read out, and stands on the wall.",
    )
    action = st.text_input("What will they do?", key="promise-action", max_chars=LINE_MAX)
    step = st.text_input("The first step, something small", key="promise-step", max_chars=LINE_MAX)
    due = st.date_input(
        "By when?",
        value=bank.today() + timedelta(days=21),
        key="promise-due",
        format="DD/MM/YYYY",
        help="The first commitment is due within 30 days.",
    )
    known = st.text_input(
        "How will the others know?", key="promise-known", max_chars=LINE_MAX, placeholder="ten letters looked at in January"
    )
    if st.button("Write it down", key="promise-add", type="primary"):
        try:
            live_desk.commit_to(bank, session.id, owner=owner, action=action, first_step=step, due_on=due, known_by=known)
        except StoryBankError as error:
            draw(sentence(error))
        else:
            _clear(PROMISE_BOXES)


def _from_the_room(bank: Bank, session: Session, kind: str, used: Sequence[str]) -> Answer | None:
    """What people sent from their phones to this question, each with a button that takes it into the form; those in `used` are done with.

    Returns the one whose button was pressed.
    """
    said = [one for one in live_desk.said_to(bank, session.id, kind) if not any(one.words in words for words in used)]
    if not said:
        return None
    taken = None
    with st.container(key="from-the-room"):
        draw(Markup("<p class='eyebrow'>Said by the room</p>"))
        for one in said:
            with st.container(key=f"said-{one.id}", horizontal=True, vertical_alignment="center"):
                draw(Markup("<p class='own-words' dir='auto'>{}</p>").format(one.words))
                if st.button("Use this", key=f"take-said-{one.id}", width="content"):
                    taken = one
    return taken


def _restore(name: str, boxes: tuple[str, ...]) -> None:
    """Words this tab kept of boxes that were not saved yet."""
    for key in st.session_state.pop("live-clear", ()):
        st.session_state[key] = ""
    for key, words in autosave(
        name, dict.fromkeys(boxes, ""), saved_at=st.session_state.get("live-cleared-at", 0.0), prefix="", in_bank=False
    ).items():
        if not st.session_state.get(key):
            st.session_state[key] = words


def _clear(boxes: tuple[str, ...]) -> None:
    st.session_state["live-clear"], st.session_state["live-cleared-at"] = boxes, time.time()
    st.rerun()
