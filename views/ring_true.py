"""“Does this story ring true?”: what a reader says to a story, taken back by pressing again, and somebody who saw it differently."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.finding.learning import choose_reactions, said_by
from services.finding.likeness import counter_story
from services.telling.briefing import audiences
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.errors import StoryBankError
from views.learnt import learnt
from views.links import link
from views.text import draw, heading, typeset
from views.trouble import sentence

READING_AS = "reading-as"


def ring_true(bank: Bank, story: ClearedStory, scope: str) -> None:
    """The pills, who is reading, a word of thanks, and the counter-story. One visit to the pages counts as one person."""
    with st.container(key="ring-true"):
        draw(heading("Does this story ring true?", level=2))
        pills, below = st.container(), st.container()
        with below:
            audience = reading_as()
        said = said_by(bank, story.id, audience, visit()) if audience else ()
        name = f"ring-{story.id}-"
        with pills:
            chosen = st.pills(
                "Choose any that fit",
                list(v.REACTIONS),
                selection_mode="multi",
                default=list(said) or st.session_state.get(name) or None,
                key=name + audience,
                format_func=lambda code: v.REACTIONS[code].label,
                wrap=True,
            )
        with below:
            if audience:
                answer(bank, story, audience, tuple(chosen), said)
            elif chosen:
                draw(Markup("<p class='note' role='status'>Almost there: choose who you are below, and it counts.</p>"))
        draw(otherwise(bank, story, scope))
        if audience:
            learnt(bank, audience)


def reading_as() -> str:
    """The audience somebody reads as: at first the one in the address, or as chosen before in this visit; '' until it is known."""
    known = audiences()
    keys = list(known)
    asked = st.query_params.get("audience", "")
    first = asked if asked in known else st.session_state.get(READING_AS, "")
    chosen = st.selectbox(
        "I read it as",
        keys,
        index=keys.index(first) if first in keys else None,
        key=f"{READING_AS}-box",
        placeholder="Choose who you are",
        format_func=lambda key: known[key].name,
    )
    if chosen:
        st.session_state[READING_AS] = chosen
    return chosen or ""


def visit() -> str:
    """One person's visit to the pages, under a name that says nothing about them."""
    return str(st.session_state.setdefault("visit", f"visit-{uuid4().hex}"))


def answer(bank: Bank, story: ClearedStory, audience: str, chosen: tuple[str, ...], said: tuple[str, ...]) -> None:
    """Keep what was chosen, and say so."""
    try:
        if set(chosen) != set(said):
            said = choose_reactions(bank, story.id, audience, chosen, reference=visit())
    except StoryBankError as error:
        draw(sentence(error))
        return
    if said:
        draw(Markup("<p class='note' role='status'>Thank you. It helps us choose stories for {}. Press again to take it back.</p>").format(
            audiences()[audience].called))  # fmt: skip


def otherwise(bank: Bank, story: ClearedStory, scope: str) -> Markup:
    """The way to somebody who lived the same thing differently, when there is one."""
    other = counter_story(bank, story.id, scope)
    if other is None:
        return Markup()
    asked = "" if scope == "S2" else scope
    return Markup("<p class='otherwise'>{}: <i>{}</i> <span class='meta'>{}</span></p>").format(
        link("story", "Someone who saw it differently", {"story": other.story.id, "for": asked, "beside": story.id}),
        typeset(other.story.title),
        other.reasons[0],
    )
