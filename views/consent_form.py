"""Boxes with what is wrong underneath, and the one form that asks who may hear a story. Two pages draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from markupsafe import Markup

from stories import vocabulary as v
from views.share_draft import PEOPLE
from views.text import draw

CONSENT_LISTS = ("yes", "ask")
CONSENT_TICKS = ("whole", "contact", "by_meaning")
CONSENT_DAYS = ("obtained_on", "expires_on")


def problem_line(problems: Mapping[str, str], name: str) -> None:
    """What is wrong with the box just drawn, if anything is."""
    if name in problems:
        draw(Markup("<p class='problem'>{}</p>").format(problems[name]))


def box(label: str, name: str, problems: Mapping[str, str], *, form: str = "draft", height: int = 0, **more: Any) -> None:
    """One box to type in, and what is wrong with it underneath. `form` comes before its key."""
    if height:
        st.text_area(label, key=f"{form}_{name}", height=height, **more)
    else:
        st.text_input(label, key=f"{form}_{name}", **more)
    problem_line(problems, name)


def consent_form(problems: Mapping[str, str], *, form: str = "draft") -> None:
    """Whom the story may be shown to and on what terms. Nothing is chosen for anybody; `form` comes before every key."""
    st.pills("It may be shown to", list(PEOPLE), key=f"{form}_yes", selection_mode="multi", format_func=_people, wrap=True)
    with st.expander("Some of them only if the storyteller is asked each time", type="compact", key=f"{form}-ask-first"):
        st.pills(
            "Ask first, each time, for",
            [code for code in PEOPLE if code not in st.session_state.get(f"{form}_yes", ())],
            key=f"{form}_ask",
            selection_mode="multi",
            format_func=_people,
            wrap=True,
        )
    problem_line(problems, "scopes")
    st.checkbox("It may be found by meaning, by a search that runs on our own computers only", key=f"{form}_by_meaning", wrap=True)
    st.checkbox("Whole story only: no short extracts", key=f"{form}_whole", wrap=True)
    st.checkbox("Contact the storyteller before every use outside these pages", key=f"{form}_contact", wrap=True)
    left, middle, right = st.columns(3)
    with left:
        box("Who asked for this consent?", "obtained_by", problems, form=form)
    with middle:
        st.date_input("When was it given?", value=None, key=f"{form}_obtained_on", format="DD/MM/YYYY", max_value="today")
        problem_line(problems, "obtained_on")
    with right:
        st.date_input("Until when? Empty: no end", value=None, key=f"{form}_expires_on", format="DD/MM/YYYY")
        problem_line(problems, "expires_on")


def _people(code: str) -> str:
    label = v.SCOPES[code].label
    return label[:1].upper() + label[1:]
