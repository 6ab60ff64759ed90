"""The groups whose share of a list is looked at: who tells, which age band, what it is about. For checking lists, never for scoring."""

from __future__ import annotations

from stories import vocabulary as v
from stories.consent import ClearedStory

Group = tuple[str, str]


def groups_of(story: ClearedStory) -> tuple[Group, ...]:
    """The groups one story belongs to. An age band that nobody gave is no group."""
    themes = dict.fromkeys(v.THEMES[code].parent for code in story.themes)
    age = [("age", story.age_band)] if story.age_band else []
    return (("teller", story.teller), *age, *(("theme", code) for code in themes))


def group_label(group: Group) -> str:
    """A group in words."""
    terms = {"teller": v.TELLERS, "age": v.AGE_BANDS, "theme": v.THEME_GROUPS}[group[0]]
    return terms[group[1]].label
