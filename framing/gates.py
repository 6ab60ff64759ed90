"""The gates: consent (G1), truth (G2), safety (G3). A framing that fails one is neither shown to an audience nor exported."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable

from framing.asking import FIRST_STEP, REQUEST
from framing.checks import Case, Finding, found, rule
from framing.composer import content_notes
from framing.figures import Figure, ask_figures, borne_out, evidence_figures, figures_in, plainly
from framing.lines import Line, without_quotes
from framing.model import CHANNEL, FORM, WHOLE, Section, Sentence
from framing.quoting import QuotedSpan, approved_words, is_exact, quoted_spans
from framing.wording import day, listed, open_ended
from stories.consent import ClearedStory

_IDENTIFIERS = {
    "an e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b"),
    "a telephone number": re.compile(r"(?<![\d,.])(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?!\d)"),
    "an NHS number": re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"),
    "a postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
}


_ABOUT_A_PERSON = ("person.", "about.", "voices.")  # sentences of ours that may say who somebody is
JIGSAW = 3  # kinds of small facts, from which they may add up to one person
_SMALL_FACTS = {
    "an exact age": re.compile(r"\b(?:\d{1,3}[- ]year[- ]old|aged? \d{1,3}\b|\d{1,3} years old)", re.I),
    "a day and a year": re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(month_name[1:])}),? (?:19|20)\d\d\b"),
    "the name of a place": re.compile(
        r"\b(?:St|Saint) [A-Z][a-z]+(?:[’']s)?\b|\b[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:Hospital|Ward|Street|Road|School|Academy|Surgery|Lane|Infirmary|Hospice)\b|\b[Ww]ard \d+\b"
    ),
    "a role few people hold": re.compile(
        r"\b(?:head ?teacher|priest|vicar|imam|rabbi|councillor|mayor|MP|footballer|magistrate|police (?:sergeant|inspector))\b"
    ),
    "a rare event in a family": re.compile(r"\b(?:twins|triplets|only (?:child|son|daughter)|adopted|conjoined)\b", re.I),
    "a rare illness": re.compile(r"\b(?:Huntington|Creutzfeldt|Batten|Rett|Ehlers|Duchenne|Marfan|narcolepsy|myasthenia)\w*", re.I),
}


@rule("consent", fine="Consent covers every story here, for this audience and today.", gate=True)
def consent(case: Case) -> Iterable[Finding]:
    """G1: each story was cleared for this audience's scope, as an excerpt in a pitch, on the day of use."""
    if case.framing.audience != case.audience.key:
        yield Finding(f"This was written for another audience than {case.audience.name}.", f"Compose it again for {case.audience.name}.")
    if case.pasted and not case.framing.story_ids:
        yield Finding("No story is chosen, so nobody’s consent could be looked at.", "Choose the story this is about.")
    elif not case.framing.story_ids:
        yield Finding("There is no story here.", "Choose at least one story.")
    for story_id in case.framing.story_ids:
        story = case.story(story_id)
        if story is None:
            yield Finding("A story used here has not been cleared for use.", "Choose another story; this one may have been withdrawn.")
            continue
        use, title = story.use, story.title
        if (use.scope, use.channel, use.form) != (case.audience.scope, CHANNEL, WHOLE if story.whole_story_only else FORM):
            yield Finding(
                f"“{title}” is cleared for another use than telling it to {case.audience.called}.",
                "Ask the storyteller about this use, or choose another story.",
            )
        if story.cleared_on != case.on:
            yield Finding(
                f"Consent for “{title}” was last looked at on {day(story.cleared_on)}.",
                "Open the pitch again, so that consent is checked today.",
            )
        if story.whole_story_only and (excerpt := _excerpt_of(case, story)) is not None:
            key, span = excerpt
            mend = "Take the quote out, and read the story whole; or choose another story."
            yield Finding(f"“{title}” may be told whole and not in excerpts.", mend, key, span.start, span.end)


def _excerpt_of(case: Case, story: ClearedStory) -> tuple[str, QuotedSpan] | None:
    """The first quote on the page that comes from this story; its title may be named."""
    for section in case.framing.sections:
        for span in quoted_spans(section.text):
            if is_exact(span.words, [words for words in approved_words(story) if words != story.title]) and len(span.words.split()) > 1:
                return section.key, span
    return None


