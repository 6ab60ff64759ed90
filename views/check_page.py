"""Check my draft: paste what you have, see what a room may stumble over, marked where it stands, and what to ask instead."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from framing.model import Check
from services.bank import Bank, shared_bank
from services.finding.search import find_stories, show_story
from services.telling.briefing import audiences
from services.telling.draft_check import (
    KEPT_DAYS,
    MOST_STORIES,
    CheckedDraft,
    DraftToCheck,
    check_draft,
    delete_draft_to_check,
    load_draft_to_check,
    put_words_back,
    save_draft_to_check,
    storytellers_words,
)
from stories.browsing import Filters
from stories.errors import DraftNotFound, StoryNotFound
from views.before_you_send import before_you_send_it
from views.browser import autosave
from views.cards import demo_mark
from views.draft_marks import marked_draft, reframed, to_the_mark
from views.links import link
from views.text import draw, heading, joined, typeset

MENDED = 5  # altered quotes at a time for which the exact words are looked up
MOST_CHARACTERS = 200_000  # a box takes no more; 20,000 words are about 120,000


def paste(bank: Bank, draft: DraftToCheck) -> DraftToCheck:
    """The box, whom it is for, and which stories it is about. What is typed is kept as it changes."""
    key = draft.id or "new"
    st.session_state.setdefault(f"text-{key}", draft.text)
    if draft.id and draft.saved_at:
        newer = autosave(draft.id, {f"text-{key}": draft.text}, saved_at=draft.saved_at.timestamp(), prefix="", in_bank=False)
        st.session_state.update(newer)
    text = st.text_area(
        "Your draft",
        key=f"text-{key}",
        height=320,
        max_chars=MOST_CHARACTERS,
        placeholder="A paper, an e-mail, a speech: anything up to 20,000 words",
    )
    known = audiences()
    audience = st.selectbox(
        "Who is it for?",
        ["", *known],
        index=["", *known].index(draft.audience) if draft.audience in known else 0,
        key=f"for-{key}",
        format_func=lambda code: known[code].name if code else "Not chosen",
        help="With an audience, its values, its losses and what it can decide are looked at too.",
    )
    new = replace(draft, text=text, audience=audience)
    if new != draft and (new.id or text.strip()):
        new = save_draft_to_check(bank, new)
        if not draft.id:
            go_to(new)
    return new


def about(bank: Bank, draft: DraftToCheck) -> DraftToCheck:
    """The stories the draft is about: chosen ones first, then what a search finds."""
    draw(
        heading("Which stories is it about?", level=2)
        + Markup("<p class='meta'>Choose them, and quotes and figures are compared with theirs. You can leave this out.</p>")
    )
    scope = audiences()[draft.audience].scope if draft.audience else "S2"
    for story_id in draft.story_ids:
        draw(Markup("<p>{}</p>").format(_named(bank, story_id)))
        if st.button("Take it out", key=f"out-{story_id}", icon=":material/close:"):
            save_draft_to_check(bank, replace(draft, story_ids=tuple(one for one in draft.story_ids if one != story_id)))
            st.rerun()
    if len(draft.story_ids) >= MOST_STORIES:
        return draft
    words = st.text_input("Find a story", key=f"find-{draft.id}", max_chars=200, placeholder="a few words of it, or its title")
    if not words.strip():
        return draft
    found = [hit for hit in find_stories(bank, words, Filters(scope=scope), per_page=6).hits if hit.story.id not in draft.story_ids][:4]
    if not found:
        draw(Markup("<p class='note' role='status'>No story that may be told here matches these words.</p>"))
    for hit in found:
        draw(
            Markup("<p>{}</p>").format(
                link("story", typeset(hit.story.title), {"story": hit.story.id, "for": scope if scope != "S2" else ""})
            )
        )
        if st.button("It is about this one", key=f"in-{hit.story.id}", icon=":material/add:"):
            save_draft_to_check(bank, replace(draft, story_ids=(*draft.story_ids, hit.story.id)))
            st.rerun()
    return draft


def _named(bank: Bank, story_id: str) -> Markup:
    try:
        story = show_story(bank, story_id)
    except StoryNotFound:
        return Markup("A story that may not be shown any more.")
    return link("story", typeset(story.title), {"story": story.id}) + demo_mark(story)


def result(bank: Bank, draft: DraftToCheck, checked: CheckedDraft) -> None:
    """What to ask instead, every check with a way to its words, an altered quote with the exact one beside it, and the draft with its marks."""
    if checked.note:
        draw(Markup("<p class='note' role='status'>{}</p>").format(checked.note))
    if not checked.framing.sections[0].sentences:
        return
    draw(reframed(checked.reframes, checked.tried))
    where = to_the_mark(checked.framing, checked.report, checked.reframes)
    text = checked.framing.sections[0].text
    altered = {text[fault.start : fault.end]: fault for fault in reversed(checked.report.failures) if fault.code == "quotes"}
    for fault in list(reversed(altered.values()))[:MENDED]:
        exact(bank, draft, checked, fault)
    draw(before_you_send_it(checked.report, checked.framing, title="What we see", where=where))
    draw(marked_draft(checked.framing, checked.report, checked.reframes))


def exact(bank: Bank, draft: DraftToCheck, checked: CheckedDraft, fault: Check) -> None:
    """For an altered quote: what the story says, and a press that puts it into the draft."""
    words = storytellers_words(checked, fault)
    if not words:
        return
    draw(Markup("<p class='note'>A quote differs from the story. There it says: <span class='own-words'>“{}”</span></p>").format(words))
    if st.button("Use the storyteller’s words again", key=f"exact-{draft.id}-{fault.start}", icon=":material/undo:"):
        put_words_back(bank, draft, fault)
        st.session_state.pop(f"text-{draft.id}", None)
        st.rerun()


def ask_first(draft_id: str) -> None:
    st.session_state["check_deleting"] = draft_id


def sure(bank: Bank, draft: DraftToCheck) -> None:
    """Asked before the words are gone for good."""
    draw(Markup("<p class='note' role='alert'>Delete this draft for good? Nobody can bring it back.</p>"))
    with st.container(key="sure-buttons", horizontal=True):
        if st.button("Yes, delete it", key="delete-sure"):
            delete_draft_to_check(bank, draft.id)
            del st.session_state["check_deleting"]
            st.query_params.clear()
            st.rerun()
        if st.button("Keep it", key="delete-not"):
            del st.session_state["check_deleting"]
            st.rerun()


def go_to(draft: DraftToCheck) -> None:
    st.query_params.from_dict({"check": draft.id})
    st.rerun()


def page(bank: Bank, draft: DraftToCheck) -> None:
    draw(
        heading("Check my draft", focus=f"check-{draft.id}")
        + Markup(
            "<p class='lede'>Paste what you have written. We look for what helps people listen, and say what to ask instead "
            "where it opens from a limit. Nothing is changed, and nothing leaves this computer.</p>"
        )
    )
    left, right = st.columns([1, 1], gap="large")
    with left:
        draft = paste(bank, draft)
        if draft.id:
            draft = about(bank, draft)
        with st.container(key="step-buttons", horizontal=True):
            st.button("Check it", key="check", type="primary")
            if draft.id:
                st.button("Delete this draft", key="delete", type="tertiary", on_click=ask_first, args=(draft.id,))
        if draft.id and st.session_state.get("check_deleting") == draft.id:
            sure(bank, draft)
        if draft.saved_at:
            kept = f"Kept at {draft.saved_at.astimezone():%H:%M, %-d %B}, for {KEPT_DAYS} days after the last change."
            draw(Markup("<p class='meta' role='status'>{}</p>").format(kept))
    with right:
        if draft.text.strip():
            with st.spinner("Reading your draft…"):
                checked = check_draft(bank, draft)
            result(bank, draft, checked)
        else:
            draw(EMPTY)


EMPTY = Markup("<section class='panel'>{}<ul>{}</ul><p>{}</p></section>").format(
    heading("What we look for", level=2),
    joined(
        Markup("<li>{}</li>").format(line)
        for line in (
            "Does it open with what we want for people?",
            "Does one person speak, in their own exact words?",
            "Is there one figure, with its source, and a word on how typical the story is?",
            "Is what this audience may lose named with respect?",
            "Is one small thing asked for, by a day, with a first step?",
        )
    ),
    link("pitch", "Or prepare a pitch from the stories in the bank"),
)


def missing(error: DraftNotFound) -> Markup:
    rest = str(error).removeprefix("We cannot find that draft. ")
    return heading("We cannot find that draft", focus="check-missing") + Markup("<p class='lede'>{}</p><p>{}</p>").format(
        rest, link("check", "Check another draft")
    )


shared = shared_bank()
asked = st.query_params.get("check", "")
try:
    page(shared, load_draft_to_check(shared, asked) if asked else DraftToCheck(id=""))
except DraftNotFound as error:
    draw(missing(error))
