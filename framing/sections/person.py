"""The person: the question, what we share, one voice, what they ask for, and who else says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from framing import chorus, sayings
from framing.choosing import best_quote
from framing.model import Provenance, Section, Sentence
from framing.notes import weighs_on_them
from framing.phrases import TELLERS
from framing.quoting import nested, quote_sentence
from framing.sayings import ALL_ASKED, READ_WHOLE, TOLD_WHOLE, WISHES_FOR, WOULD_CHANGE
from framing.sections import section
from framing.sections.brief import Brief, beside, person_in
from framing.subject import answered, named, said_again, wanted
from framing.wording import closed, lower_first
from stories.consent import ClearedStory

INTRO = "person.intro"  # the template of the sentence that says who speaks


@section("question", heading="", order=10)
def question(brief: Brief) -> tuple[Sentence, ...]:
    return (Sentence(brief.question, Provenance("template", template="question")),)


@section("answer", heading="", order=15)
def answer(brief: Brief) -> tuple[Sentence, ...]:
    """What the teller answers to the question that stands above: their wish, in its exact words. Left to the chorus where several wish, and
    to the request where it carries the same words."""
    words = "" if brief.story.foreign or len(chorus.wishes(brief.stories)) > 1 else answered(brief.story)
    if not words or said_again(words, brief.wanted):
        return ()
    text = f"{brief.say('answer', sayings.ANSWERS)} “{nested(closed(words))}”"
    return (Sentence(text, Provenance("story", brief.story.id, version=brief.story.version, template="answer.words")),)


@section("value", heading="", order=20)
def value(brief: Brief) -> tuple[Sentence, ...]:
    """What we all want; and that we know what weighs on this audience, where what was noted of it can be said to them."""
    said = [Sentence(brief.value.shared, Provenance("template", template=f"value.{brief.value.key}"))]
    if text := weighs_on_them(brief.cares):
        said.append(Sentence(text, Provenance("person", template="value.cares")))
    return tuple(said)


@section("person", heading="", order=30)
def person(brief: Brief) -> tuple[Sentence, ...]:
    """The teller's own words and who they are; a story that may be told whole only is introduced, and not quoted."""
    if brief.story.whole_story_only:
        who = brief.say("whole", TOLD_WHOLE, who=whole_teller(brief.story), title=named(brief.story))
        return (
            Sentence(who, Provenance("template", brief.story.id, template="person.whole")),
            Sentence(brief.say("read", READ_WHOLE), Provenance("template", template="person.read")),
        )
    quote = quote_sentence(brief.story, brief.quote, template="person.quote")
    about = [introduction(brief)]
    if brief.story.foreign:
        about.append(Sentence(sayings.AS_TOLD, Provenance("template", brief.story.id, template="person.language")))
    return (*about, quote)


def introduction(brief: Brief) -> Sentence:
    """Who the teller is, before their words: who and what "it" is stands there already. A name with words beside it needs a verb."""
    makes_one = re.match(rf"{re.escape(brief.person.called_first)} (?!\()|.* (?:talks about|speaks for) ", brief.person.intro)
    intro = brief.person.intro if makes_one else f"This is told by {lower_unless_named(brief)}"
    return Sentence(intro, Provenance("template", brief.story.id, template=INTRO))


def lower_unless_named(brief: Brief) -> str:
    return brief.person.intro if brief.story.name else lower_first(brief.person.intro)


def introduced_first(sections: Sequence[Section], brief: Brief) -> list[Section]:
    """`sections` so that whoever speaks is introduced before anything else is said of them by name: where a section before their own words
    names them, they are introduced there, and credited with their name where they speak."""
    name = brief.person.called
    early = next(
        (n for n, each in enumerate(sections) if each.key == "person" or (each.key != "question" and name.lower() in each.text.lower())),
        None,
    )
    if early is None or sections[early].key == "person" or brief.story.whole_story_only:
        return list(sections)
    credit = Sentence(
        f"{brief.person.called_first}{beside(brief.story)}.", Provenance("template", brief.story.id, template="person.credit")
    )
    found = []
    for n, each in enumerate(sections):
        if n == early:
            each = replace(each, sentences=(introduction(brief), *each.sentences))
        elif each.key == "person":
            said = tuple(one for one in each.sentences if one.provenance.template != INTRO)
            each = replace(each, sentences=(*said, credit))
        found.append(each)
    return found


@section("voices", heading="Others say it too", order=45)
def voices(brief: Brief) -> tuple[Sentence, ...]:
    """One quote from each of up to two more stories; a change story speaks under what helps."""
    said: list[Sentence] = []
    for story in [story for story in brief.stories[1:] if story is not brief.change][:2]:
        if words := best_quote(story, brief.audience):
            said.append(quote_sentence(story, words, template="voices.quote"))
        said.append(Sentence(person_in(story).intro, Provenance("template", story.id, template="voices.intro")))
    return tuple(said)


@section("wish", heading="What {name} asks for", order=25)
def wish(brief: Brief) -> tuple[Sentence, ...]:
    """What the teller asks for, before anything else is said: where a small start begins."""
    return (asked_for(brief, "wish.words"),) if brief.wanted and not in_the_request(brief) else ()


def in_the_request(brief: Brief) -> bool:
    """Whether what is asked holds the teller's own words for what would help."""
    return bool(brief.wanted) and nested(brief.wanted) in nested(brief.ask.what)


@section("wishes", heading="What people ask for", order=47)
def wishes(brief: Brief) -> tuple[Sentence, ...]:
    """The wishes of several stories as a chorus, each exact, and the value that they share as an endeavour."""
    found = chorus.wishes(brief.stories)
    if len(found) < 2:
        return ()
    said = [Sentence(brief.say("all-asked", ALL_ASKED), Provenance("template", template="wishes.asked"))]
    for place, (story, words) in enumerate(found):
        line = chorus.sung(story, words, first=place == 0)
        said.append(
            Sentence(
                line,
                Provenance("story", story.id, version=story.version, template="wishes.chorus", language=story.foreign),
                new_paragraph=True,
            )
        )
    if shared := chorus.shared_by([story for story, _ in found], brief.audience):
        said.append(Sentence(chorus.endeavour(shared, found), Provenance("template", template=f"wishes.{shared.key}"), new_paragraph=True))
    return tuple(said)


def asked_for(brief: Brief, template: str) -> Sentence:
    """What the teller would change first, else what they wish, in their exact words. The story must hold one of them."""
    kind, words = wanted(brief.story)
    lead = brief.say("asked-for", WOULD_CHANGE if kind == "change" else WISHES_FOR)
    story = brief.story
    origin = Provenance("story", story.id, version=story.version, template=template, language=story.foreign)
    return Sentence(f"{lead} “{nested(words)}.”", origin)


def whole_teller(story: ClearedStory) -> str:
    """Who asks that a story is told whole: "Maureen, a carer (demo story)"."""
    plain = TELLERS.get(story.teller, "a storyteller")
    return f"{f'{story.name}, {plain}' if story.name else plain}{beside(story)}"
