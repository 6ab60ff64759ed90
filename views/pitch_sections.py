"""The sections of a pitch in the person's own hands: each in a box, with what must be put right under the box it is in."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.model import Check, Framing, Section
from services.bank import Bank
from services.telling.briefing import Framed, make_framing
from services.telling.mending import put_words_back, storytellers_words
from services.telling.pitches import Pitch
from views.pitch_steps import changed
from views.text import draw, shortened

# Our own words for each part: its heading may hold a chosen name, and people's words do not go into labels.
NAMES = {
    "question": "Open with a question",
    "answer": "Their answer to it",
    "value": "What we share",
    "person": "The person",
    "wish": "What they ask for",
    "happened": "What happened",
    "moments": "More of the day",
    "wishes": "What people ask for",
    "voices": "Others say it too",
    "statistic": "The wider picture",
    "typical": "How typical it is",
    "cause": "What lies behind it",
    "works": "What helps",
    "loss": "Name the loss, kindly",
    "room": "Who else needs to be in the room",
    "ask": "What we are asking",
    "reply": "The reply to what they often ask first",
    "replies": "Replies to what else they may ask first",
}


def part_name(key: str) -> str:
    return NAMES.get(key, "Another part")


def box_key(pitch: Pitch, section: str) -> str:
    return f"section-{pitch.id}-{section}"


def editable(framing: Framing) -> tuple[Section, ...]:
    """Every section with a box here: the question has its own."""
    return tuple(section for section in framing.sections if section.key != "question")


def sections(bank: Bank, pitch: Pitch, framed: Framed) -> tuple[Pitch, Framed]:
    """Every section in a box of its own: the loss in sight, the others folded away unless one needs a look. Returns both as they now stand."""
    pitch, framed, emptied = typed(bank, pitch, framed)
    offered, asked = editable(framed.framing), st.query_params.get("part", "")
    others = [section for section in offered if section.key != "loss"]
    for section in offered:
        if section.key == "loss":
            edit(bank, pitch, framed, section, emptied)
    wrong = {fault.section_key for fault in framed.report.failures}
    looked_at = any(section.key in wrong or section.key == asked for section in others)
    with st.expander(
        "Edit the other sections", type="compact", expanded=looked_at, key="edit-sections-open" if looked_at else "edit-sections"
    ):
        for section in others:
            edit(bank, pitch, framed, section, emptied)
    return pitch, framed


def typed(bank: Bank, pitch: Pitch, framed: Framed) -> tuple[Pitch, Framed, set[str]]:
    """Take in what the boxes hold before they are drawn again, so that the checks are about the words in sight.

    What a person changes is kept; what they empty goes back to what was offered, and its key is in the set returned.
    """
    edits, emptied = dict(pitch.edits), set()
    for section in editable(framed.framing):
        name = box_key(pitch, section.key)
        held = str(st.session_state.get(name, section.text)).strip()
        if not held:
            edits.pop(section.key, None)
            emptied.add(section.key)
        elif held not in (section.text, st.session_state.get(f"shown-{name}", section.text)):
            edits[section.key] = held
    if edits != dict(pitch.edits):
        pitch = changed(bank, pitch, edits=edits)
        framed = make_framing(bank, pitch)
    for section in editable(framed.framing):
        name = box_key(pitch, section.key)
        st.session_state[name] = st.session_state[f"shown-{name}"] = section.text
    return pitch, framed, emptied


def edit(bank: Bank, pitch: Pitch, framed: Framed, section: Section, emptied: set[str]) -> None:
    """One section's text, and under it what must be put right, with the storyteller's own words one press away."""
    name = part_name(section.key)
    st.text_area(name, key=box_key(pitch, section.key), height=130)
    if section.key in emptied:
        draw(Markup("<p class='note' role='status'>A section cannot be empty, so the words we offered are back.</p>"))
    if section.key == "loss" and not pitch.edits.get("loss"):
        draw(Markup("<p class='meta'>This offer is made in your name. Keep it if you can keep it; otherwise write your own.</p>"))
    faults = [fault for fault in framed.report.failures if fault.section_key == section.key]
    asked = st.query_params.get("part", "") == section.key
    for place, fault in enumerate(faults):
        focus = Markup(" data-focus='{}' tabindex='-1'").format(f"fault-{pitch.id}-{section.key}") if asked and place == 0 else Markup()
        draw(Markup("<p class='problem'{}>{}</p>").format(focus, f"{fault.sentence} {fault.mend}".strip()))
        put_right(bank, pitch, framed, fault)


def put_right(bank: Bank, pitch: Pitch, framed: Framed, fault: Check) -> None:
    """The button that mends a fault in a section somebody changed: the storyteller's exact words where they are close, else what was offered."""
    if fault.section_key not in pitch.edits:
        return
    words = storytellers_words(framed, fault)
    if words:
        draw(Markup("<p class='meta'>In the story it says: <span class='own-words'>“{}”</span></p>").format(words))
    label = "Use the storyteller’s words again" if words else "Bring back the words we offered"
    if st.button(label, key=f"back-{pitch.id}-{fault.section_key}-{fault.code}-{fault.start}", icon=":material/undo:"):
        put_words_back(bank, pitch, fault)
        for name in (box_key(pitch, fault.section_key), f"shown-{box_key(pitch, fault.section_key)}"):
            st.session_state.pop(name, None)
        st.rerun()


def excerpt(section: Section, start: int, end: int) -> Markup:
    """The words a check is about, between quotation marks once."""
    words = shortened(section.text[start:end], 120)
    inside = words.strip('“”"')
    if any(mark in inside for mark in '“”"'):
        return Markup("<span class='where'>{}</span>").format(words)
    return Markup("<q>{}</q>").format(inside) if inside else Markup()
