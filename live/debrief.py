"""The debrief of a session as parts of a document, whatever its format: what was asked, said, feared and promised. Holds no story text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from live.agendas import TYPES
from live.model import ASKS, LOSSES, STATUSES, Commitment, Group, Loss, Session
from live.statement import people, phrase


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs, bullets and rows of a table (the first row is its head); what is empty is left out."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def parts(
    session: Session,
    groups: Mapping[str, Sequence[Group]],
    losses: Sequence[Loss],
    promises: Sequence[Commitment],
    stories: Sequence[str],
    joined: int,
) -> tuple[Part, ...]:
    """The debrief. `groups` are by question; `stories` are lines about the stories that may still be named, or that one is no longer available."""
    held = f"{session.opened_at:%-d %B %Y}"
    found = [Part("", (f"{TYPES[session.kind].label}, {held}. {'1 person' if joined == 1 else f'{joined} people'} took part.",))]
    found.append(Part("The story", tuple(stories)))
    found.append(Part("What we agree", _paragraphs(session.statement)))
    found.append(Part("Which story, and why", _paragraphs(session.decision)))
    found += [Part(term.definition, bullets=tuple(_line(group) for group in groups.get(code, ()))) for code, term in ASKS.items()]
    table = tuple((LOSSES[one.kind].label, one.what, one.kept, one.offer) for one in losses)
    found.append(
        Part("The losses board", table=(("What kind", "What may be lost", "What is kept", "What we offer"), *table) if table else ())
    )
    found.append(Part("Who else needs to be in the room", _paragraphs(session.who_else)))
    rows = tuple(
        (one.owner, one.action, one.first_step, f"{one.due_on:%-d %B %Y}", one.known_by, STATUSES[one.status].label) for one in promises
    )
    head = ("Who", "Will do", "First step", "By", "We will know because", "So far")
    found.append(Part("Who does what", table=(head, *rows) if rows else ()))
    return tuple(one for one in found if one.paragraphs or one.bullets or one.table)


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line for line in words.split("\n") if line.strip())


def _line(group: Group) -> str:
    return f"{phrase(group.name)}: {people(group)}"


def markdown(title: str, parts: Sequence[Part]) -> str:
    """The debrief as Markdown, people's words escaped so that none of them is read as a mark."""
    lines = [f"# {_plain(title)}", ""]
    for part in parts:
        if part.heading:
            lines += [f"## {part.heading}", ""]
        lines += [line for paragraph in part.paragraphs for line in (_plain(paragraph), "")]
        lines += [f"- {_plain(bullet)}" for bullet in part.bullets] + [""] * bool(part.bullets)
        for number, row in enumerate(part.table):
            lines.append("| " + " | ".join(_plain(cell) for cell in row) + " |")
            if number == 0:
                lines.append("|" + " --- |" * len(row))
        lines += [""] * bool(part.table)
    return "\n".join(lines).rstrip() + "\n"


def _plain(words: str) -> str:
    marked = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!~" else letter for letter in " ".join(words.split()))
    return f"\\{marked}" if marked[:1] in ("-", "+", "=") else marked
