"""Which generation of the index answers, and the log of rebuilds: kept in SQL, so that every process sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from stories.tables import index_generation, index_rebuild

AUTOMATIC = ("start", "damage")


@dataclass(frozen=True, slots=True)
class Rebuilds:
    """What back-off needs: automatic rebuilds begun since a moment, failures in a row, and when the last one ended or began."""

    recent: int
    failures: int
    last_at: datetime | None


def generation(connection: Connection, model: str) -> str:
    """The name of the index generation that answers for this model; empty when there is none yet."""
    return connection.execute(select(index_generation.c.name).where(index_generation.c.model == model)).scalar_one_or_none() or ""


def generations(connection: Connection) -> set[str]:
    """The names of all generations that answer, for whatever model."""
    return set(connection.execute(select(index_generation.c.name)).scalars())


def begun(connection: Connection) -> set[str]:
    """The names of all generations this bank's log says were begun."""
    return set(connection.execute(select(index_rebuild.c.id).where(index_rebuild.c.state != "asked")).scalars())


def switch_generation(connection: Connection, model: str, name: str, *, at: datetime) -> None:
    """Let another generation answer from now on."""
    connection.execute(delete(index_generation).where(index_generation.c.model == model))
    connection.execute(insert(index_generation).values(model=model, name=name, switched_at=at))


def forget_generations(connection: Connection) -> None:
    """Let no generation answer: whoever opens the index next makes a new one."""
    connection.execute(delete(index_generation))


def ask_rebuild(connection: Connection, rebuild_id: str, reason: str, *, at: datetime) -> None:
    """Leave word that the owner of the index should make it anew."""
    connection.execute(insert(index_rebuild).values(id=rebuild_id, reason=reason, state="asked", asked_at=at))


def asked(connection: Connection) -> list[str]:
    """Ids of rebuilds somebody asked for that nobody has begun."""
    return list(connection.execute(select(index_rebuild.c.id).where(index_rebuild.c.state == "asked")).scalars())


def begin_rebuild(connection: Connection, rebuild_id: str, reason: str, *, at: datetime) -> None:
    """Log that a rebuild begins. It answers every one that was asked for until now."""
    connection.execute(update(index_rebuild).where(index_rebuild.c.state == "asked").values(state="done", ended_at=at))
    connection.execute(insert(index_rebuild).values(id=rebuild_id, reason=reason, state="running", asked_at=at))


def end_rebuild(connection: Connection, rebuild_id: str, *, at: datetime, stories: int | None) -> None:
    """Log how it ended: with so many stories, or, with None, not at all."""
    state = "failed" if stories is None else "done"
    connection.execute(update(index_rebuild).where(index_rebuild.c.id == rebuild_id).values(state=state, ended_at=at, stories=stories))


def rebuilds(connection: Connection, since: datetime) -> Rebuilds:
    """What the log says. A rebuild that began and never ended (the process was killed) counts as a failure."""
    began = index_rebuild.c.reason.in_(AUTOMATIC)
    recent = connection.execute(select(func.count()).where(began, index_rebuild.c.asked_at >= since)).scalar_one()
    rows = connection.execute(
        select(index_rebuild.c.state, index_rebuild.c.asked_at, index_rebuild.c.ended_at)
        .where(index_rebuild.c.state != "asked")
        .order_by(index_rebuild.c.id.desc())
        .limit(20)
    ).all()
    failures = next((n for n, row in enumerate(rows) if row.state == "done"), len(rows))
    return Rebuilds(recent, failures, (rows[0].ended_at or rows[0].asked_at) if rows else None)


def drop_log(connection: Connection, before: datetime) -> None:
    """Forget rebuilds that began before a moment."""
    connection.execute(delete(index_rebuild).where(index_rebuild.c.asked_at < before))
