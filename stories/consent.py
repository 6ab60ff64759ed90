"""What a storyteller has allowed, and the one place that decides whether a use is allowed.

Consent is an append-only log of acts; the last act says what holds now. Blank never means yes, `ask` is a no until a steward
records the answer for that one use, and everything is judged on the day of use, never by a nightly job. `clear` is the only
maker of a `ClearedStory`; framing, export and live sessions accept nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from stories import vocabulary as v
from stories.errors import ConsentDenied, Problem
from stories.evidence import LinkedEvidence
from stories.story import Plot, Story, StoryDraft, Touchpoint

RELEASING_ACTS = ("release", "vary", "renew")


@dataclass(frozen=True, slots=True)
class Consent:
    """One act of consent: all it allows from that act on. Scopes that are not named are a no."""

    act: str = ""
    obtained_by: str = ""
    obtained_on: date | None = None
    wording: str = ""
    given_by: str = "storyteller"
    method: str = "written"
    language: str = "en"
    scopes: Mapping[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ()
    name_form: str = "chosen"
    valid_from: date | None = None
    review_on: date | None = None
    expires_on: date | None = None
    whole_story_only: bool = False
    contact_before_use: bool = False
    uses_per_quarter: int | None = None
    rest_until: date | None = None
    recorded_at: datetime | None = None

    def answer(self, scope: str) -> str:
        """`yes`, `ask` or `no` for one scope; what was never asked is a no."""
        return self.scopes.get(scope, "no")


@dataclass(frozen=True, slots=True)
class Use:
    """One way a story would be told: to whom (`scope`), where (`channel`), in what `form`. `reference` names the pitch or session."""

    scope: str
    channel: str = "page"
    form: str = "text"
    audience: str = ""
    reference: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class StoryUse:
    """One row of the use ledger: this version of this story went there, then."""

    story_id: str
    version: int
    use: Use
    at: datetime
    copy_at: str = ""


@dataclass(frozen=True, slots=True)
class ClearedStory:
    """Only what may be told, for one use. Nobody but `clear` makes one."""

    id: str
    version: int
    title: str
    text: str
    teller: str
    service: str
    kind: str
    outcome: str
    learned: str
    name: str
    about: str
    age_band: str
    place: str
    period: str
    wish: str
    single_change: str
    quotes: tuple[str, ...]
    plot: Plot
    touchpoints: tuple[Touchpoint, ...]
    themes: Mapping[str, str]
    content_notes: tuple[str, ...]
    whole_story_only: bool
    synthetic: bool
    use: Use
    cleared_on: date
    consent_line: str
    renewal_due: bool = False
    evidence: tuple[LinkedEvidence, ...] = ()
    language: str = "en"

    @property
    def foreign(self) -> str:
        """The language it is told in (a code of the vocabulary), when that is not English; otherwise ""."""
        return "" if self.language == "en" else self.language


def clear(
    story: Story,
    consents: Sequence[Consent],
    use: Use,
    *,
    on: date,
    answered: bool = False,
    uses_this_quarter: int = 0,
    evidence: Sequence[LinkedEvidence] = (),
) -> ClearedStory:
    """`story` as it may be told for `use` on the day `on`.

    `consents` is the log, oldest first; `answered` says that a steward recorded a yes for this one use.
    Raises: ConsentDenied with a sentence per reason.
    """
    reasons = list(refusals(story, consents, use, on=on, answered=answered, uses_this_quarter=uses_this_quarter))
    if reasons:
        raise ConsentDenied(story.id, reasons)
    consent = consents[-1]
    whole = consent.whole_story_only or story.edit == "whole"
    return ClearedStory(
        id=story.id,
        version=story.version,
        title=story.title,
        text=story.text,
        teller=story.teller,
        service=story.service,
        kind=story.kind,
        outcome=story.outcome,
        learned=story.learned,
        name="" if consent.name_form == "none" else story.name,
        about=story.about,
        age_band=story.age_band,
        place=story.place,
        period=story.period,
        wish=story.wish,
        single_change=story.single_change,
        quotes=() if whole else story.quotes,
        plot=story.plot,
        touchpoints=story.touchpoints,
        themes={mark.code: mark.polarity for mark in story.themes},
        content_notes=story.content_notes,
        whole_story_only=whole,
        synthetic=story.synthetic,
        use=use,
        cleared_on=on,
        consent_line=consent_line(consent, on=on),
        renewal_due=renewal_due(consent, on=on),
        evidence=tuple(evidence),
        language=story.language,
    )


def refusals(
    story: StoryDraft, consents: Sequence[Consent], use: Use, *, on: date, answered: bool = False, uses_this_quarter: int = 0
) -> Iterable[str]:
    """Why `use` is not allowed on the day `on`; nothing when it is. The SQL in stories.permission says the same for many at once."""
    if not consents:
        yield "There is no consent on record, so this story cannot be used."
        return
    consent = consents[-1]
    if story.status in ("withdrawn", "expired") or consent.act == "withdraw":
        yield "The storyteller has withdrawn this story."
        return
    if story.status == "resting":
        yield "This story is resting and is not used for now."
    if consent.act not in RELEASING_ACTS:
        yield "The storyteller has not yet released the finished version."
    if consent.valid_from and on < consent.valid_from:
        yield f"Consent starts on {_day(consent.valid_from)}."
    if consent.expires_on and on > consent.expires_on:
        yield f"Consent ended on {_day(consent.expires_on)}."
    if consent.rest_until and on < consent.rest_until:
        yield f"The storyteller asked for a rest until {_day(consent.rest_until)}."
    answer = consent.answer(use.scope)
    if answer == "ask" and not answered:
        yield f"The storyteller wants to be asked each time before it is shown to {scope_label(use.scope)}."
    elif answer not in ("yes", "ask"):  # whatever is not a clear answer is a no
        yield f"Consent does not cover {scope_label(use.scope)}."
    elif consent.contact_before_use and use.channel != "page" and not answered:
        yield "The storyteller wants to be contacted before each use."
    if use.form not in consent.forms:
        yield f"Consent does not cover {v.FORMS[use.form].label}." if use.form in v.FORMS else f"Consent does not cover “{use.form}”."
    if use.form == "excerpt" and (consent.whole_story_only or story.edit == "whole"):
        yield "The storyteller allows the whole story only, not excerpts."
    if consent.uses_per_quarter is not None and use.channel != "page" and uses_this_quarter >= consent.uses_per_quarter:
        yield "This story has been used as often this quarter as the storyteller allows."


def renewal_due(consent: Consent, *, on: date) -> bool:
    """Whether the review date has come: still usable, and somebody should ask."""
    return consent.review_on is not None and consent.review_on <= on


def scope_label(scope: str) -> str:
    return v.SCOPES[scope].label if scope in v.SCOPES else f"“{scope}”"


def consent_line(consent: Consent, *, on: date) -> str:
    """What is allowed, in one or two plain sentences, for the story page and under every export."""
    people = [code for code in v.SCOPES if not code.startswith("S12")]
    yes = [scope_label(code) for code in people if consent.answer(code) == "yes"]
    ask = [scope_label(code) for code in people if consent.answer(code) == "ask"]
    sentences = [_told_to(yes)]
    if ask:
        sentences.append(f"Ask first for {_listed(ask)}.")
    if consent.whole_story_only:
        sentences.append("Whole story only, no excerpts.")
    if consent.contact_before_use:
        sentences.append("Contact the storyteller before each use.")
    if consent.expires_on:
        sentences.append(f"Until {_day(consent.expires_on)}.")
    if renewal_due(consent, on=on):
        sentences.append("Consent is due for renewal.")
    return " ".join(sentences)


def _told_to(yes: Sequence[str]) -> str:
    inside = [scope_label(code) for code in ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8")]
    if not yes:
        return "May not be used yet."
    if not set(inside) <= set(yes):
        return f"May be used with {_listed(yes)}."
    further = [label for label in yes if label not in inside]
    return f"May be used in public{f', including {_listed(further)}' if further else ''}."


def consent_problems(consent: Consent, log: Sequence[Consent] = ()) -> list[Problem]:
    """What keeps an act of consent from being recorded after `log`, a sentence each."""
    return list(_problems(consent, log))


def _problems(consent: Consent, log: Sequence[Consent]) -> Iterable[Problem]:
    for name, value, terms in (
        ("act", consent.act, v.ACTS),
        ("given_by", consent.given_by, v.GIVEN_BY),
        ("method", consent.method, v.METHODS),
        ("name_form", consent.name_form, v.NAMES),
    ):
        if value not in terms:
            yield Problem(name, "Please say what the storyteller agreed to." if name == "act" else f"“{value}” is not one of the choices.")
    if not consent.obtained_by:
        yield Problem("obtained_by", "Please say who asked for the consent.")
    if consent.obtained_on is None:
        yield Problem("obtained_on", "Please give the day the consent was given.")
    if consent.act != "withdraw" and not consent.wording:
        yield Problem("wording", "Please keep the exact wording the storyteller was shown.")
    start = consent.valid_from or consent.obtained_on
    if consent.expires_on and start and consent.expires_on < start:
        yield Problem("expires_on", "Consent would end before it starts. Please check the two dates.")
    for scope, answer in consent.scopes.items():
        if scope not in v.SCOPES or answer not in v.ANSWERS:
            yield Problem("scopes", f"“{scope}: {answer}” is not a choice the bank knows.")
    for form in consent.forms:
        if form not in v.FORMS:
            yield Problem("forms", f"“{form}” is not a form the bank knows.")
    released = bool(log) and log[-1].act in RELEASING_ACTS
    if consent.act in ("vary", "renew") and not released:
        yield Problem("act", "Consent can be changed or renewed only after the storyteller has released the story.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])}, and {items[-1]}" if items else ""
