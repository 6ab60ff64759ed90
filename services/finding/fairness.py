"""Who gets heard in what is suggested to an audience, with and without what was learnt: by teller, age band and theme."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.exposure import SHARES, exposure, floors, place_weight
from framing import audiences as profiles
from framing.model import CHANNEL, FORM
from services.bank import Bank
from services.finding.groups import group_label
from services.finding.matching import match
from services.telling.pitches import Pitch
from stories.consent import Use

LOOKED_AT = 8  # places of the list of suggestions
ROUNDING = 1e-4  # of the figures as they are shown
RULE = (
    f"Learning leaves every teller role and age band at least {SHARES['teller']:.0%}, and every theme at least {SHARES['theme']:.0%}, of the "
    "place it had without learning, or of its part among the stories that fit, whichever is less."
)


@dataclass(frozen=True, slots=True)
class GroupExposure:
    """One group's part of the list, 0 to 1, in the ranking without learning and in the one people see; and the least it must keep."""

    looked_at: str
    group: str
    label: str
    without_learning: float
    shown: float
    floor: float

    @property
    def held(self) -> bool:
        return self.shown >= self.floor - ROUNDING


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """The exposure of every group in one audience's suggestions, the rule in a sentence, and whether it holds."""

    audience: str
    places: int
    rule: str
    groups: tuple[GroupExposure, ...]

    @property
    def held(self) -> bool:
        return all(group.held for group in self.groups)


def exposure_report(bank: Bank, audience: str, *, topic: str = "", places: int = LOOKED_AT) -> ExposureReport:
    """How much of an audience's suggestions each group gets; earlier places count more. Raises: UnknownAudience."""
    profile = profiles.audience(audience)
    with bank.database.reading() as connection:
        use = Use(profile.scope, CHANNEL, FORM, profile.key)
        found = match(bank, connection, profile, Pitch(id="", audience=audience, topic=topic), use, limit=places)
    shown = [suggestion.story.id for suggestion in found.suggestions]
    before, after = exposure(found.unlearned, found.groups, places), exposure(shown, found.groups, places)
    least = floors(found.unlearned, found.groups, places)
    whole = sum(place_weight(place) for place in range(1, places + 1))
    rows = tuple(
        GroupExposure(
            group[0],
            group[1],
            group_label(group),
            round(before.get(group, 0.0) / whole, 4),
            round(after.get(group, 0.0) / whole, 4),
            round(least.get(group, 0.0) / whole, 4),
        )
        for group in sorted({*before, *after})
    )
    return ExposureReport(audience, places, RULE, rows)