@rule("quotes", fine="Every quote is in the storyteller’s exact words.", gate=True)
def quotes(case: Case) -> Iterable[Finding]:
    """G2: words between quotation marks stand exactly in a story of this framing, in the one that is named when one is."""
    for section in case.framing.sections:
        for span in quoted_spans(section.text):
            if not span.closed:
                yield Finding(
                    "A quotation mark opens here and does not close.",
                    "Close the quotation mark after the last word.",
                    section.key,
                    span.start,
                    span.end,
                )
            elif not case.stories and not case.framing.evidence:
                yield Finding(
                    f"“{_short(span.words)}” could not be compared with anything: no story is chosen.",
                    "Choose the story these words come from.", section.key, span.start, span.end,
                )  # fmt: skip
            elif not is_exact(span.words, _sources(case, section, span)):
                yield Finding(
                    f"“{_short(span.words)}” is not in the storyteller’s words as they stand.",
                    "Copy the words from the story and mark any cut with …, or say it in words of yours that are given to nobody.",
                    section.key, span.start, span.end,
                )  # fmt: skip


def _sources(case: Case, section: Section, span: QuotedSpan) -> list[str]:
    """What `span` may be quoted from: the story its sentence comes from, else the stories it names, else all, and claims."""
    named = [story for story in case.stories if story.name and re.search(rf"\b{re.escape(story.name)}\b", _around(section, span))]
    told = named if len(named) == 1 else case.stories
    origin = _sentence_at(case, section, span)
    if origin is not None and origin.provenance.kind in ("quote", "story"):
        told = tuple(story for story in case.stories if story.id == origin.provenance.story_id)
    return [words for story in told for words in approved_words(story)] + [item.evidence.claim for item in case.framing.evidence]


def _sentence_at(case: Case, section: Section, span: QuotedSpan | Figure) -> Sentence | None:
    for owner, sentence, place in case.sentences():
        if owner is section and place <= span.start and span.end <= place + len(sentence.text):
            return sentence
    return None


def _around(section: Section, span: QuotedSpan) -> str:
    """The words beside a quote in the same paragraph: where people name who speaks."""
    text = section.text
    before, after = text[: span.start].rsplit("\n\n", 1)[-1], text[span.end :].split("\n\n", 1)[0]
    return f"{before[-120:]} {after[:120]}"


@rule("figures", fine="Every figure in our words has its source.", gate=True)
def figures(case: Case) -> Iterable[Finding]:
    """G2: each figure outside quotes equals one in the evidence its sentence comes from or names, else in any attached, or in the ask.

    The ask's date and the line under a teller's name, which they chose, stand as given.
    """
    attached = [figure for item in case.framing.evidence for figure in evidence_figures(item.evidence)]
    asked = ask_figures(case.framing.ask)
    when = case.framing.ask.by_when
    told = [open_ended(words) for story in case.stories for words in (story.name, story.about, story.about.removeprefix("who "))]
    as_given = [when if isinstance(when, str) else day(when), *told]
    for section in case.framing.sections:
        for figure in figures_in(_outside_quotes(section.text, as_given)):
            if case.pasted and figure.sort in ("", "time", "year", "count") and _in_an_ask(case, figure):
                continue  # how long a test runs, and by which day, is asked for and not claimed
            sources = _evidence_at(case, section, figure)
            if not borne_out(figure, [*sources, *asked] if section.key == "ask" else sources) and not _said_plainly(
                case, section, figure, sources
            ):
                if case.pasted and not case.stories:
                    sentence, mend = (
                        f"“{figure.text}” could not be compared with evidence: no story is chosen.",
                        "Choose the story whose evidence it is.",
                    )
                    yield Finding(sentence, mend, section.key, figure.start, figure.end)
                    continue
                nearest = _nearest(figure, sources)
                mend = f"The evidence here says {nearest}." if nearest else "Link the evidence for it to the story, or take the figure out."
                yield Finding(f"“{figure.text}” is not in the evidence for this story.", mend, section.key, figure.start, figure.end)
    for section in case.framing.sections:
        for figure in figures_in(without_quotes(section.heading)[0]):  # a story’s own title is quoted
            if not borne_out(figure, attached):
                yield Finding(f"“{figure.text}” in a heading is not in the evidence.", "Take the figure out of the heading.", section.key)


