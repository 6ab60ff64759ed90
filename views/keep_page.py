"""Look after a story: record what its teller allows, change it, or take the story back. Reached by the link given when it was saved."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.sharing.capture import WithdrawnReceipt, change_consent, story_to_keep, withdraw
from stories.consent import RELEASING_ACTS, Consent, StoryUse, Use, consent_line, refusals, scope_label
from stories.errors import InvalidStory, StoryNotFound
from stories.story import Story
from views.cards import teller_line
from views.consent_form import CONSENT_DAYS, CONSENT_LISTS, CONSENT_TICKS, consent_form, problem_line
from views.links import link
from views.share_draft import PEOPLE, WORDING, Content, consent_of
from views.text import draw, heading, joined, plain, typeset

KEPT_TICKS = (*CONSENT_TICKS, "agreed")


def allowed_now(bank: Bank, story: Story, consents: tuple[Consent, ...]) -> Markup:
    """Who may use the story today, or why nobody may."""
    if not consents:
        return Markup("<p>There is no consent yet. <b>Nobody can use this story.</b></p>")
    against = {code: list(refusals(story, consents, Use(code), on=bank.today())) for code in PEOPLE}
    if all(against.values()):
        if consents[-1].act not in RELEASING_ACTS:
            why = "The storyteller has not yet released the finished version."
        else:
            why = next(iter(against.values()))[0] if len({tuple(reasons) for reasons in against.values()}) == 1 else ""
        return Markup("<p><b>Nobody can use this story now.</b> {}</p>").format(why)
    return Markup("<p>{}</p>").format(consent_line(consents[-1], on=bank.today()))


def held(story: Story, before: Consent | None) -> Content:
    """The last act of consent as the boxes show it. Who asked, and when, belong to the new act and start empty."""
    if before is None:
        return {"name": story.name}
    return {
        "name": story.name,
        "yes": [code for code in PEOPLE if before.answer(code) == "yes"],
        "ask": [code for code in PEOPLE if before.answer(code) == "ask"],
        "by_meaning": before.answer("S12a") == "yes",
        "whole": before.whole_story_only,
        "contact": before.contact_before_use,
        "expires_on": before.expires_on,
    }


def seed(story: Story, before: Consent | None) -> None:
    """Put what holds now into the boxes, once for each story."""
    if st.session_state.get("kept_story") == story.id and "keep_yes" in st.session_state:
        return
    content = held(story, before)
    st.session_state["kept_story"] = story.id
    st.session_state.pop("keep_problems", None)
    st.session_state.update({f"keep_{name}": list(content.get(name, ())) for name in CONSENT_LISTS})
    st.session_state.update({f"keep_{name}": bool(content.get(name)) for name in KEPT_TICKS})
    st.session_state.update({f"keep_{name}": content.get(name) for name in CONSENT_DAYS} | {"keep_obtained_by": ""})


def act(story: Story, before: Consent | None, *, released: bool) -> Consent:
    """The boxes as an act of consent. What this page does not ask about stays as it was."""
    names = ("obtained_by", *CONSENT_LISTS, *CONSENT_TICKS, *CONSENT_DAYS)
    content: Content = {name: st.session_state.get(f"keep_{name}") for name in names}
    content |= {"name": story.name, "agreed": released or st.session_state.get("keep_agreed")}
    new = consent_of(content) or Consent(act="take_part", wording=WORDING)
    if before is None:
        return new
    further = {code: answer for code, answer in before.scopes.items() if code not in (*PEOPLE, "S12a")}
    return replace(
        new,
        scopes={**further, **new.scopes},
        forms=(*new.forms, *(form for form in before.forms if form not in ("text", "excerpt"))),
        name_form=before.name_form,
        valid_from=before.valid_from,
        uses_per_quarter=before.uses_per_quarter,
        rest_until=before.rest_until,
    )


def record(bank: Bank, story: Story, consents: tuple[Consent, ...]) -> None:
    """The form, and the button that records what it says."""
    before = consents[-1] if consents else None
    released = before is not None and before.act in RELEASING_ACTS
    seed(story, before)
    problems = st.session_state.get("keep_problems", {})
    draw(
        heading("Record what the storyteller allows", level=2)
        + Markup("<p>It takes effect straight away. Where nothing is ticked, the answer is no.</p>")
    )
    consent_form(problems, form="keep")
    if not released:
        st.checkbox("The storyteller has seen it and agrees", wrap=True, key="keep_agreed")
        draw(Markup("<p class='meta'>Until this is ticked, the story stays hidden.</p>"))
    problem_line(problems, "act")
    if st.button("Save what is allowed", key="keep-save", type="primary"):
        try:
            change_consent(bank, story.id, act(story, before, released=released))
        except InvalidStory as error:
            st.session_state["keep_problems"] = {problem.field: problem.sentence for problem in error.problems}
        else:
            for name in ("kept_story", "keep_problems"):
                st.session_state.pop(name, None)
            st.session_state["keep_saved"] = story.id
        st.rerun()


def take_back(bank: Bank, story: Story) -> None:
    """Withdrawal, in two steps: it cannot be undone."""
    draw(heading("Take this story back", level=2) + Markup("<p>Nobody can find or use it from that moment on. This cannot be undone.</p>"))
    if st.session_state.get("keep_sure") != story.id:
        if st.button("Take this story back", key="take-back"):
            st.session_state["keep_sure"] = story.id
            st.rerun()
        return
    draw(Markup("<p class='problem' role='alert'>Take “{}” back for good?</p>").format(typeset(story.title)))
    with st.container(key="take-back-buttons", horizontal=True):
        stay = st.button("No, keep it", key="take-back-no")
        gone = st.button("Yes, take it back", key="take-back-yes", type="primary")
    if stay or gone:
        del st.session_state["keep_sure"]
        if gone:
            st.session_state["keep_receipt"] = withdraw(bank, story.id, bank.settings.user)
        st.rerun()


def copy_line(use: StoryUse) -> Markup:
    reference = f" ({use.copy_at})" if use.copy_at else ""
    return Markup("<li>{}{}, {}</li>").format(scope_label(use.use.scope), reference, f"{use.at:%-d %B %Y}")


def receipt(done: WithdrawnReceipt) -> Markup:
    copies = Markup("<ul>{}</ul>").format(joined(copy_line(use) for use in done.copies)) if done.copies else Markup()
    return heading("It has been taken back", focus=f"kept-{done.story_id}") + Markup(
        "<p class='lede' role='status'>{}</p>{}<p>{}</p>"
    ).format(done.sentence, copies, link("stories", "Go to all stories"))


def look_after(bank: Bank, story_id: str) -> None:
    story, consents = story_to_keep(bank, story_id)
    readable = bool(consents) and not list(refusals(story, consents, Use("S2"), on=bank.today()))
    draw(
        heading("Look after this story", focus=f"keep-{story.id}")
        + Markup("<p class='lede'>{}</p><p class='meta'>{}</p>").format(typeset(story.title), teller_line(story))
    )
    if st.session_state.pop("keep_saved", "") == story.id:
        draw(Markup("<p class='note' role='status'>It is saved, and holds from now on.</p>"))
    draw(
        Markup("<section class='panel'>{}{}{}</section>").format(
            heading("What is allowed now", level=2),
            allowed_now(bank, story, consents),
            Markup("<p>{}</p>").format(link("story", "Read the story", {"story": story.id})) if readable else Markup(),
        )
    )
    record(bank, story, consents)
    take_back(bank, story)


def missing(error: StoryNotFound) -> Markup:
    return heading("We cannot find that story", focus="keep-missing") + Markup(
        "<p class='lede'>{}</p><p>Or the link is incomplete.</p><p>{}</p>"
    ).format(plain(str(error).removeprefix("We cannot find that story. ")), link("stories", "Go to all stories"))


asked = st.query_params.get("story", "")
taken = st.session_state.get("keep_receipt")
if taken is not None and taken.story_id == asked:
    draw(receipt(taken))
else:
    try:
        look_after(shared_bank(), asked)
    except StoryNotFound as error:
        draw(missing(error))
