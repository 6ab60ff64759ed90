"""What a story is: the frozen dataclasses, and the rules a draft must meet before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from stories import vocabulary as v
from stories.errors import Problem
from stories.text import clean, minutes_to_read, one_line, words

StoryId = str
TITLE_MAX = 140  # characters
TEXT_MIN, TEXT_MAX = 20, 2_000  # words
TEXT_MAX_CHARACTERS = 20_000
SHORT_MAX = 600  # characters, for each prompt answered beside the story
NAME_MAX = 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """One moment in a story, with the teller's words for it. `intensity` runs 1 to 5."""

    stage: str
    moment: str
    quote: str
    feeling: str
    polarity: str
    intensity: int


@dataclass(frozen=True, slots=True)
class ThemeMark:
    """A patient-experience theme a story carries, and whether it was good, mixed or poor."""

    code: str
    polarity: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Challenge, choice, outcome: words taken exactly from the text."""

    challenge: str = ""
    choice: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """A story as somebody types it. Seven fields make a first save: title, text, language, teller, service, and consent's two."""

    title: str = ""
    text: str = ""
    language: str = "en"
    teller: str = ""
    service: str = ""
    kind: str = "experience"
    outcome: str = ""
    learned: str = ""
    place: str = ""
    period: str = ""
    name: str = ""
    about: str = ""
    age_band: str = ""
    wish: str = ""
    single_change: str = ""
    feeling: str = ""
    good: str = ""
    quotes: tuple[str, ...] = ()
    plot: Plot = Plot()
    touchpoints: tuple[Touchpoint, ...] = ()
    journey: tuple[str, ...] = ()
    themes: tuple[ThemeMark, ...] = ()
    picker: tuple[str, ...] = ()
    signifiers: Mapping[str, int] = field(default_factory=dict)
    criticality: int = 0
    content_notes: tuple[str, ...] = ()
    edit: str = "excerpt"
    status: str = "captured"
    synthetic: bool = False
    steward: str = ""


@dataclass(frozen=True, slots=True)
class Story(StoryDraft):
    """A story in the bank. `version` rises by one with each revision; times are UTC and aware."""

    id: StoryId = ""
    version: int = 1
    created_at: datetime = EPOCH
    updated_at: datetime = EPOCH

    @property
    def minutes(self) -> int:
        return minutes_to_read(self.text)


def subject(draft: StoryDraft) -> str:
    """What a story is about in one line: its service and its title. A passage says little of that by itself."""
    service = "" if draft.service in ("", "all_services") else f"{v.SERVICES[draft.service].label}. "
    return f"{service}{draft.title}"


def filed_under(draft: StoryDraft) -> str:
    """The words under which people look for a story that its teller would not use: service, themes, and what came of a change."""
    service = v.SERVICES.get(draft.service)
    words = [f"{service.code} {service.label} {service.definition}".replace("_", " ")] if service and service.code != "all_services" else []
    words += [f"{v.THEMES[mark.code].label}. {v.THEMES[mark.code].definition}" for mark in draft.themes]
    if draft.kind == "change":
        words.append(f"tried before, {v.OUTCOMES[draft.outcome].label}, {draft.outcome}" if draft.outcome else "tried before")
    return ". ".join(words)


def cleaned(draft: StoryDraft) -> StoryDraft:
    """`draft` with every text cleaned as the bank keeps it (stories.text)."""
    return replace(
        draft,
        title=one_line(draft.title),
        text=clean(draft.text),
        name=one_line(draft.name),
        about=one_line(draft.about),
        period=one_line(draft.period),
        learned=clean(draft.learned),
        wish=one_line(draft.wish),
        single_change=one_line(draft.single_change),
        feeling=one_line(draft.feeling),
        good=one_line(draft.good),
        quotes=tuple(clean(quote) for quote in draft.quotes if clean(quote)),
        plot=Plot(clean(draft.plot.challenge), clean(draft.plot.choice), clean(draft.plot.outcome)),
        touchpoints=tuple(
            replace(t, moment=one_line(t.moment), quote=clean(t.quote), feeling=one_line(t.feeling)) for t in draft.touchpoints
        ),
        steward=one_line(draft.steward),
    )


def problems_of(draft: StoryDraft) -> list[Problem]:
    """What keeps `draft` (already cleaned) from being saved: a sentence each, in the order of the form. Empty when it is fine."""
    return [*_text_problems(draft), *_code_problems(draft), *_quote_problems(draft)]


