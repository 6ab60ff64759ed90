"""The one page every file carries, before any format: what stands where, and the lines that must never be left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from framing.figures import borne_out, evidence_figures, figures_in
from framing.model import Framing, Sentence
from framing.quoting import nested, quoted_spans
from framing.wording import upper_first
from stories.evidence import Evidence
from stories.text import clean, one_line
from stories.vocabulary import language_tag

DEMO_LINE = "Demo story: the person and the place are invented."
REAL_EVIDENCE = "The evidence is real."
DRAFTED_LINE = "Part of this was drafted by a language model and chosen by a person."
CONSENT_HEADING = "Consent"
SOURCES_HEADING = "Sources"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: `kind` is pull_quote, credit, or text. `heading` starts a new part; `sections` are the keys of those it is from.

    `foreign` holds words of it in another language, each with that language's tag (BCP 47).
    """

    kind: str
    text: str
    heading: str = ""
    sections: tuple[str, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """The text in pieces, each with its language's tag, "" for the page's own."""
        tags = dict(self.foreign)
        found = (
            re.split(f"({'|'.join(re.escape(words) for words in sorted(tags, key=len, reverse=True))})", self.text) if tags else [self.text]
        )
        return tuple((piece, tags.get(piece, "")) for piece in found if piece)


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the list of sources. `url` is a web address or empty."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """A framing as any file shows it; every text cleaned of characters that break files or hide words."""

    title: str
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]
    consent: tuple[str, ...]


def page_of(framing: Framing) -> Page:
    """The page of `framing`: the title is the question, the lead quote is set apart, sources and consent close it."""
    notes = [f"Content note: {', '.join(_lower(note) for note in framing.content_notes)}."] if framing.content_notes else []
    if framing.synthetic:
        notes.append(f"{DEMO_LINE} {REAL_EVIDENCE}" if cited(framing) else DEMO_LINE)
    if any(sentence.provenance.kind == "drafted" for section in framing.sections for sentence in section.sentences):
        notes.append(DRAFTED_LINE)
    return Page(
        title=one_line(framing.question),
        notes=tuple(one_line(note) for note in notes),
        blocks=tuple(_blocks(framing)),
        sources=tuple(Source(source_line(*figures), web_address(figures[0].url)) for figures in by_source(cited(framing))),
        consent=tuple(one_line(line) for line in framing.consent_lines),
    )


def _blocks(framing: Framing) -> list[Block]:
    blocks: list[Block] = []
    for section in framing.sections:
        heading = one_line(section.heading)
        if section.key == "question":
            continue
        if section.key == "person" and section.sentences:
            before = [sentence for sentence in section.sentences if sentence.provenance.kind == "quote"][:1]
            said_before = section.sentences[: section.sentences.index(before[0])] if before else ()
            if said_before:  # who speaks is said before their words
                blocks.append(Block("text", typeset(" ".join(sentence.text for sentence in said_before)), heading, ("person",)))
                heading = ""
            first, *rest = section.sentences[len(said_before) :]
            lead = typeset(first.text)
            kind = "pull_quote" if first.provenance.kind == "quote" else "text"
            words = lead.removeprefix("“").removesuffix("”") if kind == "pull_quote" else lead
            blocks.append(Block(kind, words, heading, ("person",), foreign_words(section.sentences)))
            if rest:
                blocks.append(Block("credit", typeset(" ".join(sentence.text for sentence in rest)), "", ("person",)))
            continue
        paragraphs = [typeset(part) for part in clean(section.text).split("\n\n")]
        from_sections: tuple[str, ...] = (section.key,)
        foreign = foreign_words(section.sentences)
        if not heading and blocks and blocks[-1].kind == "text":
            last = blocks.pop()
            paragraphs[0] = f"{last.text} {paragraphs[0]}"
            heading, from_sections, foreign = last.heading, (*last.sections, section.key), (*last.foreign, *foreign)
        blocks += [Block("text", text, heading if number == 0 else "", from_sections, foreign) for number, text in enumerate(paragraphs)]
    return blocks


def foreign_words(sentences: Iterable[Sentence]) -> tuple[tuple[str, str], ...]:
    """What stands between quotation marks in another language, typeset, with its tag."""
    return tuple(
        (span.words, language_tag(sentence.provenance.language))
        for sentence in sentences
        if sentence.provenance.language
        for span in quoted_spans(typeset(sentence.text))
    )


def typeset(text: str) -> str:
    """`text` on one line; double marks inside a quote become single ones. Marks only: the quote gate reads both the same."""
    text = one_line(text)
    for span in reversed(quoted_spans(text)):
        if span.closed and text[span.start] in '“"':
            text = f"{text[: span.start]}“{nested(span.words)}”{text[span.end :]}"
    return text


def cited(framing: Framing) -> list[Evidence]:
    """The evidence that stands in the text: what a sentence comes from, and what bears out a figure somebody typed."""
    used = {sentence.provenance.evidence_id for section in framing.sections for sentence in section.sentences}
    typed = [
        figure for section in framing.sections for sentence in section.sentences if sentence.provenance.kind in ("person", "drafted")
        for figure in figures_in(sentence.text)
    ]  # fmt: skip
    found = []
    for item in framing.evidence:
        bearing = evidence_figures(item.evidence)
        if item.evidence.id in used or any(borne_out(figure, bearing) for figure in typed):
            found.append(item.evidence)
    return found


def by_source(found: Iterable[Evidence]) -> list[list[Evidence]]:
    """Figures of one source together, so that it is named once, whatever is taken from it."""
    together: dict[tuple[str, str], list[Evidence]] = {}
    for evidence in found:
        together.setdefault((evidence.citation, evidence.url), []).append(evidence)
    return list(together.values())


def source_line(evidence: Evidence, *others: Evidence) -> str:
    """Publisher, title, year, who was asked, what it cannot tell, and whether the original has been seen; of one source, whatever is taken from it."""
    figures = (evidence, *others)
    parts = [evidence.citation, *dict.fromkeys(f"{upper_first(_asked(each))}." for each in figures)]
    parts += dict.fromkeys(each.caveat.rstrip(". ") + "." for each in figures if each.caveat)
    if evidence.check_first:
        read_at = urlsplit(web_address(evidence.url)).hostname if evidence.verified == "secondary" else None
        parts.append(
            f"Read at {read_at.removeprefix('www.')}; primary source to be checked." if read_at else "Primary source to be checked."
        )
    return one_line(" ".join(parts))


def _asked(evidence: Evidence) -> str:
    counted = evidence.sample_size and str(evidence.sample_size) not in evidence.population
    return f"{evidence.population}; n = {evidence.sample_size:,}" if counted else evidence.population


def web_address(url: str) -> str:
    """`url` when it is an ordinary web address, safe to put in a file; empty otherwise."""
    try:
        parts = urlsplit(one_line(url))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return ""
    return quote(parts.geturl(), safe=":/?#&=%+,;~-._")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
