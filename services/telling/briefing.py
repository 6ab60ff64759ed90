"""From an audience to a file in somebody's hands: suggest stories, make a framing, check it, export it, record the use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from framing import audiences as profiles
from framing import exporters
from framing.checks import check
from framing.composer import compose, edited
from framing.drafted import as_drafted
from framing.frames import frames
from framing.lengths import PAGE, TALK, at_length
from framing.model import CHANNEL, FORM, WHOLE, Audience, Frame, Framing, Report, Suggestion
from framing.questions import QuestionChoice, question_choices
from services.bank import Bank
from services.finding.matching import match
from services.finding.search import readiness
from services.telling import leading
from services.telling.pitches import Pitch, keep_version
from stories import browsing, consent_log, repository
from stories.browsing import Filters
from stories.consent import ClearedStory, StoryUse, Use, scope_label
from stories.database import Connection
from stories.errors import ConsentDenied, GateClosed, StoryNotFound

ALWAYS_WHOLE = ("slides", "script", "data")  # formats that choose for themselves what to say of a framing


@dataclass(frozen=True, slots=True)
class Blocked:
    """A story that would fit and may not be used for this audience, with the reasons."""

    story_id: str
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to tell this audience, best first; what may not be told, and why; a sentence about the search, or empty; and stories that fit and may be
    told `whole` only: introduced and linked, never excerpted."""

    usable: tuple[Suggestion, ...]
    blocked: tuple[Blocked, ...]
    note: str
    whole: tuple[ClearedStory, ...] = ()


@dataclass(frozen=True, slots=True)
class Framed:
    """A framing, what the checks say of it, the ways to lead that it could take, and the stories it was made of, cleared for it; `shown`
    is the framing at the length that was chosen, `questions` what it could open with."""

    framing: Framing
    report: Report
    frames: tuple[Frame, ...]
    stories: tuple[ClearedStory, ...]
    shown: Framing
    questions: tuple[QuestionChoice, ...]


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to hand over: name, MIME type, bytes."""

    name: str
    mime: str
    data: bytes


def audiences() -> Mapping[str, Audience]:
    """Every audience the bank knows, by key."""
    return profiles.load_audiences()


def export_formats() -> Mapping[str, exporters.Format]:
    """Every format a framing can leave in, by key, in the order of the menu."""
    return exporters.formats()


def suggest_stories(bank: Bank, pitch: Pitch, *, limit: int = 8) -> Suggestions:
    """Stories for the pitch's audience, with or without a topic. Raises: UnknownAudience."""
    audience = profiles.audience(pitch.audience)
    use = _use(bank, pitch, audience)
    with bank.database.reading() as connection:
        found = match(bank, connection, audience, pitch, use, limit=limit)
        offered = {suggestion.story.id for suggestion in found.suggestions}
        asked = [story_id for story_id in dict.fromkeys([*pitch.story_ids, *found.refused, *found.further]) if story_id not in offered]
        whole = [story for story in _allowed(bank, connection, asked, use).values() if story.whole_story_only]
        told = {story.id for story in whole}
        blocked = _blocked(bank, connection, [story_id for story_id in found.refused if story_id not in told], use)
        relax = "" if found.suggestions or whole or limit < 1 else _relax(bank, connection, use)
    note = " ".join(part for part in (readiness(bank).sentence, relax) if part)
    return Suggestions(found.suggestions, blocked, note, tuple(sorted(whole, key=lambda story: asked.index(story.id))))


def make_framing(bank: Bank, pitch: Pitch, *, ranked: bool = False) -> Framed:
    """Compose the pitch, with its edits, and check it. The whole is checked, whatever length of it is shown. With `ranked` the frames come
    in the order of the rubric for this audience, worked out once for the same words (services.telling.leading). Raises: UnknownAudience, ConsentDenied, StoryNotFound."""
    audience = profiles.audience(pitch.audience)
    stories = _cleared(bank, pitch, audience)
    composed = _composed(bank, pitch, stories, audience, pitch.frame)
    offered = frames(stories, audience)
    others = (
        [_composed(bank, pitch, stories, audience, frame.key) for frame in offered if frame.key != composed.frame] if pitch.edits else []
    )
    framing = as_drafted(edited(composed, pitch.edits, others), pitch.drafted)
    report = check(framing, stories, audience)
    if ranked:
        points = leading.points(bank, pitch, stories, audience, lambda key: _composed(bank, pitch, stories, audience, key))
        offered = tuple(sorted(offered, key=lambda frame: -points[frame.key]))
    shown = at_length(framing, pitch.length)
    choices = question_choices(stories, people=pitch.people, service=pitch.service, topic=pitch.topic)
    return Framed(framing, report, offered, tuple(stories), shown, choices)


