"""The planted-fault set: framings written by hand, read as pasted drafts beside the demo story and evidence they come from."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from framing_builders import DEMO, demo_drafts, told_to

from framing.audiences import audience
from framing.checks import check
from framing.drafts import draft_framing
from framing.model import Report
from stories.evidence import Evidence, EvidenceLink, LinkedEvidence

FOLDER = Path(__file__).parent / "framing" / "planted"
ON = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Planted:
    """One framing: the whole text, and for one with a fault which check must find it and at which words."""

    id: str
    about: str
    story: str
    audience: str
    text: str
    of: str = ""
    code: str = ""
    words: str = ""
    uses: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()
    also: tuple[str, ...] = ()


@cache
def good() -> tuple[Planted, ...]:
    rows = tomllib.loads((FOLDER / "good.toml").read_text(encoding="utf-8"))["framing"]
    return tuple(Planted(row["id"], row["about"], row["story"], row["audience"], row["text"].strip()) for row in rows)


@cache
def faulty() -> tuple[Planted, ...]:
    """Each a good one with the words `out` replaced by `put`, once."""
    base = {each.id: each for each in good()}
    made = []
    for row in tomllib.loads((FOLDER / "faults.toml").read_text(encoding="utf-8"))["fault"]:
        of, text = base[row["of"]], base[row["of"]].text
        for out, put in zip(row.get("out", []), row.get("put", []), strict=True):
            assert text.count(out) == 1, (row["id"], out)
            text = text.replace(out, put)
        made.append(
            Planted(
                row["id"],
                row["about"],
                of.story,
                row.get("audience", of.audience),
                text,
                row["of"],
                row["code"],
                row.get("words", ""),
                tuple(row.get("use", {}).items()),
                tuple(row.get("evidence", {}).items()),
                tuple(row.get("also", ())),
            )
        )
    return tuple(made)


@cache
def shelf() -> dict[str, Evidence]:
    """The demo evidence by id."""
    rows = [json.loads(line) for line in (DEMO / "evidence.jsonl").read_text(encoding="utf-8").splitlines()]
    return {row["id"]: Evidence(**row | {"services": tuple(row["services"]), "themes": tuple(row["themes"])}) for row in rows}


@cache
def behind(story_id: str) -> tuple[LinkedEvidence, ...]:
    """What stands behind a demo story."""
    rows = tomllib.loads((DEMO / "links.toml").read_text(encoding="utf-8"))["link"]
    return tuple(LinkedEvidence(shelf()[row["evidence_id"]], EvidenceLink(**row)) for row in rows if row["story_id"] == story_id)


@cache
def report(planted: Planted) -> Report:
    """What the checks say of it."""
    who = audience(planted.audience)
    evidence = behind(planted.story)
    if planted.changes:
        evidence = tuple(LinkedEvidence(replace(item.evidence, **dict(planted.changes)), item.link) for item in evidence)
    draft = dict(demo_drafts())[planted.story]
    story = told_to(who, draft, id=planted.story, evidence=evidence, **dict(planted.uses))
    framing = draft_framing(planted.text, [story], who, today=ON)
    return check(framing, [story], who, on=story.cleared_on)


def table() -> str:
    """The set as a table: each framing, what was planted in it, and what the checks said. Read by docs/tables.py."""
    lines = ["| Framing | What it is, or what was planted in it | Result |", "|---|---|---|"]
    for each in good():
        found = report(each)
        lines.append(f"| `{each.id}` | {each.about} | {f'passes, ready at {found.points} of 30' if found.ready else 'does not pass'} |")
    for each in faulty():
        found = report(each)
        said = next((check for check in found.checks if check.code == each.code and not check.ok), None)
        line = f"{said.criterion or 'gate' if said.gate or said.criterion else 'advice'}" if said else ""
        lines.append(f"| `{each.id}` (from `{each.of}`) | {each.about} | {f'found by `{each.code}` ({line})' if said else 'not found'} |")
    return "\n".join(lines)
