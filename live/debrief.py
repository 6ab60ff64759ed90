"""The debrief of a session as parts of a document, whatever its format: what was agreed, chosen, said, feared and promised. Of a story it holds only its title and the names of its moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from live.agendas import TYPES
from live.model import ASKS, LOSSES, STATUSES, TOUCHES, Commitment, Group, Loss, Session
from live.statement import counted, in_order, named, people, phrase

SAID = "What was said"
POINT = "• "


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs, a table (the first row is its head), titled lists, and bullets; what is empty is left out.

    `level` is 1 for a heading, 2 for one below it; `groups` are (title, count, items); `numbers` says that the table's columns after the
    first hold numbers.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    level: int = 1
    numbers: bool = False

    @property
    def filled(self) -> bool:
        return bool(self.paragraphs or self.bullets or self.table or self.groups)


@dataclass(frozen=True, slots=True)
class Told:
    """A story of the session: a line about it, how it landed (reaction, people), and its moments with how people saw each.

    `touches` holds a count for each of TOUCHES, in its order. `title` is empty when it may no longer be named.
    """

    title: str
    line: str
    landed: tuple[tuple[str, int], ...] = ()
    touches: tuple[tuple[str, tuple[int, ...]], ...] = ()
    votes: int = 0
    shown: bool = True


def parts(
    session: Session,
    groups: Mapping[str, Sequence[Group]],
    losses: Sequence[Loss],
    promises: Sequence[Commitment],
    stories: Sequence[Told],
    joined: int,
    picked: Mapping[str, int],
) -> tuple[Part, ...]:
    """The debrief, what to act on first. `groups` are by question; `picked` says how many people picked a group (by id) as what matters most."""
    held = f"{TYPES[session.kind].label}, {session.opened_at:%-d %B %Y}. {people(joined)} took part."
    found = [Part("", (held,)), Part("What we agree", _paragraphs(session.statement))]
    found += [_chosen(session, stories), _priorities(groups, picked)]
    rows = tuple(
        (one.owner, one.action, one.first_step, f"{one.due_on:%-d %b %Y}", one.known_by, STATUSES[one.status].label) for one in promises
    )
    found.append(Part("Who does what", table=_table(("Who", "Will do", "First step", "By", "We will know because", "So far"), rows)))
    feared = tuple((LOSSES[one.kind].label, one.what, one.kept or "–", one.offer or "–") for one in losses)
    found.append(Part("The losses board", table=_table(("What kind", "What may be lost", "What is kept", "What we offer"), feared)))
    found.append(Part("Who else needs to be in the room", _paragraphs(session.who_else)))
    shown = [one for one in stories if one.shown]
    found.append(Part("The story" if len(shown) < 2 else "The stories", tuple(one.line for one in shown)))
    for one in shown:
        found += _landed(one)
    said = [_said(term.definition, groups.get(code, ())) for code, term in ASKS.items()]
    if any(part.filled for part in said):
        found.append(Part(SAID, ("Every answer that was shown to the room, in people’s own words.",)))
    return tuple(one for one in [*found, *said] if one.filled)


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return (head, *rows) if rows else ()


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line for line in words.split("\n") if line.strip())


def _chosen(session: Session, stories: Sequence[Told]) -> Part:
    """Which story the room wanted, how it voted, and why."""
    if session.kind != "choose":
        return Part("Which story, and why", _paragraphs(session.decision))
    most = max((one.votes for one in stories), default=0)
    first = [one.title for one in stories if one.votes == most and one.title] if most else []
    line = (
        "Nobody voted."
        if not most
        else f"Most people chose “{first[0]}”."
        if len(first) == 1 and not any(one.votes == most and not one.title for one in stories)
        else "No one story had more votes than the others."
        if len(first) > 1
        else "The story most people chose may no longer be named."
    )
    why = _paragraphs(session.decision) or ("Why was not written down.",)
    ranked = sorted(stories, key=lambda one: -one.votes)
    rows = tuple((f"“{one.title}”" if one.title else one.line, str(one.votes)) for one in ranked)
    return Part("Which story, and why", (line, *why), table=_table(("Story", "People who chose it"), rows), numbers=True)


def _priorities(groups: Mapping[str, Sequence[Group]], picked: Mapping[str, int]) -> Part:
    """What people picked, most first; groups nobody picked stand under what was said."""
    chosen = [one for found in groups.values() for one in found if picked.get(one.id)]
    rows = tuple((named(one), str(picked[one.id])) for one in in_order(chosen, picked))
    note = ("Each person could pick up to three.",) if rows else ()
    return Part("What matters most", note, table=_table(("What was said", "People who picked it"), rows), numbers=True)


def _landed(one: Told) -> list[Part]:
    """What the room did with a story: reactions, and how each of its moments went."""
    moved = tuple((label, str(count)) for label, count in one.landed if count)
    moments = tuple((moment, *map(str, counts)) for moment, counts in one.touches)
    of = f" “{one.title}”"
    return [
        Part(f"How{of} landed", table=_table(("Reaction", "People"), moved), level=2, numbers=True),
        Part(
            f"The moments of{of}",
            table=_table(("Moment", *(term.label for term in TOUCHES.values())), moments),
            level=2,
            numbers=True,
        ),
    ]


def _said(heading: str, groups: Sequence[Group]) -> Part:
    """The answers to a question: those that say the same under the name of their group, then those that stand alone."""
    many = [one for one in groups if len(one.answers) > 1 or one.renamed]
    alone = tuple(phrase(answer.words) for one in groups if one not in many for answer in one.answers)
    titled = tuple((named(one), counted(one), _others(one)) for one in many)
    if many and alone:
        return Part(heading, groups=(*titled, ("Said once", "", alone)), level=2)
    return Part(heading, bullets=alone, groups=titled, level=2)


def _others(one: Group) -> tuple[str, ...]:
    """The answers of a group; the one that names it is not said twice."""
    words = [answer.words for answer in one.answers]
    if not one.renamed and one.name in words:
        words.remove(one.name)
    return tuple(map(phrase, words))


def markdown(title: str, parts: Sequence[Part]) -> str:
    """The debrief as Markdown, people's words escaped so that none of them is read as a mark."""
    lines = [f"# {_plain(title)}", ""]
    for part in parts:
        if part.heading:
            lines += [f"{'#' * (part.level + 1)} {_plain(part.heading)}", ""]
        for paragraph in part.paragraphs:
            if paragraph.startswith(POINT):
                lines += [f"- {_plain(paragraph.removeprefix(POINT))}", ""]
            else:
                lines += [_plain(paragraph), ""]
        for number, row in enumerate(part.table):
            lines.append("| " + " | ".join(_plain(cell) for cell in row) + " |")
            if number == 0:
                lines.append("| --- |" + (" ---: |" if part.numbers else " --- |") * (len(row) - 1))
        lines += [""] * bool(part.table)
        for name, count, items in part.groups:
            lines += [f"**{_plain(name)}**{f' – {count}' if count else ''}", ""]
            lines += [f"- {_plain(item)}" for item in items] + [""] * bool(items)
        lines += [f"- {_plain(bullet)}" for bullet in part.bullets] + [""] * bool(part.bullets)
    return "\n".join(lines).rstrip() + "\n"


def _plain(words: str) -> str:
    marked = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!~" else letter for letter in " ".join(words.split()))
    return f"\\{marked}" if marked[:1] in ("-", "+", "=") else marked
