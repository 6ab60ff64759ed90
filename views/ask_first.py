"""Storytellers who want to be asked each time: whom to ask, and writing down what they said, for one pitch or one session."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.sharing.asking_first import BY_MAX, Said, ToAsk, said_so_far, to_ask, write_down
from stories.consent import Use
from stories.errors import StoryBankError
from views.links import link
from views.text import draw, heading, joined, typeset
from views.trouble import sentence

BY = "asked-by"  # the one box people write in: the page that draws it keeps it in this tab


def ask_first(bank: Bank, ids: Sequence[str], use: Use, taken: Sequence[str], take: Callable[[str], None]) -> set[str]:
    """Of the stories `ids`, those whose storytellers want to be asked, and what was said so far. Draws nothing where nobody has to be asked.

    `taken` are chosen already; `take` chooses one whose storyteller said yes. Returns the ids of the stories it has drawn.
    """
    waiting, said = to_ask(bank, ids, use), {one.story_id: one for one in said_so_far(bank, use)}
    if not waiting and not said:
        return set()
    draw(
        heading("Ask the storyteller first", level=2)
        + Markup("<p class='meta'>They want to be asked each time. A yes holds for this one use only, and they may think again.</p>")
    )
    by = st.text_input("Who asked, and how?", key=BY, max_chars=BY_MAX, placeholder="Sam from patient experience, by telephone")
    for one in waiting:
        _waiting(bank, one, use, by, said.pop(one.story_id, None))
    for answer in said.values():
        _said(bank, answer, use, by, None if answer.story_id in taken else take)
    return {one.story_id for one in waiting} | set(said)


def _waiting(bank: Bank, one: ToAsk, use: Use, by: str, said: Said | None) -> None:
    with st.container(key=f"card-ask-{one.story_id}"):
        reasons = joined(Markup("<li>{}</li>").format(reason) for reason in one.reasons)
        draw(Markup("<h3>{}</h3><ul class='why'>{}</ul>").format(link("story", typeset(one.title), {"story": one.story_id}), reasons))
        if said is not None:
            draw(_line(said))
        with st.container(key=f"acts-ask-{one.story_id}", horizontal=True):
            yes = st.button("They were asked and said yes", key=f"yes-{one.story_id}")
            no = st.button("They said no", key=f"no-{one.story_id}")
        if yes or no:
            _keep(bank, one.story_id, use, "yes" if yes else "no", by)


def _said(bank: Bank, one: Said, use: Use, by: str, take: Callable[[str], None] | None) -> None:
    with st.container(key=f"card-said-{one.story_id}"):
        draw(_line(one))
        if one.answer != "yes":
            return
        with st.container(key=f"acts-said-{one.story_id}", horizontal=True):
            if take and st.button("Use this story", key=f"asked-use-{one.story_id}", type="primary", icon=":material/add:"):
                take(one.story_id)
                st.rerun()
            if st.button("They have thought again and say no", key=f"no-{one.story_id}"):
                _keep(bank, one.story_id, use, "no", by or one.by)


def _line(one: Said) -> Markup:
    told = "said yes to this" if one.answer == "yes" else "said no to this"
    return Markup("<p><b>{}</b>: the storyteller {}. <span class='meta' dir='auto'>{}, {}</span></p>").format(
        typeset(one.title), told, one.by, f"{one.at:%-d %B %Y}"
    )


def _keep(bank: Bank, story_id: str, use: Use, answer: str, by: str) -> None:
    try:
        write_down(bank, story_id, use, answer=answer, by=by)
    except StoryBankError as error:
        draw(sentence(error))
    else:
        st.rerun()
