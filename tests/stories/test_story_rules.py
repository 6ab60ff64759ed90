"""What keeps a story from being saved: one sentence for each thing, and the words stay with the person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders import TEXT, a_draft

from stories import story as rules
from stories.story import Plot, StoryDraft, ThemeMark, Touchpoint, cleaned, problems_of

MOMENT = Touchpoint("leaving", "Going home", "no number to ring", "lost", "poor", 5)


def fields_of(draft: StoryDraft) -> list[str]:
    return [problem.field for problem in problems_of(cleaned(draft))]


def test_a_good_draft_has_no_problem() -> None:
    assert problems_of(cleaned(a_draft())) == []


def test_seven_fields_are_enough_for_a_first_save() -> None:
    """Title, text, language, teller, service; consent's two come with the consent."""
    assert problems_of(StoryDraft(title="No number", text=TEXT, language="en", teller="carer", service="discharge")) == []


def test_an_empty_form_says_everything_that_is_missing_in_the_order_of_the_form() -> None:
    assert fields_of(StoryDraft()) == ["text", "title", "teller", "service"]


def test_a_story_with_only_a_title_asks_for_what_happened() -> None:
    (problem,) = problems_of(cleaned(a_draft(text=" \n\u200b ", quotes=())))
    assert problem.field == "text"
    assert "what happened" in problem.sentence


@pytest.mark.parametrize(("count", "fine"), [(19, False), (20, True), (2_000, True), (2_001, False)])
def test_length_is_judged_in_words_at_both_borders(count: int, fine: bool) -> None:
    assert (fields_of(a_draft(text="word " * count, quotes=())) == []) is fine


def test_too_short_says_how_many_words_there_are_and_are_needed() -> None:
    (problem,) = problems_of(cleaned(a_draft(text="They sent him home.", quotes=())))
    assert "20 words" in problem.sentence
    assert "has 4" in problem.sentence


def test_too_long_tells_the_limit_and_keeps_every_word() -> None:
    typed = cleaned(a_draft(text="word " * 2_345, quotes=()))
    (problem,) = problems_of(typed)
    assert "2,000 words" in problem.sentence
    assert "2,345" in problem.sentence
    assert "kept" in problem.sentence
    assert typed.text.count("word") == 2_345


def test_a_few_endless_words_are_too_long_as_well() -> None:
    assert fields_of(a_draft(text="w" * 1_000 + " " + "x" * 900 + (" " + "y" * 1_000) * 20, quotes=())) == ["text"]


@pytest.mark.parametrize(
    ("name", "limit"),
    [("title", 140), ("name", 60), ("wish", 600), ("single_change", 600), ("feeling", 600), ("good", 600), ("learned", 600)],
)
def test_short_answers_have_a_limit(name: str, limit: int) -> None:
    assert fields_of(a_draft(**{name: "x" * limit})) == []
    assert fields_of(a_draft(**{name: "x" * (limit + 1)})) == [name]


def test_control_characters_and_hidden_marks_leave_every_field() -> None:
    dirt = "\x00\x1b\u202e\u200b\ud800"
    dirty = a_draft(
        title=f"No{dirt} number\nto ring",
        text=TEXT.replace("Friday", f"Fri{dirt}day"),
        name=f"Mau{dirt}reen",
        about=f"at{dirt} home",
        wish=f"Some{dirt}body",
        single_change=dirt,
        feeling=f"cross{dirt}",
        good=f"tea{dirt}",
        learned=f"x{dirt}",
        period=f"2025{dirt}",
        steward=f"Priya{dirt}",
        quotes=(f"I rang the ward{dirt} and nobody picked up", dirt),
        plot=Plot(f"no number{dirt} to ring"),
        touchpoints=(replace(MOMENT, moment=f"Going{dirt} home", quote=f"no number{dirt} to ring", feeling=f"lost{dirt}"),),
    )
    kept = cleaned(dirty)
    assert not set(repr(kept).encode("utf-8", "replace").decode()) & set("\x00\x1b\u202e\u200b")
    assert not [c for c in dirt if any(c in value for value in _texts(kept))]
    assert kept.title == "No number to ring"
    assert kept.quotes == ("I rang the ward and nobody picked up",)
    assert problems_of(kept) == []


