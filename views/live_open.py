"""Opening a session: what kind, what question, for whom, and which story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from markupsafe import Markup

from framing.model import Suggestion
from live.agendas import TYPES, SessionType, question_for
from services.bank import Bank
from services.live.start import (
    FORMS,
    PEOPLE_MAX,
    QUESTION_MAX,
    Plan,
    chosen_for_room,
    new_session_id,
    room_use,
    start_session,
    stories_for_room,
)
from services.telling.briefing import audiences
from services.telling.pitches import Pitch, recent_pitches
from stories import vocabulary as v
from stories.consent import Use
from stories.errors import ConsentDenied, StoryBankError
from views.ask_first import BY, ask_first
from views.browser import autosave
from views.cards import eyebrow, setting, tags
from views.links import link
from views.story_panel import pitch_label
from views.text import draw, heading, joined, typeset, unmarked
from views.trouble import sentence

NO_PHONES = Markup(
    "<p class='note'>People’s own phones cannot join from here yet: this computer answers only itself, and what joins today is another window on it. "
    "Whoever set it up can open the way for them; the guide to live sessions says how (STORYBANK_ROOM_URL, docs/live.md).</p>"
)
BOXES = ("live-topic", "live-people", "live-question", BY)
CHOICES = ("kind", "service", "audience", "form", "moderated")
BEGUN = "session-begun"  # a session being set up, for whoever goes away to read a story and comes back


def open_form(bank: Bank) -> None:
    """The form. Choices stand in the address and words stay in this tab, so that a refresh loses neither. What the session will be called
    stands in the address as well: storytellers are asked about it before it is opened."""
    begun = dict(st.session_state.get(BEGUN, {}))
    session_id = st.query_params.setdefault("new", begun.get("new") or new_session_id())
    if begun.get("new") == session_id:
        _go_on(begun)
    for key, words in autosave(f"live-open-{session_id}", dict.fromkeys(BOXES, ""), saved_at=0.0, prefix="", in_bank=False).items():
        if not st.session_state.get(key):
            st.session_state[key] = words
    if not bank.settings.room_url:
        draw(NO_PHONES)
    kind = TYPES[
        st.radio(
            "What kind of session?",
            list(TYPES),
            index=1,
            key="kind",
            bind="query-params",
            format_func=lambda key: TYPES[key].label,
            captions=[unmarked(one.line) for one in TYPES.values()],
        )
    ]
    pitch = None if kind.stories else _pitch(bank)
    one, two = st.columns(2)
    codes = ["", *v.SERVICES]
    service = one.selectbox(
        "Service",
        codes,
        key="service",
        bind="query-params",
        format_func=lambda code: v.SERVICES[code].label if code else "Services in general",
    )
    people = two.text_input("The people it is about", key="live-people", max_chars=PEOPLE_MAX, placeholder="people who live alone")
    service = service or (pitch.service if pitch else "")
    label = v.SERVICES[service].label if service and service != "all_services" else ""
    filled = question_for(label[:1].lower() + label[1:], people.strip())
    question = st.text_input("Question for the room", key="live-question", max_chars=QUESTION_MAX, placeholder=filled) or filled
    ids: tuple[str, ...] = ()
    known, audience, form = audiences(), "", "excerpt"
    if kind.stories:
        audience = st.selectbox(
            "Who is in the room?",
            list(known),
            index=list(known).index("clinical_team"),
            key="audience",
            bind="query-params",
            format_func=lambda key: known[key].name,
        )
        form = st.radio(
            "How is the story shown?", list(FORMS), key="form", bind="query-params", format_func=lambda key: FORMS[key], horizontal=True
        )
        ids = _stories(bank, kind, audience, service, form, session_id)
    moderated = st.toggle("Let me read each answer before it goes on the wall", value=True, key="moderated", bind="query-params")
    kept = {key: st.session_state.get(key) for key in (*BOXES, *CHOICES)}
    st.session_state[BEGUN] = {**kept, "new": session_id, "tell": list(st.query_params.get_all("tell"))}
    if st.button("Open the session", key="open-session", type="primary"):
        plan = Plan(kind.key, ids, pitch.id if pitch else "", question, service, people, audience, form, moderated, id=session_id)
        try:
            session = start_session(bank, plan)
        except ConsentDenied as error:
            which = link("story", "See which story it is, and what its storyteller allows", {"story": error.story_id})
            draw(sentence(error) + Markup("<p>{}</p>").format(which))
        except StoryBankError as error:
            draw(sentence(error))
        else:
            for key in (BEGUN, *BOXES):
                st.session_state.pop(key, None)
            st.query_params.from_dict({"session": session.id})
            st.rerun()


def _go_on(begun: Mapping[str, Any]) -> None:
    """Put back what was chosen and typed before the page was left."""
    for key in (*BOXES, *CHOICES):
        if key not in st.session_state and key not in st.query_params and begun.get(key):
            st.session_state[key] = begun[key]
    if "tell" not in st.query_params and begun.get("tell"):
        st.query_params["tell"] = begun["tell"]


def _pitch(bank: Bank) -> Pitch | None:
    """The pitch to rehearse; the room plays the people it is for."""
    pitches = {pitch.id: pitch for pitch in recent_pitches(bank) if pitch.audience and pitch.story_ids}
    if not pitches:
        draw(Markup("<p class='note'>There is no pitch to rehearse yet. {}</p>").format(link("pitch", "Prepare one")))
        return None
    pitch = pitches[st.selectbox("Which pitch?", list(pitches), key="live-pitch", format_func=lambda key: pitch_label(pitches[key]))]
    called = audiences()[pitch.audience].called
    about = Markup(" It is about: <span dir='auto'>{}</span>").format(pitch.topic) if pitch.topic else Markup()
    draw(Markup("<p class='meta'>The room plays {}.{}</p>").format(called, about))
    return pitch


def _stories(bank: Bank, kind: SessionType, audience: str, service: str, form: str, session_id: str) -> tuple[str, ...]:
    """The stories chosen for this room, and others that may be told in it with why each was suggested."""
    draw(heading("Which story?" if kind.stories == 1 else "Which stories? Choose two or three", level=2))
    topic = st.text_input("What should it be about?", key="live-topic", max_chars=300, placeholder="going home with nobody to ring")
    chosen = tuple(st.query_params.get_all("tell"))[: kind.stories]
    use = room_use(bank, form, session_id=session_id, audience=audience)
    _chosen(bank, chosen, use)
    found = stories_for_room(bank, audience, topic=topic, service=service, form=form, session_id=session_id)
    if found.note:
        draw(Markup("<p class='note' role='status'>{}</p>").format(found.note))
    first = st.container(key="story-choice")
    with first:
        for suggestion in found.usable:
            _card(suggestion, chosen, kind.stories, session_id)
    ask_first(bank, found.refused, use, chosen, lambda story_id: _tell((*chosen, story_id), kind.stories))
    return chosen


def _tell(ids: Sequence[str], most: int) -> None:
    """Let these be the stories of the session, the last `most` of them."""
    st.query_params["tell"] = list(ids)[-most:]


def _chosen(bank: Bank, chosen: tuple[str, ...], use: Use) -> None:
    """What is chosen so far, by title, also while the search finds others."""
    told = chosen_for_room(bank, chosen, use)
    if lost := len(chosen) - len(told):
        draw(
            Markup("<p class='problem' role='alert'>{}</p>").format(
                f"{'A story' if lost == 1 else f'{lost} stories'} you chose may not be told in this session this way. Choose another, or another way of showing it."
            )
        )
    if told:
        draw(Markup("<p class='eyebrow'>Chosen for this session</p>"))
    for story in told:
        with st.container(key=f"chosen-{story.id}", horizontal=True, vertical_alignment="center"):
            draw(Markup("<p><b>{}</b></p>").format(typeset(story.title)))
            if st.button("Take it out", key=f"out-{story.id}", width="content"):
                _tell([i for i in chosen if i != story.id], len(chosen))
                st.rerun()


def _card(suggestion: Suggestion, chosen: tuple[str, ...], most: int, session_id: str) -> None:
    story = suggestion.story
    taken = story.id in chosen
    with st.container(key=f"card-{'taken-' if taken else ''}{story.id}"):
        reasons = joined(Markup("<li>{}</li>").format(reason) for reason in suggestion.reasons[:2] if reason != story.consent_line)
        draw(
            Markup("<p class='eyebrow'>{}</p><h3>{}</h3>{}<ul class='why'>{}</ul><p class='meta'>{}</p>").format(
                eyebrow(story),
                link("story", typeset(story.title), {"story": story.id, "for": "S4", "session": session_id}),
                tags(story),
                reasons,
                setting(story),
            )
        )
        label = "Chosen. Take it out" if taken else "Use this story"
        if st.button(
            label,
            key=f"use-{story.id}",
            icon=":material/check:" if taken else ":material/add:",
        ):
            others = [i for i in chosen if i != story.id]
            _tell(others if taken else [*others, story.id], most)
            st.rerun()
