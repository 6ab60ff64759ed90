"""What the command line prints as JSON: stable names, documented in docs/CLI.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.bank import Bank
from services.finding.search import Results
from services.telling.briefing import Framed
from stories import repository
from stories.schema import schema_version


def status_of(bank: Bank) -> dict[str, Any]:
    """Counts by status, index health, model, database."""
    with bank.database.reading() as connection:
        counts = repository.counts(connection)
    index = bank.index.status()
    return {
        "home": str(bank.settings.home),
        "database": bank.database.url.render_as_string(hide_password=True),
        "schema": schema_version(bank.database),
        "stories": {"total": sum(counts.values()), **counts},
        "index": asdict(index),
        "model": bank.settings.model or "all-MiniLM-L6-v2 (packaged)",
    }


def found_as_json(words: str, audience: str, results: Results) -> dict[str, Any]:
    """`find --json`."""
    return {
        "query": words,
        "audience": audience,
        "total": results.total,
        "close": results.close,
        "note": results.note,
        "stories": [
            {
                "id": hit.story.id,
                "title": hit.story.title,
                "synthetic": hit.story.synthetic,
                "close": hit.close,
                "passage": hit.passage,
                "matched": list(hit.matched),
                "reasons": list(hit.reasons),
                "consent": hit.story.consent_line,
                "evidence": [{"id": e.evidence.id, "claim": e.evidence.claim, "relation": e.link.relation} for e in hit.story.evidence],
            }
            for hit in results.hits
        ],
    }


def framed_as_json(framed: Framed) -> dict[str, Any]:
    """`frame --json`."""
    framing, report = framed.framing, framed.report
    return {
        "audience": framing.audience,
        "question": framing.question,
        "synthetic": framing.synthetic,
        "stories": list(framing.story_ids),
        "sections": [
            {
                "key": section.key,
                "heading": section.heading,
                "sentences": [{"text": s.text, "provenance": asdict(s.provenance)} for s in section.sentences],
            }
            for section in framing.sections
        ],
        "evidence": [{"id": e.evidence.id, "citation": e.evidence.citation, "url": e.evidence.url} for e in framing.evidence],
        "consent": list(framing.consent_lines),
        "passed": report.passed,
        "checks": [asdict(check) for check in report.checks],
    }
