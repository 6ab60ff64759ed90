"""From an audience to stories, with or without a topic: fit, power, evidence, reading time, rest, and what was learnt, with the reasons.

What was learnt from reactions is mixed in within bounds (embeddings.resonance, embeddings.exposure). Never from who the teller is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.exposure import SLACK, bounded, exposure, floors
from framing.model import Audience, Candidate, Suggestion
from framing.power import within_reach
from framing.ranking import rank
from services.bank import Bank
from services.finding import snippets
from services.finding.asking import Fit, fit, nearest, questions
from services.finding.groups import Group, groups_of
from services.finding.learning import Model, explanation, model_for
from services.finding.proposing import Keep, propose
from services.telling.pitches import Pitch
from stories import browsing, consent_log, lexical, reactions, repository, vectors
from stories import vocabulary as v
from stories.browsing import Filters
from stories.consent import ClearedStory, Use
from stories.database import Connection
from stories.permission import quarter_began
from stories.text import minutes_to_read
from stories.vectors import WHOLE_STORY

LOOKED_AT, LOOKED_FURTHER = 20, 200  # of the stories that fit best, those whose refusal is told, and those that may be offered whole
CANDIDATES = 60  # stories that are looked at closely for one audience
LEARNT_CANDIDATES = 30  # of them, how many may come in because of what was learnt alone
LEARNT_NEARBY = 400  # passages asked of the index for what was learnt
REACH = 0.05  # added to the fit of a story they could do something about
NEAREST = 0.92  # of the closest story, from which a story is said to touch what they know or may lose
SLOT = 0.5  # of the minutes available: what a story may take to read
LONG, TOO_LONG = 0.05, 0.12  # taken off a story that takes more than its part of the time, or more than all of it
OFTEN, PER_USE, REST_MOST = 2, 0.04, 0.2  # uses this quarter from which a story rests, what each takes off, and the most
UNSURE = "We know little yet of what this audience takes from stories like this. What they say to it would teach us most."


@dataclass(frozen=True, slots=True)
class Matched:
    """Suggestions in order; ids that would fit best and may not be told; the order without learning; the groups of each story; and `further`,
    ids that fit less well and may not be told in excerpts: some may be told whole."""

    suggestions: tuple[Suggestion, ...]
    refused: tuple[str, ...]
    unlearned: tuple[str, ...]
    groups: Mapping[str, tuple[Group, ...]]
    further: tuple[str, ...] = ()


def match(bank: Bank, connection: Connection, audience: Audience, pitch: Pitch, use: Use, *, limit: int) -> Matched:
    """Stories for an audience, best first; the first `limit` keep the rule on exposure. With nothing to go by, the newest."""
    on = bank.today()

    def keep(ids: Sequence[str]) -> list[str]:
        return repository.permitted(connection, ids, use, on=on)

    fits = fit(bank, connection, audience, pitch, keep)
    if not fits:
        fits = {i: Fit() for i in keep(browsing.browse(connection, Filters(scope=audience.scope), use, on=on, limit=CANDIDATES)[0])}
    proposed = sorted(fits, key=lambda i: -fits[i].score)
    model = model_for(bank, connection, audience)
    scores = widened(bank, model, {i: min(1.0, fits[i].score) for i in proposed})
    allowed = [*proposed, *keep([i for i in scores if i not in fits])]
    scores = {i: scores[i] for i in allowed}
    refused, further = _refused(bank, connection, audience, pitch, keep)
    learnt = Learnt.from_model(bank, connection, model, scores)
    more = sorted(allowed[CANDIDATES:], key=lambda i: (-learnt.scores[i], i))[: LEARNT_CANDIDATES if model else 0]
    cleared = repository.cleared(connection, allowed[:CANDIDATES] + more, use, on=on)
    groups = {i: groups_of(story) for i, story in cleared.items()}
    candidates = _candidates(bank, connection, list(cleared.values()), fits, scores, audience, pitch)
    topic = pitch.topic or pitch.cares
    plain = _chosen_first(rank(candidates, audience, topic=topic), pitch)
    before = [suggestion.story.id for suggestion in plain]
    if model is None:
        return Matched(tuple(plain[:limit]), refused, tuple(before), groups, further)
    told = [_with_learning(candidate, scores, learnt, model, audience) for candidate in candidates]
    wanted = {suggestion.story.id: suggestion for suggestion in _chosen_first(rank(told, audience, topic=topic), pitch)}
    order = bounded(before, list(wanted), groups, limit)
    suggestions = [wanted[i] for i in order[:limit]]
    explored = _explored(order, before, wanted, learnt, groups, limit)
    if explored is not None:
        suggestions[-1] = explored
    return Matched(tuple(suggestions), refused, tuple(before), groups, further)


def _chosen_first(suggestions: Sequence[Suggestion], pitch: Pitch) -> list[Suggestion]:
    """Stories about the service that was chosen before the others, each part in its order."""
    return sorted(suggestions, key=lambda suggestion: bool(pitch.service) and suggestion.story.service != pitch.service)


def _refused(bank: Bank, connection: Connection, audience: Audience, pitch: Pitch, keep: Keep) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the stories that answer the first question, those that may not be told here: among the best, and further down."""
    asked = max(questions(audience, pitch), key=lambda one: one.share, default=None)
    fitting = [p.story_id for p in propose(bank, connection, asked.words)[:LOOKED_FURTHER]] if asked else []
    told = set(keep(fitting))
    best, rest = ([i for i in part if i not in told] for part in (fitting[:LOOKED_AT], fitting[LOOKED_AT:]))
    return tuple(best), tuple(rest)


