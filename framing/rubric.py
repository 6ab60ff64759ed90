"""Advice: what makes a framing better. Nothing here closes a gate; each names the words and one mend."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.checks import Case, Finding, rule
from framing.figures import evidence_figures, figures_in
from framing.model import Section
from framing.quoting import quoted_spans
from framing.wording import sentences

_CONSTRAINTS = re.compile(
    r"\b(budgets?|costs?|savings?|efficienc\w+|targets?|capacity|money|afford\w*|resources?|headcount|deadlines?)\b", re.I
)
_ABSOLUTES = re.compile(r"\b(always|never|everyone|everybody|nobody|no one|all patients|every patient|all staff)\b", re.I)
_BLAME = re.compile(
    r"\b(nurses?|doctors?|staff|midwives|midwife|receptionists?|managers?|consultants?|GPs?|she|he|they)\s+(?:\w+\s+)?"
    r"(failed|neglected|ignored|refused|couldn’t be bothered|could not be bothered|botched|abandoned)\b",
    re.I,
)
_DISMISSED = re.compile(r"\b(just|only|simply|merely)\b", re.I)
_DISRESPECT = {
    "suffering from": "living with", "suffers from": "lives with", "victim of": "person who has had", "victims of": "people who have had",
    "afflicted": "living with", "confined to a wheelchair": "uses a wheelchair", "wheelchair bound": "uses a wheelchair",
    "diabetics": "people with diabetes", "schizophrenics": "people with schizophrenia", "addicts": "people with an addiction",
    "hard to reach": "people we have not reached", "frequent flyer": "somebody who comes back often", "non-compliant": "not taking it as planned",
    "bed blocker": "somebody waiting to go home", "vulnerable": "at risk of", "the elderly": "older people",
}  # fmt: skip
_RESPECT = re.compile(rf"\b({'|'.join(map(re.escape, _DISRESPECT))})\b", re.I)
_CARE_WORDS = re.compile(r"^\s*(what|how|who)\b.*\b(want|wish|hope|feel|like|matter)\b", re.I | re.S)
AVERAGE_WORDS = 20


@rule("opens_with_people", fine="It opens with what we want for people.", gate=False)
def opens_with_people(case: Case) -> Iterable[Finding]:
    """R1. The first words decide what the room talks about."""
    question = case.framing.question
    constraint = _CONSTRAINTS.search(question)
    if constraint or not _CARE_WORDS.match(question):
        span = constraint.span() if constraint else (0, len(question))
        yield Finding(
            "The opening starts from a limit, or from us." if constraint else "The opening does not ask what we want for people.",
            "Try: What do we want … to be like for the people we care for?", "question", *span,
        )  # fmt: skip


@rule("typical", fine="It says how typical the story is.", gate=False)
def typical(case: Case) -> Iterable[Finding]:
    """R7. One story must not pass for everyone's."""
    if case.framing.section("typical") is None:
        yield Finding("It does not say how typical this story is.", "Add a line: common, rare, or not yet known.")
    yield from _found(case, _ABSOLUTES, "“{0}” claims more than we know.", "Say who, or how many, and where that comes from.")


@rule("cause", fine="The cause named is in the system and not in a person.", gate=False)
def cause(case: Case) -> Iterable[Finding]:
    """R8. Blame ends the conversation, and misses what can be changed."""
    yield from _found(
        case, _BLAME, "“{0}” puts the cause in a person.", "Name what made it likely: the rota, the form, the line that nobody owned."
    )


@rule("loss", fine="It names what this audience may fear losing, with respect.", gate=False)
def loss(case: Case) -> Iterable[Finding]:
    """R11. People do not fear change so much as loss."""
    section = case.framing.section("loss")
    if section is None:
        yield Finding("It does not name what this audience may fear losing.", "Name it, say what stays, and say what you offer.")
    else:
        yield from _found(
            case,
            _DISMISSED,
            "“{0}” makes the loss sound small.",
            "Leave the word out, and let the loss be as large as it feels.",
            within=("loss",),
        )


