"""The sections of a pitch in the person's own hands: each in a box, with what must be put right under the box it is in."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.model import Framing, Report, Section
from services.bank import Bank
from services.briefing import Framed, make_framing
from services.pitches import Pitch
from views.pitch_steps import changed
from views.text import draw, joined, shortened

# Our own words for each part: its heading may hold a chosen name, and people's words do not go into labels.
NAMES = {
    "question": "Open with a question",
    "value": "What we share",
    "person": "The person",
    "about": "What the story is about",
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
    wrong = wrong_by_section(framed.report)
    offered = editable(framed.framing)
    others = [section for section in offered if section.key != "loss"]
    for section in offered:
        if section.key == "loss":
            edit(pitch, section, wrong, emptied)
    failing = any(section.key in wrong for section in others)
    with st.expander("Edit the other sections", type="compact", expanded=failing, key="edit-sections-open" if failing else "edit-sections"):
        for section in others:
            edit(pitch, section, wrong, emptied)
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


def edit(pitch: Pitch, section: Section, wrong: dict[str, list[str]], emptied: set[str]) -> None:
    """One section's text, and under it what must be put right."""
    name = part_name(section.key)
    st.text_area(name, key=box_key(pitch, section.key), height=130)
    if section.key in emptied:
        draw(Markup("<p class='note' role='status'>A section cannot be empty, so the words we offered are back.</p>"))
    draw(joined(Markup("<p class='problem'>{}</p>").format(sentence) for sentence in wrong.get(section.key, ())))


def wrong_by_section(report: Report) -> dict[str, list[str]]:
    """What must be put right, by the section it is in."""
    found: dict[str, list[str]] = {}
    for check in report.failures:
        found.setdefault(check.section_key, []).append(f"{check.sentence} {check.mend}".strip())
    return found


def excerpt(section: Section, start: int, end: int) -> Markup:
    """The words a check is about, between quotation marks once."""
    words = shortened(section.text[start:end], 120)
    inside = words.strip('“”"')
    if any(mark in inside for mark in '“”"'):
        return Markup("<span class='where'>{}</span>").format(words)
    return Markup("<q>{}</q>").format(inside) if inside else Markup()
