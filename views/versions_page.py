"""The versions of a pitch: who changed what and when, a look at each, and going back with a way back from that."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.telling.briefing import audiences, make_framing
from services.telling.pitches import Pitch, load_pitch
from services.telling.versions import Version, duplicate, keep, restore, version, versions
from stories.errors import PitchNotFound, StoryBankError
from views.links import link
from views.pitch_sections import part_name
from views.pitch_sheet import paper
from views.pitch_withdrawn import withdrawn_since
from views.text import draw, heading, joined
from views.trouble import sentence


def page(bank: Bank, pitch: Pitch) -> None:
    looked_at = st.query_params.get("look", "")
    back = link("pitch", "Back to the pitch", {"pitch": pitch.id, "step": 3 if pitch.story_ids and pitch.audience else 1}, mark="back")
    draw(Markup("<p class='back'>{}</p>").format(back) + heading("Versions of this pitch", focus=f"versions-{pitch.id}-{looked_at}"))
    pitch = withdrawn_since(bank, pitch)
    undo(bank, pitch)
    kept = versions(bank, pitch.id)
    left, right = st.columns([1, 1.1], gap="large")
    with left:
        draw(listed(pitch, kept, looked_at))
        name_it(bank, pitch)
        copy_it(bank, pitch)
    with right:
        look(bank, pitch, kept, looked_at)


def listed(pitch: Pitch, kept: tuple[Version, ...], looked_at: str) -> Markup:
    """Every version, newest first."""
    items = []
    for place, each in enumerate(kept):
        called = f"Version {each.number}{', as it is now' if place == 0 else ''}"
        current = str(each.number) == looked_at or (not looked_at and place == 0)
        name = (
            Markup("<b aria-current='true'>{}</b>").format(called)
            if current
            else link("versions", called, {"pitch": pitch.id, "look": each.number})
        )
        items.append(
            Markup("<li{}>{}<span class='meta'>{:%-d %B %Y, %H:%M}, by {}</span>{}<span>{}</span></li>").format(
                Markup(" class='now'") if current else Markup(),
                name,
                each.at.astimezone(),
                each.by,
                Markup("<span class='kept'>{}</span>").format(each.note) if each.note else Markup(),
                changed(each),
            )
        )
    return Markup("<ol class='versions' reversed>{}</ol>").format(joined(items))


def changed(each: Version) -> str:
    """What is different from the version before, in our own words."""
    edited = [f"“{part_name(key)}”" for key in each.edited]
    return " ".join([*each.changes, *([f"Edited: {', '.join(edited)}."] if edited else [])]) or "Nothing changed."


def look(bank: Bank, pitch: Pitch, kept: tuple[Version, ...], looked_at: str) -> None:
    """One version as the page it made, today's consent deciding what of it may be seen."""
    if looked_at and not looked_at.isdigit():
        looked_at = "0"
    chosen = version(bank, pitch.id, int(looked_at)) if looked_at else kept[0]
    if chosen.number != kept[0].number:
        draw(Markup("<p class='meta'>Version {} as it would read today.</p>").format(chosen.number))
        if st.button("Go back to this version", key="restore", type="primary", icon=":material/history:"):
            restore(bank, pitch.id, chosen.number)
            st.query_params.from_dict({"pitch": pitch.id, "undo": str(kept[0].number)})
            st.rerun()
    if not chosen.pitch.audience or not chosen.pitch.story_ids:
        draw(Markup("<p class='note'>This version has no audience or no story yet, so there is no page to show.</p>"))
        return
    try:
        paper(make_framing(bank, chosen.pitch).framing)
    except StoryBankError as error:
        draw(sentence(error))


def undo(bank: Bank, pitch: Pitch) -> None:
    """After going back: what happened, and the way back from that."""
    before = st.query_params.get("undo", "")
    if not before.isdigit():
        return
    draw(
        Markup(
            "<p class='note' role='status'>That version is the pitch again. Nothing was lost: what it was before is version {}.</p>"
        ).format(before)
    )
    if st.button("Undo", key="undo", icon=":material/undo:"):
        restore(bank, pitch.id, int(before))
        st.query_params.from_dict({"pitch": pitch.id})
        st.rerun()


def name_it(bank: Bank, pitch: Pitch) -> None:
    name = st.text_input("Keep it as it is now, under a name", key="version-name", max_chars=120, placeholder="Before the board meeting")
    if st.button("Keep this version", key="keep-version"):
        keep(bank, pitch.id, name)
        st.rerun()


def copy_it(bank: Bank, pitch: Pitch) -> None:
    """A copy for somebody else: the stories and the question go along, what was written to this audience does not."""
    if not pitch.story_ids:
        return
    known = audiences()
    others = [key for key in known if key != pitch.audience]
    draw(heading("The same for somebody else", level=2))
    whom = st.selectbox(
        "Who is it for?", others, format_func=lambda key: known[key].name, key="copy-for", index=None, placeholder="Choose an audience"
    )
    draw(Markup("<p class='meta'>Stories, topic and question go along. What was written to this audience stays here.</p>"))
    if st.button("Make a copy for them", key="copy", disabled=whom is None) and whom:
        st.switch_page("views/pitch_page.py", query_params={"pitch": duplicate(bank, pitch.id, whom).id, "step": "3"})


shared = shared_bank()
asked = st.query_params.get("pitch", "")
try:
    page(shared, load_pitch(shared, asked))
except PitchNotFound as error:
    rest = str(error).removeprefix("We cannot find that pitch. ")
    draw(
        heading("We cannot find that pitch", focus="pitch-missing")
        + Markup("<p class='lede'>{}</p><p>{}</p>").format(rest, link("pitch", "Start a new pitch"))
    )
