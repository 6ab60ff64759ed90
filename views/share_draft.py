"""A story being written: what is kept while it is, and how it becomes a story, a consent and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from services.bank import Bank
from services.sharing.drafts import load_draft, save_draft
from stories import vocabulary as v
from stories.consent import Consent
from stories.errors import InvalidStory, Problem
from stories.evidence import KINDS, Evidence
from stories.story import StoryDraft

WORDS = ("text", "wish", "title", "name", "about", "feeling", "good", "single_change", "period", "learned", "obtained_by")
CHOICES = ("teller", "service", "place", "age_band", "kind", "outcome")
ROW_WORDS = ("claim", "publisher", "title", "year", "population", "url", "caveat")
ROW_FILE = ("attachment", "attachment_name")  # what a kept file is called: by its bytes, and for people
PEOPLE = tuple(code for code in v.SCOPES if not code.startswith("S12"))
WORDING = (
    "I agree that my story may be shown to the people ticked here, in the way I have chosen. I have seen it as it will appear. "
    "Where I ticked nothing, the answer is no. I can change my mind at any time: the story then stops being used the same day. "
    "Copies already printed or sent cannot be called back, and I would be told where they went."
)
_ROW = re.compile(rf"ev[0-9]{{1,2}}_({'|'.join(ROW_WORDS)})\Z")
Content = dict[str, Any]


def is_words(name: str) -> bool:
    """Whether `name` is one of the boxes somebody types in."""
    return name in WORDS or bool(_ROW.match(name))


def keep_texts(bank: Bank, draft_id: str, texts: Mapping[str, str]) -> None:
    """Put what was just typed into the draft, beside what is there. Raises: InvalidStory when the id is another kind of draft's."""
    saved = load_draft(bank, draft_id)
    if saved and saved.kind != "story":
        raise InvalidStory([Problem("text", "That is not a draft of a story.")])
    save_draft(bank, draft_id, "story", {**(saved.content if saved else {}), **texts})


def words_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Every box somebody types in, with its words."""
    names = [*WORDS, *(f"ev{row}_{name}" for row in content.get("rows", ()) for name in ROW_WORDS)]
    return {name: str(content.get(name) or "") for name in names}


def story_of(content: Mapping[str, Any]) -> StoryDraft:
    given = {name: str(content.get(name) or "") for name in (*WORDS, *CHOICES) if name != "obtained_by"}
    if not given["kind"]:
        given["kind"] = "experience"
    if given["kind"] != "change":
        given["outcome"] = given["learned"] = ""
    draft = StoryDraft(content_notes=tuple(content.get("notes") or ()), edit="whole" if content.get("whole") else "excerpt")
    return replace(draft, **cast(Mapping[str, Any], given))


def consent_of(content: Mapping[str, Any]) -> Consent | None:
    """What was ticked, and nothing else; None when nothing was said about consent at all.

    Until the storyteller has agreed to what they saw, it is an agreement to take part only.
    """
    if not any(content.get(name) for name in ("yes", "ask", "by_meaning", "obtained_by", "obtained_on", "expires_on", "agreed")):
        return None
    scopes = dict.fromkeys(content.get("yes") or (), "yes")
    scopes |= dict.fromkeys(content.get("ask") or (), "ask")
    if content.get("by_meaning"):
        scopes["S12a"] = "yes"
    return Consent(
        act="release" if content.get("agreed") else "take_part",
        obtained_by=str(content.get("obtained_by") or ""),
        obtained_on=day(content.get("obtained_on")),
        wording=WORDING,
        method="digital",
        scopes=scopes,
        forms=("text",) if content.get("whole") else ("text", "excerpt"),
        name_form="chosen" if content.get("name") else "none",
        expires_on=day(content.get("expires_on")),
        whole_story_only=bool(content.get("whole")),
        contact_before_use=bool(content.get("contact")),
    )


def evidence_of(content: Mapping[str, Any]) -> list[Evidence]:
    """The rows with anything in them. What a row says about itself is not yet checked by anybody else."""
    return [_evidence(content, row) for row in rows_with_words(content)]


def rows_with_words(content: Mapping[str, Any]) -> list[int]:
    """The numbers of the evidence rows with anything typed in them or a file beside them, in the order of `evidence_of`."""
    names = (*ROW_WORDS, "attachment")
    return [row for row in content.get("rows", ()) if any(str(content.get(f"ev{row}_{name}") or "").strip() for name in names)]


def by_field(problems: Iterable[Problem], content: Mapping[str, Any]) -> dict[str, str]:
    """Problems by the box they belong beside; the first sentence for a box wins."""
    rows = rows_with_words(content)
    found: dict[str, str] = {}
    for problem in problems:
        name = problem.field
        if name.startswith("evidence."):
            _, number, part = name.split(".", 2)
            name = f"ev{rows[int(number) - 1]}_{part}"
        found.setdefault(name, problem.sentence)
    return found


def _evidence(content: Mapping[str, Any], number: int) -> Evidence:
    words = {name: str(content.get(f"ev{number}_{name}") or "").strip() for name in ROW_WORDS}
    kind = str(content.get(f"ev{number}_kind") or "local_data")
    service = str(content.get("service") or "")
    return Evidence(
        id="",
        claim=words["claim"],
        value=None,
        unit="",
        population=words["population"],
        year=words["year"],
        publisher=words["publisher"],
        title=words["title"],
        url=words["url"],
        kind=kind,
        badge=KINDS[kind].definition,
        verified="not_seen",
        polarity="context",
        caveat=words["caveat"],
        services=(service,) if service else (),
        attachment=str(content.get(f"ev{number}_attachment") or ""),
        attachment_name=str(content.get(f"ev{number}_attachment_name") or ""),
    )


def day(value: object) -> date | None:
    """A day as it stands in a draft, or None."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
