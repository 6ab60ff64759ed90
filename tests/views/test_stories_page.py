from __future__ import annotations

from banks import put, words_about
from builders import a_consent, some_evidence
from reading_pages import Pages, headings, source, words

from services.bank import Bank
from stories import vocabulary as v
from stories.story import ThemeMark


def test_an_empty_bank_says_so_and_offers_to_begin(pages: Pages) -> None:
    app = pages.open("stories")
    assert "No stories yet" in words(app) and 'href="/share"' in source(app)


def test_a_card_shows_the_words_the_mark_the_evidence_and_the_way_in(pages: Pages, bank: Bank) -> None:
    put(bank, title="The chair beside the trolley", synthetic=True, content_notes=("death",), evidence=[some_evidence(id="")])
    app = pages.open("stories")
    shown = words(app)
    assert "1 of 1 stories" in shown
    assert "Demo story" in shown and "Mentions death" in shown
    assert "Strong evidence" in shown or "Some evidence" in shown or "Early sign" in shown
    assert "Read “The chair beside the trolley”" in shown


def test_a_search_shows_the_passage_that_matched_and_why(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    put(bank, "A letter nobody could read")
    app = pages.open("stories", {"q": "lift"})
    assert "1 of 2 stories" in words(app)
    assert "Matches “lift”" in words(app)


def test_a_line_is_drawn_below_the_stories_that_answer_closely(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    for number in range(4):
        put(bank, f"Letter {number}", text=f"Lift after lift after lift, {words_about(f'block {number}')}")
    shown = words(pages.open("stories", {"q": "lift broken again badly"}))
    assert "answer closely" in shown and "less closely" in shown
    assert shown.index("The lift was broken again") < shown.index("Less close") < shown.index("Read “Letter")


def test_the_page_says_how_many_stories_are_not_for_these_people(pages: Pages, bank: Bank) -> None:
    put(bank, "For everybody here")
    put(bank, "Only for staff here", consent=a_consent(scopes={"S2": "yes"}))
    assert "may not be shown" not in words(pages.open("stories"))
    app = pages.open("stories")
    app.selectbox(key="open").set_value("S3").run()
    shown = words(app)
    assert "1 of 1 stories" in shown
    assert "1 more story in the bank may not be shown to “board and governors”: its teller has not agreed to it" in shown


def test_a_theme_in_the_address_narrows_the_list(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again", themes=(ThemeMark("surroundings", "poor"),))
    put(bank, "A letter nobody could read", themes=(ThemeMark("information", "poor"),))
    app = pages.open("stories")
    app.button_group(key="theme").set_value(["place"]).run()
    assert "The lift was broken again" in words(app) and "A letter nobody could read" not in words(app)


def test_nothing_found_says_which_filter_to_let_go_of(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again", teller="patient")
    app = pages.open("stories")
    app.selectbox(key="voice").set_value("staff").run()
    assert "No stories match yet" in words(app)
    assert "whose voice" in words(app)
    app.button(key="clear").click().run()
    assert "1 of 1 stories" in words(app)


def test_a_story_consent_does_not_cover_is_not_listed_for_that_audience(pages: Pages, bank: Bank) -> None:
    put(bank, "Only for staff here", consent=a_consent(scopes={"S2": "yes"}))
    assert "Only for staff here" in words(pages.open("stories"))
    app = pages.open("stories")
    app.selectbox(key="open").set_value("S3").run()
    assert "Only for staff here" not in words(app)


def test_a_whole_story_only_is_never_shown_in_part(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again", consent=a_consent(whole_story_only=True, forms=("text",)), quotes=())
    app = pages.open("stories", {"q": "lift"})
    assert "Told whole or not at all" in words(app)
    assert "as plainly as we can tell it" not in words(app)


def test_more_than_twelve_stories_come_in_pages_and_a_filter_returns_to_the_first(pages: Pages, bank: Bank) -> None:
    for number in range(14):
        put(bank, f"Story number {number} of many")
    app = pages.open("stories")
    assert "14 of 14 stories, 1 to 12" in words(app)
    app.session_state["page"] = 2
    app.run()
    assert "14 of 14 stories, 13 to 14" in words(app)
    app.selectbox(key="sort").set_value("newest").run()
    assert "1 to 12" in words(app)


def test_bad_values_in_the_address_are_ignored(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    app = pages.open("stories", {"theme": "nonsense", "voice": "nobody", "page": "999", "open": "S99"})
    assert not app.exception and "1 of 1 stories" in words(app)
    assert headings(app) == ["Stories"]


def test_whatever_is_set_can_be_cleared_in_one_press(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    put(bank, "A letter nobody could read")
    app = pages.open("stories")
    assert "clear" not in [button.key for button in app.button]
    app.text_input(key="q").set_value("lift").run()
    assert "1 of 2 stories" in words(app)
    app.button(key="clear").click().run()
    assert "2 of 2 stories" in words(app) and "clear" not in [button.key for button in app.button]


def test_a_card_shows_the_theme_that_was_asked_for_first(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again", themes=(ThemeMark("information", "poor"), ThemeMark("surroundings", "poor")))
    app = pages.open("stories")
    place = v.THEME_GROUPS["place"].label
    assert f"<p class='eyebrow'>{place} · " not in source(app)
    app.button_group(key="theme").set_value(["place"]).run()
    assert f"<p class='eyebrow'>{place} · " in source(app)


def test_a_card_says_what_came_of_a_change(pages: Pages, bank: Bank) -> None:
    put(bank, "We tried a text message", kind="change", outcome="failed", learned="Nobody read it on the day.")
    put(bank, "The lift was broken again")
    assert words(pages.open("stories")).count("It did not work") == 1


def test_a_page_of_text_pasted_into_the_search_is_read_from_its_start_and_that_is_said(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    app = pages.open("stories")
    app.text_input(key="q").set_value("lift broken " * 10_000).run()
    assert app.text_input(key="q").value.startswith("lift broken") and len(app.text_input(key="q").value) <= 2_000
    assert "That is a long question: we read its first" in words(app)
    assert "Read “The lift was broken again”" in words(app)
