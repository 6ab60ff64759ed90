"""People's words on their way to the page.

Everything a person typed passes through `plain`, or is filled into a `Markup` template, which escapes it; `draw` is the only
place that hands HTML to the page. Markdown and widget labels never see people's words: a picture named in a title would be
fetched from wherever it lives (measured in 13 places).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import streamlit as st
from markupsafe import Markup, escape

from stories.vocabulary import language_tag

_SAFE_ADDRESS = re.compile(r"https?://[^\s\"'<>]+\Z")


def plain(text: object) -> Markup:
    """`text` with every character that means something in HTML made harmless."""
    return escape(text)


def draw(body: Markup) -> None:
    """Put `body` on the page. Only `Markup` is taken, so that what was not escaped does not get here."""
    if not isinstance(body, Markup):
        raise TypeError("draw() takes Markup: fill people's words into a template, or pass them through plain().")
    if body:
        st.html(str(body))


def joined(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)


def listed(parts: Sequence[object], separator: str = " · ") -> Markup:
    """The parts that are not empty, escaped, with a dot between them."""
    return plain(separator).join(plain(part) for part in parts if part)


def in_language(code: str) -> Markup:
    """The attribute that says in which language words stand; nothing for English."""
    return Markup(" lang='{}'").format(language_tag(code)) if code not in ("", "en") else Markup()


def typeset(text: str) -> str:
    """`text` with typographic quotation marks, for reading only: not a letter changes, and what is stored stays as it was told."""
    text = re.sub(r"(^|[\s(\[\u2014\u2013/\u201c])\"", "\\1\u201c", text)
    text = re.sub(r"(^|[\s(\[\u2014\u2013/\u201c])'(?=\w)", "\\1\u2018", text)
    return text.replace('"', "\u201d").replace("'", "\u2019")


def unmarked(text: str) -> str:
    """`text` for the one place that reads Markdown and may hold a chosen name: every mark escaped, so that it is read as it stands."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def paragraphs(text: str, marks: Sequence[str] = ()) -> list[Markup]:
    """`text` as `<p>` elements: a blank line starts a paragraph, a single line break stays. Words in `marks` are marked."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.strip():
            lines = Markup("<br>").join(_marked(typeset(line), [typeset(mark) for mark in marks]) for line in part.strip().split("\n"))
            found.append(Markup("<p>{}</p>").format(lines))
    return found


def _marked(line: str, marks: Sequence[str]) -> Markup:
    if not marks:
        return plain(line)
    wanted = re.compile(rf"(?<!\w)({'|'.join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))})(?!\w)")
    return joined(Markup("<mark>{}</mark>").format(part) if place % 2 else plain(part) for place, part in enumerate(wanted.split(line)))


def heading(text: str, *, level: int = 1, focus: str = "", mark: str = "") -> Markup:
    """A heading. `focus` names what the page is about: when it changes, keyboard and screen reader are taken there."""
    name = Markup(' data-focus="{}" tabindex="-1"').format(focus) if focus else Markup()
    classes = Markup(' class="{}"').format(mark) if mark else Markup()
    return Markup("<h{0}{1}{2}>{3}</h{0}>").format(level, classes, name, text)


def outside_link(address: str, text: str) -> Markup:
    """A link to somebody else's page, or only its words when the address is not a web address."""
    if not _SAFE_ADDRESS.match(address):
        return plain(text)
    return Markup('<a href="{}" rel="noopener noreferrer external">{}</a>').format(address, text)


def shortened(text: str, limit: int) -> str:
    """`text` cut at a word, with an ellipsis, when it is longer than `limit` characters."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
