"""What somebody may fear losing: which kind it is, from their own words, and what to say when nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from framing.model import Loss

KINDS = ("status", "connection", "control", "job", "other")
# What somebody preparing reads of each kind: plain, and about the work, not about the person.
IN_SHORT = {
    "status": "the standing they have earned",
    "connection": "people who trust them",
    "control": "a say in how things are run",
    "job": "the job as they know it",
    "other": "something we do not know yet",
}
_WORDS = {
    "job": r"jobs?|posts?|redundan\w+|roles?|careers?|livelihoods?|registration|employment|restructur\w+|being replaced|salary|pay",
    "status": r"status|standing|reputation|credibility|authority|seniority|expertise|respect|face|pride|credit|voice|seat|rating|being (?:seen|shown|made to look)|look(?:ing)? (?:bad|foolish|weak)",
    "connection": r"trust|relationships?|friends?|colleagues|team|belonging|loyalty|goodwill|contact|patients they know|people they know|connection|community|support of",
    "control": r"control|say|autonomy|independence|freedom|decisions?|budgets?|rotas?|time|hours|grip|oversight|ownership|judgement|diary|workload|plan|certainty|assurance",
}
_FOUND = {kind: re.compile(rf"\b(?:{words})\b", re.I) for kind, words in _WORDS.items()}
# What a story's themes would ask somebody to let go of, if what it tells were to change: theme → kind of loss.
_TOUCHES = {
    "control": (
        "staffing",
        "responsiveness",
        "appointments",
        "appointment_method",
        "timeliness",
        "admission",
        "contacting",
        "pain",
        "transport",
        "food_drink",
    ),
    "status": ("listening", "diagnosis", "competence", "manner", "explaining", "fairness", "feeling_safe"),
    "connection": ("staff_continuity", "family", "discharge", "location", "surroundings", "care_plan", "impact", "kept_informed"),
    "job": ("organisation", "referral", "records", "medication", "information", "cleanliness", "parking"),
}
UNKNOWN_LOSS = Loss(
    "other",
    "We do not know yet what this may feel like losing for you, and we would rather ask than guess.",
    "What matters to you stays until we have heard it.",
    "We offer to hear it first, and to write it down in your words before anything starts.",
)


def loss_kind(fears: str) -> str:
    """Which kind of loss somebody's own words speak of; "other" when none is recognised, "" when nothing was said."""
    if not fears.strip():
        return ""
    counts = {kind: len(pattern.findall(fears)) for kind, pattern in _FOUND.items()}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else "other"


def loss_touched(themes: Sequence[str]) -> str:
    """Which kind of loss a change to these themes (codes, the first leads) would ask for most; "" when none is known."""
    counts = {kind: sum(1 / (place + 1) for place, code in enumerate(themes) if code in codes) for kind, codes in _TOUCHES.items()}
    return max(counts, key=lambda kind: counts[kind]) if any(counts.values()) else ""
