"""A first draft of what the room agrees: people's own phrases in their order of weight, joined by as few other words as it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from live.model import Group

MOST = 5  # groups a draft speaks of


def drafted(question: str, groups: Sequence[Group], *, opening: str = "We want", picked: Mapping[str, int] | None = None) -> str:
    """The statement: the question, and each large group in its exact words, with how many answers said it. '' without groups.

    `picked` says how many people picked a group (by id) as what matters most: those come first.
    """
    votes = picked or {}
    chosen = in_order(groups, votes)[:MOST]
    if not chosen:
        return ""
    lines = [f"• {named(one)} ({counted(one)}{_picked(votes.get(one.id, 0))})" for one in chosen]
    return "\n".join([question, "", f"{opening}:", *lines])


def in_order(groups: Sequence[Group], picked: Mapping[str, int]) -> list[Group]:
    """Groups in the order the room gave them; as many picks, as they came."""
    return sorted(groups, key=lambda one: -picked.get(one.id, 0))


def phrase(words: str) -> str:
    """Somebody's exact words inside quotation marks, on one line."""
    return f"“{' '.join(words.split())}”"


def named(group: Group) -> str:
    """What a group is called: somebody's words in quotation marks, or the facilitator's without."""
    return " ".join(group.name.split()) if group.renamed else phrase(group.name)


def counted(group: Group) -> str:
    """How many answers are in a group, the number that stands on the wall; and from how many people, where somebody said it twice."""
    said = "1 answer" if len(group.answers) == 1 else f"{len(group.answers)} answers"
    return said if group.people == len(group.answers) else f"{said} from {people(group.people)}"


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _picked(count: int) -> str:
    return f", picked by {count}" if count else ""
