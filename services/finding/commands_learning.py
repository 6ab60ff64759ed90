"""Commands about what audiences say to stories: what was learnt, and who gets heard. Part of `python -m services`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from services.finding.fairness import exposure_report
from services.finding.learning import export_audience, learned, reset_audience
from services.keeping.console import AsJson, opened_bank, out, print_json, warm

app = typer.Typer()
AudienceKey = Annotated[str, typer.Option("--audience", help="An audience's key, such as finance_lead.")]


@app.command("learned")
def show_learned(
    audience: AudienceKey,
    reset: Annotated[
        bool, typer.Option("--reset", help="Forget what was learnt. What people said stays in the log, marked as undone.")
    ] = False,
    export: Annotated[bool, typer.Option("--export", help="Print every reaction as JSON.")] = False,
    as_json: AsJson = False,
) -> None:
    """What the bank has learnt of an audience from what people said."""
    if reset and export:
        raise typer.BadParameter("Choose --reset or --export, not both.")
    with opened_bank() as bank:
        if reset:
            gone = reset_audience(bank, audience)
            out.print(f"Forgotten: {gone} reactions no longer count.")
            return
        report = export_audience(bank, audience) if export else asdict(learned(bank, audience))
    if export or as_json:
        print_json(report)
        return
    for sentence in report["sentences"]:
        out.print(sentence, markup=False, highlight=False)


@app.command()
def exposure(
    audience: AudienceKey,
    topic: Annotated[str, typer.Option(help="What the suggestions are to be about.")] = "",
    as_json: AsJson = False,
) -> None:
    """Who gets heard in an audience's suggestions, with and without learning."""
    with opened_bank() as bank:
        warm(bank)
        report = exposure_report(bank, audience, topic=topic)
    if as_json:
        print_json(asdict(report) | {"held": report.held})
        return
    out.print(report.rule, markup=False, highlight=False)
    for group in report.groups:
        out.print(
            f"{group.looked_at:<7} {group.label:<28} {group.without_learning:>6.1%} → {group.shown:>6.1%}", markup=False, highlight=False
        )
    out.print("The rule holds." if report.held else "The rule does not hold.")
