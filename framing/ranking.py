"""Which stories speak to an audience, and why. The order comes from what a story says, never from who the teller is."""

from __future__ import annotations

from collections.abc import Sequence

from framing.model import Audience, Candidate, Suggestion
from framing.phrases import TELLERS
from framing.quoting import best_quote
from framing.sections.brief import shared_value
from framing.wording import closed, content_words, listed, open_ended
from stories import vocabulary as v
from stories.consent import ClearedStory
from stories.evidence import KINDS, LinkedEvidence

FIT, CARES, EVIDENCE, TRIED = 0.5, 0.25, 0.15, 0.1  # shares of the score: topic, values, evidence, a change with its outcome
SAME_SERVICE, SAME_TELLER, SAME_THEME = 0.06, 0.04, 0.05  # taken off for each story like it that stands above
_OUTCOMES = {"worked": "it worked", "partly": "it worked in part", "failed": "it did not work, and says what was learned"}


def rank(candidates: Sequence[Candidate], audience: Audience, *, topic: str = "") -> list[Suggestion]:
    """Every candidate as a suggestion, best first, with variety over services, tellers and themes near the top.

    `topic` is what the person is looking for, in their words; it is named in the reasons. Ties go by story id.
    """
    waiting = [(_score(candidate, audience), candidate) for candidate in candidates]
    chosen: list[tuple[float, Candidate]] = []
    while waiting:
        best = max(waiting, key=lambda pair: (pair[0] - _likeness(pair[1].story, chosen), pair[0], pair[1].story.id))
        waiting.remove(best)
        chosen.append(best)
    return [_suggestion(candidate, score, audience, topic) for score, candidate in chosen]


def evidence_in_order(story: ClearedStory, audience: Audience) -> tuple[LinkedEvidence, ...]:
    """The story's evidence as this audience listens: their kinds first, the same service and the stronger evidence before the rest."""
    return tuple(
        sorted(
            story.evidence,
            key=lambda item: (_heard(item, audience), item.link.scope != "same_service", item.evidence.badge, item.evidence.id),
        )
    )


def _score(candidate: Candidate, audience: Audience) -> float:
    story = candidate.story
    fit = min(1.0, max(0.0, candidate.score))
    wish = content_words(f"{story.wish} {story.single_change} {story.learned}")
    cares = 0.0
    for value in audience.values:
        themes = min(1.0, len(set(story.themes) & set(value.themes)) / 2)
        said = min(1.0, len(wish & content_words(value.description)) / 3)
        cares += value.weight * (0.75 * themes + 0.25 * said)
    heard = [1 - _heard(item, audience) / (len(audience.evidence_first) + 1) for item in story.evidence]
    tried = 1.0 if story.kind == "change" and story.outcome and {"tried_before", "proof"} & set(audience.opens_with) else 0.0
    return FIT * fit + CARES * cares + EVIDENCE * max(heard, default=0.0) + TRIED * tried


def _heard(item: LinkedEvidence, audience: Audience) -> int:
    order, polarity = audience.evidence_first, item.evidence.polarity
    return order.index(polarity) if polarity in order else len(order)


def _likeness(story: ClearedStory, chosen: Sequence[tuple[float, Candidate]]) -> float:
    """How much `story` repeats what stands above it already."""
    above = [candidate.story for _, candidate in chosen[-4:]]
    theme = next(iter(story.themes), "")
    return sum(
        SAME_SERVICE * (other.service == story.service)
        + SAME_TELLER * (other.teller == story.teller)
        + SAME_THEME * (theme != "" and theme in other.themes)
        for other in above
    )


def _suggestion(candidate: Candidate, score: float, audience: Audience, topic: str) -> Suggestion:
    story = candidate.story
    evidence = evidence_in_order(story, audience)
    value = shared_value(story, audience)
    speaks = bool(set(value.themes) & set(story.themes))
    reasons = [f"Speaks to what {audience.called} cares about: {value.label}."] if speaks else []
    if candidate.matched:
        reasons.append(f"Matches {'“' + open_ended(topic) + '”' if topic else 'your words'}: {listed(candidate.matched[:3])}.")
    elif topic and candidate.score >= 0.5:
        reasons.append(f"Close in meaning to “{open_ended(topic)}”.")
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
    return Suggestion(story, tuple(reasons), candidate.passage or best_quote(story, audience), evidence, value.label, score)
