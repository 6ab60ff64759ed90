"""Step 1: whom the pitch is for, what it is about, what they care about, and what they may fear losing."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.losses import IN_SHORT
from framing.model import Audience
from framing.wording import listed as enumerated
from services.bank import Bank
from services.telling.briefing import audiences
from services.telling.pitches import Pitch
from stories import vocabulary as v
from stories.consent import scope_label
from views.pitch_sheet import sheet
from views.pitch_steps import NOT_BEGUN, changed, go_to, keep_typing, saved_line
from views.text import draw, heading, joined, plain


def choose_audience(bank: Bank, pitch: Pitch) -> None:
    left, right = st.columns([1.1, 0.9], gap="large")
    known = audiences()
    key = pitch.id
    keep_typing(pitch, 1, {f"{name}-{key}": str(getattr(pitch, name)) for name in ("topic", "people", "cares", "fears")})
    st.session_state.setdefault(f"audience-{key}", pitch.audience if pitch.audience in known else None)
    st.session_state.setdefault(f"service-{key}", pitch.service if pitch.service in v.SERVICES else "")
    with left:
        draw(heading("Who do you need to move?", level=2))
        audience = st.pills(
            "Audience",
            list(known),
            wrap=True,
            key=f"audience-{key}",
            format_func=lambda code: known[code].name,
        )
        if audience:
            draw(what_we_know(known[audience]))
        topic = st.text_input(
            "What is the pitch about?",
            key=f"topic-{key}",
            max_chars=300,
            placeholder="leaving hospital with nobody to ring",
        )
        service_codes = ["", *v.SERVICES]
        one, two = st.columns(2)
        service = one.selectbox(
            "Service",
            service_codes,
            key=f"service-{key}",
            format_func=lambda code: v.SERVICES[code].label if code else "Not one in particular",
        )
        people = two.text_input("The people it is about", key=f"people-{key}", max_chars=120, placeholder="people going home from hospital")
        cares = st.text_area("What do they care about most at the moment?", key=f"cares-{key}", height=90)
        fears = st.text_area(
            "What might they fear losing?",
            key=f"fears-{key}",
            height=90,
            help="Status, connection, control, the job they know. Leave it empty and we use what people in this role often say.",
        )
        pitch = changed(
            bank,
            pitch,
            audience=audience or "",
            topic=topic.strip(),
            service=service,
            people=people.strip(),
            cares=cares.strip(),
            fears=fears.strip(),
        )
        if st.button("Continue to stories", key="next", type="primary"):
            if pitch.audience:
                go_to(pitch, 2)
            draw(Markup("<p class='problem' role='alert'>Please choose an audience first: it decides which stories may be used.</p>"))
        saved_line(pitch)
    if pitch.saved_at and st.query_params.get("pitch") != pitch.id:
        adopt(pitch)
    with right:
        sheet(bank, pitch)


def adopt(pitch: Pitch) -> None:
    """The pitch was begun just now: put it in the address, so that a refresh finds it. Its boxes stay as they are: somebody may be typing."""
    st.session_state.pop(NOT_BEGUN, None)
    go_to(pitch, 1)


def what_we_know(audience: Audience) -> Markup:
    """What people in this role often care about and fear losing, and whose consent it takes."""
    cares = joined(Markup("<li>{}</li>").format(value.label) for value in sorted(audience.values, key=lambda value: -value.weight)[:3])
    kinds = [IN_SHORT[loss.kind] for loss in audience.losses]
    loss = Markup("<p>What a change may seem to take from them: {}.</p>").format(enumerated(kinds)) if kinds else Markup()
    return Markup(
        "<section class='panel'><p>What often matters to {}</p><ul>{}</ul>{}<p class='meta'>Only stories whose consent covers {} can be used. "
        "Time together: about {} minutes.</p></section>"
    ).format(plain(audience.called), cares, loss, scope_label(audience.scope), audience.minutes)
