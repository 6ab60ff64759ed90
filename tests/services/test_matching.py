"""From an audience to stories: several values, reading time, rest, reach, what was learnt, and who gets heard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from banks import put, words_about
from builders import NOW, a_consent

from embeddings.exposure import SLACK, exposure, floors
from framing import audiences as profiles
from framing.model import CHANNEL, FORM, Audience
from services.bank import Bank
from services.finding.asking import questions
from services.finding.fairness import exposure_report
from services.finding.learning import record_reaction, reset_audience
from services.finding.likeness import counter_story, similar_stories
from services.finding.matching import UNSURE, Matched, match
from services.telling.briefing import suggest_stories
from services.telling.pitches import Pitch
from stories import consent_log
from stories.consent import StoryUse, Use
from stories.errors import StoryNotFound
from stories.story import ThemeMark

BOARD = profiles.audience("board")


def matched(bank: Bank, audience: Audience = BOARD, *, limit: int = 8, **pitch: str) -> Matched:
    with bank.database.reading() as connection:
        use = Use(audience.scope, CHANNEL, FORM, audience.key)
        return match(bank, connection, audience, Pitch(id="p", audience=audience.key, **pitch), use, limit=limit)


def order(found: Matched) -> list[str]:
    return [suggestion.story.id for suggestion in found.suggestions]


def why(found: Matched, story_id: str) -> str:
    return " ".join(next(s for s in found.suggestions if s.story.id == story_id).reasons)


def themes(*codes: str, polarity: str = "poor") -> tuple[ThemeMark, ...]:
    return tuple(ThemeMark(code, polarity) for code in codes)


def test_each_value_is_asked_for_by_itself_and_shares_add_up() -> None:
    asked = questions(BOARD, Pitch(id="", audience="board", topic="leaving hospital", cares="the night shift", fears="losing beds"))
    assert [one.kind for one in asked] == ["topic", "cares", "fears", *["value"] * len(BOARD.values)]
    assert [one.words for one in asked[3:]] == [value.description for value in BOARD.values]
    assert sum(one.share for one in asked) == pytest.approx(1.0)
    assert sum(one.share for one in questions(BOARD, Pitch(id="", audience="board"))) == pytest.approx(1.0)


def test_the_first_suggestions_speak_to_different_values(bank: Bank) -> None:
    """Three stories say the same about safety, one is about fairness and lies a little further off: it still comes early."""
    for n in range(3):
        put(bank, f"safe care harm prevented worries heard early gaps {n}", themes=themes("feeling_safe", "diagnosis"))
    fair = put(bank, "fair access nobody waits longer where they live", themes=themes("fairness", "location"), service="gp")
    assert fair.id in order(matched(bank))[:2]


def test_typed_cares_and_fears_count_as_questions(bank: Bank) -> None:
    rota = put(bank, "the rota and the bleep", themes=())
    put(bank, "the garden and the bench", themes=())
    assert order(matched(bank, cares="the rota"))[0] == rota.id
    found = matched(bank, fears="rota bleep")
    assert order(found)[0] == rota.id
    assert "Touches what you say they may fear losing: name it with respect." in why(found, rota.id)


def test_the_passage_that_answers_stands_beside_the_reasons(bank: Bank) -> None:
    story = put(bank, text=f"{words_about('The tablets came home in a bag')} {words_about('Nobody picked up the telephone')}", quotes=())
    (suggestion,) = matched(bank, topic="telephone picked up").suggestions
    assert "telephone" in suggestion.passage
    assert suggestion.passage in story.text
    assert any("telephone" in reason for reason in suggestion.reasons)


def test_a_story_that_takes_more_than_its_part_of_the_time_comes_after_the_same_story_told_shorter(bank: Bank) -> None:
    words = " ".join(words_about("tablets in a bag") for _ in range(60))
    long = put(bank, "tablets in a bag", text=words, themes=themes("discharge"))
    short = put(bank, "tablets in a bag", themes=themes("discharge"))
    found = matched(bank, topic="tablets in a bag")
    assert order(found) == [short.id, long.id]
    assert "minutes to read and they have 10: bring a part of it." in why(found, long.id)


def test_a_storyteller_who_was_told_often_this_quarter_rests(bank: Bank) -> None:
    tired, fresh = (put(bank, f"tablets in a bag {n}", themes=themes("discharge")) for n in (1, 2))
    assert set(order(matched(bank, topic="tablets in a bag"))) == {tired.id, fresh.id}
    uses = [StoryUse(tired.id, 1, Use("S3", CHANNEL, FORM, "board", f"p{n}"), NOW) for n in range(4)]
    with bank.database.transaction() as connection:
        consent_log.record_uses(connection, uses)
    found = matched(bank, topic="tablets in a bag")
    assert order(found) == [fresh.id, tired.id]
    assert "Told 4 times this quarter: its storyteller may need a rest." in why(found, tired.id)


def test_a_story_says_what_the_audience_could_do_about_it(bank: Bank) -> None:
    story = put(bank, "tablets in a bag", themes=themes("discharge"))
    assert "They can decide how this is run: discharge." in why(matched(bank), story.id)


def test_who_the_teller_is_does_not_change_what_fits(bank: Bank) -> None:
    young = put(bank, "tablets in a bag", age_band="16_24", place="wales", teller="patient", themes=themes("discharge"))
    old = put(bank, "in a bag tablets", age_band="85_over", place="london", teller="patient", themes=themes("discharge"))
    scores = {s.story.id: s.score for s in matched(bank, topic="tablets in a bag").suggestions}
    assert scores[young.id] == pytest.approx(scores[old.id])


def test_an_audience_with_no_cares_gets_the_newest_stories(bank: Bank) -> None:
    stories = [put(bank, f"tablets in a bag {n}") for n in range(3)]
    nobody = replace(BOARD, values=(), knows=(), losses=())
    found = matched(bank, nobody)
    assert set(order(found)) == {story.id for story in stories}
    assert all(suggestion.value == "" for suggestion in found.suggestions)
    assert order(matched(bank, nobody, topic="bag 2"))[0] == stories[2].id


def test_when_nothing_may_be_told_it_says_what_to_leave_open(bank: Bank) -> None:
    assert "no story yet" in suggest_stories(bank, Pitch(id="p", audience="press")).note
    put(bank, "tablets in a bag", consent=a_consent(scopes={"S2": "yes", "S12a": "yes"}))
    found = suggest_stories(bank, Pitch(id="p", audience="press", topic="tablets"))
    assert found.usable == ()
    assert "The bank has 1 story, and none has consent for press and broadcast." in found.note


def groups_of_stories(bank: Bank) -> dict[str, str]:
    """Twelve stories, half by patients and half by carers, about two things: id → what it is about."""
    made = {}
    for n in range(6):
        teller = ("patient", "carer")[n % 2]
        made[put(bank, f"soup gone cold tray spoon {n}", teller=teller, themes=themes("food_drink")).id] = "soup"
        made[put(bank, f"parking meter coins wet queue {n}", teller=teller, themes=themes("parking")).id] = "parking"
    return made


def test_what_people_said_brings_stories_like_it_up_and_says_why(bank: Bank) -> None:
    made = groups_of_stories(bank)
    soups = [i for i, about in made.items() if about == "soup"]
    for person in range(9):
        for story_id in soups[:2]:
            record_reaction(bank, story_id, "board", ["act"], source="session", reference=f"s1/{person}")
    found = matched(bank)
    food = ("theme", "food")
    assert exposure(order(found), found.groups, 8)[food] > exposure(found.unlearned, found.groups, 8)[food]
    fresh = [i for i in order(found) if i in soups[2:]]
    assert "Nine people in one board session wanted to act on stories like this." in why(found, fresh[0])
    reset_audience(bank, "board")
    again = matched(bank)
    assert order(again) == list(again.unlearned[:8])


def test_learning_keeps_the_rule_on_exposure_and_keeps_a_place_for_finding_out(bank: Bank) -> None:
    made = groups_of_stories(bank)
    soups = [i for i, about in made.items() if about == "soup"]
    for person in range(40):
        for story_id in soups:
            record_reaction(bank, story_id, "board", ["act", "moved"], source="session", reference=f"s1/{person}")
    found = matched(bank, limit=6)
    assert ("teller", "carer") in exposure(order(found), found.groups, 6)
    has = exposure(order(found), found.groups, 6)
    for group, value in floors(found.unlearned, found.groups, 6).items():
        assert has.get(group, 0.0) >= value - SLACK - 1e-9
    report = exposure_report(bank, "board", places=6)
    assert report.held
    assert {group.looked_at for group in report.groups} == {"teller", "theme"}
    assert sum(group.shown for group in report.groups if group.looked_at == "teller") == pytest.approx(1.0, abs=1e-3)
    assert sum(UNSURE in suggestion.reasons for suggestion in found.suggestions) <= 1


def test_a_story_may_be_suggested_that_nobody_may_learn_about(bank: Bank) -> None:
    quiet = put(bank, "tablets in a bag", consent=a_consent(scopes={"S2": "yes", "S3": "yes"}), themes=themes("discharge"))
    loud = put(bank, "tablets in a box", themes=themes("discharge"))
    record_reaction(bank, loud.id, "board", ["act"], reference="v1")
    assert set(order(matched(bank, topic="tablets"))) == {quiet.id, loud.id}


def test_somebody_saw_it_differently(bank: Bank) -> None:
    poor = put(bank, "letters came late", themes=themes("appointments", "information"))
    put(bank, "letters came late again", themes=themes("appointments"))
    good = put(bank, "letters came early", themes=themes("appointments", polarity="good"))
    put(bank, "soup gone cold", themes=themes("food_drink", polarity="good"))
    found = counter_story(bank, poor.id)
    assert found is not None
    assert found.story.id == good.id
    assert found.reasons == (
        "Chosen because it is about appointment arrangements in leaving hospital too. It was poor here and good there.",
    )


def test_without_an_opposite_nobody_is_made_to_be_one(bank: Bank) -> None:
    one = put(bank, "letters came late", themes=themes("appointments"))
    put(bank, "soup gone cold", themes=themes("food_drink", polarity="good"))
    assert counter_story(bank, one.id) is None


def test_a_change_that_failed_answers_one_that_worked(bank: Bank) -> None:
    worked = put(bank, "one telephone number", kind="change", outcome="worked", themes=themes("contacting", polarity="good"))
    failed = put(bank, "one telephone number too", kind="change", outcome="failed", themes=themes("contacting", polarity="good"))
    found = counter_story(bank, worked.id)
    assert found is not None
    assert found.story.id == failed.id
    assert found.reasons[0].startswith("Chosen because it is a change about contacting services in leaving hospital too,")
    assert found.reasons[0].endswith("and it went otherwise: it did not work.")


def test_a_theme_that_a_story_only_touches_makes_nobody_its_opposite(bank: Bank) -> None:
    poor = put(bank, "letters came late", themes=themes("appointments", "information"))
    quite_other = [*themes("food_drink", "manner", "surroundings", polarity="good"), *themes("appointments", polarity="good")]
    put(bank, "soup was hot and the letter came too", themes=tuple(quite_other))
    put(bank, "letters came so so", themes=themes("appointments", polarity="mixed"))
    assert counter_story(bank, poor.id) is None


def test_of_two_opposites_the_one_from_the_same_service_is_chosen(bank: Bank) -> None:
    poor = put(bank, "letters came late", themes=themes("appointments"))
    put(bank, "letters came early in the clinic", service="outpatients", themes=themes("appointments", polarity="good"))
    near = put(bank, "the appointment was right", themes=themes("appointments", polarity="good"))
    found = counter_story(bank, poor.id)
    assert found is not None and found.story.id == near.id


def test_a_counter_story_that_consent_does_not_cover_is_not_offered(bank: Bank) -> None:
    poor = put(bank, "letters came late", themes=themes("appointments"))
    closed = a_consent(scopes={"S2": "yes", "S12a": "yes"})
    good = put(bank, "letters came early", consent=closed, themes=themes("appointments", polarity="good"))
    assert counter_story(bank, poor.id, "S3") is None
    found = counter_story(bank, poor.id)
    assert found is not None and found.story.id == good.id
    with pytest.raises(StoryNotFound):
        counter_story(bank, good.id, "S3")


def test_stories_like_this_come_from_its_own_vectors_or_its_themes(bank: Bank) -> None:
    story = put(bank, "letters came late", themes=themes("appointments"))
    near = put(bank, "letters came late in the post", themes=themes("information"))
    put(bank, "soup gone cold", themes=themes("food_drink"))
    assert [one.story.id for one in similar_stories(bank, story.id, limit=1)] == [near.id]
    quiet = put(bank, "letters on paper", consent=a_consent(scopes={"S2": "yes"}), themes=themes("appointments"))
    assert [one.story.id for one in similar_stories(bank, quiet.id)] == [story.id]
    assert similar_stories(bank, quiet.id)[0].reasons == ("Also about appointment arrangements.",)
