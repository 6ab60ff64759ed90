"""Every row of one bank into another, on whatever database: same ids, same times, words index made anew, sums compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, text

from stories import lexical, repository, tables
from stories.errors import Problem
from stories.story import cleaned, problems_of

PAGE = 1_000  # rows read and written at a time
LEFT = ("index_generation", "index_rebuild", "index_dirty")  # about the index of one bank, not about stories
MOVED = tuple(table for table in tables.metadata.sorted_tables if table.name not in LEFT)


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and a sum over all that is in them: equal when the contents are."""

    rows: int
    digest: str


def move_rows(source: Connection, target: Connection) -> None:
    """Write all of `source` into the empty bank `target`, then its words index."""
    for table in MOVED:
        for rows in _pages(source, table):
            target.execute(insert(table), [dict(row._mapping) for row in rows])
    if target.dialect.name == "postgresql":
        for table in MOVED:
            if "id" in table.c and table.c.id.autoincrement is True:  # rows came with their numbers; the next must follow them
                highest = select(func.max(table.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, "id")
                target.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))
    for ids in _ids(target):
        for saved in repository.get_many(target, ids).values():
            if saved.status != "withdrawn":
                lexical.index(target, saved)


def sums(connection: Connection) -> dict[str, TableSum]:
    """The sum of every table that is moved, by its name."""
    found = {}
    for table in MOVED:
        digest, count = hashlib.sha256(), 0
        for rows in _pages(connection, table):
            count += len(rows)
            for row in rows:
                digest.update(repr([_plain(value) for value in row]).encode())
        found[table.name] = TableSum(count, digest.hexdigest())
    return found


def words_indexed(connection: Connection) -> int:
    """How many stories the words index holds."""
    return int(connection.execute(text("SELECT count(*) FROM story_words")).scalar_one())


def searchable(connection: Connection) -> int:
    """How many stories the words index should hold."""
    return connection.execute(select(func.count()).where(tables.story.c.status != "withdrawn")).scalar_one()


def problems(connection: Connection) -> dict[str, list[Problem]]:
    """Stories that would not pass today's rules, with what is wrong: they were valid once, or came in another way."""
    found = {}
    for ids in _ids(connection):
        for story_id, saved in repository.get_many(connection, ids).items():
            wrong = problems_of(saved)
            if cleaned(saved) != saved:
                wrong = [*wrong, Problem("text", "The text holds characters that the bank does not keep.")]
            if wrong:
                found[story_id] = wrong
    return found


def _pages(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    by_key = select(table).order_by(*(_binary(column, connection) for column in table.primary_key.columns))
    yield from connection.execute(by_key.execution_options(yield_per=PAGE)).partitions()


def _binary(column: Any, connection: Connection) -> Any:
    """Ordered by bytes on every database: PostgreSQL's own order depends on its locale."""
    textual = connection.dialect.name == "postgresql" and column.type.python_type is str
    return column.collate("C") if textual else column


def _ids(connection: Connection) -> Iterator[list[str]]:
    ids = list(connection.execute(select(tables.story.c.id)).scalars())
    for start in range(0, len(ids), PAGE):
        yield ids[start : start + PAGE]


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value
