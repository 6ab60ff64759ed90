"""What a section may draw on, worked out once: the lead story, its person, value, quote, figure and what helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zlib import crc32

from framing.bearing import figure_for, working_for
from framing.choosing import best_quote, hopeful_quote
from framing.losses import UNKNOWN_LOSS, loss_kind, loss_touched
from framing.model import Ask, Audience, Loss, Value
from framing.phrases import GENTLER, REPLIES, SERVICES, TELLERS, Reply, ServiceWords
from framing.plot import MOST_WORDS, plot_quotes
from framing.sayings import FRAME_STEPS
from framing.subject import introduced, wanted
from framing.topic import Topic
from framing.wording import content_words, open_ended, upper_first
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.evidence import LinkedEvidence

_T = TypeVar("_T")
SHORT = 20  # words of a quote; what it has above them, and what was learned, are taken off the room for the telling, so that a page is not all quotes


@dataclass(frozen=True, slots=True)
class Person:
    """How the teller is named: `called` mid-sentence ("Maureen", "the carer"), `intro` under a quote."""

    called: str
    intro: str

    @property
    def called_first(self) -> str:
        return upper_first(self.called)

    @property
    def possessive(self) -> str:
        return f"{self.called}’" if self.called.endswith("s") and self.called[0].isupper() else f"{self.called}’s"


@dataclass(frozen=True, slots=True)
class Brief:
    """One framing to be written. `stories` holds at least one; the first leads."""

    stories: tuple[ClearedStory, ...]
    audience: Audience
    ask: Ask
    question: str
    people: str
    service: ServiceWords
    fears: str
    cares: str
    today: date
    person: Person
    value: Value
    quote: str
    figure: LinkedEvidence | None
    working: LinkedEvidence | None
    change: ClearedStory | None
    loss: Loss
    reply: Reply
    frame: str = ""
    length: str = "page"
    wanted: str = ""  # what the teller asks for, in their words
    tried: str = ""  # what was tried, where the frame tells it before the rest
    good: bool = False  # whether what is told holds a moment that went well
    telling: tuple[str, ...] = ()  # what happened, beside the quote and what was tried: stretches of the story, in its order

    @property
    def story(self) -> ClearedStory:
        return self.stories[0]

    def say(self, key: str, forms: Sequence[str], **words: str) -> str:
        """One of several forms of a sentence of ours, the same each time for this story and frame, with its first letter large. What it
        leaves open is filled with `words`, the teller's name and the place."""
        return upper_first(
            self.one_of(key, forms).format(
                **{"name": self.person.called, "poss": self.person.possessive, "where": self.service.where, **words}
            )
        )

    def one_of(self, key: str, forms: Sequence[_T]) -> _T:
        """One of `forms`, by the story, by `key` so that two choices on a page are not tied, and by the frame so that no two frames agree."""
        return forms[(crc32(f"{self.story.id}:{key}".encode()) + FRAME_STEPS.get(self.frame, 0)) % len(forms)]


def brief_for(
    stories: Sequence[ClearedStory],
    audience: Audience,
    ask: Ask,
    *,
    question: str,
    people: str,
    service: str,
    fears: str,
    cares: str = "",
    topic: Topic | None = None,
    today: date,
    frame: str = "",
    lead_quote: str = "strongest",
    length: str = "page",
) -> Brief:
    """Everything the sections need, chosen for this audience. `service` is a code or free words; blanks are filled from the story."""
    lead = stories[0]
    words = service_words(lead, service)
    people = open_ended(people) or words.people
    others = [story for story in stories[1:] if story.kind == "change"]
    change = lead if lead.kind == "change" else min(others, key=_best_outcome_first) if others else None
    quote = hopeful_quote(lead, audience) if lead_quote == "hopeful" else best_quote(lead, audience)
    figure = figure_for(lead, audience, topic)
    named = topic if topic and topic.told_in(f"{lead.title}. {lead.text}") else None
    asks_for = wanted(lead)[1]
    tried = dict(plot_quotes(lead, quote)).get("choice", "") if frame == "have" and lead.kind == "change" else ""
    room = MOST_WORDS - max(0, len(quote.split()) - SHORT) - SHORT * bool(lead.learned)
    telling = tuple(words for _, words in plot_quotes(lead, quote, tried, wanting=asks_for, most=room))
    return Brief(
        stories=tuple(stories), audience=audience, ask=ask,
        question=question.strip() or opening_question(words.experience if service else gentle(lead, words.experience), people, named),
        people=people, service=words, fears=open_ended(fears), cares=open_ended(cares), today=today, person=person_in(lead),
        value=shared_value(lead, audience, cares), quote=quote, figure=figure, working=working_for(stories, figure), change=change,
        loss=loss_for(audience, fears, lead), reply=REPLIES[audience.opens_with[0]], frame=frame, length=length, wanted=asks_for,
        tried=tried, telling=telling, good=any(
            moment.polarity == "good" and moment.quote in words for moment in lead.touchpoints for words in telling
        ),
    )  # fmt: skip


