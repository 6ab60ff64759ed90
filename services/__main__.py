"""The command line: `python -m services …`. Every command takes --json where a script may read it (docs/CLI.md)."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from services import demo
from services.finding import commands_learning
from services.finding.reporting import found_as_json, framed_as_json, status_of
from services.finding.search import Filters, find_stories
from services.keeping import commands_keeping
from services.keeping.console import AsJson, err, opened_bank, out, print_json, warm
from services.telling.briefing import audiences, make_framing
from services.telling.pitches import Pitch
from stories.errors import StoryBankError, UnknownAudience

app = typer.Typer(help="Shared Endeavour: the story bank from the command line.", no_args_is_help=True, add_completion=False)
app.add_typer(commands_keeping.app)
app.add_typer(commands_learning.app)
AudienceKey = Annotated[str, typer.Option("--audience", help="An audience's key, such as finance_lead.")]


@app.command()
def seed(if_empty: Annotated[bool, typer.Option("--if-empty", help="Only when the bank has no story yet.")] = False) -> None:
    """Put the demo bank (synthetic stories, sourced evidence) into the bank."""
    with opened_bank() as bank:
        if if_empty and not demo.is_empty(bank):
            return
        out.print(f"{demo.seed(bank)} demo stories added to {bank.settings.home}", soft_wrap=True)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Counts, the health of the index, the model and the database."""
    with opened_bank() as bank:
        report = status_of(bank)
    if as_json:
        print_json(report)
        return
    for name, value in report.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        out.print(f"{name:<10} {shown}", soft_wrap=True)


@app.command()
def find(
    words: str,
    audience: AudienceKey = "",
    limit: Annotated[int, typer.Option(help="How many stories.", min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find stories for words somebody said."""
    with opened_bank() as bank:
        warm(bank)
        results = find_stories(bank, words, Filters(scope=_scope(audience)), per_page=limit)
    if as_json:
        print_json(found_as_json(words, audience, results))
        return
    out.print(f"{results.total} of {results.bank_total} stories. {results.note}", markup=False)
    for hit in results.hits:
        mark = " (demo story)" if hit.story.synthetic else ""
        out.print(f"\n{hit.story.title}{mark}\n  {hit.story.id}  {' '.join(hit.reasons)}\n  {hit.passage}", markup=False, highlight=False)


@app.command()
def frame(
    audience: AudienceKey,
    stories: Annotated[str, typer.Option(help="Story ids, with commas between them.")],
    question: Annotated[str, typer.Option(help="Open with this question instead.")] = "",
    as_json: AsJson = False,
) -> None:
    """Compose a framing for an audience from stories, and check it."""
    ids = tuple(part.strip() for part in stories.split(",") if part.strip())
    if not ids:
        raise typer.BadParameter("Name at least one story id.", param_hint="--stories")
    with opened_bank() as bank:
        framed = make_framing(bank, Pitch(id="", audience=audience, story_ids=ids, question=question))
    if as_json:
        print_json(framed_as_json(framed))
        return
    for section in framed.framing.sections:
        out.print(f"\n{section.heading}\n{section.text}" if section.heading else section.text, markup=False, highlight=False)
    for failure in framed.report.failures:
        out.print(f"\nNot ready: {failure.sentence}", markup=False, highlight=False)


def main() -> None:
    """Run a command; what a person can act on is one sentence on standard error and exit code 1."""
    try:
        app()
    except StoryBankError as error:
        err.print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)


def _scope(audience: str) -> str:
    if not audience:
        return "S2"
    known = audiences()
    if audience not in known:
        raise UnknownAudience(audience, sorted(known))
    return known[audience].scope


if __name__ == "__main__":
    main()
