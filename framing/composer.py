"""Composing a framing from cleared stories, and taking in what a person changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

from framing.frames import frame_for
from framing.lengths import PAGE, TALK, at_length, length_for, with_added
from framing.model import Ask, Audience, Framing, Provenance, Section, Sentence
from framing.sections import section_kinds
from framing.sections.brief import brief_for, person_in, service_words
from framing.sections.person import introduced_first
from framing.subject import thing_asked
from framing.topic import topic_of
from framing.wording import sentences, working_day
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.errors import StoryBankError
from stories.evidence import LinkedEvidence
from stories.text import clean, one_line

DAYS_TO_ANSWER = 30  # an ask without a date is for this many days ahead


class NothingToTell(StoryBankError):
    """A framing was asked for without a story."""

    def __init__(self) -> None:
        super().__init__("A pitch needs at least one story. Choose one first.")


def compose(
    stories: Sequence[ClearedStory],
    audience: Audience,
    *,
    ask: Ask | None = None,
    question: str = "",
    people: str = "",
    service: str = "",
    fears: str = "",
    cares: str = "",
    topic: str = "",
    frame: str = "",
    length: str = PAGE,
    today: date,
) -> Framing:
    """A framing of `stories` (the first leads) for one audience. Blank inputs are filled from the story and the audience.

    `service` is a code of the vocabulary or free words; `cares` is what was noted of what matters to the audience,
    `topic` what the pitch is about; `frame` a key of `frames`,
    `length` one of `lengths`: what is shorter than a page is a page with sentences left out.
    Raises: NothingToTell.
    """
    if not stories:
        raise NothingToTell
    chosen = frame_for(frame, stories, audience)
    lead = stories[0]
    about = topic_of(one_line(topic))
    where, it = service_words(lead, one_line(service)).where, thing_asked(lead, person_in(lead).called)
    asked = filled_ask(ask or Ask(), audience, lead, where=where, it=it, today=today)
    brief = brief_for(
        stories,
        audience,
        asked,
        question=one_line(question),
        people=one_line(people),
        service=one_line(service),
        fears=one_line(fears),
        cares=one_line(cares),
        topic=about,
        today=today,
        frame=chosen.key,
        lead_quote=chosen.lead,
        length=length,
    )
    kinds, headings = section_kinds(), dict(chosen.headings)
    sections: list[Section] = []
    for key in with_added(chosen.order, length_for(length)):
        written = kinds[key].written(brief, headings.get(key, ()))
        if written.sentences:
            follows = bool(sections) and sections[-1].key == kinds[key].reads_on_from
            sections.append(replace(written, heading="") if follows else written)
    sections = introduced_first(sections, brief)
    framing = Framing(
        audience=audience.key, question=brief.question, frame=chosen.key, sections=tuple(_ask_last(sections) if length == TALK else sections),
        story_ids=tuple(story.id for story in stories), evidence=linked_evidence(stories), consent_lines=consent_lines(stories),
        content_notes=content_notes(stories), synthetic=any(story.synthetic for story in stories), ask=asked, composed_on=today,
    )  # fmt: skip
    return at_length(framing, length)


def _ask_last(sections: Sequence[Section]) -> list[Section]:
    """A talk ends on what is asked, when it is not asked at the start."""
    place = next((n for n, section in enumerate(sections) if section.key == "ask"), 0)
    return [*sections[:place], *sections[place + 1 :], sections[place]] if place > len(sections) / 2 else list(sections)


def filled_ask(ask: Ask, audience: Audience, story: ClearedStory, *, where: str, it: str, today: date) -> Ask:
    """`ask` with its blanks filled: an ask and a first step of the audience's, for `it` in `where`, and the last working day within 30 days."""
    when = ask.by_when if not isinstance(ask.by_when, str) else one_line(ask.by_when)
    return Ask(
        who=one_line(ask.who) or audience.address,
        what=one_line(ask.what) or for_story(audience.asks, story).format(where=where, it=it),
        by_when=when or working_day(today + timedelta(days=DAYS_TO_ANSWER)),
        first_step=one_line(ask.first_step) or for_story(audience.first_steps, story).format(where=where, it=it),
    )


def for_story(offered: Sequence[str], story: ClearedStory) -> str:
    """One of what an audience's file offers, the same for one story whatever leads: people see it in a box, and may change it there."""
    return offered[crc32(story.id.encode()) % len(offered)]


def consent_lines(stories: Sequence[ClearedStory]) -> tuple[str, ...]:
    """For each story, whose it is and what they allow: the line that stands under every page."""
    return tuple(f"{person_in(story).called_first}: {story.consent_line}" for story in stories)


def content_notes(stories: Sequence[ClearedStory]) -> tuple[str, ...]:
    """What a reader may want to know beforehand, each once."""
    codes = dict.fromkeys(code for story in stories for code in story.content_notes)
    return tuple(v.CONTENT_NOTES[code].label if code in v.CONTENT_NOTES else code for code in codes)


def edited(framing: Framing, edits: Mapping[str, str], others: Sequence[Framing] = ()) -> Framing:
    """`framing` with sections replaced by what a person typed (section key → text).

    Sentences that stand unchanged keep their provenance, others become `person`. `others` are the same pitch with another lead: a section that was
    edited there brings our sentences along, and they stay ours. An emptied section goes; the question stays
    when emptied. A key the framing has no section for is passed over: it belongs to another frame.
    """
    sections = [_edited(section, edits[section.key], others) if section.key in edits else section for section in framing.sections]
    kept = tuple(section for section in sections if section.sentences or section.key == "question")
    before = framing.section("question")
    typed = one_line(edits.get("question", ""))
    if before is not None and "question" in edits:
        kept = tuple((_edited(before, typed) if typed else before) if section.key == "question" else section for section in kept)
    return replace(framing, sections=kept, question=typed or framing.question)


def _edited(section: Section, text: str, others: Sequence[Framing] = ()) -> Section:
    text = clean(text)
    elsewhere = [sentence for other in others if (there := other.section(section.key)) for sentence in there.sentences]
    known = sorted([*section.sentences, *elsewhere], key=lambda sentence: -len(sentence.text))
    written: list[Sentence] = []
    for number, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        rest, first = " ".join(paragraph.split()), True
        while rest:
            same = next((s for s in known if rest == s.text or rest.startswith(f"{s.text} ")), None)
            words = same.text if same else _until_known(sentences(rest)[0], known)
            provenance = same.provenance if same else Provenance("person")
            written.append(Sentence(words, provenance, new_paragraph=first and number > 0))
            rest, first = rest[len(words) :].lstrip(), False
    return replace(section, sentences=tuple(written))


def _until_known(words: str, known: Sequence[Sentence]) -> str:
    """A typed sentence, cut where an unchanged one begins: a quote may hold several sentences."""
    starts = [words.find(s.text) for s in known if words.find(s.text) > 0]
    return words[: min(starts)].rstrip() if starts else words


def linked_evidence(stories: Sequence[ClearedStory]) -> tuple[LinkedEvidence, ...]:
    """Everything linked to the stories, each piece once, the lead story's first."""
    found: dict[str, LinkedEvidence] = {}
    for story in stories:
        for item in story.evidence:
            found.setdefault(item.evidence.id, item)
    return tuple(found.values())
