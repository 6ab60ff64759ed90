"""The demo bank: synthetic stories, consents of every shape, and sourced evidence, all from data files in stories/demo."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

from services.bank import Bank
from stories import evidence_shelf, repository
from stories.consent import Consent, consent_problems
from stories.errors import InvalidStory, Problem
from stories.evidence import Evidence, EvidenceLink, evidence_problems
from stories.story import Plot, StoryDraft, ThemeMark, Touchpoint, cleaned, problems_of

FOLDER = resources.files("stories") / "demo"
WORDING = "This is a demo story, written for this project. Nobody was asked, because nobody's life is in it."
SPREAD = timedelta(hours=7)  # between two demo stories, so that "newest first" has an order


@dataclass(frozen=True, slots=True)
class DemoStory:
    """One synthetic story with the consent acts it comes with, oldest first."""

    id: str
    draft: StoryDraft
    consents: tuple[Consent, ...]


def is_empty(bank: Bank) -> bool:
    with bank.database.reading() as connection:
        return not repository.counts(connection)


def seed(bank: Bank) -> int:
    """Put the demo stories that are not there yet into the bank. Returns how many were added. Dates count from today."""
    stories = demo_stories(bank.today())
    with bank.database.transaction() as connection:
        present = repository.get_many(connection, [s.id for s in stories])
        new = [s for s in stories if s.id not in present]
        evidence_shelf.put(connection, demo_evidence())
        for number, story in enumerate(new):
            at = bank.now() - SPREAD * (len(new) - number)
            repository.add(connection, story.draft, story.consents, story_id=story.id, at=at, by="demo")
            if story.consents[-1].act == "withdraw":
                repository.set_status(connection, story.id, "withdrawn", at=at)
        added = {s.id for s in new}
        evidence_shelf.link(connection, [link for link in demo_links() if link.story_id in added])
    bank.index.drain()
    return len(new)


def demo_stories(today: date) -> list[DemoStory]:
    """Every demo story. Raises: InvalidStory when a data file is wrong, naming the story."""
    shapes = tomllib.loads((FOLDER / "consents.toml").read_text(encoding="utf-8"))
    stories: list[DemoStory] = []
    for file in sorted(FOLDER.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml") and file.name not in ("consents.toml", "links.toml"):
            rows = tomllib.loads(file.read_text(encoding="utf-8"))["story"]
            stories.extend(_story(row, shapes, today) for row in rows)
    return stories


def demo_evidence() -> list[Evidence]:
    """Every sourced fact. Raises: InvalidStory when one is wrong, naming it."""
    facts: list[Evidence] = []
    for line in (FOLDER / "evidence.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        accessed = date.fromisoformat(row["accessed_on"]) if row.get("accessed_on") else None
        fact = Evidence(**row | {"services": tuple(row["services"]), "themes": tuple(row["themes"]), "accessed_on": accessed})
        _refuse(fact.id, evidence_problems(fact))
        facts.append(fact)
    return facts


def demo_links() -> list[EvidenceLink]:
    rows = tomllib.loads((FOLDER / "links.toml").read_text(encoding="utf-8"))["link"]
    return [EvidenceLink(**row, linked_by="demo") for row in rows]


def _story(row: Mapping[str, Any], shapes: Mapping[str, Any], today: date) -> DemoStory:
    plain = (
        "title",
        "text",
        "teller",
        "kind",
        "outcome",
        "learned",
        "service",
        "place",
        "period",
        "name",
        "age_band",
        "about",
        "wish",
        "single_change",
        "feeling",
        "good",
        "criticality",
        "edit",
    )
    draft = cleaned(
        StoryDraft(
            **{name: row[name] for name in plain if name in row},
            quotes=tuple(row["quotes"]),
            journey=tuple(row.get("journey", ())),
            picker=tuple(row.get("picker", ())),
            content_notes=tuple(row.get("content_notes", ())),
            plot=Plot(**row.get("plot", {})),
            touchpoints=tuple(Touchpoint(**t) for t in row.get("touchpoints", ())),
            themes=tuple(ThemeMark(**t) for t in row["themes"]),
            signifiers=dict(row.get("signifiers", {})),
            status="published",
            synthetic=True,
            steward="Demo steward",
        )
    )
    consents = [_consent(act, shapes, today) for act in row["consent"]]
    problems = problems_of(draft)
    for number, consent in enumerate(consents):
        problems += consent_problems(consent, consents[:number])
    _refuse(row["id"], problems)
    return DemoStory(row["id"], draft, tuple(consents))


def _consent(act: Mapping[str, Any], shapes: Mapping[str, Any], today: date) -> Consent:
    shape = shapes.get(act.get("shape", ""), {})
    scopes = dict.fromkeys(shape.get("yes", ()), "yes") | dict.fromkeys(shape.get("ask", ()), "ask")

    def day(name: str) -> date | None:
        return today + timedelta(days=act[name]) if name in act else None

    return Consent(
        act=act["act"],
        obtained_by="Demo steward",
        obtained_on=today - timedelta(days=act["given_days_ago"]),
        wording=WORDING,
        given_by=act.get("given_by", "storyteller"),
        method=act.get("method", "written"),
        scopes=scopes,
        forms=tuple(shape.get("forms", ())),
        expires_on=day("expires_in_days"),
        review_on=day("review_in_days"),
        whole_story_only=shape.get("whole_story_only", False),
        contact_before_use=shape.get("contact_before_use", False),
    )


def _refuse(name: str, problems: list[Problem]) -> None:
    if problems:
        raise InvalidStory([Problem(p.field, f"{name}: {p.sentence}") for p in problems])
