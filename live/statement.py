"""A first draft of what the room agrees: people's own phrases in their order of weight, joined by as few other words as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from live.model import Group

MOST = 5  # groups a draft speaks of


def drafted(question: str, groups: Sequence[Group], *, opening: str = "We want") -> str:
    """The statement: the question, and each large group in its exact words, with how many people said it. '' without groups."""
    chosen = groups[:MOST]
    if not chosen:
        return ""
    lines = [f"• {phrase(one.name)} ({people(one)})" for one in chosen]
    return "\n".join([question, "", f"{opening}:", *lines])


def phrase(words: str) -> str:
    """Somebody's exact words inside quotation marks, on one line."""
    return f"“{' '.join(words.split())}”"


def people(group: Group) -> str:
    """How many people a group speaks for."""
    count = len({one.participant_id for one in group.answers})
    return "1 person" if count == 1 else f"{count} people"
