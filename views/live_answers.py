"""The answers on the desk: waiting ones first, each shown, hidden or grouped with one press; then the groups."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from live.model import ASKS, LOSSES, Answer, Group
from services.bank import Bank
from services.live import desk as live_desk
from services.live import grouping as live_groups
from services.live.desk import Desk
from stories.errors import StoryBankError
from views.text import draw, heading, joined
from views.trouble import sentence

TICK = 2.0  # seconds
LISTED = 40  # answers of one group drawn at once


@st.fragment(run_every=TICK)
def answers(bank: Bank, session_id: str) -> None:
    """Waiting answers with what to look at first, and those already decided."""
    reach = st.session_state.get(f"decided-{session_id}", live_desk.MOST)
    desk = live_desk.desk(bank, session_id, decided=reach)
    draw(heading(f"Waiting for you: {desk.waiting_count}" if desk.waiting else "No answer waits for you", level=2))
    if desk.waiting_count > 1 and st.button("Show all that carry no mark", key="show-all"):
        live_desk.show_unmarked(bank, session_id)
        st.rerun(scope="fragment")
    for one in desk.waiting:
        _waiting(bank, session_id, one, desk)
    if more := desk.waiting_count - len(desk.waiting):
        draw(Markup("<p class='meta'>{}</p>").format(f"{more} more follow when these are decided."))
    label = f"Already decided ({desk.decided_count})"
    with st.expander(label, key="decided"):
        for one in reversed(desk.decided):
            _decided(bank, session_id, one)
        if desk.decided_count > len(desk.decided) and st.button("Earlier ones", key="decided-more"):
            st.session_state[f"decided-{session_id}"] = reach + live_desk.MOST
            st.rerun(scope="fragment")


def _waiting(bank: Bank, session_id: str, one: Answer, desk: Desk) -> None:
    with st.container(key=f"answer-{one.id}"):
        draw(said(one))
        here = [group for group in desk.view.groups if group.kind == one.kind]
        with st.container(key=f"acts-{one.id}", horizontal=True, vertical_alignment="bottom"):
            if st.button("Show", key=f"show-{one.id}", type="primary"):
                live_desk.decide(bank, session_id, [one.id], "shown")
                st.rerun(scope="fragment")
            if st.button("Hide", key=f"hide-{one.id}"):
                live_desk.decide(bank, session_id, [one.id], "hidden")
                st.rerun(scope="fragment")
            masked = live_desk.masked(one.text)
            if masked != one.text and st.button("Show without the name", key=f"mask-{one.id}"):
                live_desk.decide(bank, session_id, [one.id], "shown", shown_as=masked)
                st.rerun(scope="fragment")
            if here:
                numbers = {group.id: n for n, group in enumerate(here, start=1)}
                into = st.selectbox(
                    "Show in group",
                    list(numbers),
                    index=None,
                    key=f"into-{one.id}",
                    format_func=lambda key: f"Group {numbers[key]}",
                    placeholder="Show in group",
                    label_visibility="collapsed",
                )
                if into:
                    live_groups.show_in_group(bank, session_id, one, into)
                    st.rerun(scope="fragment")


def _decided(bank: Bank, session_id: str, one: Answer) -> None:
    draw(said(one))
    other = "hidden" if one.status == "shown" else "shown"
    label = "Hide" if other == "hidden" else "Show"
    if st.button(label, key=f"again-{one.id}"):
        live_desk.decide(bank, session_id, [one.id], other)
        st.rerun(scope="fragment")


def said(one: Answer) -> Markup:
    """One answer as the desk sees it: what was asked, the words, and what to look at."""
    kind = f", {LOSSES[one.code].label.lower()}" if one.code in LOSSES and one.kind == "lose" else ""
    flags = (
        Markup("<ul class='tags'>{}</ul>").format(joined(Markup("<li class='warn'>{}</li>").format(flag) for flag in one.flags))
        if one.flags
        else Markup()
    )
    return Markup("<p class='eyebrow'>{}{}{}</p><p class='own-words' dir='auto'>{}</p>{}").format(
        ASKS[one.kind].definition, kind, "" if one.status == "held" else f" · {one.status}", one.words, flags
    )


def groups(bank: Bank, session_id: str) -> None:
    """The groups of the question on the wall: merge, split, rename. Drawn anew when something is pressed, not while somebody is typing."""
    draw(heading("Groups of what was said", level=2))
    asked = live_desk.asked_so_far(live_desk.load_session(bank, session_id))
    kind = asked[0] if asked else ""
    if len(asked) > 1:
        kind = st.selectbox("Which question?", asked, key=f"question-{session_id}-{kind}", format_func=lambda key: ASKS[key].definition)
    found = live_desk.groups_shown(bank, session_id, kind)
    if not found:
        draw(Markup("<p>Groups form by themselves, seconds after answers are shown, once the search by meaning is ready.</p>"))
        return
    draw(
        Markup(
            "<p class='meta'>A group is named by its most central answer until you rename it. What you change here stays as you made it.</p>"
        )
    )
    numbers = {group.id: n for n, group in enumerate(found, start=1)}
    names = joined(Markup("<li dir='auto'>{} <span class='meta'>{}</span></li>").format(group.name, count(group)) for group in found)
    draw(Markup("<ol class='like'>{}</ol>").format(names))
    # a key of its own for each set of groups: what was chosen to be merged is not carried over to other groups under the same numbers
    merging = f"merge-{hashlib.sha256(' '.join(numbers).encode()).hexdigest()[:12]}"
    chosen = st.pills(
        "Merge groups", list(numbers), selection_mode="multi", key=merging, format_func=lambda key: f"Group {numbers[key]}", wrap=True
    )
    if st.button("Merge them", key="merge-now", disabled=len(chosen) < 2):
        live_groups.merge_groups(bank, session_id, chosen)
        st.session_state.pop(merging, None)
        st.rerun()
    for group in found:
        _group(bank, session_id, group, numbers[group.id])


def _group(bank: Bank, session_id: str, group: Group, number: int) -> None:
    with st.container(key=f"card-group-{group.id}"):
        items = joined(Markup("<li class='own-words' dir='auto'>{}</li>").format(one.words) for one in group.answers[:LISTED])
        rest = Markup("<p class='meta'>And {} more.</p>").format(len(group.answers) - LISTED) if len(group.answers) > LISTED else ""
        draw(
            Markup("<p class='eyebrow'>Group {} · {}</p><h3 dir='auto'>{}</h3><ul>{}</ul>{}").format(
                number, count(group), group.name, items, rest
            )
        )
        with st.expander("Rename or split"):
            name = st.text_input("Name", value=group.name if group.renamed else "", key=f"name-{group.id}", max_chars=120)
            if st.button("Save the name", key=f"rename-{group.id}"):
                try:
                    live_groups.rename_group(bank, session_id, group.id, name)
                except StoryBankError as error:
                    draw(sentence(error))
                else:
                    st.rerun()
            leaving = []
            for one in _movable(group):
                draw(Markup("<p class='own-words' dir='auto'>{}</p>").format(one.words))
                if st.checkbox("Move this one out", key=f"out-{one.id}"):
                    leaving.append(one.id)
            if leaving and st.button("Split them off", key=f"split-{group.id}"):
                live_groups.split_group(bank, session_id, leaving)
                st.rerun()


def _movable(group: Group) -> Sequence[Answer]:
    """The answers of a group that may be moved out, of very many those with a word that is asked for."""
    if len(group.answers) <= LISTED:
        return group.answers if len(group.answers) > 1 else ()
    word = st.text_input("Move out those that say", key=f"among-{group.id}", help=f"A word of theirs. {LISTED} are listed at once.")
    return [one for one in group.answers if word and word.casefold() in one.words.casefold()][:LISTED]


def count(group: Group) -> str:
    return "1 answer" if len(group.answers) == 1 else f"{len(group.answers)} answers"
