"""Which stories speak to an audience, and why. The order comes from what a story says, never from who the teller is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from framing.choosing import best_quote
from framing.model import Audience, Candidate, Suggestion
from framing.phrases import TELLERS
from framing.sections.brief import shared_value
from framing.variety import covering, likeness, new_to, speaks_to
from framing.wording import closed, listed, open_ended
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.evidence import KINDS, LinkedEvidence

ASKED = 1.0  # share of the fit when somebody named a topic: what they asked for comes before what this audience likes to hear
FIT, CARES, EVIDENCE, TRIED = 0.5, 0.25, 0.15, 0.1  # shares of the score: topic, values, evidence, a change with its outcome
_OUTCOMES = {"worked": "it worked", "partly": "it worked in part", "failed": "it did not work, and says what was learned"}


def rank(candidates: Sequence[Candidate], audience: Audience, *, topic: str = "") -> list[Suggestion]:
    """Every candidate as a suggestion, best first. Near the top several values are spoken to rather than one blurred average, and
    services, tellers, themes and outlooks change.

    `topic` is what the person is looking for, in their words; it is named in the reasons. Ties go by story id.
    """
    speaks = {candidate.story.id: speaks_to(candidate, audience) for candidate in candidates}
    waiting = [(_base(candidate, audience, ASKED if topic else FIT), candidate) for candidate in candidates]
    chosen: list[tuple[float, Candidate]] = []
    covered: dict[str, float] = {}
    while waiting:
        above = [candidate.story for _, candidate in chosen]
        new = {candidate.story.id: new_to(audience, speaks[candidate.story.id], covered) for _, candidate in waiting}
        places = [_place(base, candidate, new, above) for base, candidate in waiting]
        best = waiting.pop(places.index(max(places)))
        chosen.append(best)
        covered = covering(covered, speaks[best[1].story.id])
    return [
        _suggestion(candidate, base + CARES * new_to(audience, speaks[candidate.story.id], {}), audience, topic)
        for base, candidate in chosen
    ]


def evidence_in_order(story: ClearedStory, audience: Audience) -> tuple[LinkedEvidence, ...]:
    """The story's evidence as this audience listens: their kinds first, the same service and the stronger evidence before the rest."""
    return tuple(
        sorted(
            story.evidence,
            key=lambda item: (_heard(item, audience), item.link.scope != "same_service", item.evidence.badge, item.evidence.id),
        )
    )


def _base(candidate: Candidate, audience: Audience, share: float) -> float:
    """What a story scores wherever it stands: its fit, its evidence, what was tried, less what rest and reading time take off."""
    story = candidate.story
    fit = min(1.0, max(0.0, candidate.score))
    heard = [1 - _heard(item, audience) / (len(audience.evidence_first) + 1) for item in story.evidence]
    tried = 1.0 if story.kind == "change" and story.outcome and {"tried_before", "proof"} & set(audience.opens_with) else 0.0
    return share * fit + EVIDENCE * max(heard, default=0.0) + TRIED * tried - candidate.taken_off


def _place(base: float, candidate: Candidate, new: Mapping[str, float], above: Sequence[ClearedStory]) -> tuple[float, float, str]:
    """What orders the stories that wait for the next place; ties go by what they score wherever they stand, then by id."""
    return base + CARES * new[candidate.story.id] - likeness(candidate.story, above), base, candidate.story.id


def _heard(item: LinkedEvidence, audience: Audience) -> int:
    order, polarity = audience.evidence_first, item.evidence.polarity
    return order.index(polarity) if polarity in order else len(order)


def _suggestion(candidate: Candidate, score: float, audience: Audience, topic: str) -> Suggestion:
    story = candidate.story
    evidence = evidence_in_order(story, audience)
    value = shared_value(story, audience) if audience.values else None
    speaks = value is not None and bool(set(value.themes) & set(story.themes))
    reasons = [f"Speaks to what {audience.called} cares about: {value.label}."] if value and speaks else []
    if candidate.matched:
        reasons.append(f"Matches {'“' + open_ended(topic) + '”' if topic else 'your words'}: {listed(candidate.matched[:3])}.")
    elif topic and candidate.score >= 0.5:
        reasons.append(f"Close in meaning to “{open_ended(topic)}”.")
    reasons += candidate.reasons
    if evidence:
        first = evidence[0].evidence
        kind = KINDS[first.kind].label.lower() if first.kind in KINDS else "source"
        article = "an" if kind[0] in "aeiou" else "a"
        reasons.append(closed(f"Backed by {article} {kind} ({first.publisher}, {first.year}): {open_ended(first.claim)}"))
    else:
        reasons.append("No evidence is linked yet, so we cannot say how common this is.")
    if story.kind == "change" and story.outcome in _OUTCOMES:
        reasons.append(f"A change that was tried: {_OUTCOMES[story.outcome]}.")
    service = v.SERVICES[story.service].label if story.service in v.SERVICES else ""
    reasons.append(f"Told by {TELLERS.get(story.teller, 'a storyteller')}{': ' + service.lower() if service and not story.about else ''}.")
    reasons.append(story.consent_line)
    return Suggestion(
        story, tuple(reasons), candidate.passage or best_quote(story, audience), evidence, value.label if value else "", score
    )
