"""Home: the question, somebody's words, three doors, and what people ask for."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import shared_bank
from services.finding.search import WORDS_MAX, FrontPage, front_page
from stories import vocabulary as v
from views.cards import byline, demo_mark, read_link
from views.links import link
from views.text import draw, heading, joined, typeset

QUESTION = "What do we want services to be like for the people we care for?"
DOORS = (
    ("share", "Share a story", "Write it in your own words. You decide how it is used, and you can take it back.", "Start writing"),
    ("pitch", "Prepare a pitch", "Who you need to move, the story that will reach them, and what they may fear losing.", "Start a pitch"),
    ("live", "Run a session", "One story, a room that answers from its phones, and what everybody agrees to do.", "Open a session"),
)


def sheet(front: FrontPage) -> Markup:
    """The paper beside the question: one person's words, or an invitation to bring the first."""
    if front.story is None:
        return Markup("<div class='paper'><p class='pull'>The first story could be yours</p><p>{}</p></div>").format(
            link("share", "Share a story")
        )
    mark = Markup(" <span class='demo'>Demo story</span>") if front.story.synthetic else Markup()
    return Markup("<figure class='paper'><blockquote class='pull'>{}</blockquote><figcaption>{}{}</figcaption><p>{}</p></figure>").format(
        typeset(front.quote), byline(front.story), mark, read_link(front.story)
    )


def doors() -> Markup:
    items = (
        Markup("<li><h2>{}</h2><p>{}</p><p>{}<span class='arrow' aria-hidden='true'>→</span></p></li>").format(
            name, line, link(page, action)
        )
        for page, name, line, action in DOORS
    )
    return Markup("<ul class='doors'>{}</ul>").format(joined(items))


def wishes(front: FrontPage) -> Markup:
    items = (
        Markup("<li>{}<span class='from'>{} {}</span></li>").format(
            typeset(story.wish), link("story", story.name or v.TELLERS[story.teller].label, {"story": story.id}), demo_mark(story)
        )
        for story in front.wishes
    )
    return heading("What people are asking for", level=2) + Markup("<ul class='wishes'>{}</ul>").format(joined(items))


def search(words: str) -> None:
    """Take the words to the stories page; empty words show them all."""
    st.switch_page("stories_page.py", query_params={"q": words[:WORDS_MAX]} if words else None)


front = front_page(shared_bank())
with st.container(key="hero"):
    left, right = st.columns([1.25, 1], gap="large", vertical_alignment="center")
    with left:
        draw(
            heading(QUESTION, focus="home")
            + Markup("<p class='lede'>Start with a story, not a structure. Find one, share one, or bring people together around one.</p>")
        )
        with st.container(key="find-row", horizontal=True, vertical_alignment="bottom"):
            st.text_input("Find a story about", key="find", placeholder="being passed from team to team")
            pressed = st.button("Find stories", key="find-button")
    with right:
        draw(sheet(front))
# A press that follows the words at once can bring people back here with the words in the address alone: go on from there.
if (words := (st.session_state.get("find", "") or st.query_params.get("q", "")).strip()) or pressed:
    search(words)
draw(doors())
if front.wishes:
    draw(wishes(front))
