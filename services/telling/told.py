"""How often each storyteller was told this quarter, by the ledger: to be seen before a page is sent, because sending counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.sections.brief import person_in
from services.bank import Bank
from services.finding.matching import OFTEN
from stories import consent_log
from stories.consent import ClearedStory
from stories.permission import quarter_began


@dataclass(frozen=True, slots=True)
class Told:
    """How often a story was told this quarter, outside the pages. `called` is its teller; `most` what they allow in a quarter, when they said."""

    story_id: str
    title: str
    called: str
    times: int
    most: int | None

    @property
    def often(self) -> bool:
        """Whether its storyteller may need a rest."""
        return self.times >= OFTEN or (self.most is not None and self.times + 1 >= self.most)


def told_this_quarter(bank: Bank, stories: Sequence[ClearedStory]) -> tuple[Told, ...]:
    """How often each of these stories was told since the quarter began, by the ledger: to look at before it is told again."""
    ids = [story.id for story in stories]
    with bank.database.reading() as connection:
        times = consent_log.uses_since(connection, ids, quarter_began(bank.today()))
        acts = consent_log.logs(connection, ids)
    return tuple(
        Told(
            story.id,
            story.title,
            person_in(story).called_first,
            times.get(story.id, 0),
            acts[story.id][-1].uses_per_quarter if acts[story.id] else None,
        )
        for story in stories
    )
