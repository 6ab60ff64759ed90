"""The preview of a story before it is saved: how it will read, which names are in it, and who may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.sharing.capture import Preview, preview_story
from stories import vocabulary as v
from stories.text import minutes_to_read
from views.evidence import one_claim_line
from views.share_draft import Content, consent_of, evidence_of, story_of
from views.text import draw, heading, joined, listed, paragraphs, plain, typeset


def preview(bank: Bank, content: Content) -> tuple[bool, bool, bool]:
    """Draw the preview. Returns: whether the storyteller agreed, whether Back was pressed, whether Share was pressed."""
    seen = preview_story(
        bank, story_of(content), consent_of({**content, "agreed": st.session_state.get("draft_agreed", content.get("agreed"))})
    )
    draw(heading("This is how it will appear", focus="share-check"))
    left, side = st.columns([1.6, 1], gap="large")
    with left, st.container(key="sheet-preview"):
        draw(as_it_will_read(content, seen))
    with side:
        draw(
            Markup("<section class='panel'>{}<p>{}</p><p class='meta'>{}</p></section>").format(
                heading("Who may see it", level=2), seen.usable, seen.consent_line
            )
        )
        draw(names_found(seen))
        looked = True
        if seen.possible_names:  # other names found later are looked at anew
            looked = st.checkbox("I have looked at these", key=f"looked-{_mark_of(seen.possible_names)}")
            if not looked:
                draw(Markup("<p class='meta'>Tick this when you have looked: then the story can be saved.</p>"))
        st.checkbox("The storyteller has seen it like this and agrees", wrap=True, key="draft_agreed", value=bool(content.get("agreed")))
        with st.container(key="preview-buttons", horizontal=True):
            back = st.button("Change something", key="back", icon=":material/arrow_back:")
            label = "Keep it, hidden" if seen.hidden else "Share this story"
            save = st.button(label, key="save", type="primary", disabled=not looked)
    return bool(st.session_state["draft_agreed"]), back, save


def as_it_will_read(content: Content, seen: Preview) -> Markup:
    draft = story_of(content)
    name = draft.name or (v.TELLERS[draft.teller].label if draft.teller else "")
    notes = joined(Markup("<li>{}</li>").format(v.CONTENT_NOTES[note].label) for note in draft.content_notes)
    wish = (
        heading("What I want services to be like", level=2) + Markup("<p class='wish'>{}</p>").format(typeset(draft.wish))
        if draft.wish
        else Markup()
    )
    rows = joined(one_claim_line(evidence) for evidence in evidence_of(content))
    behind = heading("What stands behind it", level=2) + Markup("<ul class='behind'>{}</ul>").format(rows) if rows else Markup()
    return Markup(
        "<article class='sheet'><p class='eyebrow'>{}</p><h2>{}</h2><p class='meta'>{}</p>{}<div class='story'>{}</div>{}{}</article>"
    ).format(
        v.TELLERS[draft.teller].label if draft.teller else "",
        typeset(draft.title),
        listed(
            [
                ", ".join(part for part in (name, draft.about) if part),
                v.SERVICES[draft.service].label if draft.service else "",
                f"{minutes_to_read(draft.text)} minute read",
            ]
        ),
        Markup("<ul class='tags'>{}</ul>").format(notes) if notes else Markup(),
        joined(paragraphs(draft.text, seen.possible_names)),
        wish,
        behind,
    )


def _mark_of(names: Sequence[str]) -> str:
    """A short key for these names, which does not hold them."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


def names_found(seen: Preview) -> Markup:
    if not seen.possible_names:
        return Markup("<p class='meta'>We saw no full names, dates or numbers that point to a person. Please look once more yourself.</p>")
    items = joined(Markup("<li>{}</li>").format(plain(name)) for name in seen.possible_names)
    return Markup(
        "<section class='names'><h2>Is anybody named here?</h2><p>These might point to a real person or place. They are marked in the text. "
        "If they do, go back and put a role instead: “the nurse”, “our ward”.</p><ul>{}</ul></section>"
    ).format(items)
