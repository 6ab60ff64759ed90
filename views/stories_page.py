"""Stories: search by what happened or how it felt, narrow by theme and voice, and see who may hear each one."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from services.bank import Bank, shared_bank
from services.finding.search import WORDS_MAX, Filters, Results, find_stories, readiness
from stories import vocabulary as v
from views.cards import cards
from views.links import address, link
from views.text import draw, heading

PER_PAGE = 12
ORDERS = {"best": "Best match first", "newest": "Newest first", "shortest": "Shortest first"}
AUDIENCE_SCOPES = [code for code in v.SCOPES if not code.startswith("S12")]
OPEN = {"q": "", "theme": [], "voice": "", "service": "", "kind": "", "open": "S2", "sort": "best"}  # every box as it stands at first


def back_to_first() -> None:
    st.session_state["page"] = 1


def asked() -> None:
    """What is longer than what is read is cut here: it stands in the address too, and a limit of the box would drop all that was pasted."""
    st.session_state["q"] = (st.session_state.get("q") or "")[:WORDS_MAX]
    back_to_first()


def clear_filters() -> None:
    st.session_state.update(OPEN)
    back_to_first()


def filters() -> tuple[str, Filters]:
    """Draw the search box and the filters; return what they say. Everything stands in the address."""
    words = st.text_input(
        "Search by what happened or how it felt",
        key="q",
        type="search",
        live="300ms",
        icon=":material/search:",
        bind="query-params",
        placeholder="for example: telling my story again",
        on_change=asked,
        width=640,
    )
    themes = st.pills(
        "Theme",
        list(v.THEME_GROUPS),
        format_func=lambda code: v.THEME_GROUPS[code].label,
        selection_mode="multi",
        key="theme",
        wrap=True,
        bind="query-params",
        on_change=back_to_first,
    )
    with st.expander("More filters and order", type="compact", key="more"):
        left, middle, right = st.columns(3)
        voice = left.selectbox(
            "Whose voice",
            ["", *v.TELLERS],
            format_func=lambda code: v.TELLERS[code].label if code else "Anyone",
            key="voice",
            bind="query-params",
            on_change=back_to_first,
        )
        service = middle.selectbox(
            "Service",
            ["", *v.SERVICES],
            format_func=lambda code: v.SERVICES[code].label if code else "Every service",
            key="service",
            bind="query-params",
            on_change=back_to_first,
        )
        kind = right.selectbox(
            "Kind of story",
            ["", *v.KINDS],
            format_func=lambda code: v.KINDS[code].label if code else "Experiences and changes",
            key="kind",
            bind="query-params",
            on_change=back_to_first,
        )
        left, middle, right = st.columns(3)
        scope = left.selectbox(
            "May be shown to",
            AUDIENCE_SCOPES,
            index=AUDIENCE_SCOPES.index("S2"),
            format_func=lambda code: capital(v.SCOPES[code].label),
            key="open",
            bind="query-params",
            on_change=back_to_first,
        )
        order = middle.selectbox(
            "Order", list(ORDERS), format_func=lambda code: ORDERS[code], key="sort", bind="query-params", on_change=back_to_first
        )
    chosen = Filters(
        themes=tuple(themes), tellers=(voice,) if voice else (), services=(service,) if service else (), scope=scope, order=order, kind=kind
    )
    return (words or "").strip(), chosen


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def count_line(results: Results, page: int, scope: str, *, searching: bool) -> Markup:
    """How many stories there are, which of them are here, and how many are kept back: said to screen readers when it changes."""
    first = (page - 1) * PER_PAGE + 1
    shown = f", {first} to {first + len(results.hits) - 1}" if results.total > PER_PAGE else ""
    if searching and 0 < results.close < results.total:
        counted = f"{results.close} of {results.bank_total} stories answer closely, {results.total - results.close} less closely{shown}"
    elif searching and results.total and not results.close:
        counted = f"No story answers closely; {results.total} of {results.bank_total} come nearest{shown}"
    else:
        counted = f"{results.total} of {results.bank_total} stories{shown}"
    line = Markup("<p class='meta' role='status'>{}</p>").format(counted)
    if results.kept_back:
        line += Markup("<p class='meta'>{}</p>").format(kept_back(results.kept_back, scope))
    return line + (Markup("<p class='note' role='status'>{}</p>").format(results.note) if results.note else Markup())


def kept_back(number: int, scope: str) -> str:
    """Why the bank holds more stories than are listed."""
    more, whose, have = ("1 more story", "its teller", "has") if number == 1 else (f"{number} more stories", "their tellers", "have")
    return f"{more} in the bank may not be shown to “{v.SCOPES[scope].label}”: {whose} {have} not agreed to it, or asked for a rest."


def by_closeness(results: Results, page: int, scope: str, groups: tuple[str, ...]) -> Markup:
    """The cards of a search, with a line where stories stop answering closely."""
    here = max(0, min(results.close - (page - 1) * PER_PAGE, len(results.hits)))
    close, less = results.hits[:here], results.hits[here:]
    found = cards(close, scope=scope, searching=True, groups=groups) if close else Markup()
    if less:
        found += Markup("<div class='less-close'>{}<p class='meta'>{}</p></div>").format(
            heading("Less close", level=2), "They share some words or part of the meaning, and may still be of use."
        )
        found += cards(less, scope=scope, searching=True, groups=groups)
    return found


def nothing_found(results: Results) -> None:
    """Say which filter to let go of, and offer to bring the missing story."""
    if results.bank_total == 0:
        body = heading("No stories yet", level=2) + Markup("<p>The first story could be yours.</p><p>{}</p>").format(
            link("share", "Share a story")
        )
        draw(Markup("<section class='panel'>{}</section>").format(body))
        return
    advice = results.relax or "Try fewer words, or clear a filter."
    body = heading("No stories match yet", level=2) + Markup(
        "<p>{} If this is something you have seen, it may be the story we are missing.</p><p>{}</p>"
    ).format(advice, link("share", "Share the story we are missing"))
    draw(Markup("<section class='panel'>{}</section>").format(body))


def anything_set() -> bool:
    """Whether a search, a filter or an order is set."""
    return any(st.session_state.get(name, first) not in (first, None) for name, first in OPEN.items())


def wait_for_search(bank: Bank) -> None:
    """While the search is getting ready, look again every second; when it is, search again."""

    @st.fragment(run_every=1.0)
    def look() -> None:
        if readiness(bank).stage not in ("cold", "warming"):
            st.rerun()

    look()


bank = shared_bank()
draw(heading("Stories", focus="stories"))
words, chosen = filters()
page = max(1, int(st.session_state.get("page", 1) or 1))
results = find_stories(bank, words, chosen, page=page, per_page=PER_PAGE)
pages = max(1, -(-results.total // PER_PAGE))
if page > pages:
    page = pages
    results = find_stories(bank, words, chosen, page=page, per_page=PER_PAGE)
draw(count_line(results, page, chosen.scope, searching=bool(words)))
if anything_set():
    st.button("Clear the search and filters", key="clear", type="tertiary", on_click=clear_filters)
st.session_state["last_search"] = address("stories", {key: st.query_params.get_all(key) for key in st.query_params})
if results.hits:
    if words and chosen.order == "best":
        draw(by_closeness(results, page, chosen.scope, chosen.themes))
    else:
        draw(cards(results.hits, scope=chosen.scope, searching=bool(words), groups=chosen.themes))
    if pages > 1:
        st.pagination(pages, key="page", bind="query-params")
else:
    nothing_found(results)
if words and readiness(bank).stage in ("cold", "warming"):
    wait_for_search(bank)