def widened(bank: Bank, model: Model | None, scores: Mapping[str, float]) -> dict[str, float]:
    """`scores` with the stories that learning would bring in. The finder did not propose these, so they fit no better than the last it did."""
    if model is None:
        return dict(scores)
    near = nearest(bank, model.resonance.direction, limit=LEARNT_NEARBY)
    return {**scores, **{i: min(scores.values(), default=0.0) for i in near if i not in scores}}


@dataclass(frozen=True, slots=True)
class Learnt:
    """What learning says of the stories that may be told: their fit with it mixed in, the deviation of each belief, its parts, and the
    greatest shift, up or down."""

    scores: Mapping[str, float]
    deviation: Mapping[str, float]
    parts: Mapping[str, NDArray[np.float64]]
    greatest: float = 0.0

    @classmethod
    def from_model(cls, bank: Bank, connection: Connection, model: Model | None, scores: Mapping[str, float]) -> Learnt:
        """Stories without a vector, because their tellers did not allow it, keep their place: nothing is learnt about them."""
        rows = reactions.whole_vectors(connection, bank.index.model_key, list(scores)) if model else {}
        if model is None or not rows:
            return cls(scores, {}, {})
        wholes = np.stack([np.frombuffer(vector, dtype="<f4") for _, vector in rows.values()])
        beliefs = model.resonance.posterior(wholes, bank.statistics.words_of(connection, list(rows)))
        shift = dict(zip(rows, beliefs.shift.tolist(), strict=True))
        deviation = dict(zip(rows, beliefs.deviation.tolist(), strict=True))
        greatest = max(abs(value) for value in shift.values())
        return cls(model.resonance.blended(scores, shift), deviation, dict(zip(rows, beliefs.parts, strict=True)), greatest)


def _with_learning(candidate: Candidate, scores: Mapping[str, float], learnt: Learnt, model: Model, audience: Audience) -> Candidate:
    story_id = candidate.story.id
    parts = learnt.parts.get(story_id)
    why = explanation(model, parts, story_id, audience, greatest=learnt.greatest) if parts is not None else ""
    score = candidate.score + learnt.scores[story_id] - scores[story_id]
    return replace(candidate, score=score, reasons=(*candidate.reasons, why) if why else candidate.reasons)


