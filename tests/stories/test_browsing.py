"""Filters and orders, all in SQL, never showing what consent does not cover."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOW, TODAY, a_consent, a_draft

from stories import browsing, repository
from stories.browsing import Filters
from stories.consent import Use
from stories.database import Database
from stories.story import ThemeMark
from stories.vocabulary import THEME_GROUPS, THEMES

# id: hours ago, words, draft changes, consent (None: blank)
BOARD_ONLY = a_consent(scopes={"S3": "yes"})
STORIES = {
    "a": (5, 30, {"teller": "carer", "service": "discharge", "themes": (ThemeMark("discharge", "poor"),)}, a_consent()),
    "b": (4, 50, {"teller": "staff", "service": "discharge", "themes": (ThemeMark("manner", "good"),), "synthetic": True}, a_consent()),
    "c": (3, 40, {"teller": "carer", "service": "gp", "themes": (), "kind": "change", "outcome": "worked"}, a_consent()),
    "d": (
        2,
        60,
        {"teller": "parent", "service": "camhs", "themes": (ThemeMark("referral", "poor"), ThemeMark("manner", "poor"))},
        a_consent(),
    ),
    "board": (1, 25, {"teller": "carer", "service": "gp", "themes": ()}, BOARD_ONLY),
    "blank": (0, 35, {"teller": "carer", "service": "gp", "themes": ()}, None),
}


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as connection:
        for story_id, (hours, count, changes, consent) in STORIES.items():
            draft = a_draft(text=f"{story_id} " + "word " * count, quotes=(), **changes)
            repository.add(connection, draft, [consent] if consent else [], story_id=story_id, at=NOW - timedelta(hours=hours), by="t")
    return database


def browse(database: Database, filters: Filters, limit: int = 12, offset: int = 0) -> tuple[str, int]:
    with database.reading() as connection:
        ids, total = browsing.browse(connection, filters, Use(filters.scope), on=TODAY, limit=limit, offset=offset)
    return " ".join(ids), total


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), "d c b a"),
        (Filters(scope="S3"), "board d c b a"),
        (Filters(scope="S99"), ""),
        (Filters(order="newest"), "d c b a"),
        (Filters(order="shortest"), "a c b d"),
        (Filters(tellers=("carer",)), "c a"),
        (Filters(tellers=("carer", "parent")), "d c a"),
        (Filters(services=("discharge",)), "b a"),
        (Filters(services=("discharge", "camhs")), "d b a"),
        (Filters(themes=("kindness",)), "d b"),
        (Filters(themes=("working_together",)), "d a"),
        (Filters(themes=("working_together", "kindness")), "d b a"),
        (Filters(kind="change"), "c"),
        (Filters(synthetic=True), "b"),
        (Filters(synthetic=False), "d c a"),
        (Filters(themes=("working_together",), tellers=("carer",), services=("discharge",), kind="experience"), "a"),
        (Filters(themes=("working_together",), tellers=("staff",)), ""),
        (Filters(themes=("no such group",)), ""),
        (Filters(tellers=("'; --",)), ""),
    ],
)
def test_filters_keep_what_they_say_in_the_order_asked(filled: Database, filters: Filters, expected: str) -> None:
    assert browse(filled, filters) == (expected, len(expected.split()))


def test_a_page_counts_everything_and_shows_its_part(filled: Database) -> None:
    assert browse(filled, Filters(), limit=3) == ("d c b", 4)
    assert browse(filled, Filters(), limit=3, offset=3) == ("a", 4)
    assert browse(filled, Filters(), limit=3, offset=99) == ("", 4)
    assert browse(filled, Filters(), limit=0) == ("", 4)


@pytest.mark.parametrize(("order", "expected"), [("best", "b d a"), ("newest", "d b a"), ("shortest", "a b d")])
def test_keeping_from_a_list_keeps_its_order_unless_another_is_asked(filled: Database, order: str, expected: str) -> None:
    asked = ["blank", "b", "missing", "d", "board", "a"]
    with filled.reading() as connection:
        kept = browsing.keep(connection, asked, Filters(order=order), Use("S2"), on=TODAY)
    assert " ".join(kept) == expected


def test_keeping_from_a_thousand_ids_works(filled: Database) -> None:
    many = [f"missing-{number}" for number in range(1_200)]
    with filled.reading() as connection:
        assert browsing.keep(connection, [*many, "a"], Filters(), Use("S2"), on=TODAY) == ["a"]
        assert browsing.keep(connection, [], Filters(), Use("S2"), on=TODAY) == []


def test_filters_say_which_of_them_are_active_and_can_be_left_open() -> None:
    full = Filters(themes=("kindness",), tellers=("carer",), services=("gp",), kind="change", synthetic=False, order="newest", scope="S3")
    assert full.active == ("themes", "tellers", "services", "kind", "synthetic")
    assert Filters(order="shortest", scope="S9").active == ()
    for name in full.active:
        wider = full.without(name)
        assert name not in wider.active
        assert set(wider.active) == set(full.active) - {name}
        assert (wider.scope, wider.order) == ("S3", "newest")


def test_every_theme_belongs_to_a_group_people_can_choose() -> None:
    assert {theme.parent for theme in THEMES.values()} == set(THEME_GROUPS)