def service_words(story: ClearedStory, service: str) -> ServiceWords:
    """The words for `service`: a code of the vocabulary, or free words for the experience; the story's own service when blank."""
    told = SERVICES.get(story.service, SERVICES["all_services"])
    return SERVICES.get(service) or (ServiceWords(open_ended(service), told.people, told.where, told.hands) if service else told)


def opening_question(experience: str, people: str, topic: Topic | None = None) -> str:
    """Always the same form, so that the room starts from people and not from a constraint; with what the pitch is about, where that is known."""
    return topic.asked_in(experience, people) if topic else f"What do we want {experience} to be like for {people}?"


def gentle(story: ClearedStory, experience: str) -> str:
    """`experience`, or the words that do not wound when the story carries a content note that makes them."""
    return next((GENTLER[story.service, note] for note in story.content_notes if (story.service, note) in GENTLER), experience)


def person_in(story: ClearedStory) -> Person:
    """How to name the teller, by the name they chose or by how they came to the story."""
    teller = TELLERS.get(story.teller, "a storyteller")
    plain = teller if story.name or not story.about else teller.split(",")[0]
    called = story.name or f"the {teller.split(',')[0].split(' ', 1)[1]}"
    return Person(called, f"{introduced(story, story.name, plain)}{beside(story)}.")


def beside(story: ClearedStory) -> str:
    """What must be known of a story wherever its teller is named, in brackets: that it is invented, and that it is told in another language."""
    told = f"told in {v.spoken(story.foreign)}" if story.foreign else ""
    marks = [mark for mark in ("demo story" if story.synthetic else "", told) if mark]
    return f" ({', '.join(marks)})" if marks else ""


def shared_value(story: ClearedStory, audience: Audience, cares: str = "") -> Value:
    """The audience's value that this story speaks to most: themes first, then the teller's wish, and what was noted of what they care about."""
    noted = content_words(cares)
    wish = content_words(f"{story.wish} {story.single_change}")

    def fit(value: Value) -> float:
        themes = sum(2 / (place + 1) for place, code in enumerate(story.themes) if code in value.themes)
        described = content_words(f"{value.label} {value.description}")
        return value.weight * (themes + 0.3 * len(wish & described) + 0.5 * len(noted & described) + 0.01)

    return max(audience.values, key=fit)


def loss_for(audience: Audience, fears: str, story: ClearedStory) -> Loss:
    """The loss closest to what somebody fears, by its kind and its words. When nothing was said: the one that what the story tells of touches,
    else the audience's first. The unknown when the profile names none, or when what is feared is of a kind it does not name."""
    if not fears.strip():
        hard = [code for code, polarity in story.themes.items() if polarity != "good"]
        kind = loss_touched(hard or list(story.themes))
        return next((loss for loss in audience.losses if loss.kind == kind), audience.losses[0] if audience.losses else UNKNOWN_LOSS)
    named, kind = content_words(fears), loss_kind(fears)
    offered = [*audience.losses, UNKNOWN_LOSS] if kind == UNKNOWN_LOSS.kind or not audience.losses else list(audience.losses)
    return max(
        offered,
        key=lambda loss: 2 * (loss.kind == kind) + len(named & content_words(f"{loss.what} {loss.kept}")) / (len(named) + 1),
    )


def _best_outcome_first(story: ClearedStory) -> int:
    return {"worked": 0, "partly": 1, "failed": 2}.get(story.outcome, 3)
