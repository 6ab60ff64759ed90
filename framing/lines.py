"""A framing as its checks read it: sentence after sentence, with quotes blanked out, each character still in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from framing.model import Framing, Provenance, Section
from framing.quoting import QuotedSpan, quoted_spans
from framing.wording import sentences


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence at characters [start, end) of its section's text. `ours` is as long as `text`, with what is quoted blanked out.

    `paragraph` counts paragraphs through the whole page.
    """

    section: Section
    start: int
    end: int
    text: str
    ours: str
    origin: Provenance
    paragraph: int

    @property
    def typed(self) -> bool:
        """Whether a person wrote it. Our own sentences were weighed once, by hand."""
        return self.origin.kind in ("person", "drafted")

    @property
    def words(self) -> int:
        """Words of ours in it."""
        return sum(any(letter.isalnum() for letter in word) for word in self.ours.split())


def without_quotes(text: str) -> tuple[str, list[QuotedSpan]]:
    """`text` with every quote blanked out, and the quotes."""
    spans = quoted_spans(text)
    parts, place = [], 0
    for span in spans:
        start = max(span.start, place)
        parts += [text[place:start], " " * (span.end - start)]
        place = max(place, span.end)
    return "".join([*parts, text[place:]]), spans


def lines_of(framing: Framing) -> tuple[Line, ...]:
    """Every sentence of a framing, in order. A sentence of the framing that holds several is cut into them."""
    return tuple(_lines(framing))


def _lines(framing: Framing) -> Iterable[Line]:
    paragraph = 0
    for section in framing.sections:
        text = section.text
        ours, _ = without_quotes(text)
        paragraph += 1
        place = 0
        for number, sentence in enumerate(section.sentences):
            if number:
                place += 2 if sentence.new_paragraph else 1
                paragraph += sentence.new_paragraph
            start = place
            for part in sentences(sentence.text):
                start = text.index(part, start)
                end = start + len(part)
                yield Line(section, start, end, part, ours[start:end], sentence.provenance, paragraph)
                start = end
            place += len(sentence.text)
