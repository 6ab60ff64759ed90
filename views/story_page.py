"""One story: the words as they were told, what may be done with it, and what stands behind it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.finding.search import show_story, similar_stories
from stories import vocabulary as v
from stories.consent import ClearedStory, scope_label
from stories.errors import StoryNotFound
from views.cards import byline, eyebrow, setting, tags
from views.evidence import behind, how_typical
from views.links import address, link
from views.live_open import BEGUN
from views.reading import story_text
from views.ring_true import ring_true
from views.story_panel import use_panel
from views.text import draw, heading, in_language, joined, typeset
from views.what_came import what_came


def back_link(scope: str) -> Markup:
    """To the list as it was left, or to all stories; and to the story or the pitch that this one was opened beside."""
    search = st.session_state.get("last_search", "/stories")
    words = "Back to your search" if "?" in search else "All stories"
    asked = "" if scope == "S2" else scope
    beside, pitch, session = (st.query_params.get(name, "") for name in ("beside", "pitch", "session"))
    ways = [(search, words)]
    if pitch:
        ways.insert(0, (address("pitch", {"pitch": pitch, "step": 3}), "Back to your pitch"))
    elif session:
        told = [*st.session_state.get(BEGUN, {}).get("tell", ()), st.query_params.get("story", "")]
        ways = [
            (address("live", {"new": session}), "Back to your session"),
            (address("live", {"new": session, "tell": list(dict.fromkeys(told))[-3:]}), "Use this story in it"),
        ]
    elif beside:
        ways.insert(0, (address("story", {"story": beside, "for": asked}), "Back to the story you came from"))
    drawn = (Markup("<a class='go' href='{}' data-page><span aria-hidden='true'>← </span>{}</a>").format(href, text) for href, text in ways)
    return Markup("<p class='back'>{}</p>").format(Markup(" ").join(drawn))


def missing(error: StoryNotFound) -> Markup:
    """The same words whether it never was, was withdrawn, or may not be shown here."""
    rest = str(error).removeprefix("We cannot find that story. ")
    return heading("We cannot find that story", focus="story-missing") + Markup(
        "<p class='lede'>{}</p><p>Or the link is incomplete.</p><p>{}</p>"
    ).format(rest, link("stories", "Back to all stories"))


def top(story: ClearedStory, scope: str) -> Markup:
    shown_to = Markup("<p class='meta'>Opened for {}.</p>").format(scope_label(scope)) if scope != "S2" else Markup()
    return back_link(scope) + Markup("<p class='eyebrow'>{}</p>{}<p class='meta'>{}</p>{}{}").format(
        eyebrow(story),
        heading(typeset(story.title), focus=f"story-{story.id}"),
        Markup(" · ").join([byline(story), setting(story)]),
        shown_to,
        tags(story),
    )


def asked_for(story: ClearedStory) -> Markup:
    """The wish and the single change, in the teller's words."""
    parts = []
    told = in_language(story.language)
    if story.wish:
        parts.append(
            heading("What I want services to be like", level=2) + Markup("<p class='wish'{}>{}</p>").format(told, typeset(story.wish))
        )
    if story.single_change:
        words = Markup("<p class='wish'{}>{}</p>").format(told, typeset(story.single_change))
        parts.append(heading("The single change that would have made the biggest difference", level=2) + words)
    if story.kind == "change" and story.outcome:
        learned = Markup("<p class='wish'{}>{}</p>").format(told, typeset(story.learned)) if story.learned else Markup()
        parts.append(heading(f"What came of it: {v.OUTCOMES[story.outcome].label.lower()}", level=2) + learned)
    return Markup("<section class='asked'>{}</section>").format(joined(parts)) if parts else Markup()


def like_this(bank: Bank, story: ClearedStory, scope: str) -> Markup:
    found = similar_stories(bank, story.id, scope)
    if not found:
        return Markup()
    asked = "" if scope == "S2" else scope
    items = (
        Markup("<li>{}<span class='meta'>{}</span></li>").format(
            link("story", typeset(one.story.title), {"story": one.story.id, "for": asked}),
            Markup(" · ").join([eyebrow(one.story), setting(one.story)]),
        )
        for one in found
    )
    return Markup("<section>{}<ul class='like'>{}</ul></section>").format(heading("Stories like this", level=2), joined(items))


def read(bank: Bank, story: ClearedStory, scope: str) -> None:
    st.set_page_config(page_title=f"{' '.join(story.title.split())} – Shared Endeavour")
    words, side = st.columns([1.85, 1], gap="large")
    with words:
        draw(top(story, scope) + story_text(story) + asked_for(story))
        ring_true(bank, story, scope)
        draw(what_came(bank, story.id))
    with side:
        use_panel(bank, story)
        draw(heading("What stands behind it", level=2, mark="side") + behind(story.evidence) + how_typical(story.evidence))
        draw(like_this(bank, story, scope))


bank = shared_bank()
scope = st.query_params.get("for", "S2")
scope = scope if scope in v.SCOPES else "S2"
try:
    read(bank, show_story(bank, st.query_params.get("story", ""), scope), scope)
except StoryNotFound as error:
    draw(missing(error))
