"""Prepare a pitch: audience, stories, framing, export. Each step has its own address; what is chosen is saved at once."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.telling.pitches import Pitch, load_pitch, new_pitch_id, recent_pitches
from stories.errors import PitchNotFound
from views.links import link
from views.pitch_audience import choose_audience
from views.pitch_export import take_it
from views.pitch_framing import say_it
from views.pitch_steps import NOT_BEGUN
from views.pitch_stories import choose_stories
from views.pitch_withdrawn import withdrawn_since
from views.story_panel import pitch_label
from views.text import draw, heading, joined

STEPS = ("Audience", "Stories", "Framing", "Export")
DRAW = (choose_audience, choose_stories, say_it, take_it)


def steps(step: int, pitch: Pitch) -> Markup:
    """The four steps: which is done, which is now; those that can be opened are links."""
    reached = 1 if not pitch.audience else 4 if pitch.story_ids else 2
    items = []
    for number, name in enumerate(STEPS, start=1):
        badge = Markup("<b>{}</b><span>{}</span>").format("✓" if number < step else number, name)
        current = Markup(' aria-current="step"') if number == step else Markup()
        done = Markup(' class="done"') if number < step else Markup()
        inside = (
            link("pitch", badge, {"pitch": pitch.id, "step": number}, mark="step")
            if number != step and number <= reached and pitch.id
            else badge
        )
        items.append(Markup("<li{}{}>{}</li>").format(done, current, inside))
    return Markup("<nav aria-label='Steps'><ol class='steps'>{}</ol></nav>").format(joined(items))


def begun(bank: Bank, *, but: str = "") -> Markup:
    """Pitches that were begun earlier, newest first, without the one that is open."""
    items = [
        Markup("<li>{}</li>").format(
            link("pitch", pitch_label(pitch), {"pitch": pitch.id, "step": 3 if pitch.story_ids and pitch.audience else 1})
        )
        for pitch in recent_pitches(bank)
        if pitch.id != but
    ]
    if not items:
        return Markup()
    return Markup("<section>{}<ul class='like'>{}</ul></section>").format(
        heading("Other pitches" if but else "Pitches you have begun", level=2), joined(items)
    )


def asked_step(pitch: Pitch) -> int:
    """The step in the address, or the furthest that makes sense for what is chosen so far."""
    asked = st.query_params.get("step", "1")
    step = int(asked) if asked in ("1", "2", "3", "4") else 1
    if step > 1 and not pitch.audience:
        return 1
    return 2 if step > 2 and not pitch.story_ids else step


def missing(error: PitchNotFound) -> Markup:
    rest = str(error).removeprefix("We cannot find that pitch. ")
    return heading("We cannot find that pitch", focus="pitch-missing") + Markup("<p class='lede'>{}</p><p>{}</p>").format(
        rest, link("pitch", "Start a new pitch")
    )


def page(bank: Bank, pitch: Pitch) -> None:
    step = asked_step(pitch)
    another = Markup("<p class='another'>{}</p>").format(link("check", "Check a draft of your own"))
    if pitch.saved_at:
        another = Markup("<p class='another'>{} {} {}</p>").format(
            link("versions", "Versions", {"pitch": pitch.id}),
            link("pitch", "Start another pitch"),
            link("check", "Check a draft of your own"),
        )
    draw(heading("Prepare a pitch", focus=f"pitch-{pitch.id}-{step}") + another + steps(step, pitch))
    pitch = withdrawn_since(bank, pitch)
    DRAW[step - 1](bank, pitch)
    draw(begun(bank, but=pitch.id if pitch.saved_at else ""))


shared = shared_bank()
asked = st.query_params.get("pitch", "")
try:
    page(shared, load_pitch(shared, asked) if asked else Pitch(id=st.session_state.setdefault(NOT_BEGUN, new_pitch_id())))
except PitchNotFound as error:
    draw(missing(error))