def _texts(draft: StoryDraft) -> list[str]:
    plain = [
        getattr(draft, name)
        for name in ("title", "text", "name", "about", "wish", "single_change", "feeling", "good", "learned", "period", "steward")
    ]
    return [*plain, *draft.quotes, draft.plot.challenge, *(part for t in draft.touchpoints for part in (t.moment, t.quote, t.feeling))]


@pytest.mark.parametrize(
    "text",
    [
        "أخرجوا زوجي من المستشفى يوم الجمعة ومعه كيس من الأدوية ولم يكن هناك رقم واحد أتصل به حين ساءت حاله في الليل وحدي معه",
        "🙃 " * 20,
        "Wypisali męża w piątek z torbą leków i bez numeru telefonu a w niedzielę już się trząsł i nie wiedziałam do kogo mam zadzwonić",
    ],
)
def test_right_to_left_emoji_and_other_languages_make_a_story(text: str) -> None:
    assert fields_of(a_draft(text=text, quotes=(), language="other")) == []
    assert cleaned(a_draft(text=text)).text == text.strip()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"teller": "somebody"}, "teller"),
        ({"service": "hospital"}, "service"),
        ({"language": "xx"}, "language"),
        ({"kind": "rumour"}, "kind"),
        ({"edit": "rewrite"}, "edit"),
        ({"status": "hidden"}, "status"),
        ({"outcome": "great"}, "outcome"),
        ({"place": "Atlantis"}, "place"),
        ({"age_band": "12"}, "age_band"),
        ({"journey": ("waiting", "flying")}, "journey"),
        ({"themes": (ThemeMark("bicycles", "poor"),)}, "themes"),
        ({"themes": (ThemeMark("discharge", "awful"),)}, "themes"),
        ({"picker": ("picker9",)}, "picker"),
        ({"content_notes": ("spoilers",)}, "content_notes"),
        ({"signifiers": {"loudness": 3}}, "signifiers"),
        ({"signifiers": {"listened": 101}}, "signifiers"),
        ({"signifiers": {"listened": -1}}, "signifiers"),
        ({"criticality": 6}, "criticality"),
        ({"criticality": -1}, "criticality"),
        ({"kind": "change"}, "outcome"),
        ({"quotes": ("I rang the ward and nobody answered",)}, "quotes"),
        ({"quotes": ("i rang the ward",)}, "quotes"),
        ({"plot": Plot(outcome="Then all was well.")}, "plot"),
        ({"touchpoints": (replace(MOMENT, quote="words nobody said"),)}, "touchpoints"),
        ({"touchpoints": (replace(MOMENT, intensity=0),)}, "touchpoints"),
        ({"touchpoints": (replace(MOMENT, intensity=6),)}, "touchpoints"),
        ({"touchpoints": (replace(MOMENT, stage="departing"),)}, "touchpoints"),
        ({"touchpoints": (replace(MOMENT, polarity="dire"),)}, "themes"),
    ],
)
def test_what_the_bank_does_not_know_is_named_with_its_field(changes: dict[str, Any], field: str) -> None:
    problems = problems_of(cleaned(a_draft(**changes)))
    assert [problem.field for problem in problems] == [field]
    assert problems[0].sentence.endswith(".")


def test_a_change_that_failed_is_a_story_too() -> None:
    assert fields_of(a_draft(kind="change", outcome="failed", learned="Nobody had time on a Friday.")) == []


def test_a_moment_without_words_is_fine() -> None:
    assert fields_of(a_draft(touchpoints=(replace(MOMENT, quote=""),))) == []


def test_the_limits_people_are_told_are_the_limits_that_hold() -> None:
    assert (rules.TEXT_MIN, rules.TEXT_MAX, rules.TITLE_MAX) == (20, 2_000, 140)
