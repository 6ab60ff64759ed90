"""Stories in and out of SQL. Takes a connection inside somebody's transaction; gives back frozen dataclasses, never rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from stories import consent_log, evidence_shelf, lexical, vectors
from stories.consent import ClearedStory, Consent, Use, clear, refusals
from stories.errors import DuplicateStory, StoryNotFound
from stories.permission import allowed, answered, quarter_began, with_consent
from stories.story import Plot, Story, StoryDraft, StoryId, ThemeMark, Touchpoint
from stories.tables import steward_answer, story, story_theme, story_version
from stories.text import search_form

_PLAIN = tuple(f.name for f in fields(StoryDraft) if f.name not in ("themes", "touchpoints", "plot", "signifiers"))
BATCH = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What a storyteller said to one use, as a steward recorded it: `by` says who asked, and how."""

    story_id: StoryId
    answer: str
    by: str
    at: datetime


def add(connection: Connection, draft: StoryDraft, consents: Sequence[Consent], *, story_id: StoryId, at: datetime, by: str) -> Story:
    """Save a cleaned, valid draft as version 1 with its consent log, its words and its dirty mark.

    Raises: DuplicateStory when the same words are already there.
    """
    same = find_same_text(connection, draft.text)
    if same is not None:
        raise DuplicateStory(same)
    new = Story(**_fields(draft), id=story_id, version=1, created_at=at, updated_at=at)
    connection.execute(insert(story), _values(new))
    _write_parts(connection, new, by)
    for consent in consents:
        consent_log.record(connection, story_id, consent, at=at)
    return new


def revise(connection: Connection, story_id: StoryId, draft: StoryDraft, *, at: datetime, by: str) -> Story:
    """Save a new version; the old text stays in `story_version`. Raises: StoryNotFound (also once withdrawn), DuplicateStory."""
    old = get(connection, story_id)
    if old.status == "withdrawn":  # its words left every index for good
        raise StoryNotFound(story_id)
    same = find_same_text(connection, draft.text)
    if same not in (None, story_id):
        raise DuplicateStory(str(same))
    new = replace(old, **(_fields(draft) | {"status": old.status}), version=old.version + 1, updated_at=at)
    values = _values(new)
    del values["id"]
    connection.execute(update(story).where(story.c.id == story_id).values(values))
    connection.execute(delete(story_theme).where(story_theme.c.story_id == story_id))
    vectors.forget(connection, story_id)
    _write_parts(connection, new, by)
    return new


def set_status(connection: Connection, story_id: StoryId, status: str, *, at: datetime) -> None:
    """Change the status alone. A withdrawn story gives up its words index, its vectors and its hold on the text."""
    values: dict[str, Any] = {"status": status, "updated_at": at}
    if status == "withdrawn":
        values["text_hash"] = None
        lexical.forget(connection, story_id)
        vectors.forget(connection, story_id)
    found = connection.execute(update(story).where(story.c.id == story_id).values(values)).rowcount
    if not found:
        raise StoryNotFound(story_id)
    vectors.mark_dirty(connection, [story_id])


def get(connection: Connection, story_id: StoryId) -> Story:
    """Raises: StoryNotFound."""
    found = get_many(connection, [story_id])
    if story_id not in found:
        raise StoryNotFound(story_id)
    return found[story_id]


def get_many(connection: Connection, ids: Sequence[StoryId]) -> dict[StoryId, Story]:
    """Stories by id, unknown ids left out. Two statements for each 500 ids."""
    found: dict[StoryId, Story] = {}
    asked = _possible(ids)
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        themes: dict[StoryId, list[ThemeMark]] = {}
        for row in connection.execute(select(story_theme).where(story_theme.c.story_id.in_(batch)).order_by(story_theme.c.position)):
            themes.setdefault(row.story_id, []).append(ThemeMark(row.code, row.polarity))
        for row in connection.execute(select(story).where(story.c.id.in_(batch))):
            found[row.id] = _story(row, tuple(themes.get(row.id, ())))
    return found


def cleared(connection: Connection, ids: Sequence[StoryId], use: Use, *, on: date) -> dict[StoryId, ClearedStory]:
    """The stories among `ids` that may be told for `use` on that day, with their evidence. Decided in SQL, then told by `clear`."""
    may = permitted(connection, ids, use, on=on)
    found = get_many(connection, may)
    logs = consent_log.logs(connection, may)
    shelf = evidence_shelf.behind(connection, may)
    asked = answered_yes(connection, may, use)
    return {i: clear(found[i], logs[i], use, on=on, answered=i in asked, evidence=shelf.get(i, ())) for i in may}


def permitted(connection: Connection, ids: Sequence[StoryId], use: Use, *, on: date) -> list[StoryId]:
    """The ids among `ids` that may be told for `use`, in the order given."""
    kept: set[StoryId] = set()
    asked = _possible(ids)
    for start in range(0, len(asked), BATCH):
        query = with_consent(select(story.c.id)).where(story.c.id.in_(asked[start : start + BATCH]), allowed(use, on=on))
        kept.update(connection.execute(query).scalars())
    return [i for i in ids if i in kept]


