"""How long a framing is: 60 seconds, one page, a five-minute talk, a slide. Each says what it holds; the page is the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from framing.model import Framing, Section, Sentence
from framing.script import said_in_a_minute
from framing.sections.person import INTRO

PAGE, TALK, MINUTE, SLIDE = "page", "talk", "minute", "slide"


@dataclass(frozen=True, slots=True)
class Length:
    """A length as people choose it: its label, and what it is for in one line. `adds` are sections that stand in no other length."""

    key: str
    label: str
    reason: str
    adds: tuple[str, ...] = ()


LENGTHS: Mapping[str, Length] = {
    each.key: each
    for each in (
        Length(PAGE, "One page", "To send or to read: everything, with its sources."),
        Length(MINUTE, "60 seconds", "To say in the room: the question, one voice, the figure, what stays, the ask."),
        Length(
            TALK,
            "Five-minute talk",
            "To tell: more of the day, what people wish for, and a reply to each first question.",
            ("moments", "reply", "replies"),
        ),
        Length(SLIDE, "One slide", "To stand behind you: the question, one quote, one figure, one ask. Say the rest aloud."),
    )
}
_BELONGS_AFTER = {"moments": ("happened", "person"), "reply": ("room", "loss"), "replies": ("reply",)}
# What a slide holds: section → the ends of the templates that stay; none named: all of them.
_ON_A_SLIDE: dict[str, tuple[str, ...]] = {
    "question": (),
    "person": (),
    "statistic": ("statistic",),
    "ask": ("ask.ask",),
}


def length_for(key: str) -> Length:
    """The length with this key; the page when there is none."""
    return LENGTHS.get(key, LENGTHS[PAGE])


def with_added(order: Sequence[str], length: Length) -> tuple[str, ...]:
    """`order` with the sections that this length adds, each where it belongs."""
    found = list(order)
    for key in length.adds:
        if key not in found:
            after = next((one for one in _BELONGS_AFTER[key] if one in found), found[-1])
            found.insert(found.index(after) + 1, key)
    return tuple(found)


def at_length(framing: Framing, key: str) -> Framing:
    """`framing` with only the sentences that this length holds, word for word: what the gates passed there holds here."""
    if key == MINUTE:
        kept = said_in_a_minute(framing)
        return _whose(_with_what_follows(_with(framing, lambda _, sentence: id(sentence) in kept, _words_last)))
    if key == SLIDE:
        return _whose(_as_a_slide(_with(framing, _on_a_slide)))
    return framing


def _words_last(section: Section) -> Section:
    """The person's section as it is said: who they are, then their words."""
    if section.key != "person":
        return section
    return replace(section, sentences=tuple(sorted(section.sentences, key=lambda sentence: sentence.provenance.kind == "quote")))


def _as_a_slide(framing: Framing) -> Framing:
    """The parts of a slide in their order, with whoever speaks introduced beside their own words."""
    at = list(_ON_A_SLIDE)
    return replace(framing, sections=tuple(sorted(_introduced(framing, at).sections, key=lambda section: at.index(section.key))))


def _introduced(framing: Framing, kept: Sequence[str]) -> Framing:
    """`framing` with only the sections that are `kept`, and whoever speaks introduced beside their own words."""
    intro = next((one for section in framing.sections for one in section.sentences if one.provenance.template == INTRO), None)
    placed = []
    for section in framing.sections:
        said = section.sentences
        if intro is not None and section.key == "person":
            said = tuple(intro if one.provenance.template == "person.credit" else one for one in said)
        elif intro is not None:
            said = tuple(one for one in said if one is not intro)
        if said and section.key in kept:
            placed.append(replace(section, sentences=said))
    return replace(framing, sections=tuple(placed))


def _with_what_follows(framing: Framing) -> Framing:
    """`framing` without a section that only says who speaks: that opens the next one."""
    sections: list[Section] = []
    waiting: tuple[Sentence, ...] = ()
    for section in framing.sections:
        alone = len(section.sentences) == 1 and section.sentences[0].provenance.template == INTRO and section.key != "person"
        if alone:
            waiting = section.sentences
            continue
        said = tuple(one for one in section.sentences if not waiting or one.provenance.template != "person.credit")
        sections.append(replace(section, sentences=(*waiting, *said)))
        waiting = ()
    return replace(framing, sections=tuple(sections))


def _whose(framing: Framing) -> Framing:
    """`framing` with the consent of those whose story it still tells, and of nobody else: the first leads, whatever is left out."""
    told = {sentence.provenance.story_id for section in framing.sections for sentence in section.sentences}
    told |= set(framing.story_ids[:1])
    lines = tuple(line for id, line in zip(framing.story_ids, framing.consent_lines, strict=True) if id in told)
    return replace(framing, story_ids=tuple(id for id in framing.story_ids if id in told), consent_lines=lines)


def _on_a_slide(section: Section, sentence: Sentence) -> bool:
    if sentence.provenance.template == INTRO:
        return True
    if section.key not in _ON_A_SLIDE:
        return False
    ends = _ON_A_SLIDE[section.key]
    typed = sentence.provenance.kind == "person" and section.key != "ask"
    return not ends or typed or sentence.provenance.template.endswith(ends) or (section.key == "ask" and sentence.text.endswith("?"))


def _with(framing: Framing, keeps: Callable[[Section, Sentence], bool], as_said: Callable[[Section], Section] = lambda one: one) -> Framing:
    sections = []
    for section in framing.sections:
        kept = tuple(sentence for sentence in section.sentences if keeps(section, sentence))
        if kept:
            sections.append(as_said(replace(section, sentences=kept)))
    return replace(framing, sections=tuple(sections))
