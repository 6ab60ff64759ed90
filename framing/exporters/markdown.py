"""Markdown: for a wiki, an e-mail or a chat. Whatever people wrote is escaped, so that it can only be read as words."""

from __future__ import annotations

import re

from framing.exporters.page import CONSENT_HEADING, SOURCES_HEADING, page_of
from framing.model import Framing

LABEL = "Text for the web (Markdown)"
GOOD_FOR = "a wiki, an e-mail or a chat"
PLACE = 50
EXTENSION = "md"
MIME = "text/markdown; charset=utf-8"

# Inside a line: emphasis, code, links, pictures, HTML, tables, entities, and the ":" and "@" that make bare addresses into links.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~!&@$^])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data):")
_WWW = re.compile(r"(?i)\bwww\.")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def rendered(framing: Framing) -> bytes:
    """`framing` as UTF-8 Markdown."""
    page = page_of(framing)
    lines = [f"# {plain(page.title)}", ""]
    for note in page.notes:
        lines += [f"*{plain(note)}*", ""]
    for block in page.blocks:
        if block.heading:
            lines += [f"## {plain(block.heading)}", ""]
        lines += [f"> {plain(block.text)}" if block.kind == "pull_quote" else plain(block.text), ""]
    if page.sources:
        lines += [f"## {SOURCES_HEADING}", ""]
        lines += [f"- {plain(source.text)}{f' <{source.url}>' if source.url else ''}" for source in page.sources] + [""]
    lines += [f"## {CONSENT_HEADING}", ""]
    lines += [f"- {plain(line)}" for line in page.consent] + [""]
    return "\n".join(lines).encode("utf-8")


def plain(text: str) -> str:
    """`text` on one line, with everything Markdown would act on escaped."""
    text = _ACTIVE.sub(r"\\\1", " ".join(text.split()))
    text = _ADDRESS.sub(r"\1\\:", text)
    text = _WWW.sub(lambda match: match.group()[:-1] + "\\.", text)
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    mark = match.group(2)
    return f"{match.group(1)}\\{mark}" if not mark.isdigit() else f"{match.group(1)}{mark[:-1]}&#{ord(mark[-1])};"
