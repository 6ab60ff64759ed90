"""Step 3: the opening question, the lead frame, the loss, every section in the person's own hands, and the checks."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.lengths import LENGTHS, length_for
from framing.model import Ask, Framing
from services.bank import Bank
from services.telling.behind_pitch import behind_pitch
from services.telling.briefing import Framed, audiences, make_framing
from services.telling.pitches import Pitch
from services.telling.told import told_this_quarter
from stories.errors import StoryBankError
from views.before_you_send import before_you_send_it, to_the_box, told_before
from views.pitch_around import around, other_questions
from views.pitch_drafting import suggest_words
from views.pitch_sections import box_key, editable, sections
from views.pitch_sheet import paper
from views.pitch_steps import changed, go_to, keep_typing, saved_line
from views.text import draw, heading, unmarked
from views.trouble import sentence


def say_it(bank: Bank, pitch: Pitch) -> None:
    left, right = st.columns([1.1, 0.9], gap="large")
    audience = audiences()[pitch.audience]
    with left:
        draw(
            heading("How will you say it?", level=2)
            + Markup("<p class='meta'>For {}.{}</p>").format(
                audience.called, f" They may fear losing: {pitch.fears}" if pitch.fears else ""
            )
        )
        try:
            framed = make_framing(bank, pitch, ranked=True)
        except StoryBankError as error:
            draw(sentence(error))
            if st.button("Back to the stories", key="back", icon=":material/arrow_back:"):
                go_to(pitch, 2)
            return
        keep_typing(pitch, 3, boxes(pitch, framed.framing))
        new = controls(bank, pitch, framed)
        if new != pitch:
            pitch = new
            framed = make_framing(bank, pitch)
        pitch, framed = sections(bank, pitch, framed)
        suggest_words(bank, pitch, framed)
        draw(before_you_send_it(framed.report, framed.framing, where=to_the_box(pitch.id)))
        draw(told_before(told_this_quarter(bank, framed.stories)))
        draw(around(pitch, framed, behind_pitch(bank, pitch, framed.stories)))
        with st.container(key="step-buttons", horizontal=True):
            back = st.button("Back", key="back", icon=":material/arrow_back:")
            onward = st.button("Continue to export", key="next", type="primary")
        if back or onward:
            go_to(pitch, 2 if back else 4)
        saved_line(pitch)
    with right:
        paper(framed.shown, length_for(pitch.length).label.lower())


def boxes(pitch: Pitch, framing: Framing) -> dict[str, str]:
    """Every box of this step by its key, with the words it holds: typed, or else offered."""
    held = {
        "question": pitch.question or framing.question,
        "what": pitch.ask.what or framing.ask.what,
        "by-when": str(pitch.ask.by_when or framing.ask.by_when),
        "who": pitch.ask.who or framing.ask.who,
        "first": pitch.ask.first_step or framing.ask.first_step,
    }
    return {f"{name}-{pitch.id}": words for name, words in held.items()} | {
        box_key(pitch, section.key): section.text for section in editable(framing)
    }


def controls(bank: Bank, pitch: Pitch, framed: Framed) -> Pitch:
    """The question, the lead frame and the ask. Empty boxes keep what the framing offers."""
    framing, offered = framed.framing, framed.frames
    question = st.text_area("Open with a question", key=f"question-{pitch.id}", max_chars=300, height=80)
    pitch = other_questions(bank, pitch, framed.questions, pitch.question or framing.question)
    frame = st.radio(
        "Lead frame",
        [frame.key for frame in offered],
        key=f"frame-{pitch.id}",
        format_func=lambda key: next(f.label for f in offered if f.key == key),
        captions=[unmarked(frame.reason) for frame in offered],
        index=next((n for n, f in enumerate(offered) if f.key == (pitch.frame or framing.frame)), 0),
    )
    length = st.radio(
        "How long is it?",
        list(LENGTHS),
        key=f"length-{pitch.id}",
        format_func=lambda key: LENGTHS[key].label,
        captions=[unmarked(each.reason) for each in LENGTHS.values()],
        index=list(LENGTHS).index(pitch.length) if pitch.length in LENGTHS else 0,
    )
    with st.expander("What you ask them to do", type="compact", key="ask"):
        what = st.text_input("Will you …", key=f"what-{pitch.id}", max_chars=300)
        left, right = st.columns(2)
        by_when = left.text_input("By when", key=f"by-when-{pitch.id}", max_chars=60)
        who = right.text_input("Who", key=f"who-{pitch.id}", max_chars=120)
        first = st.text_input("A first step within 30 days", key=f"first-{pitch.id}", max_chars=300)
    ask = Ask(
        who=own(who, framing.ask.who, pitch.ask.who),
        what=own(what, framing.ask.what, pitch.ask.what),
        by_when=own(by_when, str(framing.ask.by_when), str(pitch.ask.by_when)),
        first_step=own(first, framing.ask.first_step, pitch.ask.first_step),
    )
    return changed(
        bank, pitch, question=own(question, framing.question, pitch.question), frame=frame or "", length=length or "page", ask=ask
    )


def own(typed: str, offered: str, before: str) -> str:
    """What a person typed, or '' while the box still holds what was offered."""
    typed = typed.strip()
    return typed if before or typed != offered else ""
