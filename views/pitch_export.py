"""Step 4: take it as a file, or send a colleague the link."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from framing.lengths import length_for
from services.bank import Bank
from services.telling.briefing import Framed, audiences, export_formats, make_framing
from services.telling.pitches import Pitch
from services.telling.told import told_this_quarter
from stories.errors import StoryBankError
from views.before_you_send import check_line, to_the_box, told_before
from views.links import address, link
from views.pitch_sections import put_right
from views.pitch_sheet import paper
from views.pitch_steps import go_to, saved_line
from views.text import draw, heading, joined
from views.trouble import sentence


def take_it(bank: Bank, pitch: Pitch) -> None:
    left, right = st.columns([1.1, 0.9], gap="large")
    with left:
        draw(heading("Take it with you", level=2))
        try:
            framed = make_framing(bank, pitch)
        except StoryBankError as error:
            draw(sentence(error))
            framed = None
        if framed and framed.report.passed:
            draw(
                Markup(
                    "<p>Each file carries the sources and the consent line for every story. Consent is looked at once more as the file is made.</p>"
                )
            )
            draw(told_before(told_this_quarter(bank, framed.stories)))
            draw(files(pitch))
            draw(
                heading("Say it aloud first", level=3)
                + Markup("<p>The 60-second script in large type with a clock, and what they may ask. {}</p>").format(
                    link("rehearse", "Rehearse it", {"pitch": pitch.id})
                )
            )
        elif framed:
            put_right_first(bank, pitch, framed)
        draw(
            heading("The same for somebody else", level=3)
            + Markup("<p>{}</p>").format(link("versions", "Make a copy for another audience", {"pitch": pitch.id}))
        )
        draw(heading("Link for colleagues on this computer", level=3))
        st.code(
            f"{(st.context.url or '').split('/pitch')[0]}{address('pitch', {'pitch': pitch.id, 'step': 4})}", language=None, wrap_lines=True
        )
        called = audiences()[pitch.audience].called
        draw(Markup("<p class='meta'>After you have met {}, tell the storyteller what came of it.</p>").format(called))
        if st.button("Back", key="back", icon=":material/arrow_back:"):
            go_to(pitch, 3)
        saved_line(pitch)
    with right:
        if framed:
            paper(framed.shown, length_for(pitch.length).label.lower())


def put_right_first(bank: Bank, pitch: Pitch, framed: Framed) -> None:
    """What keeps the pitch here: each fault leads to its words, and an altered quote can be mended without leaving."""
    draw(Markup("<p>Something must be put right before this can leave.</p>"))
    for fault in framed.report.failures:
        line = check_line(fault, framed.framing, "closed", "Must be put right", to_the_box(pitch.id))
        draw(Markup("<section class='before'><ul>{}</ul></section>").format(line))
        put_right(bank, pitch, framed, fault)
    mend = link(
        "pitch", "Go back to framing and put it right", {"pitch": pitch.id, "step": 3, "part": framed.report.failures[0].section_key}
    )
    draw(Markup("<p>{}</p>").format(mend))


def files(pitch: Pitch) -> Markup:
    """Each format with what it is good for. They are links to a route that makes the file at that moment."""
    items = (
        Markup(
            "<li><a class='button{}' href='/files/pitch/{}.{}' aria-describedby='good-for-{}'>{}</a><span id='good-for-{}'>For {}.</span></li>"
        ).format(" first" if place == 0 else "", pitch.id, key, key, format.label, key, format.good_for)
        for place, (key, format) in enumerate(export_formats().items())
    )
    return Markup("<ul class='files'>{}</ul>").format(joined(items))
