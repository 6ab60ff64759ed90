"""A story's own text for reading: its paragraphs, with one of its sentences drawn out where it was said."""

from __future__ import annotations

from markupsafe import Markup

from stories.consent import ClearedStory
from views.text import in_language, joined, paragraphs, typeset


def story_text(story: ClearedStory) -> Markup:
    """The whole text. When extracts are allowed, the strongest quote is drawn out near where it is said."""
    parts = paragraphs(story.text)
    pull = story.quotes[0] if story.quotes else ""
    if pull and len(parts) > 2:
        spoken = next((number for number, part in enumerate(_plain_paragraphs(story.text)) if pull in part), len(parts) // 2)
        place = spoken - 1 if spoken > 1 else min(spoken + 2, len(parts) - 1)  # near where it is said, and not beside it
        parts.insert(place, Markup("<figure class='q' aria-hidden='true'><blockquote>{}</blockquote></figure>").format(typeset(pull)))
    return Markup("<div class='story'{}>{}</div>").format(in_language(story.language), joined(parts))


def _plain_paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
