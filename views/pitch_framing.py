"""Step 3: the opening question, the lead frame, the loss, every section in the person's own hands, and the checks."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.model import Ask, Check, Framing, Report, Section
from services.bank import Bank
from services.briefing import Framed, audiences, make_framing
from services.pitches import Pitch
from stories.errors import StoryBankError
from views.pitch_sheet import paper
from views.pitch_steps import changed, go_to, saved_line
from views.text import draw, heading, joined, plain, shortened, unmarked
from views.trouble import sentence

# Our own words for each part: its heading may hold a chosen name, and people's words do not go into labels.
NAMES = {
    "value": "What we share",
    "person": "The person",
    "happened": "What happened",
    "voices": "Others say it too",
    "statistic": "The wider picture",
    "typical": "How typical it is",
    "cause": "What lies behind it",
    "works": "What helps",
    "loss": "Name the loss, kindly",
    "room": "Who else needs to be in the room",
    "ask": "What we are asking",
    "reply": "The reply to what they often ask first",
}


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
            framed = make_framing(bank, pitch)
        except StoryBankError as error:
            draw(sentence(error))
            if st.button("Back to the stories", key="back", icon=":material/arrow_back:"):
                go_to(pitch, 2)
            return
        new = controls(bank, pitch, framed)
        if new != pitch:
            pitch = new
            framed = make_framing(bank, pitch)
        pitch, framed = sections(bank, pitch, framed)
        draw(before_you_send_it(framed.report, framed.framing))
        with st.container(key="step-buttons", horizontal=True):
            back = st.button("Back", key="back", icon=":material/arrow_back:")
            onward = st.button("Continue to export", key="next", type="primary")
        if back or onward:
            go_to(pitch, 2 if back else 4)
        saved_line(pitch)
    with right:
        paper(framed.framing)


def controls(bank: Bank, pitch: Pitch, framed: Framed) -> Pitch:
    """The question, the lead frame and the ask. Empty boxes keep what the framing offers."""
    framing, offered = framed.framing, framed.frames
    question = st.text_area(
        "Open with a question", value=pitch.question or framing.question, key=f"question-{pitch.id}", max_chars=300, height=80
    )
    frame = st.radio(
        "Lead frame",
        [frame.key for frame in offered],
        key=f"frame-{pitch.id}",
        format_func=lambda key: next(f.label for f in offered if f.key == key),
        captions=[unmarked(frame.reason) for frame in offered],
        index=next((n for n, f in enumerate(offered) if f.key == (pitch.frame or framing.frame)), 0),
    )
    with st.expander("What you ask them to do", type="compact", key="ask"):
        what = st.text_input("Will you …", value=pitch.ask.what or framing.ask.what, key=f"what-{pitch.id}", max_chars=300)
        left, right = st.columns(2)
        by_when = left.text_input("By when", value=str(pitch.ask.by_when or framing.ask.by_when), key=f"by-when-{pitch.id}", max_chars=60)
        who = right.text_input("Who", value=pitch.ask.who or framing.ask.who, key=f"who-{pitch.id}", max_chars=120)
        first = st.text_input(
            "A first step within 30 days", value=pitch.ask.first_step or framing.ask.first_step, key=f"first-{pitch.id}", max_chars=300
        )
    ask = Ask(
        who=own(who, framing.ask.who, pitch.ask.who),
        what=own(what, framing.ask.what, pitch.ask.what),
        by_when=own(by_when, str(framing.ask.by_when), str(pitch.ask.by_when)),
        first_step=own(first, framing.ask.first_step, pitch.ask.first_step),
    )
    return changed(bank, pitch, question=own(question, framing.question, pitch.question), frame=frame or "", ask=ask)


def own(typed: str, offered: str, before: str) -> str:
    """What a person typed, or '' while the box still holds what was offered."""
    typed = typed.strip()
    return typed if before or typed != offered else ""


def sections(bank: Bank, pitch: Pitch, framed: Framed) -> tuple[Pitch, Framed]:
    """Every section in a box of its own: the loss in sight, the others folded away. Returns both as they now stand."""
    edits = dict(pitch.edits)
    offered = {section.key: section for section in framed.framing.sections}
    if "loss" in offered:
        edit(pitch, offered["loss"], edits)
    with st.expander("Edit the other sections", type="compact", key="edit-sections"):
        for section in framed.framing.sections:
            if section.key not in ("loss", "question"):
                edit(pitch, section, edits)
    if edits == dict(pitch.edits):
        return pitch, framed
    pitch = changed(bank, pitch, edits=edits)
    return pitch, make_framing(bank, pitch)


def edit(pitch: Pitch, section: Section, edits: dict[str, str]) -> None:
    """One section's text; what a person changes is kept, and what they empty goes back to what was offered."""
    name = NAMES.get(section.key, "Another part")
    typed = st.text_area(name, value=section.text, key=f"section-{pitch.id}-{pitch.frame}-{section.key}", height=130).strip()
    if not typed:
        edits.pop(section.key, None)
    elif typed != section.text:
        edits[section.key] = typed


def before_you_send_it(report: Report, framing: Framing) -> Markup:
    """The gates, each with where it fails and one mend, and then advice."""
    closed = joined(check_line(check, framing, "closed", "Must be put right") for check in report.failures)
    gates = joined(check_line(check, framing, "ok", "Fine") for check in report.checks if check.ok and check.gate)
    fine = [check_line(check, framing, "ok", "Fine") for check in report.checks if check.ok and not check.gate]
    more = Markup("<details><summary>{} more things we looked at are fine</summary><ul>{}</ul></details>").format(len(fine), joined(fine))
    advice = joined(check_line(check, framing, "advice", "Worth a look") for check in report.advice)
    return Markup("<section class='panel before'>{}<ul>{}{}{}</ul>{}</section>").format(
        heading("Before you send it", level=2), closed, advice, gates, more if fine else ""
    )


def check_line(check: Check, framing: Framing, mark: str, said: str) -> Markup:
    section = framing.section(check.section_key) if check.section_key and not check.ok else None
    where = shortened(section.text[check.start : check.end], 120) if section and check.end > check.start else ""
    return Markup("<li class='{}'><span class='said'>{}</span><span>{}{}{}</span></li>").format(
        mark,
        said,
        plain(check.sentence),
        Markup("<q>{}</q>").format(where) if where else Markup(),
        Markup("<em>{}</em>").format(check.mend) if check.mend and not check.ok else Markup(),
    )