@rule("promises", fine="What you offer is in your own words.", gate=False)
def promises(case: Case) -> Iterable[Finding]:
    """An offer in words of ours is a promise somebody has to keep."""
    for section, sentence, place in case.sentences():
        if section.key == "loss" and sentence.provenance.template.endswith(".offered"):
            yield Finding(
                "This is a promise made in your name.",
                "Keep it if you can keep it; otherwise write your own.",
                "loss",
                place,
                place + len(sentence.text),
            )


@rule("respect", fine="The words are respectful.", gate=False)
def respect(case: Case) -> Iterable[Finding]:
    """R14. Words people have asked us not to use about them."""
    for section in case.framing.sections:
        for match in _RESPECT.finditer(_ours(section)):
            mend = f"Try “{_DISRESPECT[match.group().lower()]}”."
            yield Finding(f"“{match.group()}” is a phrase many people ask us not to use.", mend, section.key, *match.span())


@rule("plain", fine="Sentences are short enough to read aloud.", gate=False)
def plain(case: Case) -> Iterable[Finding]:
    """R15. Twenty words to a sentence, on average, in our own words."""
    ours = [sentence for section in case.framing.sections for sentence in sentences(_ours(section)) if sentence.strip(" .?!")]
    counts = [len(sentence.split()) for sentence in ours]
    if counts and sum(counts) / len(counts) > AVERAGE_WORDS:
        yield Finding("The sentences are long for reading aloud.", "Cut the longest one in two.")


@rule("sources_seen", fine="The original of every source has been seen.", gate=False)
def sources_seen(case: Case) -> Iterable[Finding]:
    """Second-hand evidence is looked up before it is used in public."""
    for section, sentence, place in case.sentences():
        item = next((i for i in case.framing.evidence if i.evidence.id == sentence.provenance.evidence_id), None)
        if item is not None and item.evidence.check_first and sentence.provenance.template in ("statistic", "works"):
            where = (section.key, place, place + len(sentence.text))
            yield Finding(
                f"We have seen this figure from {item.evidence.publisher} at second hand.",
                "Check the original before it goes further.",
                *where,
            )


@rule("early_signs", fine="No team’s own count stands without saying so.", gate=False)
def early_signs(case: Case) -> Iterable[Finding]:
    """A count by one team is an early sign, and is called one."""
    for section, sentence, place in case.sentences():
        item = next((i for i in case.framing.evidence if i.evidence.id == sentence.provenance.evidence_id), None)
        if item is not None and item.evidence.badge in ("C", "D") and "early sign" not in section.text:
            yield Finding(
                "This is a small or local count.", "Say that it is an early sign.", section.key, place, place + len(sentence.text)
            )


@rule("reworded", fine="Each figure stands in its source’s own words.", gate=False)
def reworded(case: Case) -> Iterable[Finding]:
    """A figure can be right and the sentence around it turned the other way: ask the person to look."""
    attached = {
        (figure.sort, figure.value)
        for item in case.framing.evidence
        for figure in evidence_figures(item.evidence)
        if figure.sort in ("percent", "ratio")
    }
    for section, sentence, place in case.sentences():
        if sentence.provenance.kind != "person" or section.key == "ask":
            continue
        if any((figure.sort, figure.value) in attached for figure in figures_in(sentence.text)) and not any(
            item.evidence.claim.rstrip(".").lower() in sentence.text.lower() for item in case.framing.evidence
        ):
            where = (section.key, place, place + len(sentence.text))
            yield Finding("You have put a figure into other words.", "Check that it still says what its source says.", *where)


def _ours(section: Section) -> str:
    """A section's text with quotes blanked out, every character still in its place."""
    text = section.text
    for span in quoted_spans(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _typed(case: Case, section: Section, at: int) -> bool:
    """Whether the character `at` stands in a sentence that a person wrote."""
    return any(
        owner is section and place <= at < place + len(sentence.text) and sentence.provenance.kind == "person"
        for owner, sentence, place in case.sentences()
    )


def _found(case: Case, pattern: re.Pattern[str], sentence: str, mend: str, *, within: tuple[str, ...] = ()) -> Iterable[Finding]:
    for section in case.framing.sections:
        if within and section.key not in within:
            continue
        for match in pattern.finditer(_ours(section)):
            if not _typed(case, section, match.start()):
                continue  # our own sentences were weighed once, by hand
            yield Finding(sentence.format(match.group()), mend, section.key, *match.span())