def _said_plainly(case: Case, section: Section, figure: Figure, sources: list[Figure]) -> bool:
    """Whether a ratio says in plain words the exact percentage that stands beside it in the same sentence, or in the evidence it explains."""
    line = next((line for line in case.lines if line.section is section and line.start <= figure.start < line.end), None)
    if figure.sort != "ratio" or line is None:
        return False
    before = line.text[: figure.start - line.start]
    known = sources if line.origin.says_why else figures_in(line.ours)
    beside = [each.value for each in known if each.sort == "percent" and borne_out(each, sources)]
    return any(plainly(figure.value, before, percent) for percent in beside)


def _in_an_ask(case: Case, figure: Figure) -> bool:
    line = next((line for line in case.lines if line.start <= figure.start < line.end), None)
    return line is not None and bool(REQUEST.search(line.ours) or FIRST_STEP.search(line.ours))


def _evidence_at(case: Case, section: Section, figure: Figure) -> list[Figure]:
    """The figures that may stand here: of the evidence a sentence comes from, of the publisher it names, else of all attached."""
    items = [item.evidence for item in case.framing.evidence]
    sentence = _sentence_at(case, section, figure)
    if sentence is not None:
        own = [evidence for evidence in items if evidence.id == sentence.provenance.evidence_id]
        named = [evidence for evidence in items if evidence.publisher and evidence.publisher in sentence.text]
        items = own or named or items
    found = [each for evidence in items for each in evidence_figures(evidence)]
    if sentence is not None and sentence.provenance.says_why:  # why evidence stands beside a story may count what either of them counts
        found += [each for story in case.stories for each in figures_in(story.text)]
    return found


def _outside_quotes(text: str, as_given: list[str]) -> str:
    """`text` with quotes and what stands `as_given` blanked out, every character still in its place."""
    hidden = [(span.start, span.end) for span in quoted_spans(text)]
    hidden += [match.span() for given in as_given if len(given) > 3 for match in re.finditer(re.escape(given), text)]
    for start, end in hidden:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _nearest(figure: Figure, attached: list[Figure]) -> str:
    alike = [other for other in attached if other.sort == figure.sort and figure.sort]
    return min(alike, key=lambda other: abs(other.value - figure.value)).text if alike else ""


@rule("content_notes", fine="Readers are told beforehand what may be hard to read.", gate=True)
def notes(case: Case) -> Iterable[Finding]:
    """G3: every content note of every story stands on the page."""
    for label in content_notes(case.stories):
        if label not in case.framing.content_notes:
            yield Finding(f"A story here needs a note: “{label}”.", "Put the content note at the top.")


@rule("identifiers", fine="No address, telephone number or record number stands in the text.", gate=True)
def identifiers(case: Case) -> Iterable[Finding]:
    """G3: nothing that leads straight to a person."""
    for section in case.framing.sections:
        for label, pattern in _IDENTIFIERS.items():
            for match in pattern.finditer(section.text):
                yield Finding(
                    f"This looks like {label}.", "Take it out: a pitch travels further than you think.", section.key, *match.span()
                )


@rule("jigsaw", fine="Small facts here do not add up to one person.", gate=True)
def jigsaw(case: Case) -> Iterable[Finding]:
    """G3: of the kinds of small facts that together can name somebody, fewer than JIGSAW stand on the page.

    A machine sees part of this and never the whole (a rare illness, a village, a role): somebody who knows the place must look too.
    """
    seen: dict[str, tuple[Line, re.Match[str]]] = {}
    for line in case.lines:
        if line.origin.kind in ("template", "evidence") and not line.origin.template.startswith(_ABOUT_A_PERSON):
            continue
        for label, pattern in _SMALL_FACTS.items():
            if label not in seen and (match := pattern.search(line.text)):
                seen[label] = (line, match)
    if len(seen) >= JIGSAW:
        line, match = next(reversed(seen.values()))
        facts = listed([f"{label} (“{match.group()}”)" for label, (_, match) in seen.items()])
        yield found(line, f"Together these could show who this is: {facts}.", "Take one or two of them out.", at=match.span())


@rule("demo_mark", fine="Demo stories say that they are invented.", gate=True)
def demo_mark(case: Case) -> Iterable[Finding]:
    """A synthetic story is never passed off as somebody's life."""
    if any(story.synthetic for story in case.stories) and not case.framing.synthetic:
        yield Finding("A story here is invented, and the page does not say so.", "Mark the page as using a demo story.")


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 70 else f"{flat[:67].rstrip()}…"
