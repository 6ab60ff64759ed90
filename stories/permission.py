"""Consent decided in SQL, for many stories at once. It says the same as `stories.consent.refusals`; a property test holds them equal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select, true

from stories.consent import RELEASING_ACTS, Use
from stories.tables import consent, consent_form, consent_scope, steward_answer, story, story_use

Columns = TypeVarTuple("Columns")


def quarter_start(day: date) -> date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def quarter_began(day: date) -> datetime:
    """The moment from which uses count for `day`: midnight, UTC, as the quarter starts."""
    start = quarter_start(day)
    return datetime(start.year, start.month, start.day, tzinfo=UTC)


def allowed(use: Use, *, on: date) -> ColumnElement[bool]:
    """The condition under which a story may be told for `use` on the day `on`. For selects that join `with_consent`."""
    told = use.channel != "page"
    said_yes = _last_answer(use) == "yes" if use.reference else false()

    def scope(answer: str) -> ColumnElement[bool]:
        return exists().where(
            consent_scope.c.consent_id == consent.c.id, consent_scope.c.scope == use.scope, consent_scope.c.answer == answer
        )

    uses = (
        select(func.count())
        .where(story_use.c.story_id == story.c.id, story_use.c.channel != "page", story_use.c.used_at >= quarter_began(on))
        .scalar_subquery()
    )
    return and_(
        story.c.status.not_in(("withdrawn", "expired", "resting")),
        consent.c.act.in_(RELEASING_ACTS),
        or_(consent.c.valid_from.is_(None), consent.c.valid_from <= on),
        or_(consent.c.expires_on.is_(None), consent.c.expires_on >= on),
        or_(consent.c.rest_until.is_(None), consent.c.rest_until <= on),
        or_(scope("yes"), and_(scope("ask"), said_yes)),
        or_(consent.c.contact_before_use.is_(False), said_yes) if told else true(),
        exists().where(consent_form.c.consent_id == consent.c.id, consent_form.c.form == use.form),
        and_(consent.c.whole_story_only.is_(False), story.c.edit != "whole") if use.form == "excerpt" else true(),
        or_(consent.c.uses_per_quarter.is_(None), uses < consent.c.uses_per_quarter) if told else true(),
    )


def answered(use: Use) -> Select[str]:
    """Ids of stories whose storyteller, as a steward last recorded it, said yes to this one use. Blank reference: none."""
    return select(story.c.id).where(_last_answer(use) == "yes" if use.reference else false())


def may_be_embedded() -> ColumnElement[bool]:
    """The condition under which a story's words may be turned into vectors on our own computers (S12a), whatever the day."""
    return and_(
        story.c.status != "withdrawn",
        consent.c.act.in_(RELEASING_ACTS),
        exists().where(consent_scope.c.consent_id == consent.c.id, consent_scope.c.scope == "S12a", consent_scope.c.answer == "yes"),
    )


def with_consent(query: Select[*Columns]) -> Select[*Columns]:
    """`query` over `story`, joined to the consent that holds now. A story without any consent drops out: blank means no."""
    return query.join(consent, consent.c.id == story.c.consent_id)


def _last_answer(use: Use) -> ScalarSelect[str]:
    """What was last recorded for this use of the outer query's story: somebody who said yes may think again."""
    query = select(steward_answer.c.answer).where(
        steward_answer.c.story_id == story.c.id, steward_answer.c.scope == use.scope, steward_answer.c.reference == use.reference
    )
    return query.order_by(steward_answer.c.id.desc()).limit(1).correlate(story).scalar_subquery()
