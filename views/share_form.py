"""The form of Share a story: its boxes and choices, what is wrong beside each, and what they hold together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from services.bank import Bank
from services.sharing.capture import preview_story
from stories import vocabulary as v
from stories.evidence import KINDS
from stories.story import TEXT_MAX
from stories.text import words
from views.consent_form import CONSENT_DAYS, CONSENT_LISTS, CONSENT_TICKS, box, consent_form, problem_line
from views.evidence_file import file_beside
from views.share_draft import CHOICES, ROW_FILE, ROW_WORDS, WORDS, Content, by_field, consent_of, day, evidence_of, story_of
from views.text import draw, heading, joined

_LISTS = (*CONSENT_LISTS, "notes")
_MOST_ROWS = 6


def seed(content: Mapping[str, Any], *, afresh: bool = False) -> None:
    """Put what the draft holds into the boxes that have nothing yet; `afresh` puts it into all of them."""
    if afresh or "share_rows" not in st.session_state:
        st.session_state["share_rows"] = list(content.get("rows", ()))
    rows = st.session_state["share_rows"]
    wanted: dict[str, Any] = {name: str(content.get(name) or "") for name in WORDS}
    wanted |= {name: content.get(name) or None for name in CHOICES}
    wanted |= {name: list(content.get(name) or ()) for name in _LISTS} | {name: bool(content.get(name)) for name in CONSENT_TICKS}
    wanted |= {name: day(content.get(name)) for name in CONSENT_DAYS}
    for row in rows:
        wanted |= {f"ev{row}_{name}": str(content.get(f"ev{row}_{name}") or "") for name in (*ROW_WORDS, *ROW_FILE)}
        wanted[f"ev{row}_kind"] = content.get(f"ev{row}_kind") or "local_data"
    for name, value in wanted.items():
        if afresh or f"draft_{name}" not in st.session_state:
            st.session_state[f"draft_{name}"] = value


def collect(before: Content) -> Content:
    """What the boxes hold now, as it is kept in a draft."""
    state = st.session_state
    rows = list(state["share_rows"])
    names = [*WORDS, *CHOICES, *(f"ev{row}_{name}" for row in rows for name in (*ROW_WORDS, *ROW_FILE, "kind"))]
    content: Content = {name: state.get(f"draft_{name}") or "" for name in names}
    content |= {name: list(state.get(f"draft_{name}") or ()) for name in _LISTS}
    content |= {name: bool(state.get(f"draft_{name}")) for name in CONSENT_TICKS}
    content |= {name: kept.isoformat() if isinstance(kept := state.get(f"draft_{name}"), date) else "" for name in CONSENT_DAYS}
    return content | {"rows": rows, "agreed": before.get("agreed", False)}


def problems_by_field(bank: Bank, content: Content) -> dict[str, str]:
    """Every field that needs something, with its sentence; the first sentence wins."""
    seen = preview_story(bank, story_of(content), consent_of(content), evidence_of(content))
    return by_field(seen.problems, content)


def form(bank: Bank, problems: Mapping[str, str], *, tries: int = 0) -> bool:
    """Draw the whole form; whether the button at its end was pressed. `tries` counts the presses, so that each is answered aloud."""
    _the_story(problems)
    _about_it(problems)
    _who_may_hear_it(problems)
    _evidence(bank, problems)
    if problems:
        draw(summary(problems, tries))
    return st.button("See how it will appear", key="check", type="primary")


def summary(problems: Mapping[str, str], tries: int) -> Markup:
    """Everything that is missing, where somebody who has just pressed the button is looking."""
    count = "one thing" if len(problems) == 1 else f"{len(problems)} things"
    items = joined(Markup("<li>{}</li>").format(sentence) for sentence in problems.values())
    return Markup("<section class='problems' role='alert'>{}<ul>{}</ul><p>Everything you wrote is still here.</p></section>").format(
        heading(f"Please look at {count} above", level=2, focus=f"share-problems-{tries}"), items
    )


def word_count(text: str) -> Markup:
    """How many words there are, of how many a story may have."""
    count = words(text)
    over = f": {count - TEXT_MAX:,} too many" if count > TEXT_MAX else ""
    mark = "problem" if over else "meta"
    return Markup("<p class='{}' role='status'>{} of {} words{}</p>").format(mark, f"{count:,}", f"{TEXT_MAX:,}", over)


def _choice(label: str, name: str, terms: Mapping[str, v.Term], problems: Mapping[str, str], **more: Any) -> None:
    st.selectbox(
        label, list(terms), index=None, key=f"draft_{name}", format_func=lambda code: terms[code].label, placeholder="Choose", **more
    )
    problem_line(problems, name)


def _the_story(problems: Mapping[str, str]) -> None:
    box("What happened?", "text", problems, height=220)
    if told := st.session_state.get("draft_text", ""):
        draw(word_count(told))
    draw(Markup("<p class='hint'>Leave out full names, dates of birth and hospital numbers. We look again before anything is shared.</p>"))
    box("What would you want it to be like next time?", "wish", problems, height=90)
    box("A title: one line that says what it is about", "title", problems, max_chars=200)
    st.pills("Whose story is it?", list(v.TELLERS), key="draft_teller", format_func=lambda code: v.TELLERS[code].label, wrap=True)
    problem_line(problems, "teller")
    left, right = st.columns(2)
    with left:
        _choice("Which service is it about?", "service", v.SERVICES, problems)
    with right:
        box("A name to show, not your own if you like", "name", problems, placeholder="leave empty for no name")


def _about_it(problems: Mapping[str, str]) -> None:
    with st.expander("A little more, if you like", type="compact", key="share-more"):
        box("Who you are in it", "about", problems, placeholder="looking after her husband at home")
        left, right = st.columns(2)
        with left:
            _choice("Region", "place", v.PLACES, problems)
            _choice("Age", "age_band", v.AGE_BANDS, problems)
        with right:
            box("When: a year or a quarter", "period", problems, placeholder="2026 or 2026 Q1")
            _choice("An experience, or a change that was tried", "kind", v.KINDS, problems)
        if st.session_state.get("draft_kind") == "change":
            _choice("How did the change go?", "outcome", v.OUTCOMES, problems)
            box("What was learned", "learned", problems, height=90)
        box("How it felt", "feeling", problems)
        box("What was good", "good", problems)
        box("The single change that would have made the biggest difference", "single_change", problems)
        st.pills(
            "Does it mention any of these? Readers are told first.",
            list(v.CONTENT_NOTES),
            key="draft_notes",
            selection_mode="multi",
            format_func=lambda code: v.CONTENT_NOTES[code].label.removeprefix("Mentions ").capitalize(),
            wrap=True,
        )


def _who_may_hear_it(problems: Mapping[str, str]) -> None:
    draw(
        heading("Who may hear it?", level=2)
        + Markup("<p>Nothing is chosen for you. Until something is, the story is kept and <b>nobody can use it</b>.</p>")
    )
    consent_form(problems)


def _evidence(bank: Bank, problems: Mapping[str, str]) -> None:
    draw(
        heading("Is there evidence beside it?", level=2)
        + Markup("<p>A survey, a count your team made, a report. You can leave this out.</p>")
    )
    for place, row in enumerate(st.session_state["share_rows"], start=1):
        with st.container(key=f"panel-evidence-{row}"):
            draw(heading(f"Evidence {place}", level=3))
            box("What does it show, in one sentence?", f"ev{row}_claim", problems)
            left, right = st.columns(2)
            with left:
                box("Who published or counted it?", f"ev{row}_publisher", problems)
                box("Who was asked or counted?", f"ev{row}_population", problems)
                st.selectbox("What kind is it?", list(KINDS), key=f"draft_ev{row}_kind", format_func=lambda code: KINDS[code].label)
            with right:
                box("Name of the report or count", f"ev{row}_title", problems)
                box("Year or period", f"ev{row}_year", problems)
                box("Web address", f"ev{row}_url", problems, placeholder="https://")
            box("What it cannot tell us", f"ev{row}_caveat", problems)
            file_beside(bank, row, problems)
            st.button("Remove this evidence", key=f"remove-{row}", on_click=_remove, args=(row,))
    if len(st.session_state["share_rows"]) < _MOST_ROWS:
        st.button("Add evidence", key="add-evidence", icon=":material/add:", on_click=_add)


def _add() -> None:
    rows = st.session_state["share_rows"]
    st.session_state["share_rows"] = [*rows, max(rows, default=0) + 1]


def _remove(row: int) -> None:
    st.session_state["share_rows"] = [one for one in st.session_state["share_rows"] if one != row]