def _text_problems(draft: StoryDraft) -> Iterable[Problem]:
    count = words(draft.text)
    if not draft.text:
        yield Problem("text", "Please tell us what happened. A few sentences are enough.")
    elif count < TEXT_MIN:
        yield Problem("text", f"A story needs at least {TEXT_MIN} words; this one has {count}. A little more of what happened is enough.")
    elif count > TEXT_MAX or len(draft.text) > TEXT_MAX_CHARACTERS:
        yield Problem(
            "text", f"A story can have up to {TEXT_MAX:,} words; this one has {count:,}. Your words are kept here: please shorten them."
        )
    if not draft.title:
        yield Problem("title", "Please give the story a title: a line that says what it is about.")
    elif len(draft.title) > TITLE_MAX:
        yield Problem("title", f"A title can have up to {TITLE_MAX} characters; this one has {len(draft.title)}.")
    if len(draft.name) > NAME_MAX:
        yield Problem("name", f"A chosen name can have up to {NAME_MAX} characters.")
    for name, label in (
        ("wish", "What you want services to be like"),
        ("single_change", "The single change"),
        ("feeling", "How it felt"),
        ("good", "What was good"),
        ("learned", "What was learned"),
    ):
        if len(getattr(draft, name)) > SHORT_MAX:
            yield Problem(name, f"“{label}” can have up to {SHORT_MAX} characters; it has {len(getattr(draft, name))}.")


def _code_problems(draft: StoryDraft) -> Iterable[Problem]:
    for name, terms, sentence in (
        ("teller", v.TELLERS, "Please say whose story it is."),
        ("service", v.SERVICES, "Please choose the service the story is about."),
        ("language", v.LANGUAGES, "Please choose the language the story is told in."),
        ("kind", v.KINDS, "Please say whether this is an experience or a change that was tried."),
        ("edit", v.EDITING, "Please say whether the story may be shortened."),
        ("status", v.STATUSES, "That status is not one the bank knows."),
    ):
        if getattr(draft, name) not in terms:
            yield Problem(name, sentence)
    for name, terms in (("outcome", v.OUTCOMES), ("place", v.PLACES), ("age_band", v.AGE_BANDS)):
        value = getattr(draft, name)
        if value and value not in terms:
            yield Problem(name, f"“{value}” is not one of the choices for this question.")
    if draft.kind == "change" and not draft.outcome:
        yield Problem("outcome", "Please say how the change went: it worked, it partly worked, or it did not.")
    for name, values, terms in (
        ("journey", draft.journey, v.JOURNEY),
        ("themes", [mark.code for mark in draft.themes], v.THEMES),
        ("picker", draft.picker, v.PICKER),
        ("content_notes", draft.content_notes, v.CONTENT_NOTES),
        ("signifiers", list(draft.signifiers), v.SIGNIFIERS),
    ):
        for value in values:
            if value not in terms:
                yield Problem(name, f"“{value}” is not one of the choices for this question.")
    for polarity in [mark.polarity for mark in draft.themes] + [t.polarity for t in draft.touchpoints]:
        if polarity not in v.POLARITIES:
            yield Problem("themes", f"“{polarity}” is not good, mixed or poor.")
    if not 0 <= draft.criticality <= 5:
        yield Problem("criticality", "Criticality runs from 0 to 5.")
    for code, value in draft.signifiers.items():
        if not 0 <= value <= 100:
            yield Problem("signifiers", f"The mark for “{code}” runs from 0 to 100.")


def _quote_problems(draft: StoryDraft) -> Iterable[Problem]:
    spans = [("quotes", quote) for quote in draft.quotes]
    spans += [("touchpoints", t.quote) for t in draft.touchpoints if t.quote]
    spans += [("plot", part) for part in (draft.plot.challenge, draft.plot.choice, draft.plot.outcome) if part]
    for name, quote in spans:
        if quote not in draft.text:
            yield Problem(name, f"These words are not in the story exactly as written: “{quote[:80]}”.")
    for t in draft.touchpoints:
        if not 1 <= t.intensity <= 5:
            yield Problem("touchpoints", "How strong a moment was runs from 1 to 5.")
        if t.stage not in v.JOURNEY:
            yield Problem("touchpoints", f"“{t.stage}” is not a stage of the journey.")
