"""Step 2: stories that may reach this audience, each with the reasons; those consent does not cover, with that reason."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.model import Suggestion
from services.bank import Bank
from services.telling.briefing import Blocked, audiences, suggest_stories, use_of
from services.telling.pitches import Pitch
from stories.consent import ClearedStory
from views.ask_first import BY, ask_first
from views.cards import best_badge, eyebrow, setting, strength, tags
from views.links import link
from views.pitch_sheet import sheet
from views.pitch_steps import changed, go_to, keep_typing, saved_line
from views.text import draw, heading, in_language, joined, listed, plain, typeset

MOST = 3


def choose_stories(bank: Bank, pitch: Pitch) -> None:
    left, right = st.columns([1.1, 0.9], gap="large")
    with left:
        audience = audiences()[pitch.audience]
        draw(
            heading("Whose words will you bring?", level=2)
            + Markup("<p class='meta'>{}</p>").format(listed([f"For {audience.called}", pitch.topic]))
        )
        found = suggest_stories(bank, pitch)
        if found.note:
            draw(Markup("<p class='note' role='status'>{}</p>").format(found.note))
        if not found.usable and not found.whole:
            draw(
                Markup(
                    "<section class='panel'><h2>No story may be used here yet</h2><p>None of the stories found may be shown to {}. "
                    "Try another way of saying what the pitch is about.</p><p>{}</p></section>"
                ).format(audience.called, link("stories", "Look through the stories", {"open": audience.scope}))
            )
        for suggestion in found.usable:
            pitch = suggested(bank, pitch, suggestion, audience.scope)
        if found.whole:
            draw(
                heading("May be told whole", level=2)
                + Markup(
                    "<p class='meta'>These storytellers allow the whole story and no excerpt. The page introduces it and links to it.</p>"
                )
            )
        for story in found.whole:
            pitch = told_whole(bank, pitch, story, audience.scope)
        keep_typing(pitch, 2, {BY: st.session_state.get(BY, "")})
        asked = ask_first(
            bank,
            [one.story_id for one in found.blocked],
            use_of(bank, pitch),
            pitch.story_ids,
            lambda story_id: put_in(bank, pitch, story_id),
        )
        if closed := tuple(one for one in found.blocked if one.story_id not in asked):
            draw(blocked(closed))
        with st.container(key="step-buttons", horizontal=True):
            back = st.button("Back", key="back", icon=":material/arrow_back:")
            onward = st.button("Continue to framing", key="next", type="primary")
        if back:
            go_to(pitch, 1)
        if onward:
            if pitch.story_ids:
                go_to(pitch, 3)
            draw(Markup("<p class='problem' role='alert'>Please choose at least one story.</p>"))
        saved_line(pitch)
    with right:
        sheet(bank, pitch)


def suggested(bank: Bank, pitch: Pitch, suggestion: Suggestion, scope: str) -> Pitch:
    """One suggestion with its reasons, and a button that takes it or puts it back."""
    story = suggestion.story
    taken = story.id in pitch.story_ids
    reasons = joined(Markup("<li>{}</li>").format(plain(reason)) for reason in suggestion.reasons if reason != story.consent_line)
    words = suggestion.passage
    with st.container(key=f"card-{'taken-' if taken else ''}{story.id}"):
        draw(
            Markup("<p class='eyebrow'>{}</p><h3>{}</h3>{}<ul class='why'>{}</ul>{}<p class='meta'>{}</p>{}<p class='meta'>{}</p>").format(
                eyebrow(story),
                link("story", typeset(story.title), {"story": story.id, "for": scope, "audience": pitch.audience}),
                Markup("<p class='pull'{}>{}</p>").format(in_language(story.language), typeset(words)) if words else Markup(),
                reasons,
                tags(story),
                setting(story),
                strength(best_badge(story.evidence)),
                story.consent_line,
            )
        )
        return take(bank, pitch, story.id, "Use this story")


def told_whole(bank: Bank, pitch: Pitch, story: ClearedStory, scope: str) -> Pitch:
    """A story that is introduced and linked, never excerpted: nothing of it is quoted here either."""
    taken = story.id in pitch.story_ids
    with st.container(key=f"card-{'taken-' if taken else ''}{story.id}"):
        draw(
            Markup(
                "<p class='eyebrow'>{}</p><h3>{}</h3><p>Introduced and linked, never excerpted.</p>{}<p class='meta'>{}</p><p class='meta'>{}</p>"
            ).format(
                eyebrow(story),
                link("story", typeset(story.title), {"story": story.id, "for": scope, "audience": pitch.audience}),
                tags(story),
                setting(story),
                story.consent_line,
            )
        )
        return take(bank, pitch, story.id, "Introduce this story")


def take(bank: Bank, pitch: Pitch, story_id: str, label: str) -> Pitch:
    """The button that takes a story into the pitch, or puts it back."""
    taken = story_id in pitch.story_ids
    full = not taken and len(pitch.story_ids) >= MOST
    label, icon = ("In the pitch. Take it out", ":material/check:") if taken else (label, ":material/add:")
    if st.button(label, key=f"take-{story_id}", icon=icon, disabled=full, help=f"A pitch holds up to {MOST} stories." if full else None):
        ids = tuple(one for one in pitch.story_ids if one != story_id) if taken else (*pitch.story_ids, story_id)
        changed(bank, pitch, story_ids=ids)
        st.rerun()
    return pitch


def put_in(bank: Bank, pitch: Pitch, story_id: str) -> None:
    """Put a story into the pitch, the last instead of the one before it when there are as many as it holds."""
    changed(bank, pitch, story_ids=(*pitch.story_ids[: MOST - 1], story_id))


def blocked(stories: tuple[Blocked, ...]) -> Markup:
    """Stories that would fit and may not be used: said, so that nobody wonders, and so that somebody can ask."""
    items = (Markup("<li><b>{}</b><span>{}</span></li>").format(one.title, " ".join(one.reasons)) for one in stories)
    return Markup("<section class='blocked'>{}<ul>{}</ul></section>").format(
        heading("Would fit, but may not be used", level=2), joined(items)
    )
