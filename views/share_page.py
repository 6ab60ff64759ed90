"""Share a story: write it, see exactly how it will appear and to whom, and only then save it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.sharing.capture import Captured, capture_story
from services.sharing.drafts import delete_draft, load_draft, new_draft_id, save_draft
from stories.errors import DuplicateStory, InvalidStory, StoryBankError
from views.browser import autosave
from views.links import link, whole_address
from views.share_draft import Content, by_field, consent_of, evidence_of, story_of, words_of
from views.share_form import collect, form, problems_by_field, seed
from views.share_preview import preview
from views.text import draw, heading, joined, plain
from views.trouble import sentence


def current_draft(bank: Bank) -> tuple[str, Content, float]:
    """The draft the address names, or the one begun in this tab, or a new one: its id, what it holds, when it was kept."""
    draft_id = st.query_params.get("draft") or st.session_state.get("share_draft") or new_draft_id()
    saved = load_draft(bank, draft_id)
    if saved and saved.kind != "story":  # an address that names a pitch
        draft_id, saved = new_draft_id(), None
    if st.session_state.get("share_draft") != draft_id or "share_content" not in st.session_state:
        st.session_state["share_draft"] = draft_id
        st.session_state["share_content"] = dict(saved.content) if saved else {}
        st.session_state["share_problems"] = {}
        seed(st.session_state["share_content"], afresh=True)
    return draft_id, st.session_state["share_content"], saved.saved_at.timestamp() if saved else 0.0


def keep(bank: Bank, draft_id: str, content: Content) -> None:
    """Save the draft when it changed since it was last kept."""
    before = st.session_state["share_content"]
    if content != before and (any(content.values()) or any(before.values())):
        save_draft(bank, draft_id, "story", content)
        st.session_state["share_content"] = content


def write(bank: Bank, draft_id: str, content: Content) -> None:
    """The form, kept as it changes; the button looks for what is missing and goes on to the preview."""
    seed(content)
    draw(
        heading("Share a story", focus="share-write")
        + Markup("<p class='lede'>A few sentences are enough. You can stop and come back: what you write is kept as you type.</p>")
    )
    left, side = st.columns([1.95, 1], gap="large")
    with side:
        draw(BESIDE)
    with left:
        tries = st.session_state.get("share_tries", 0)
        checked = form(bank, st.session_state["share_problems"], tries=tries)
        keep(bank, draft_id, collect(content))
        if checked:
            st.session_state["share_tries"] = tries + 1
            st.session_state["share_problems"] = problems_by_field(bank, st.session_state["share_content"])
            if st.session_state["share_problems"]:
                st.rerun()
            go("check", draft_id)
        st.button("Clear my draft", key="clear", type="tertiary", on_click=clear, args=(bank, draft_id))


def clear(bank: Bank, draft_id: str) -> None:
    delete_draft(bank, draft_id)
    st.session_state["share_cleared"] = draft_id
    seed({}, afresh=True)
    st.session_state["share_content"] = {}
    st.session_state["share_problems"] = {}


def go(step: str, draft_id: str) -> None:
    """Move to a step; the address says so, and the Back button returns."""
    st.query_params.from_dict({"draft": draft_id} | ({"step": step} if step else {}))
    st.rerun()


def check(bank: Bank, draft_id: str, content: Content) -> None:
    """How it will appear and who may see it; saved only from here."""
    agreed, back, save = preview(bank, content)
    keep(bank, draft_id, {**content, "agreed": agreed})
    if back:
        go("", draft_id)
    if save:
        store(bank, draft_id, st.session_state["share_content"])


def store(bank: Bank, draft_id: str, content: Content) -> None:
    try:
        captured = capture_story(bank, story_of(content), consent_of(content), evidence_of(content))
    except DuplicateStory as error:
        draw(sentence(error) + Markup("<p>{}</p>").format(link("story", "Open the one that is there", {"story": error.story_id})))
    except InvalidStory as error:
        st.session_state["share_problems"] = by_field(error.problems, content)
        go("", draft_id)
    except StoryBankError as error:
        draw(sentence(error))
    else:
        delete_draft(bank, draft_id)
        st.session_state["share_done"] = captured
        st.session_state["share_cleared"] = draft_id
        for key in ("share_draft", "share_content", "share_problems"):
            st.session_state.pop(key, None)
        st.query_params.clear()
        st.rerun()


def thanks(done: Captured) -> None:
    """The reference and the link to keep, what happens next, and the way to record consent."""
    steps = joined(Markup("<li>{}</li>").format(plain(step)) for step in done.what_next)
    look_after = {"story": done.story.id}
    draw(
        heading("It is kept, and hidden" if done.hidden else "Thank you", focus=f"share-{done.reference}")
        + Markup(
            "<p class='lede'>{}</p><section class='panel'><p class='meta'>Keep this reference</p>"
            "<p class='reference'>{}</p><p>Quote it to change what is allowed, or to take the story back. Or keep this link, which opens both:</p>"
        ).format("Nobody can use your story yet." if done.hidden else "Your story is in the bank.", done.reference)
        + Markup("<p class='keep-link'>{}</p><p>{}</p></section>{}<ul>{}</ul><p>{}</p>").format(
            whole_address("keep", look_after),
            link("keep", "Record what is allowed" if done.hidden else "Change what is allowed, or take it back", look_after),
            heading("What happens next", level=2),
            steps,
            link("stories", "Read other stories"),
        )
    )
    if st.button("Share another story", key="another"):
        del st.session_state["share_done"]
        st.rerun()


BESIDE = (
    Markup("<section class='panel'>")
    + heading("If you are not sure where to begin", level=2)
    + Markup(
        "<ul><li>Who was there?</li><li>What did you notice?</li><li>What did it feel like?</li><li>What made it better, or would have?</li></ul>"
    )
    + heading("It stays yours", level=2)
    + Markup("<p>You can withdraw your story at any time. We stop using it the same day.</p></section>")
)
shared = shared_bank()
cleared = st.session_state.pop("share_cleared", "")
if "share_done" in st.session_state and "draft" not in st.query_params:
    autosave(cleared, {}, saved_at=0.0, cleared=True)
    thanks(st.session_state["share_done"])
else:
    current_id, held, saved_at = current_draft(shared)
    newer = autosave(current_id, words_of(held), saved_at=saved_at, cleared=cleared == current_id)
    if newer:
        held = {**held, **newer}
        seed(held, afresh=True)
        keep(shared, current_id, held)
    if st.query_params.get("step") == "check":
        check(shared, current_id, held)
    else:
        write(shared, current_id, held)
