"""Commands that keep the bank: the index in line, backups, erasure, moving and taking in. Part of `python -m services`."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from ulid import ULID

from services.index.rebuilding import write_words_anew
from services.keeping.backups import backup as write_backup
from services.keeping.backups import restore as restore_backup
from services.keeping.console import AsJson, err, opened_bank, out, print_json, progress_bar, warm
from services.keeping.copying import copy_bank
from services.keeping.erasure import erase_story
from services.settings import Settings
from services.sharing.importing import import_stories
from stories import generations
from stories.database import Database
from stories.schema import prepare, upgrade

app = typer.Typer()
BESIDE = "The running app owns the search index."


@app.command()
def sync() -> None:
    """Embed what is new and bring the index in line with the bank. Beside a running app: through SQL, and the app follows."""
    configured = Settings.from_environment().index
    with opened_bank(owns_index=True) as bank, progress_bar("Embedding") as step:
        embedder = warm(bank)
        bank.index.embed_missing(embedder, step)
        plan = bank.index.reconcile()
        beside = bank.index.in_memory and configured != "exact"
    if beside:
        out.print(f"{BESIDE} What was new has its vectors in the database now; the app takes them in within seconds.")
        return
    out.print(f"In line: {len(plan.upsert)} stories put in, {len(plan.delete)} taken out.")


@app.command()
def rebuild() -> None:
    """Make the words index anew from the stories, and the index of vectors from those in the database. The old one answers until the new one is whole."""
    configured = Settings.from_environment().index
    with opened_bank(owns_index=True) as bank, progress_bar("Rebuilding") as step:
        write_words_anew(bank.database)
        if bank.index.in_memory and configured != "exact":
            with bank.database.transaction() as connection:
                generations.ask_rebuild(connection, str(ULID()), "person", at=bank.now())
            out.print(f"{BESIDE} It has been asked to make it anew, and does so within seconds; search goes on meanwhile.")
            return
        warm(bank)
        count = bank.index.rebuild(step)
    out.print(f"Rebuilt: {count} stories.")


@app.command()
def migrate() -> None:
    """Bring an older PostgreSQL database to this program's schema. Make a backup first."""
    database = Database(Settings.from_environment().url)
    upgrade(database)
    database.close()
    out.print("The database is up to date.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")], as_json: AsJson = False) -> None:
    """Write the whole bank, attachments included, into one file. The app may go on running."""
    report = write_backup(Settings.from_environment(), file)
    if as_json:
        print_json(asdict(report))
        return
    out.print(f"{report.counts['story']} stories and {report.attachments} attachments are in {report.file}", soft_wrap=True)
    if report.missing:
        out.print(
            f"{len(report.missing)} files the bank knows are gone or changed in its folder, so they are not in it: {', '.join(report.missing)}"
        )
    out.print("Keep a copy of erasures.jsonl from the bank's folder in another place, and never inside a backup.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    replace_bank: Annotated[bool, typer.Option("--replace", help="Give up the bank that is there; a copy of it is kept.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place, without the stories that were erased or withdrawn since. Stop the app first."""
    report = restore_backup(Settings.from_environment(), file, replace=replace_bank)
    if as_json:
        print_json(asdict(report))
        return
    out.print(f"{report.counts['story']} stories and {report.attachments} attachments are back.")
    if report.replayed.erased or report.replayed.withdrawn:
        out.print(f"The erasure ledger took out {report.replayed.erased} erased and {report.replayed.withdrawn} withdrawn stories again.")
    if report.kept:
        out.print(f"The bank that was there: {report.kept}", soft_wrap=True)


@app.command()
def erase(story: Annotated[str, typer.Argument(help="The story's id.")], as_json: AsJson = False) -> None:
    """Erase a story for good, and print a receipt of what was done and what cannot be reached."""
    with opened_bank(owns_index=True) as bank:
        receipt = erase_story(bank, story)
    if as_json:
        print_json(asdict(receipt) | {"complete": receipt.complete})
    else:
        out.print(f"Receipt {receipt.reference}, {receipt.at:%d %B %Y %H:%M} UTC")
        for step in receipt.steps:
            out.print(f"  {'done    ' if step.done else 'NOT DONE'}  {step.sentence}", markup=False, soft_wrap=True)
        for name in receipt.found_in:
            out.print(f"  STILL IN  {name}", markup=False)
        for use in receipt.copies:
            out.print(f"  a copy went out: {use.use.channel}, {use.use.audience}, {use.at:%d %B %Y}, {use.copy_at}", markup=False)
        for sentence in receipt.out_of_reach:
            out.print(f"  out of reach: {sentence}", markup=False, soft_wrap=True)
    if not receipt.complete:
        raise typer.Exit(2)


@app.command()
def copy(
    to: Annotated[str, typer.Option("--to", help="The database to copy into, such as postgresql+psycopg://user@host/bank.")],
    as_json: AsJson = False,
) -> None:
    """Copy the bank into another, empty database, and compare every row. Then set STORYBANK_DATABASE_URL to it."""
    settings = Settings.from_environment()
    source, target = Database(settings.url), Database(replace(settings, database_url=to).url)
    prepare(source)
    prepare(target)
    with err.status("Copying and comparing …"):
        report = copy_bank(source, target)
    source.close()
    target.close()
    if as_json:
        print_json(asdict(report))
        return
    for name, count in report.counts.items():
        out.print(f"{name:<16} {count}")
    for story_id, sentences in report.problems.items():
        out.print(f"Copied, but today's rules would refuse it: {story_id}: {' '.join(sentences)}", markup=False)
    out.print("Every row is there, and equal. Copy erasures.jsonl and attachments along with it when the home changes.")


@app.command(name="import")
def import_file(file: Annotated[Path, typer.Argument(help="Stories, one JSON object a line.")], as_json: AsJson = False) -> None:
    """Take in many stories from a file. Run it again after a stop: it goes on where it was."""
    with opened_bank() as bank, progress_bar("Taking in") as step:
        report = import_stories(bank, file, step)
    if as_json:
        print_json(asdict(report))
        return
    done = report.progress
    begun = f" (it went on at line {report.resumed_at + 1})" if report.resumed_at else ""
    out.print(f"{done.lines} lines: {done.saved} saved, {done.known} known already, {done.refused} refused{begun}.")
    for line in report.refused[:50]:
        out.print(f"  line {line.line}: {line.sentence}", markup=False, soft_wrap=True)
    out.print("Run sync, or let the running app, give the new stories their vectors.")