def reasons_against(connection: Connection, ids: Sequence[StoryId], use: Use, *, on: date) -> dict[StoryId, tuple[str, ...]]:
    """Why each story may not be told for `use` on that day, in sentences; none for one that may. Unknown ids are left out."""
    found = get_many(connection, ids)
    known = list(found)
    logs, asked = consent_log.logs(connection, known), answered_yes(connection, known, use)
    often = consent_log.uses_since(connection, known, quarter_began(on))
    return {
        i: tuple(refusals(found[i], logs[i], use, on=on, answered=i in asked, uses_this_quarter=often.get(i, 0))) for i in ids if i in found
    }


def wait_for_an_answer(connection: Connection, ids: Sequence[StoryId], use: Use, *, on: date) -> dict[StoryId, tuple[str, ...]]:
    """Those of `ids` that may not be told for `use` and may as soon as their storyteller says yes to it, with the reasons."""
    against = reasons_against(connection, ids, use, on=on)
    found, logs = get_many(connection, ids), consent_log.logs(connection, ids)
    often = consent_log.uses_since(connection, list(found), quarter_began(on))
    return {
        i: reasons
        for i, reasons in against.items()
        if reasons and not any(refusals(found[i], logs[i], use, on=on, answered=True, uses_this_quarter=often.get(i, 0)))
    }


def find_same_text(connection: Connection, text: str) -> StoryId | None:
    """The id of a story with the same words (case, accents' form and white space apart), if there is one."""
    return connection.execute(select(story.c.id).where(story.c.text_hash == text_hash(text))).scalar_one_or_none()


def text_hash(text: str) -> str:
    return hashlib.sha256(" ".join(search_form(text).split()).encode()).hexdigest()


def counts(connection: Connection) -> dict[str, int]:
    """How many stories have each status."""
    return {row.status: row.n for row in connection.execute(select(story.c.status, func.count().label("n")).group_by(story.c.status))}


def record_answer(connection: Connection, story_id: StoryId, use: Use, answer: str, *, by: str, at: datetime) -> None:
    """A steward's record of what the storyteller said to one use (scope and pitch or session)."""
    connection.execute(
        insert(steward_answer).values(
            story_id=story_id, scope=use.scope, reference=use.reference, answer=answer, answered_by=by, answered_at=at
        )
    )


def last_answers(connection: Connection, use: Use) -> list[RecordedAnswer]:
    """What was last recorded for each story and this use, the oldest first; none without a reference."""
    if not use.reference:
        return []
    mine = (steward_answer.c.scope == use.scope, steward_answer.c.reference == use.reference)
    last = select(func.max(steward_answer.c.id)).where(*mine).group_by(steward_answer.c.story_id)
    rows = connection.execute(select(steward_answer).where(steward_answer.c.id.in_(last)).order_by(steward_answer.c.id))
    return [RecordedAnswer(row.story_id, row.answer, row.answered_by, row.answered_at) for row in rows]


def answered_yes(connection: Connection, ids: Sequence[StoryId], use: Use) -> set[StoryId]:
    """Those of `ids` whose storyteller, as a steward last recorded it, said yes to this one use."""
    found: set[StoryId] = set()
    for start in range(0, len(ids) if use.reference else 0, BATCH):
        found.update(connection.execute(answered(use).where(story.c.id.in_(list(ids[start : start + BATCH])))).scalars())
    return found


def _possible(ids: Sequence[StoryId]) -> list[StoryId]:
    """Those of `ids` that could be one of ours: a link may hold characters that no database takes."""
    return [i for i in ids if i.isascii() and i.isprintable()]


def _write_parts(connection: Connection, saved: Story, by: str) -> None:
    if saved.themes:
        connection.execute(
            insert(story_theme),
            [{"story_id": saved.id, "code": m.code, "polarity": m.polarity, "position": n} for n, m in enumerate(saved.themes)],
        )
    version = {"story_id": saved.id, "version": saved.version, "title": saved.title, "text": saved.text}
    connection.execute(insert(story_version), version | {"saved_at": saved.updated_at, "saved_by": by})
    lexical.index(connection, saved)
    vectors.mark_dirty(connection, [saved.id])


def _fields(draft: StoryDraft) -> dict[str, Any]:
    return {f.name: getattr(draft, f.name) for f in fields(StoryDraft)}


def _values(saved: Story) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(saved, name) for name in _PLAIN}
    for name in ("quotes", "journey", "picker", "content_notes"):
        values[name] = list(getattr(saved, name))
    return values | {
        "id": saved.id,
        "version": saved.version,
        "text_hash": text_hash(saved.text),
        "plot": asdict(saved.plot),
        "touchpoints": [asdict(t) for t in saved.touchpoints],
        "signifiers": dict(saved.signifiers),
        "created_at": saved.created_at,
        "updated_at": saved.updated_at,
    }


def _story(row: Row[Any], themes: tuple[ThemeMark, ...]) -> Story:
    values: dict[str, Any] = dict(row._mapping)
    plain = {name: values[name] for name in _PLAIN if name not in ("quotes", "journey", "picker", "content_notes")}
    return Story(
        **plain,
        quotes=tuple(values["quotes"]),
        journey=tuple(values["journey"]),
        picker=tuple(values["picker"]),
        content_notes=tuple(values["content_notes"]),
        id=values["id"],
        version=values["version"],
        plot=Plot(**values["plot"]),
        touchpoints=tuple(Touchpoint(**t) for t in values["touchpoints"]),
        themes=themes,
        signifiers=dict(values["signifiers"]),
        created_at=values["created_at"],
        updated_at=values["updated_at"],
    )
