"""One story as it may be shown."""

from __future__ import annotations

from services.bank import Bank
from stories import repository
from stories.consent import ClearedStory, Use
from stories.errors import StoryNotFound


def show_story(bank: Bank, story_id: str, scope: str = "S2") -> ClearedStory:
    """One story as it may be shown. Raises: StoryNotFound, in the same words whether it is missing or not allowed."""
    with bank.database.reading() as connection:
        found = repository.cleared(connection, [story_id], Use(scope), on=bank.today())
    if story_id not in found:
        raise StoryNotFound(story_id)
    return found[story_id]
