"""What a room agreed, in and out of SQL: losses, commitments, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from live.model import LINE_MAX, LOSSES, OWNER_MAX, STATUSES, Change, Commitment, InvalidSession, Loss, first_due
from stories.errors import Problem
from stories.tables import live_commitment as commitment
from stories.tables import live_commitment_change as commitment_change
from stories.tables import live_loss as loss
from stories.text import one_line


def save_loss(connection: Connection, session_id: str, new: Loss) -> None:
    """Add a loss or change the one with its id. Raises: InvalidSession."""
    new = replace(new, what=one_line(new.what), kept=one_line(new.kept), offer=one_line(new.offer))
    problems = [] if new.what else [Problem("what", "Please say what people may lose.")]
    problems += [] if new.kind in LOSSES else [Problem("kind", "Please choose what kind of loss it is.")]
    problems += [
        Problem(name, f"Each part of a loss can have up to {LINE_MAX} characters.")
        for name in ("what", "kept", "offer")
        if len(getattr(new, name)) > LINE_MAX
    ]
    if problems:
        raise InvalidSession(*problems)
    values = asdict(new)
    del values["id"]
    mine = (loss.c.id == new.id, loss.c.session_id == session_id)
    if not connection.execute(update(loss).where(*mine).values(values)).rowcount:
        connection.execute(insert(loss).values(id=new.id, session_id=session_id, **values))


def losses(connection: Connection, session_id: str) -> tuple[Loss, ...]:
    rows = connection.execute(select(loss).where(loss.c.session_id == session_id).order_by(loss.c.id))
    return tuple(Loss(row.id, row.kind, row.what, row.kept, row.offer) for row in rows)


def remove_loss(connection: Connection, session_id: str, loss_id: str) -> None:
    connection.execute(delete(loss).where(loss.c.id == loss_id, loss.c.session_id == session_id))


def save_commitment(connection: Connection, new: Commitment, *, today: date) -> None:
    """Add a commitment or change the one with its id. The first of a session is due within thirty days. Raises: InvalidSession."""
    new = replace(
        new, owner=one_line(new.owner), action=one_line(new.action), first_step=one_line(new.first_step), known_by=one_line(new.known_by)
    )
    others = [one for one in of_sessions(connection, [new.session_id]) if one.id != new.id]
    problems = _problems(new, others, today)
    if problems:
        raise InvalidSession(*problems)
    values = asdict(new)
    del values["id"], values["changes"]
    if not connection.execute(update(commitment).where(commitment.c.id == new.id).values(values)).rowcount:
        connection.execute(insert(commitment).values(id=new.id, **values))


def _problems(new: Commitment, others: Sequence[Commitment], today: date) -> list[Problem]:
    found = []
    for name, sentence in (
        ("owner", "Please say who will do it."),
        ("action", "Please say what they will do."),
        ("first_step", "Please say the first step: something small."),
        ("known_by", "Please say how the others will know that it was done."),
    ):
        value = getattr(new, name)
        if not value:
            found.append(Problem(name, sentence))
        elif len(value) > (OWNER_MAX if name == "owner" else LINE_MAX):
            found.append(Problem(name, f"That is longer than {OWNER_MAX if name == 'owner' else LINE_MAX} characters: please shorten it."))
    if new.due_on < today:
        found.append(Problem("due_on", "That day has gone by. Please choose one that is still to come."))
    elif new.due_on > first_due(today) and not any(one.due_on <= first_due(today) for one in others):
        found.append(Problem("due_on", "The first commitment is due within 30 days: choose an earlier day, or a smaller first step."))
    return found


def remove_commitment(connection: Connection, session_id: str, commitment_id: str) -> None:
    connection.execute(delete(commitment).where(commitment.c.id == commitment_id, commitment.c.session_id == session_id))


def of_sessions(connection: Connection, session_ids: Sequence[str] | None = None) -> tuple[Commitment, ...]:
    """Commitments with what became of them, by the day they are due; of all sessions when none is named."""
    query = select(commitment).order_by(commitment.c.due_on, commitment.c.id)
    if session_ids is not None:
        query = query.where(commitment.c.session_id.in_(list(session_ids)))
    rows = list(connection.execute(query))
    changes: dict[str, list[Change]] = {}
    told = select(commitment_change).order_by(commitment_change.c.id)
    if session_ids is not None:
        told = told.where(commitment_change.c.commitment_id.in_([row.id for row in rows]))
    for row in connection.execute(told):
        changes.setdefault(row.commitment_id, []).append(Change(row.status, row.words, row.by, row.at))
    return tuple(
        Commitment(
            row.id,
            row.session_id,
            row.owner,
            row.action,
            row.first_step,
            row.due_on,
            row.known_by,
            row.made_at,
            tuple(changes.get(row.id, ())),
        )
        for row in rows
    )


def exists(connection: Connection, commitment_id: str) -> bool:
    return connection.execute(select(commitment.c.id).where(commitment.c.id == commitment_id)).first() is not None


def record_change(connection: Connection, commitment_id: str, status: str, words: str, *, by: str, at: datetime) -> None:
    """Append what became of a commitment. Raises: InvalidSession when it says too little to be honest."""
    words = one_line(words)
    if status not in STATUSES:
        raise InvalidSession(Problem("status", "Please choose how far it has come."))
    if status == "not_possible" and not words:
        raise InvalidSession(Problem("words", "Please say why it was not possible: the storyteller and the room will ask."))
    if status == "made" and not words:
        raise InvalidSession(Problem("words", "Please say what changed, in words you could tell the storyteller."))
    if len(words) > LINE_MAX:
        raise InvalidSession(Problem("words", f"Please say it in up to {LINE_MAX} characters."))
    connection.execute(insert(commitment_change).values(commitment_id=commitment_id, status=status, words=words, by=by, at=at))
