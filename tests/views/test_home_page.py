from __future__ import annotations

from banks import put
from reading_pages import Pages, headings, source, words

from services.bank import Bank


def test_home_opens_with_the_question_and_three_doors(pages: Pages) -> None:
    app = pages.open("home")
    assert not app.exception
    assert headings(app) == ["What do we want services to be like for the people we care for?"]
    assert [href in source(app) for href in ('href="/share"', 'href="/pitch"', 'href="/live"')] == [True] * 3


def test_an_empty_bank_invites_the_first_story_and_draws_no_wishes(pages: Pages) -> None:
    app = pages.open("home")
    assert "The first story could be yours" in words(app)
    assert "What people are asking for" not in words(app)


def test_a_quote_on_paper_names_its_teller_and_says_when_it_is_a_demo_story(pages: Pages, bank: Bank) -> None:
    said = "I was the only one in the whole building who knew the whole story"
    put(
        bank,
        title="Nine calls",
        text=f"It was a Sunday. {said}, and nobody had asked me. That is what I remember most of that week.",
        quotes=(said,),
        name="Maureen",
        synthetic=True,
        wish="One number to ring",
    )
    app = pages.open("home")
    assert said in words(app) and "Maureen" in words(app) and "Demo story" in words(app)
    assert "Read “Nine calls”" in words(app)


def test_words_typed_on_the_front_page_search_the_stories(pages: Pages, bank: Bank) -> None:
    put(bank, "The lift was broken again")
    put(bank, "A letter nobody could read")
    app = pages.open("home")
    app.text_input(key="find").set_value("lift").run()
    assert "The lift was broken again" in words(app) and "A letter nobody could read" not in words(app)


def test_a_wish_names_whose_it_is_leads_to_the_story_and_says_when_it_is_a_demo_story(pages: Pages, bank: Bank) -> None:
    told = put(bank, title="A bag of tablets", quotes=(), wish="One number that somebody answers", name="Maureen", synthetic=True)
    app = pages.open("home")
    assert "One number that somebody answers Maureen" in words(app)
    assert f'href="/story?story={told.id}"' in source(app) and "Demo story" in words(app)
