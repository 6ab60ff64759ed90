"""Cleared stories, evidence of every shape, and the demo stories, for the tests of framing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from builders import TODAY, a_consent, a_draft, some_evidence

from framing.audiences import audience, load_audiences
from framing.composer import compose
from framing.model import CHANNEL, FORM, Audience, Candidate, Framing
from stories.consent import ClearedStory, Use, clear
from stories.evidence import Evidence, EvidenceLink, LinkedEvidence
from stories.story import Plot, Story, StoryDraft, ThemeMark, Touchpoint, cleaned

DEMO = Path(__file__).parent.parent / "stories" / "demo"
MAUREEN = (
    "Friday teatime they rang and said come and fetch him. I had the tablets in a bag and no number to ring. "
    "Our Stephen rang the ward and it rang out, so we did 111 and she was kind, but she had her own questions to get through.\n\n"
    "On the third night we went back to A&E. A young doctor found it in about four minutes, once he had both lists side by side. "
    'He said "you were right to come" and drew me a chart. He is all right now.'
)


def maureen(**changes: Any) -> StoryDraft:
    draft = a_draft(
        title="Eleven boxes and no number",
        text=MAUREEN,
        about="bringing her husband home",
        wish="Somebody's name and a telephone number on the front.",
        single_change="One number that somebody answers over a weekend.",
        quotes=(
            "I had the tablets in a bag and no number to ring.",
            "Our Stephen rang the ward and it rang out, so we did 111 and she was kind, but she had her own questions to get through.",
        ),
        plot=Plot(
            "I had the tablets in a bag and no number to ring.",
            "On the third night we went back to A&E.",
            "A young doctor found it in about four minutes, once he had both lists side by side.",
        ),
        themes=(ThemeMark("discharge", "poor"), ThemeMark("contacting", "poor"), ThemeMark("manner", "good")),
        synthetic=True,
    )
    return replace(draft, **changes)


def linked(evidence: Evidence, story_id: str = "s1", **changes: Any) -> LinkedEvidence:
    link = EvidenceLink(story_id, evidence.id, "illustrates", "common", "same_service", "The same moment: leaving without a number.")
    return LinkedEvidence(evidence, replace(link, **changes))


def what_works(**changes: Any) -> Evidence:
    return some_evidence(
        **{
            "id": "EV-056",
            "claim": "Martha's Rule: 10,119 calls in 16 months led to changed treatment for 1,885 patients",
            "value": 1885.0,
            "unit": "patients",
            "population": "calls by patients, families and staff in acute hospitals, September 2024-December 2025",
            "year": "2026",
            "publisher": "NHS England",
            "title": "Martha's Rule: management information",
            "kind": "official_statistic",
            "badge": "A",
            "polarity": "what_works",
            "sample_size": 10119,
            "verified": "secondary",
            **changes,
        }
    )


def told_to(
    audience: Audience, draft: StoryDraft | None = None, *, id: str = "s1", evidence: Sequence[LinkedEvidence] = (), **use: Any
) -> ClearedStory:
    """`draft` cleared for a pitch to `audience` today; a yes to everything unless the draft says whole only."""
    asked = replace(Use(audience.scope, CHANNEL, FORM, audience.key), **use)
    return clear(story(draft or maureen(), id), [a_consent()], asked, on=TODAY, evidence=evidence)


def story(draft: StoryDraft, id: str = "s1") -> Story:
    return Story(**{field.name: getattr(draft, field.name) for field in fields(StoryDraft)}, id=id)


def candidate(
    score: float = 0.5, id: str = "s1", *, audience: Audience, evidence: Sequence[LinkedEvidence] = (), **changes: Any
) -> Candidate:
    return Candidate(told_to(audience, maureen(**changes), id=id, evidence=evidence), score)


@cache
def demo_drafts() -> tuple[tuple[str, StoryDraft], ...]:
    """Every demo story (id, draft) that may be told in excerpts, as the bank keeps it."""
    return tuple(_read_demo())


def _read_demo() -> Iterator[tuple[str, StoryDraft]]:
    known = {field.name for field in fields(StoryDraft)}
    for path in sorted(DEMO.glob("*.toml")):
        for raw in tomllib.loads(path.read_text(encoding="utf-8")).get("story", []):
            values = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items() if name in known}
            values["plot"] = Plot(**raw.get("plot", {}))
            values["touchpoints"] = tuple(Touchpoint(**row) for row in raw.get("touchpoints", []))
            values["themes"] = tuple(ThemeMark(**row) for row in raw.get("themes", []))
            draft = cleaned(StoryDraft(**values, synthetic=True, status="published"))
            if draft.edit != "whole":
                yield raw["id"], draft


def audiences() -> list[Audience]:
    return list(load_audiences().values())


def said_in(text: str, forms: Sequence[str], **words: str) -> bool:
    """Whether `text` says one of several forms of a sentence of ours (framing.sayings)."""
    words = {"name": "Maureen", "poss": "Maureen’s", "where": "one ward", **words}
    said = [form.format_map(words) for form in forms]
    return any(each in text or f"{each[:1].upper()}{each[1:]}" in text for each in said)


def shapes_of_evidence() -> list[tuple[LinkedEvidence, ...]]:
    """Every way evidence can stand behind a story that a framing words differently."""
    gap = some_evidence()
    ranges = some_evidence(
        id="EV-008", claim="Midwife continuity likely increases vaginal birth from 66% to 70%", value=70.0, unit="percent (from 66)", year="2024",
        publisher="Cochrane", kind="systematic_review", badge="A", polarity="what_works", population="women in trials in 5 countries", sample_size=17864,
    )  # fmt: skip
    local = some_evidence(
        id="EV-L", claim="Calls fell from 61 to 22 in three months", value=22.0, unit="calls", year="2025-26", publisher="Carrow Vale team", kind="local_data",
        badge="C", polarity="trend_improving", population="14 people most likely to ring", sample_size=14, caveat="", verified="not_seen",
    )  # fmt: skip
    spelled = some_evidence(
        id="EV-S",
        claim="Three-quarters of people could not access support, twice as many as in 2019",
        value=75.0,
        year="2019 (published 2021)",
    )
    bare = some_evidence(id="EV-B", claim="People with a plan find it helpful", value=None, unit="", polarity="strength", sample_size=None)
    return [
        (),
        (linked(gap),),
        (linked(gap, relation="exception", typicality="rare"), linked(what_works(), relation="works", scope="analogous")),
        (linked(ranges), linked(local, typicality="unknown")),
        (linked(spelled, typicality="uncommon"), linked(local)),
        (linked(bare, typicality="rare"),),
    ]


__all__ = [
    "MAUREEN", "TODAY", "a_consent", "audiences", "candidate", "demo_drafts", "linked", "maureen", "said_in", "shapes_of_evidence", "some_evidence",
    "story", "told_to", "what_works",
]  # fmt: skip


FINANCE = audience("finance_lead")


def framed(who: Audience = FINANCE, *, evidence=(), frame: str = "", draft=None, more=(), **inputs) -> Framing:  # type: ignore[no-untyped-def]
    lead = told_to(who, draft, evidence=evidence)
    others = [told_to(who, other, id=f"m{number}") for number, other in enumerate(more)]
    return compose([lead, *others], who, frame=frame, today=TODAY, **inputs)


def text(framing: Framing, key: str) -> str:
    section = framing.section(key)
    assert section is not None, key
    return section.text