def _composed(bank: Bank, pitch: Pitch, stories: Sequence[ClearedStory], audience: Audience, frame: str) -> Framing:
    return compose(
        stories,
        audience,
        ask=pitch.ask,
        question=pitch.question,
        people=pitch.people,
        service=pitch.service,
        fears=pitch.fears,
        cares=pitch.cares,
        topic=pitch.topic,
        frame=frame,
        length=TALK if pitch.length == TALK else PAGE,
        today=bank.today(),
    )


def export_framing(bank: Bank, pitch: Pitch, format: str) -> ExportedFile:
    """The pitch as a file. Clears consent again, runs the gates, and records the use before anything is handed over.

    Raises: ConsentDenied naming the story, GateClosed with where it fails, UnknownAudience, StoryNotFound.
    """
    framed = make_framing(bank, pitch)
    if not framed.report.passed:
        raise GateClosed([failure.sentence for failure in framed.report.failures])
    told = framed.framing if format in ALWAYS_WHOLE else framed.shown
    file = exporters.render(told, format)
    audience = profiles.audience(pitch.audience)
    use = _use(bank, pitch, audience)
    with bank.database.transaction() as connection:
        still = _allowed(bank, connection, pitch.story_ids, use)
        for story_id in pitch.story_ids:
            if story_id not in still:
                raise ConsentDenied(story_id, ["Consent for a story in this pitch has changed. Open the pitch again to see which."])
        at = bank.now()
        consent_log.record_uses(connection, [StoryUse(i, still[i].version, still[i].use, at, file.name) for i in told.story_ids])
        keep_version(bank, connection, pitch, f"Taken away as {exporters.formats()[format].label}")
    return ExportedFile(file.name, file.mime, file.data)


def _relax(bank: Bank, connection: Connection, use: Use) -> str:
    """What to leave open when nothing may be suggested: the topic, or else the audience, because consent decides."""
    on = bank.today()
    here = browsing.browse(connection, Filters(scope=use.scope), use, on=on, limit=0)[1]
    if here:
        return f"Without a topic there {'is 1 story' if here == 1 else f'are {here} stories'} that may be told here."
    anywhere = browsing.browse(connection, Filters(), Use("S2"), on=on, limit=0)[1]
    if not anywhere:
        return "The bank has no story yet that may be shown to anybody."
    stories = "1 story" if anywhere == 1 else f"{anywhere} stories"
    return f"The bank has {stories}, and none has consent for {scope_label(use.scope)}. Ask a storyteller, or choose another audience."


def _cleared(bank: Bank, pitch: Pitch, audience: Audience) -> list[ClearedStory]:
    use = _use(bank, pitch, audience)
    with bank.database.reading() as connection:
        cleared = _allowed(bank, connection, pitch.story_ids, use)
        for story_id in pitch.story_ids:
            if story_id not in cleared:
                raise _denied(bank, connection, story_id, use)
    return [cleared[story_id] for story_id in pitch.story_ids]


def _allowed(bank: Bank, connection: Connection, ids: Sequence[str], use: Use) -> dict[str, ClearedStory]:
    """The stories cleared for `use`, and those that may be told whole only, cleared for being introduced and read whole."""
    found = dict(repository.cleared(connection, ids, use, on=bank.today()))
    rest = [story_id for story_id in ids if story_id not in found]
    whole = repository.cleared(connection, rest, replace(use, form=WHOLE), on=bank.today()) if rest else {}
    return found | {story_id: story for story_id, story in whole.items() if story.whole_story_only}


def _denied(bank: Bank, connection: Connection, story_id: str, use: Use) -> ConsentDenied | StoryNotFound:
    """Names the story only to somebody who may read it here anyway."""
    blocked = _blocked(bank, connection, [story_id], use)
    if not blocked:
        return StoryNotFound(story_id)
    return ConsentDenied(story_id, [f"“{blocked[0].title}” cannot be in this pitch.", *blocked[0].reasons])


def _blocked(bank: Bank, connection: Connection, ids: Sequence[str], use: Use) -> tuple[Blocked, ...]:
    on = bank.today()
    readable = repository.permitted(connection, ids, Use("S2"), on=on)
    stories = repository.get_many(connection, readable)
    reasons = repository.reasons_against(connection, readable, use, on=on)
    return tuple(Blocked(i, stories[i].title, reasons[i]) for i in readable)


def use_of(bank: Bank, pitch: Pitch) -> Use:
    """The use a pitch makes of its stories. Raises: UnknownAudience."""
    return _use(bank, pitch, profiles.audience(pitch.audience))


def _use(bank: Bank, pitch: Pitch, audience: Audience) -> Use:
    return Use(audience.scope, CHANNEL, FORM, audience.key, pitch.id, bank.settings.user)
