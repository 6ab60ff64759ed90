"""Variety near the top of a list: values not spoken to yet, and services, tellers, themes and outlooks not heard yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from framing.model import Audience, Candidate
from framing.wording import content_words
from stories.consent import ClearedStory

SAME_SERVICE, SAME_TELLER, SAME_THEME, SAME_OUTLOOK = 0.06, 0.04, 0.05, 0.03  # taken off for each story like it that stands above
NEAR = 4  # stories above that are looked at


def outlook(themes: Mapping[str, str]) -> str:
    """Whether a story's themes are mostly `good` or mostly `poor`; `mixed` when neither, or when it has none."""
    told = list(themes.values())
    good, poor = told.count("good"), told.count("poor")
    return "mixed" if good == poor else "good" if good > poor else "poor"


def likeness(story: ClearedStory, above: Sequence[ClearedStory]) -> float:
    """How much `story` repeats what stands just above it, in points of a score."""
    theme = next(iter(story.themes), "")
    return sum(
        SAME_SERVICE * (other.service == story.service)
        + SAME_TELLER * (other.teller == story.teller)
        + SAME_THEME * (theme != "" and theme in other.themes)
        + SAME_OUTLOOK * (outlook(other.themes) == outlook(story.themes))
        for other in above[-NEAR:]
    )


def speaks_to(candidate: Candidate, audience: Audience) -> dict[str, float]:
    """How far a story speaks to each value, 0 to 1: by its themes, by what its teller wishes for, and by what finding says it covers."""
    story = candidate.story
    wish = content_words(f"{story.wish} {story.single_change} {story.learned}")
    found: dict[str, float] = {}
    for value in audience.values:
        themes = min(1.0, len(set(story.themes) & set(value.themes)) / 2)
        said = min(1.0, len(wish & content_words(value.description)) / 3)
        marked = 0.75 * themes + 0.25 * said
        found[value.key] = (marked + candidate.covers.get(value.key, 0.0)) / 2 if candidate.covers else marked
    return found


def new_to(audience: Audience, speaks: Mapping[str, float], covered: Mapping[str, float]) -> float:
    """What a story adds to values that the stories above cover by `covered` (value key → 0 to 1): a value well covered adds little more."""
    return sum(value.weight * speaks.get(value.key, 0.0) * (1 - covered.get(value.key, 0.0)) for value in audience.values)


def covering(covered: Mapping[str, float], speaks: Mapping[str, float]) -> dict[str, float]:
    """`covered` with one more story in the list: what two stories half cover is three quarters covered, and so on."""
    return {key: 1 - (1 - covered.get(key, 0.0)) * (1 - value) for key, value in {**dict.fromkeys(covered, 0.0), **speaks}.items()}
