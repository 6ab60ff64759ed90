"""The demo bank keeps its promises: enough stories, every shape of consent, sourced evidence, all marked as invented."""

from __future__ import annotations

from collections import Counter

import pytest
from builders import TODAY

from services import demo
from services.bank import Bank
from services.demo import DemoStory, demo_evidence, demo_links, demo_stories
from stories import evidence_shelf, repository
from stories import vocabulary as v
from stories.consent import Use, refusals, renewal_due
from stories.evidence import LINK_SCOPES, RELATIONS, TYPICALITY, VERIFIED, evidence_problems
from stories.story import problems_of


@pytest.fixture(scope="module")
def told() -> list[DemoStory]:
    return demo_stories(TODAY)


def test_there_are_sixty_stories_or_more_each_with_its_own_id_title_and_words(told: list[DemoStory]) -> None:
    assert len(told) >= 60
    for value in ([s.id for s in told], [s.draft.title for s in told], [repository.text_hash(s.draft.text) for s in told]):
        assert len(set(value)) == len(told)


def test_each_story_has_120_to_600_words(told: list[DemoStory]) -> None:
    assert [s.id for s in told if not 120 <= len(s.draft.text.split()) <= 600] == []


def test_every_story_is_marked_as_invented_and_follows_the_rules(told: list[DemoStory]) -> None:
    assert all(s.draft.synthetic for s in told)
    assert {s.id: problems_of(s.draft) for s in told if problems_of(s.draft)} == {}


def test_the_services_people_ask_about_are_covered(told: list[DemoStory]) -> None:
    there = Counter(s.draft.service for s in told)
    wanted = {
        "maternity", "cancer", "diabetes", "dementia", "adult_mental_health", "camhs", "discharge", "end_of_life", "learning_disability",
        "autism", "stroke", "cardiac", "gp", "outpatients", "carers",
    }  # fmt: skip
    assert {service for service in wanted if there[service] < 2} == set()
    assert there["emergency"] + there["urgent_advice"] >= 3, "urgent care"
    assert sum("fairness" in {m.code for m in s.draft.themes} for s in told) >= 6, "inequalities"


def test_voices_ages_places_and_themes_vary(told: list[DemoStory]) -> None:
    voices = Counter(s.draft.teller for s in told)
    assert {"patient", "carer", "parent", "staff"} <= {teller for teller, count in voices.items() if count >= 5}
    assert {s.draft.age_band for s in told} >= set(v.AGE_BANDS) - {"under_16"}
    assert len({s.draft.place for s in told}) >= 7
    assert {v.THEMES[m.code].parent for s in told for m in s.draft.themes} == set(v.THEME_GROUPS)
    assert {m.polarity for s in told for m in s.draft.themes} == set(v.POLARITIES)
    assert len({s.draft.text.split()[0] + " " + s.draft.text.split()[1] for s in told}) >= 0.9 * len(told), "they open differently"


def test_a_dozen_stories_tell_of_a_change_and_what_was_learned(told: list[DemoStory]) -> None:
    changes = [s.draft for s in told if s.draft.kind == "change"]
    assert len(changes) >= 12
    assert {c.outcome for c in changes} == {"worked", "partly", "failed"}
    assert all(c.learned for c in changes)


def test_quotes_are_exact_and_readable_alone(told: list[DemoStory]) -> None:
    for s in told:
        assert s.draft.quotes, s.id
        for quote in s.draft.quotes:
            assert quote in s.draft.text, (s.id, quote)
            assert 6 <= len(quote.split()) <= 40, (s.id, quote)


def test_stories_carry_notes_moments_wishes_and_plots(told: list[DemoStory]) -> None:
    assert sum(bool(s.draft.content_notes) for s in told) >= 8
    assert sum(bool(s.draft.touchpoints) for s in told) >= 50
    assert all(s.draft.wish for s in told)
    assert all(s.draft.plot.challenge and s.draft.plot.choice and s.draft.plot.outcome for s in told)


