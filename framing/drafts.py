"""Somebody's own draft as a framing, so that the same checks can read it. Its words stay as they were pasted; nothing is composed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from framing.composer import consent_lines, content_notes, linked_evidence
from framing.model import PASTED, Ask, Audience, Framing, Provenance, Section, Sentence
from framing.wording import content_words, sentences
from stories.consent import ClearedStory
from stories.text import clean, words

DRAFT = "draft"  # the one section of a pasted draft
MOST_WORDS = 20_000
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•–—>#]|\d{1,2}[.)]\s))")
_MARKER = re.compile(r"^\s*(?:[-*•>]|#{1,6}|\d{1,2}[.)])\s+")


def draft_framing(text: str, stories: Sequence[ClearedStory], audience: Audience, *, today: date) -> Framing:
    """`text` as one section, paragraph by paragraph; every sentence is the person's. `stories` are those it says it is about.

    Markup stays as the letters that were typed; the marks of a list or a heading at the start of a line are left out.
    """
    section = Section(DRAFT, "", tuple(_sentences(text)))
    opening = section.sentences[0].text if section.sentences else ""
    return Framing(
        audience=audience.key, question=opening, frame=PASTED, sections=(section,), story_ids=tuple(story.id for story in stories),
        evidence=linked_evidence(stories), consent_lines=consent_lines(stories),
        content_notes=tuple(label for label in content_notes(stories) if _noted(label, text)),
        synthetic="demo story" in text.lower(), ask=Ask(), composed_on=today,
    )  # fmt: skip


def _noted(label: str, text: str) -> bool:
    """Whether a text says what a content note says, in its own words."""
    asked = content_words(label.removeprefix("Mentions "))
    return len(asked & content_words(text)) * 2 >= len(asked)


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    for paragraph in _BREAK.split(clean(text)):
        flat = " ".join(_MARKER.sub("", paragraph).split())
        for number, part in enumerate(sentences(flat)):
            found.append(Sentence(part, Provenance("person"), new_paragraph=number == 0 and bool(found)))
    return found


def too_long(text: str) -> str:
    """A sentence when a draft is longer than can be checked at once, else ''."""
    count = words(text)
    if count <= MOST_WORDS:
        return ""
    return f"A draft can have up to {MOST_WORDS:,} words here; this one has {count:,}. Your words are kept: check it in parts."
