"""A pasted draft with what was found marked in it, and what to ask instead of what it opens with."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from framing.model import Check, Framing, Report, Section
from framing.reframing import Reframe
from stories import vocabulary as v
from stories.consent import ClearedStory
from views.before_you_send import Where, shown_words
from views.cards import demo_mark
from views.links import link
from views.text import heading, joined, plain, shortened, typeset

_LONGEST = 110  # characters of a sentence that is named


def marked_draft(framing: Framing, report: Report, reframes: Sequence[Reframe]) -> Markup:
    """The draft, paragraph by paragraph, escaped, with marks: what must be put right, what is weak, and what opens from a limit."""
    section = framing.sections[0]
    kinds = marks_of(len(section.text), [check for check in report.checks if check.end > check.start], reframes)
    parts, place = [], 0
    for paragraph in section.text.split("\n\n"):
        parts.append(Markup("<p>{}</p>").format(_marked(paragraph, kinds[place : place + len(paragraph)], place)))
        place += len(paragraph) + 2
    key = Markup(
        "<p class='meta'><mark class='must'>must be put right</mark> <mark class='weak'>could be stronger</mark> <mark class='limit'>opens from a limit</mark></p>"
    )
    return Markup("<section class='draft-marks'>{}{}{}</section>").format(heading("Your words, with marks", level=2), key, joined(parts))


def marks_of(length: int, checks: Sequence[Check], reframes: Sequence[Reframe]) -> list[str]:
    """For each character of the draft the mark it carries; what must be put right stands above the rest."""
    marks = [""] * length
    spans = [(one.start, one.end, "limit") for one in reframes]
    spans += [(check.start, check.end, "must" if check.gate else "weak") for check in sorted(checks, key=lambda check: check.gate)]
    for start, end, kind in spans:
        if not (kind == "weak" and any(marks[start:end])):
            marks[start:end] = [kind] * (min(end, length) - start)
    return marks


def to_the_mark(framing: Framing, report: Report, reframes: Sequence[Reframe]) -> Where:
    """The words of a finding as a link to where they are marked."""
    text = framing.sections[0].text
    kinds = marks_of(len(text), [check for check in report.checks if check.end > check.start], reframes)

    def way(check: Check, section: Section) -> Markup:
        words = shown_words(check, section)
        at = next((place for place in range(check.start, min(check.end, len(kinds))) if kinds[place]), -1)
        if at < 0:
            return words
        while at > 0 and kinds[at - 1] == kinds[at] and text[at - 1] != "\n":
            at -= 1
        return Markup("<a class='to-words' href='#at-{}'>{}</a>").format(at, words)

    return way


def _marked(paragraph: str, kinds: Sequence[str], offset: int) -> Markup:
    parts, place = [], 0
    while place < len(paragraph):
        end = place
        while end < len(paragraph) and kinds[end] == kinds[place]:
            end += 1
        words = plain(paragraph[place:end])
        parts.append(
            Markup("<mark class='{}' id='at-{}' tabindex='-1'>{}</mark>").format(kinds[place], offset + place, words)
            if kinds[place]
            else words
        )
        place = end
    return joined(parts)


def reframed(found: Sequence[Reframe], tried: Sequence[ClearedStory]) -> Markup:
    """One card for each kind of first question: where it stands, and what to ask instead. For "tried before", what became of it elsewhere."""
    if not found:
        return Markup()
    cards = []
    for kind in dict.fromkeys(one.kind for one in found):
        same = [one for one in found if one.kind == kind]
        first = same[0]
        more = f" And in {len(same) - 1} more {'place' if len(same) == 2 else 'places'}." if len(same) > 1 else ""
        stories = _tried(tried) if kind == "tried_before" else Markup()
        cards.append(
            Markup(
                "<li><h3>{}</h3><p class='meta'>You write: <q>{}</q>{}</p><p>{}</p><p class='instead'>Ask instead: {}</p><p>{}</p>{}</li>"
            ).format(first.heading, shortened(first.words, _LONGEST), more, first.admit, first.instead, first.then, stories)
        )
    return Markup("<section class='panel reframes'>{}<ul>{}</ul></section>").format(
        heading("Where it opens from a limit", level=2), joined(cards)
    )


def _tried(stories: Sequence[ClearedStory]) -> Markup:
    if not stories:
        return Markup("<p class='meta'>The bank has no story of a change that may be told here yet.</p>")
    items = (
        Markup("<li>{}{} <b>{}.</b>{}</li>").format(
            link("story", typeset(story.title), {"story": story.id}),
            demo_mark(story),
            v.OUTCOMES[story.outcome].label if story.outcome in v.OUTCOMES else "Tried",
            Markup(" <span class='own-words'>“{}”</span>").format(typeset(shortened(story.learned, 160))) if story.learned else Markup(),
        )
        for story in stories
    )
    return Markup("<p>What became of changes like it, and what was learned:</p><ul class='like'>{}</ul>").format(joined(items))
