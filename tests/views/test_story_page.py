from __future__ import annotations

from banks import put
from builders import a_consent, some_evidence
from reading_pages import Pages, headings, source, words

from services.bank import Bank
from services.sharing.capture import withdraw
from services.telling.pitches import recent_pitches

TEXT = (
    "It was ten past five on a Sunday and the number on the fridge had changed.\n\nI rang the surgery and heard the opening hours.\n\n"
    "I was the only one who knew the whole story, and I had told it nine times by then.\n\nThen Abena came."
)
QUOTE = "I was the only one who knew the whole story, and I had told it nine times by then."


def test_a_story_is_shown_whole_with_its_quote_its_wish_and_what_is_allowed(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls", text=TEXT, quotes=(QUOTE,), name="Maureen", wish="One number to ring", synthetic=True)
    app = pages.open("story", {"story": story.id})
    assert headings(app) == ["Nine calls"]
    for part in ("number on the fridge", "Then Abena came.", "Maureen", "One number to ring", "Shared with consent", "Demo story"):
        assert part in words(app)
    assert source(app).count(QUOTE) == 2  # where it was said, and drawn out


def test_what_stands_behind_it_says_source_year_population_and_what_to_check(pages: Pages, bank: Bank) -> None:
    fact = some_evidence(id="", verified="secondary", url="https://example.org/report")
    story = put(bank, title="Nine calls", evidence=[fact])
    app = pages.open("story", {"story": story.id})
    for part in (fact.claim, fact.publisher, fact.year, fact.population, "Check the primary before public use"):
        assert part in words(app)
    assert 'href="https://example.org/report"' in source(app)
    assert "We do not yet know how common this is." in words(app)


def test_missing_withdrawn_and_not_allowed_read_the_same(pages: Pages, bank: Bank) -> None:
    gone = put(bank, "A story that was taken back")
    withdraw(bank, gone.id, "Ann")
    kept_from = put(bank, "Only for staff here", consent=a_consent(scopes={"S2": "yes"}))
    shown = [
        words(pages.open("story", query))
        for query in ({"story": "no-such-story"}, {"story": gone.id}, {"story": kept_from.id, "for": "S3"}, {})
    ]
    assert len(set(shown)) == 1
    assert "We cannot find that story" in shown[0] and "takes effect straight away" in shown[0]


def test_a_story_can_be_put_into_a_new_pitch_and_then_says_so(pages: Pages, bank: Bank) -> None:
    story = put(bank, title="Nine calls")
    app = pages.open("story", {"story": story.id})
    app.button(key="add").click().run()
    assert "In your pitch" in words(app)
    assert [pitch.story_ids for pitch in recent_pitches(bank)] == [(story.id,)]


def test_a_story_can_be_put_into_a_pitch_that_was_begun(pages: Pages, bank: Bank) -> None:
    first, second = put(bank, "The lift was broken again"), put(bank, "A letter nobody could read")
    pages.open("story", {"story": first.id}).button(key="add").click().run()
    app = pages.open("story", {"story": second.id})
    app.button(key="add").click().run()
    assert [pitch.story_ids for pitch in recent_pitches(bank)] == [(first.id, second.id)]


def test_a_scope_the_bank_does_not_know_falls_back_to_staff_here(pages: Pages, bank: Bank) -> None:
    story = put(bank, "Only for staff here", consent=a_consent(scopes={"S2": "yes"}))
    assert headings(pages.open("story", {"story": story.id, "for": "S99"})) == ["Only for staff here"]


def test_nothing_a_person_typed_is_markup(pages: Pages, bank: Bank) -> None:
    bad = "<img src=x onerror=alert(1)> ![x](http://127.0.0.1:1/x.png) <style>*{display:none}</style>"
    story = put(
        bank,
        title=bad,
        text=f"{bad} and then more than twenty words follow here so that the bank will take the story in as it stands today.",
        name="<b>Ann</b>",
        wish=bad,
        quotes=(),
    )
    app = pages.open("story", {"story": story.id})
    assert "<img" not in source(app) and "<style" not in source(app) and "<b>Ann" not in source(app)
    listed = pages.open("stories")
    assert "<img" not in source(listed) and "<style" not in source(listed)
