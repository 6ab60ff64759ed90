"""The SQL that decides for many stories says the same as the Python that gives reasons for one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from builders import NOW, TEXT, TODAY, a_consent, a_draft
from consent_cases import ALLOWED, BOARD, REFUSED
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stories import consent_log, repository
from stories.consent import Consent, StoryUse, Use, refusals
from stories.database import Connection, Database
from stories.permission import quarter_began, quarter_start

DAYS = st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n))
MAYBE_DAY = st.none() | DAYS
SCOPES = ("S2", "S3", "S10")
# Each trial starts from a consent that allows everything and changes a few things: independent draws would nearly always be a no.
CHANGES = st.one_of(
    st.fixed_dictionaries({"act": st.sampled_from(("vary", "renew", "take_part", "withdraw", "odd"))}),
    st.fixed_dictionaries({"scopes": st.dictionaries(st.sampled_from(SCOPES), st.sampled_from(("yes", "ask", "no", "odd")))}),
    st.fixed_dictionaries({"scopes": st.just(dict.fromkeys(SCOPES, "ask"))}),
    st.fixed_dictionaries({"forms": st.sampled_from(((), ("text",), ("excerpt",)))}),
    st.fixed_dictionaries({"valid_from": DAYS}),
    st.fixed_dictionaries({"review_on": DAYS}),
    st.fixed_dictionaries({"expires_on": DAYS}),
    st.fixed_dictionaries({"rest_until": DAYS}),
    st.just({"whole_story_only": True}),
    st.just({"contact_before_use": True}),
    st.fixed_dictionaries({"uses_per_quarter": st.integers(0, 2)}),
)
CONSENTS = st.lists(CHANGES, max_size=2).map(lambda parts: a_consent(**{name: value for part in parts for name, value in part.items()}))


@dataclass(frozen=True)
class Trial:
    """One story of a made-up bank: its consent acts, what a steward recorded, where it was told (channel, days ago)."""

    log: tuple[Consent, ...] = ()
    status: str = "published"
    edit: str = "excerpt"
    answers: tuple[tuple[str, str, str], ...] = ()
    told: tuple[tuple[str, int], ...] = ()


TRIALS = st.builds(
    Trial,
    log=st.lists(CONSENTS, min_size=1, max_size=2).map(tuple) | st.just(()),
    status=st.sampled_from(("published", "published", "published", "captured", "resting", "withdrawn", "expired")),
    edit=st.sampled_from(("excerpt", "excerpt", "tighten", "whole")),
    answers=st.lists(
        st.tuples(st.sampled_from(SCOPES), st.sampled_from(("pitch-1", "pitch-1", "pitch-2")), st.sampled_from(("yes", "yes", "no"))),
        max_size=3,
    ).map(tuple),
    told=st.lists(st.tuples(st.sampled_from(("page", "pitch", "session")), st.sampled_from((-90, -54, -53, -1, 0))), max_size=3).map(tuple),
)
REFERENCES = ("", "pitch-1")
EVERY_USE = [
    Use(scope, channel, form, reference=reference)
    for scope, channel, form, reference in product(SCOPES, ("page", "pitch"), ("text", "excerpt"), REFERENCES)
]


class _Undo(Exception):
    """Rolls a trial back, so that each starts from an empty bank."""


# Not shrunk: the assertion names the one use and the one story, and making a bank of six smaller takes minutes.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=12, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trials=st.lists(TRIALS, min_size=6, max_size=6), on=DAYS)
def test_sql_and_python_agree_on_every_use(database: Database, trials: list[Trial], on: date) -> None:
    with pytest.raises(_Undo), database.transaction() as connection:
        for number, trial in enumerate(trials):
            keep(connection, f"s{number}", trial)
        ids = [f"s{number}" for number in range(len(trials))]
        often = consent_log.uses_since(connection, ids, quarter_began(on))
        for use in EVERY_USE:
            by_sql = repository.permitted(connection, ids, use, on=on)
            assert list(repository.cleared(connection, by_sql, use, on=on)) == by_sql  # `clear` raises where SQL was too kind
            told = repository.reasons_against(connection, ids, use, on=on)
            for story_id, trial in zip(ids, trials, strict=True):
                answers = [answer for scope, reference, answer in trial.answers if (scope, reference) == (use.scope, use.reference)]
                answered = answers[-1:] == ["yes"]
                draft = a_draft(status=trial.status, edit=trial.edit)
                known = {"answered": answered, "uses_this_quarter": often.get(story_id, 0)}
                why_not = list(refusals(draft, trial.log, use, on=on, **known))
                assert (story_id in by_sql) is (why_not == []), (use, on, trial, why_not)
                assert list(told[story_id]) == why_not
        raise _Undo


def keep(connection: Connection, story_id: str, trial: Trial) -> None:
    draft = a_draft(status=trial.status, edit=trial.edit, text=f"{story_id} {TEXT}", quotes=())
    repository.add(connection, draft, trial.log, story_id=story_id, at=NOW, by="t")
    for scope, reference, answer in trial.answers:
        repository.record_answer(connection, story_id, Use(scope, reference=reference), answer, by="t", at=NOW)
    consent_log.record_uses(
        connection, [StoryUse(story_id, 1, Use("S2", channel), NOW + timedelta(days=ago)) for channel, ago in trial.told]
    )


@pytest.mark.parametrize(("consent", "use"), [row[1:3] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_sql_refuses_each_use_that_is_refused(database: Database, consent: Consent | None, use: Use) -> None:
    if consent is not None and consent.obtained_on is None:
        consent = replace(consent, obtained_on=TODAY)  # the database takes no act without its day
    with database.transaction() as connection:
        keep(connection, "s", Trial(log=(consent,) if consent else ()))
        assert repository.permitted(connection, ["s"], use, on=TODAY) == []
        assert repository.cleared(connection, ["s"], use, on=TODAY) == {}


@pytest.mark.parametrize(("consent", "use", "on", "known"), [row[1:] for row in ALLOWED], ids=[row[0] for row in ALLOWED])
def test_sql_allows_each_use_that_is_allowed(database: Database, consent: Consent, use: Use, on: date, known: dict[str, Any]) -> None:
    answers = ((use.scope, use.reference, "yes"),) if known.get("answered") else ()
    told = (("pitch", 0),) * known.get("uses_this_quarter", 0)
    with database.transaction() as connection:
        keep(connection, "s", Trial(log=(consent,), answers=answers, told=told))
        assert list(repository.cleared(connection, ["s"], use, on=on)) == ["s"]


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        ((), True),
        ((("pitch", -1),), True),
        ((("pitch", -1), ("session", -2)), False),
        ((("pitch", -1), ("page", -1), ("page", 0)), True),
        ((("pitch", -54), ("pitch", -90), ("pitch", -1)), True),  # 30 September and before: another quarter
        ((("pitch", -53), ("pitch", -1)), False),  # 1 October: this one
    ],
)
def test_only_tellings_of_this_quarter_count(database: Database, told: tuple[tuple[str, int], ...], allowed: bool) -> None:
    with database.transaction() as connection:
        keep(connection, "s", Trial(log=(a_consent(uses_per_quarter=2),), told=told))
        assert (repository.permitted(connection, ["s"], BOARD, on=TODAY) == ["s"]) is allowed


def test_the_property_meets_both_a_yes_and_a_no(database: Database) -> None:
    """A property that never saw an allowed use would prove nothing."""
    with database.transaction() as connection:
        repository.add(connection, a_draft(), [a_consent()], story_id="yes", at=NOW, by="t")
        repository.add(connection, a_draft(text="Another story altogether. " * 8, quotes=()), [], story_id="no", at=NOW, by="t")
        assert repository.permitted(connection, ["no", "yes"], Use("S3"), on=TODAY) == ["yes"]


def test_quarters_start_in_january_april_july_and_october() -> None:
    months = [quarter_start(date(2026, month, 17)) for month in range(1, 13)]
    assert months == [date(2026, start, 1) for start in (1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10)]


def test_a_stewards_last_answer_holds_for_that_one_use(database: Database) -> None:
    asks = a_consent(scopes={"S3": "ask", "S6": "ask"})
    one, other = Use("S3", "pitch", "excerpt", reference="pitch-1"), Use("S3", "pitch", "excerpt", reference="pitch-2")
    with database.transaction() as connection:
        repository.add(connection, a_draft(), [asks], story_id="s", at=NOW, by="t")

        def told(use: Use) -> bool:
            by_sql = repository.permitted(connection, ["s"], use, on=TODAY)
            assert list(repository.cleared(connection, ["s"], use, on=TODAY)) == by_sql
            return by_sql == ["s"]

        assert not told(one)
        repository.record_answer(connection, "s", one, "no", by="t", at=NOW)
        assert not told(one)
        repository.record_answer(connection, "s", one, "yes", by="t", at=NOW)
        assert told(one)
        assert not told(other), "a yes to one pitch is not a yes to the next"
        assert not told(Use("S6", "pitch", "excerpt", reference="pitch-1")), "nor to another audience"
        assert not told(Use("S3", "pitch", "excerpt")), "nor to a use without a name"
        repository.record_answer(connection, "s", one, "no", by="t", at=NOW)
        assert not told(one), "the storyteller may think again"