def _explored(
    order: Sequence[str],
    before: Sequence[str],
    wanted: Mapping[str, Suggestion],
    learnt: Learnt,
    groups: Mapping[str, tuple[Group, ...]],
    limit: int,
) -> Suggestion | None:
    """The story for the last place that is kept for finding out: of those that nearly made the list, the one we know least about.

    None when the list is short, or when every such story would take a group of tellers under its floor.
    """
    if limit < 3 or len(order) <= limit:
        return None
    floor = floors(before, groups, limit)
    for story_id in sorted(order[limit : 3 * limit], key=lambda i: (-learnt.deviation.get(i, 0.0), i)):
        has = exposure([*order[: limit - 1], story_id], groups, limit)
        if story_id in learnt.deviation and all(has.get(group, 0.0) >= value - SLACK for group, value in floor.items()):
            found = wanted[story_id]
            return replace(found, reasons=(*found.reasons[:-1], UNSURE, found.reasons[-1]))
    return None


def _candidates(
    bank: Bank,
    connection: Connection,
    stories: Sequence[ClearedStory],
    fits: Mapping[str, Fit],
    scores: Mapping[str, float],
    audience: Audience,
    pitch: Pitch,
) -> list[Candidate]:
    uses = consent_log.uses_since(connection, [story.id for story in stories], quarter_began(bank.today()))
    places = [(i, best[2]) for i, known in fits.items() if (best := known.best) and best[2] is not None and best[2] != WHOLE_STORY]
    wanted = {story.id for story in stories}
    spans = vectors.spans(connection, bank.index.model_key, [place for place in places if place[0] in wanted])
    topic = snippets.stems(lexical.tokens(f"{pitch.topic} {pitch.cares}"))
    made: list[Candidate] = []
    for story in stories:
        known = fits.get(story.id, Fit())
        matched = snippets.matched(f"{story.title} {story.wish} {story.text}", topic)
        reasons, taken_off = _practical(story, uses.get(story.id, 0), audience)
        reach = within_reach(story, audience)
        about = _about(known, audience)
        chosen = [f"About {v.SERVICES[story.service].label.lower()}, the service you chose."] if story.service == pitch.service else []
        score = min(1.0, scores.get(story.id, 0.0) + (REACH if reach else 0.0))
        passage = ""
        if known.best is not None and not story.whole_story_only:
            span = spans.get((story.id, known.best[2])) if known.best[2] is not None else None
            passage = snippets.best(story.text, span, snippets.stems(lexical.tokens(known.best[1].words)))
        made.append(
            Candidate(story, score, passage, matched, known.covers, (*chosen, *about, *([reach] if reach else ()), *reasons), taken_off)
        )
    return made


def _about(known: Fit, audience: Audience) -> list[str]:
    """Sentences on what the story touches besides values and topic: what they may fear losing, and what they know."""
    found: list[str] = []
    if known.best is not None and known.best[1].kind == "fears":
        found.append("Touches what you say they may fear losing: name it with respect.")
    elif known.feared[0] >= NEAREST:
        found.append(f"Touches what they may fear losing ({known.feared[1]}): name it with respect.")
    if known.lived[0] >= NEAREST:
        found.append(f"Close to something {audience.called} knows: {known.lived[1][0].lower()}{known.lived[1][1:]}.")
    return found


def _practical(story: ClearedStory, uses: int, audience: Audience) -> tuple[list[str], float]:
    """Sentences on reading time and rest, and what they take off, in points of the final score."""
    reasons: list[str] = []
    off = 0.0
    minutes = minutes_to_read(story.text)
    if minutes > audience.minutes * SLOT:
        off += TOO_LONG if minutes > audience.minutes or story.whole_story_only else LONG
        reasons.append(f"It takes {minutes} minutes to read and they have {audience.minutes}: bring a part of it.")
    if uses >= OFTEN:
        off += min(REST_MOST, PER_USE * (uses - OFTEN + 1))
        reasons.append(f"Told {uses} times this quarter: its storyteller may need a rest.")
    return reasons, off
