from __future__ import annotations

import pytest
from markupsafe import Markup

from views.cards import says_age
from views.links import address, destination, link
from views.text import draw, heading, outside_link, paragraphs, shortened, typeset, unmarked

BAD = "<script>alert(1)</script> \"'&"


def test_draw_refuses_text_that_was_not_made_safe() -> None:
    with pytest.raises(TypeError, match="plain"):
        draw(BAD)  # type: ignore[arg-type]


def test_people_s_words_are_escaped_wherever_they_are_put() -> None:
    for made in (heading(BAD), Markup().join(paragraphs(BAD)), outside_link("https://example.org", BAD), link("story", BAD)):
        assert "<script" not in made and "&lt;script" in made


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "data:text/html,x", "//evil.example", 'https://x" onclick="y', "https://x y", ""])
def test_only_web_addresses_become_links(bad: str) -> None:
    assert "<a" not in outside_link(bad, "Source")


def test_blank_lines_make_paragraphs_and_single_breaks_stay() -> None:
    assert paragraphs("One\ntwo\n\n\nThree") == [Markup("<p>One<br>two</p>"), Markup("<p>Three</p>")]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('"Is she floppy?" she said', "“Is she floppy?” she said"),
        ("I wasn't", "I wasn’t"),
        ("('no')", "(‘no’)"),
        ("rock 'n' roll", "rock ‘n’ roll"),
        ("", ""),
    ],
)
def test_quotation_marks_are_typographic_and_no_letter_changes(typed: str, read: str) -> None:
    assert typeset(typed) == read and len(typeset(typed)) == len(typed)


@pytest.mark.parametrize("bad", ["![x](http://127.0.0.1/x.png)", "<img src=x>", ":material/bolt:", "$x$", "`a` *b* _c_ [d](e)", "a\n# b"])
def test_no_mark_survives_where_markdown_is_read(bad: str) -> None:
    made = unmarked(bad)
    assert "\n" not in made
    assert not [place for place, letter in enumerate(made) if not letter.isalnum() and letter not in " \\" and made[place - 1] != "\\"]


def test_long_words_are_cut_at_a_word() -> None:
    assert shortened("one two three four", 12) == "one two…" and shortened("short", 12) == "short"


@pytest.mark.parametrize("href", ["https://evil.example/story", "//evil.example/story", "javascript:x", "/nowhere", "story", ""])
def test_only_our_own_addresses_are_followed(href: str) -> None:
    assert destination(href) is None


def test_an_address_leads_back_to_its_page_and_query() -> None:
    href = address("story", {"story": "a&b", "for": "", "theme": ["x", "y"]})
    assert destination(href) == ("views/story_page.py", [("story", "a&b"), ("theme", "x"), ("theme", "y")])
    assert destination("/") == ("views/home_page.py", [])


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ("who is ninety-one and has outlived two dentists", True),
        ("sixteen, who looks after his mum", True),
        ("having her second baby at twenty-two", True),
        ("who is 71 and lives alone", True),
        ("married sixty-one years to Doreen, who has dementia", False),
        ("two years of being told it was anxiety", False),
        ("who worked the trains for 31 years and has dementia", False),
        ("a school nurse with eleven schools", False),
        ("who has had type 1 since he was six", False),
        ("a healthcare assistant on nights", False),
    ],
)
def test_an_age_that_somebody_gives_in_their_own_line_is_not_said_again_as_a_band(about: str, says: bool) -> None:
    assert says_age(about) is says
