"""JSON: the framing as data, with where each sentence comes from. Its names are a promise: docs/exports.md lists them.

A name is never taken away or given another meaning without a new `format_version`; new names may be added.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from framing.exporters.charts import chart_of
from framing.exporters.page import cited, page_of, source_line, typeset, web_address
from framing.model import Framing, Sentence
from framing.script import script_of, seconds_for
from stories.evidence import Evidence
from stories.text import one_line

LABEL = "Data (JSON)"
GOOD_FOR = "another program: every sentence with where it comes from"
PLACE = 60
EXTENSION = "json"
MIME = "application/json"
FORMAT_VERSION = 1


def rendered(framing: Framing) -> bytes:
    """`framing` as UTF-8 JSON with the names that docs/exports.md lists."""
    page, lines, chart = page_of(framing), script_of(framing), chart_of(framing)
    data = {
        "format": "shared-endeavour/framing",
        "format_version": FORMAT_VERSION,
        "question": page.title,
        "audience": framing.audience,
        "frame": framing.frame,
        "composed_on": framing.composed_on.isoformat(),
        "demo_story": framing.synthetic,
        "notes": list(page.notes),
        "content_notes": [one_line(note) for note in framing.content_notes],
        "story_ids": list(framing.story_ids),
        "ask": {
            "who": one_line(framing.ask.who),
            "what": one_line(framing.ask.what),
            "by_when": one_line(str(framing.ask.by_when)),
            "first_step": one_line(framing.ask.first_step),
        },
        "sections": [
            {"key": section.key, "heading": one_line(section.heading), "sentences": [_sentence(each) for each in section.sentences]}
            for section in framing.sections
        ],
        "script": {"seconds": seconds_for(lines), "lines": [{"part": line.part, "text": typeset(line.text)} for line in lines]},
        "chart": None if chart is None else {
            "evidence_id": chart.evidence.id, "unit": "percent", "description": chart.description,
            "bars": [{"label": bar.label, "percent": bar.percent} for bar in chart.bars],
        },
        "evidence": [_evidence(each) for each in cited(framing)],
        "consent": list(page.consent),
    }  # fmt: skip
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _sentence(sentence: Sentence) -> dict[str, Any]:
    """A sentence with its origin; what an origin of this kind does not have is left out."""
    origin = asdict(sentence.provenance)
    known = {name: value for name, value in origin.items() if name == "kind" or value not in ("", 0)}
    if sentence.provenance.end:
        known["start"] = sentence.provenance.start
    return {"text": typeset(sentence.text), "provenance": known, "new_paragraph": sentence.new_paragraph}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "id": evidence.id,
        "claim": one_line(evidence.claim),
        "value": evidence.value,
        "unit": one_line(evidence.unit),
        "population": one_line(evidence.population),
        "year": one_line(evidence.year),
        "publisher": one_line(evidence.publisher),
        "title": one_line(evidence.title),
        "url": web_address(evidence.url),
        "sample_size": evidence.sample_size,
        "caveat": one_line(evidence.caveat),
        "verified": evidence.verified,
        "source_line": source_line(evidence),
    }
