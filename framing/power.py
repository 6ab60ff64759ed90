"""What an audience could do about a story, by the power it has. Tables only: one entry for each power of an audience file."""

from __future__ import annotations

from dataclasses import dataclass

from framing.model import Audience
from stories import vocabulary as v
from stories.consent import ClearedStory


@dataclass(frozen=True, slots=True)
class Reach:
    """A power: `can` completes "They can …"; `themes` are codes of what usually yields to it."""

    can: str
    themes: tuple[str, ...]


POWERS: dict[str, Reach] = {
    "do": Reach(
        "change this in their own work",
        (
            "manner",
            "listening",
            "explaining",
            "kept_informed",
            "pain",
            "medication",
            "responsiveness",
            "food_drink",
            "cleanliness",
            "discharge",
        ),
    ),
    "staff": Reach("decide who works where", ("staffing", "staff_continuity", "competence", "responsiveness")),
    "permit": Reach(
        "allow this to be done differently", ("family", "appointment_method", "surroundings", "care_plan", "records", "information")
    ),
    "fund": Reach("find time or money for this", ("timeliness", "staffing", "transport", "parking", "surroundings", "location", "impact")),
    "decide": Reach(
        "decide how this is run",
        ("organisation", "referral", "discharge", "admission", "appointments", "contacting", "diagnosis", "feeling_safe"),
    ),
    "influence": Reach(
        "speak up for this where it is decided", ("fairness", "location", "transport", "timeliness", "information", "impact")
    ),
}


def within_reach(story: ClearedStory, audience: Audience) -> str:
    """A sentence on what this audience could do about what the story tells, or '' when none of its powers touches it."""
    for power in audience.power:
        reach = POWERS[power]
        theme = next((code for code in story.themes if code in reach.themes), "")
        if theme:
            return f"They can {reach.can}: {v.THEMES[theme].label[0].lower()}{v.THEMES[theme].label[1:]}."
    return ""
