"""“Use this story”: put it in a pitch, and what the storyteller allows."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.telling.briefing import audiences
from services.telling.pitches import Pitch, add_to_pitch, recent_pitches, start_pitch
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.errors import StoryBankError
from views.links import link
from views.text import draw, heading
from views.trouble import sentence

NEW = "new"


def pitch_label(pitch: Pitch) -> str:
    """A pitch by whom it is for and when it was saved: our own words only, because this stands in a list of choices."""
    known = audiences()
    whom = known[pitch.audience].name if pitch.audience in known else "audience not chosen yet"
    about = [v.SERVICES[pitch.service].label.lower()] if pitch.service in v.SERVICES else []
    saved = [f"saved {pitch.saved_at:%-d %B, %H:%M}"] if pitch.saved_at else []
    return ", ".join([whom, *about, *saved])


def use_panel(bank: Bank, story: ClearedStory) -> None:
    recent = recent_pitches(bank)
    with st.container(key="panel-use"):
        draw(heading("Use this story", level=2))
        holding = next((pitch for pitch in recent if story.id in pitch.story_ids), None)
        if holding:
            draw(
                Markup("<p class='in-pitch' role='status'><span aria-hidden='true'>✓</span> In your pitch</p><p>{}</p>").format(
                    link("pitch", "Go to my pitch", {"pitch": holding.id, "step": 2 if holding.audience else 1})
                )
            )
        else:
            offer(bank, story, recent)
        draw(
            Markup("<ul class='tags'><li class='ok'>Shared with consent</li></ul><p class='meta'>{}</p><p class='meta'>{}</p>").format(
                story.consent_line, link("keep", "Change what is allowed, or take it back", {"story": story.id})
            )
        )


def offer(bank: Bank, story: ClearedStory, recent: tuple[Pitch, ...]) -> None:
    """The button that adds the story to a pitch: a new one, or one that is already begun."""
    chosen = NEW
    if recent:
        chosen = st.selectbox(
            "Which pitch?",
            [*(pitch.id for pitch in recent), NEW],
            key=f"into-{story.id}",
            format_func=lambda key: next((pitch_label(pitch) for pitch in recent if pitch.id == key), "A new pitch"),
        )
    if st.button("Add to a pitch", key="add", type="primary", icon=":material/add:", width="stretch"):
        try:
            pitch_id = start_pitch(bank).id if chosen == NEW else chosen
            add_to_pitch(bank, pitch_id, story.id)
        except StoryBankError as error:
            draw(sentence(error))
        else:
            st.rerun()
