"""Rehearse: the 60-second script in large type with a clock, the room's likely first questions, and a look at oneself."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.telling.briefing import audiences
from services.telling.pitches import Pitch, load_pitch, recent_pitches
from services.telling.rehearsing import FirstQuestion, Line, Rehearsal, rehearsal, six_ways, tick
from stories.errors import PitchNotFound, StoryBankError
from views.browser import timer
from views.links import link
from views.story_panel import pitch_label
from views.text import draw, heading, in_language, joined, plain, typeset
from views.trouble import sentence

_QUOTED = re.compile("(\u201c[^\u201d]*\u201d)")
_BREATH = Markup("<i class='breath' aria-hidden='true'>/</i>")


def page(bank: Bank, pitch: Pitch) -> None:
    back = link("pitch", "Back to the pitch", {"pitch": pitch.id, "step": 4}, mark="back")
    draw(Markup("<p class='back'>{}</p>").format(back) + heading("Rehearse", focus=f"rehearse-{pitch.id}"))
    if not pitch.audience or not pitch.story_ids:
        on = link("pitch", "Go on with the pitch", {"pitch": pitch.id, "step": 2 if pitch.audience else 1})
        draw(Markup("<p class='lede'>There is nothing to say yet: the pitch needs an audience and a story.</p><p>{}</p>").format(on))
        return
    try:
        made = rehearsal(bank, pitch)
    except StoryBankError as error:
        draw(sentence(error) + Markup("<p>{}</p>").format(link("pitch", "Back to the stories", {"pitch": pitch.id, "step": 2})))
        return
    if not made.report.passed:
        mend = link("pitch", "Go back to framing and put it right", {"pitch": pitch.id, "step": 3})
        draw(Markup("<p class='lede'>Something must be put right before this is said to anybody.</p><p>{}</p>").format(mend))
        return
    draw(beforehand(made))
    with st.container(key="clock"):
        timer(f"{pitch.id}:{made.seconds}", seconds=made.seconds, starts=made.starts)
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        draw(script(made))
    with right:
        draw(questions(made.questions, audiences()[pitch.audience].called))
        look_at_yourself(bank, pitch)


def beforehand(made: Rehearsal) -> Markup:
    """What to know before reading on: content notes first, then that it is a demo."""
    notes = made.framing.content_notes
    told = (
        Markup("<p class='note'>Before you read on: {}. Tell the room too, before you begin.</p>").format("; ".join(notes))
        if notes
        else Markup()
    )
    demo = Markup("<p><span class='demo'>Demo story</span></p>") if made.framing.synthetic else Markup()
    return told + demo


def script(made: Rehearsal) -> Markup:
    """The script, one sentence a paragraph, with a mark where a short breath goes."""
    lines = (
        Markup("<p data-line='{}'{}>{}</p>").format(number, Markup(" class='own'") if line.own_words else Markup(), said(line))
        for number, line in enumerate(made.lines)
    )
    how = Markup(
        "<p class='meta'>About {} seconds at an even pace. The {} is a short breath; between two sentences, take a whole one.</p>"
    ).format(made.seconds, _BREATH)
    return heading("Your 60 seconds", level=2) + how + Markup("<div class='script'>{}</div>").format(joined(lines))


def said(line: Line) -> Markup:
    """One sentence in its phrases; people's own words in serif wherever they stand."""
    marked = typeset("\n".join(line.phrases))  # typeset whole: a quotation may run over several phrases
    parts = _QUOTED.split(marked)
    shown = joined(
        Markup("<q{}>{}</q>").format(in_language(line.language), part) if _QUOTED.fullmatch(part) else plain(part) for part in parts
    )
    return shown.replace("\n", Markup(" {} ").format(_BREATH))


def questions(asked: tuple[FirstQuestion, ...], called: str) -> Markup:
    """Each question by itself, its answer folded away: to be tried aloud first."""
    items = (
        Markup("<details><summary>{}</summary>{}</details>").format(
            f"\u201c{each.asked}\u201d", joined(Markup("<p>{}</p>").format(typeset(text)) for text in each.reply)
        )
        for each in asked
    )
    return Markup(
        "<section class='asked-first'>{}<p class='meta'>Answer aloud, then open it. These are what {} tends to ask.</p>{}</section>"
    ).format(heading("What they may ask first", level=2), called, joined(items))


def look_at_yourself(bank: Bank, pitch: Pitch) -> None:
    """Six boxes, kept with the pitch."""
    draw(
        heading("Before you go in", level=2)
        + Markup("<p class='meta'>Six ways to look at yourself. Your ticks are kept with the pitch.</p>")
    )
    ticked: tuple[str, ...] = ()
    for way in six_ways():
        label = f"**{way.name}.** {way.question}"  # our own words: framing.rehearsing
        if st.checkbox(label, value=way.key in pitch.ways, key=f"way-{pitch.id}-{way.key}"):
            ticked += (way.key,)
    if ticked != pitch.ways:
        tick(bank, pitch, ticked)
    if len(ticked) == len(six_ways()):
        draw(Markup("<p class='note' role='status'>All six. Go and tell it.</p>"))


def choose(bank: Bank) -> Markup:
    """Without a pitch in the address: the pitches that can be rehearsed."""
    ready = [pitch for pitch in recent_pitches(bank) if pitch.audience and pitch.story_ids]
    if not ready:
        return Markup("<p class='lede'>You can rehearse a pitch once it has an audience and a story.</p><p>{}</p>").format(
            link("pitch", "Prepare a pitch")
        )
    items = (Markup("<li>{}</li>").format(link("rehearse", pitch_label(pitch), {"pitch": pitch.id})) for pitch in ready)
    return Markup("<p class='lede'>Which pitch would you like to rehearse?</p><ul class='like'>{}</ul>").format(joined(items))


shared = shared_bank()
asked = st.query_params.get("pitch", "")
try:
    if asked:
        page(shared, load_pitch(shared, asked))
    else:
        draw(heading("Rehearse", focus="rehearse") + choose(shared))
except PitchNotFound as error:
    rest = str(error).removeprefix("We cannot find that pitch. ")
    draw(
        heading("We cannot find that pitch", focus="pitch-missing")
        + Markup("<p class='lede'>{}</p><p>{}</p>").format(rest, link("pitch", "Start a new pitch"))
    )