def test_every_shape_of_consent_is_there(told: list[DemoStory]) -> None:
    def refused(s: DemoStory, scope: str) -> bool:
        return bool(list(refusals(s.draft, s.consents, Use(scope), on=TODAY)))

    last = {s.id: s.consents[-1] for s in told}
    shapes = {
        "board only": [s for s in told if last[s.id].answer("S3") == "yes" and last[s.id].answer("S2") == "no"],
        "public": [s for s in told if not refused(s, "S8")],
        "press": [s for s in told if not refused(s, "S10")],
        "expired": [s for s in told if (end := last[s.id].expires_on) and end < TODAY],
        "withdrawn": [s for s in told if last[s.id].act == "withdraw"],
        "awaiting renewal": [s for s in told if renewal_due(last[s.id], on=TODAY) and not refused(s, "S2")],
        "whole story only": [s for s in told if last[s.id].whole_story_only],
        "ask me": [s for s in told if "ask" in last[s.id].scopes.values() and last[s.id].contact_before_use],
        "not released": [s for s in told if last[s.id].act == "take_part"],
        "no search by meaning": [s for s in told if last[s.id].answer("S12a") != "yes" and not refused(s, "S2")],
    }
    assert {name for name, found in shapes.items() if not found} == set()
    assert all(refused(s, "S2") for name in ("expired", "withdrawn", "not released") for s in shapes[name])


def test_sixty_facts_say_where_they_come_from() -> None:
    facts = demo_evidence()
    assert len(facts) == 60 == len({fact.id for fact in facts})
    for fact in facts:
        assert evidence_problems(fact) == [], fact.id
        assert fact.url.startswith(("https://", "http://")), fact.id
        assert fact.publisher and fact.title and fact.year and fact.population, fact.id


def test_a_fact_seen_second_hand_says_to_check_the_primary() -> None:
    second_hand = [fact for fact in demo_evidence() if fact.verified == "secondary"]
    assert second_hand
    assert all(fact.check_first for fact in second_hand)
    assert VERIFIED["secondary"].label == "Check the primary before public use"


def test_links_join_real_stories_to_real_facts_and_say_how(told: list[DemoStory]) -> None:
    links, ids, facts = demo_links(), {s.id for s in told}, {fact.id: fact for fact in demo_evidence()}
    services = {s.id: s.draft.service for s in told}
    assert len(links) >= 20
    assert len({(link.story_id, link.evidence_id) for link in links}) == len(links)
    assert set(RELATIONS) == {link.relation for link in links}
    for link in links:
        assert link.story_id in ids and link.evidence_id in facts, link
        assert link.typicality in TYPICALITY and link.scope in LINK_SCOPES and link.rationale, link
        if link.scope == "same_service":
            assert {services[link.story_id], "all_services"} & set(facts[link.evidence_id].services), link


def test_a_seeded_bank_holds_it_all_and_seeding_again_adds_nothing(bank: Bank) -> None:
    assert demo.is_empty(bank)
    added = demo.seed(bank)
    assert not demo.is_empty(bank)
    assert added == len(demo_stories(TODAY))
    assert demo.seed(bank) == 0
    with bank.database.reading() as connection:
        counts = repository.counts(connection)
        assert sum(counts.values()) == added
        assert counts["withdrawn"] >= 2
        stories = repository.get_many(connection, [s.id for s in demo_stories(TODAY)])
        assert all(story.synthetic for story in stories.values())
        assert len(evidence_shelf.all_evidence(connection)) == 60
        assert sum(map(len, evidence_shelf.behind(connection, list(stories)).values())) == len(demo_links())


def test_seeding_leaves_a_story_that_was_changed_alone(bank: Bank) -> None:
    demo.seed(bank)
    story_id = "demo-discharge-1"
    with bank.database.transaction() as connection:
        repository.set_status(connection, story_id, "resting", at=bank.now())
    demo.seed(bank)
    with bank.database.reading() as connection:
        assert repository.get(connection, story_id).status == "resting"
