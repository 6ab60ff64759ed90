"""The pitch as one page on paper, drawn beside every step: white in both themes, because that is how it leaves."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

from framing.exporters.page import by_source, cited
from framing.lengths import length_for
from framing.model import Framing, Section, Sentence
from services.bank import Bank
from services.telling.briefing import make_framing
from services.telling.pitches import Pitch
from stories.errors import StoryBankError
from views.links import link
from views.text import draw, heading, in_language, joined, outside_link, plain, typeset

_QUOTED = re.compile("(\u201c[^\u201d]*\u201d)")
_WAITING = Markup(
    "<article class='sheet empty'><p class='eyebrow'>Preview · one page</p><h2>{}</h2><p>Choose an audience and a story, and the page writes "
    "itself here: one person’s words, what stands behind them, what this audience keeps, and one small step to ask for.</p></article>"
)


def sheet(bank: Bank, pitch: Pitch) -> None:
    """The page as far as it can be made from what is chosen so far."""
    if not pitch.audience or not pitch.story_ids:
        paper_of(_WAITING.format(pitch.question or "What do we want services to be like for the people we care for?"))
        return
    try:
        framing = make_framing(bank, pitch).shown
    except StoryBankError as error:
        body = Markup(
            "<article class='sheet empty'><p class='eyebrow'>Preview · one page</p><p class='problem' role='alert'>{}</p></article>"
        )
        paper_of(body.format(str(error)))
        return
    paper(framing, length_for(pitch.length).label.lower())


def paper(framing: Framing, length: str = "one page") -> None:
    paper_of(as_page(framing, length))


def paper_of(body: Markup) -> None:
    with st.container(key="sheet-pitch"):
        draw(body)


def as_page(framing: Framing, length: str) -> Markup:
    """The whole page: question, sections with the quote set apart, sources, consent."""
    mark = Markup("<span class='demo'>Demo story</span>") if framing.synthetic else Markup()
    notes = Markup("<p class='content-note'>{}</p>").format(" ".join(framing.content_notes)) if framing.content_notes else Markup()
    body = joined(section(one) for one in framing.sections if one.key != "question")
    return Markup("<article class='sheet'><p class='eyebrow'>Preview · {} {}</p>{}{}{}{}{}</article>").format(
        length, mark, heading(framing.question, level=2), notes, body, sources(framing), consent(framing)
    )


def section(one: Section) -> Markup:
    head = heading(one.heading, level=3) if one.heading else Markup()
    first = one.sentences[0]
    place = next((n for n, sentence in enumerate(one.sentences) if one.key == "person" and sentence.provenance.kind == "quote"), -1)
    if place >= 0:
        before, words, after = one.sentences[:place], one.sentences[place], one.sentences[place + 1 :]
        who = Markup("<p>{}</p>").format(" ".join(typeset(sentence.text) for sentence in before)) if before else Markup()
        return head + who + figure(words.text, " ".join(sentence.text for sentence in after), words.provenance.language)
    paragraphs: list[list[Markup]] = [[]]
    for sentence in one.sentences:
        if sentence.new_paragraph and paragraphs[-1]:
            paragraphs.append([])
        paragraphs[-1].append(said(sentence))
    whole = one.key == "person" and first.provenance.template == "person.whole"
    read = Markup("<p>{}</p>").format(link("story", "The story, whole", {"story": first.provenance.story_id})) if whole else Markup()
    return head + joined(Markup("<p>{}</p>").format(Markup(" ").join(parts)) for parts in paragraphs if parts) + read


def said(sentence: Sentence) -> Markup:
    """One sentence: people's own words in serif, everything else in plain type."""
    parts = _QUOTED.split(typeset(sentence.text))
    words = joined(
        Markup("<span class='own-words'{}>{}</span>").format(in_language(sentence.provenance.language), part)
        if _QUOTED.fullmatch(part)
        else plain(part)
        for part in parts
    )
    if sentence.provenance.kind != "drafted":
        return words
    return Markup("<span class='drafted'>{}<span class='drafted-mark'> drafted by a model</span></span>").format(words)


def figure(text: str, by: str, language: str = "") -> Markup:
    """The person's quote set apart, and under it what is said of who says it, where that does not stand before it."""
    words, _, rest = typeset(text).rpartition("\u201d")
    caption = " ".join(part for part in (rest.strip(), typeset(by)) if part)
    under = Markup("<figcaption>{}</figcaption>").format(caption) if words and caption else Markup()
    return Markup("<figure class='q'><blockquote{}>{}</blockquote>{}</figure>").format(
        in_language(language), words.removeprefix("\u201c") if words else caption, under
    )


def sources(framing: Framing) -> Markup:
    used = cited(framing)
    if not used:
        return Markup()
    items = (
        Markup("<li>{}{}</li>").format(
            outside_link(figures[0].url, figures[0].citation),
            Markup(" <b>Check the primary source before public use.</b>") if any(each.check_first for each in figures) else Markup(),
        )
        for figures in by_source(used)
    )
    return heading("Sources", level=3) + Markup("<ul class='src'>{}</ul>").format(joined(items))


def consent(framing: Framing) -> Markup:
    return Markup("<p class='src'>{}</p>").format(" ".join(framing.consent_lines))
