"""What stands around a framing: questions to open with, who is connected, facts near the story, newer figures, and who saw it differently."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from framing.questions import QuestionChoice
from framing.roles import missing_roles, roles_in
from framing.sections.brief import service_words
from framing.wording import upper_first
from services.bank import Bank
from services.telling.behind_pitch import BehindPitch
from services.telling.briefing import Framed, audiences
from services.telling.pitches import Pitch
from views.cards import demo_mark
from views.links import link
from views.pitch_steps import changed
from views.text import draw, heading, joined, outside_link, plain, typeset

ROUND_THE_TABLE = 6  # people shown


def other_questions(bank: Bank, pitch: Pitch, offered: Sequence[QuestionChoice], asked: str) -> Pitch:
    """Questions anchored in a moment of the stories; one press takes one. They hold no words that a person typed."""
    others = [choice for choice in offered if choice.text != asked]
    if not others:
        return pitch
    with st.expander("Other ways to ask it", type="compact", key="other-questions"):
        for number, choice in enumerate(others):
            draw(Markup("<p>{}</p>").format(choice.text))
            if st.button("Ask it this way", key=f"ask-{pitch.id}-{number}", type="tertiary"):
                pitch = changed(bank, pitch, question=choice.text)
                st.session_state.pop(f"question-{pitch.id}", None)
                st.rerun()
    return pitch


def around(pitch: Pitch, framed: Framed, behind: BehindPitch) -> Markup:
    """The panels under the checks."""
    return joined([_near(behind), _newer(behind), _counter(behind, pitch), connected(pitch, framed)])


def _near(behind: BehindPitch) -> Markup:
    if not behind.near:
        return Markup()
    items = (
        Markup("<li>{}<span class='meta'>{}</span></li>").format(plain(fact.claim), outside_link(fact.url, fact.citation))
        for fact in behind.near
    )
    return Markup("<section class='panel'>{}<p>These are about the same themes. Whether one belongs to this story, somebody who knows it must say.</p><ul>{}</ul></section>").format(
        heading("No evidence is linked to this story yet", level=2), joined(items)
    )  # fmt: skip


def _newer(behind: BehindPitch) -> Markup:
    items = joined(
        Markup("<li>For {}: {} <span class='meta'>This pitch uses {}.</span></li>").format(new.year, plain(new.claim), old.year)
        for old, new in behind.newer
    )
    return (
        Markup("<section class='panel'>{}<ul>{}</ul></section>").format(heading("A newer figure is there", level=2), items)
        if items
        else Markup()
    )


def _counter(behind: BehindPitch, pitch: Pitch) -> Markup:
    if behind.counter is None:
        return Markup()
    other = behind.counter.story
    return Markup("<section class='panel'>{}<p>{}{}</p><p class='meta'>{} A room that hears both trusts you more.</p></section>").format(
        heading("Somebody saw it differently", level=2),
        link("story", typeset(other.title), {"story": other.id, "for": other.use.scope, "pitch": pitch.id}),
        demo_mark(other),
        " ".join(behind.counter.reasons),
    )


def connected(pitch: Pitch, framed: Framed) -> Markup:
    """A small picture of who is connected: those this plan asks, and those the stories mention and it leaves out. Said in words as well."""
    audience = audiences()[pitch.audience]
    hands = service_words(framed.stories[0], pitch.service).hands if framed.stories else ""
    asked = [("You", False), (upper_first(audience.called), False)] + [
        (upper_first(role.called(hands)), role.lived_experience) for role in audience.who_else
    ]
    told, tellers = (" ".join(getattr(story, part) for story in framed.stories) for part in ("text", "about"))
    missing = [role.asked for role in missing_roles(told, tellers, audience, framed.framing.ask)][: ROUND_THE_TABLE - 2]
    room = framed.framing.section("room")
    named = {role.asked for role in roles_in(room.text)} if room is not None else set()
    seats = joined(
        Markup("<li class='seat{}'>{}{}</li>").format(
            " lived" if lived else "", who, Markup(" <span class='meta'>has lived it</span>") if lived and "lived" not in who else Markup()
        )
        for who, lived in asked
    )
    away = joined(
        Markup("<li class='seat away'>{} <span class='meta'>{}</span></li>").format(
            upper_first(who), "in the story, asked on this page" if who in named else "in the story, not asked yet"
        )
        for who in missing
    )
    return Markup(
        "<section class='panel room'>{}<figure aria-label='Who is round the table, and who the stories mention'><ul class='table'>{}</ul>"
        "<figcaption>Round the table</figcaption>{}</figure></section>"
    ).format(
        heading("Who is connected", level=2),
        seats,
        Markup("<ul class='table outside'>{}</ul><p class='meta'>Mentioned in the stories</p>").format(away) if away else Markup(),
    )
