"""A no is a no wherever the story might come out: search, link, similar, front page, suggestions, framing, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from banks import put
from builders import NOW, TODAY, a_consent, a_draft

from embeddings.backends.chroma import ChromaIndex
from services.bank import Bank
from services.finding.search import Filters, find_stories, front_page, show_story, similar_stories
from services.sharing.capture import change_consent, withdraw
from services.telling.briefing import export_framing, make_framing, suggest_stories
from services.telling.pitches import start_pitch
from stories import consent_log, repository
from stories.consent import Consent, StoryUse, Use
from stories.errors import ConsentDenied, IndexUnavailable, StoryNotFound

DAY = timedelta(days=1)
QUOTE = "We waited in that corridor the whole night and nobody came to tell us anything at all."


def tell(bank: Bank, consent: Consent | None = None, *, blank: bool = False, edit: str = "excerpt") -> str:
    """A story that every route would show if it were allowed, with a neighbour that always is."""
    story = put(
        bank,
        "Corridor night",
        consent=consent,
        blank=blank,
        text=f"{QUOTE} It was cold and the tea trolley went by twice.",
        quotes=(QUOTE,),
        edit=edit,
    )
    neighbour = f"{QUOTE} That was another night and another family, and they were kinder to us."
    put(bank, "Another corridor night", text=neighbour, quotes=(QUOTE,))
    return story.id


def searching(bank: Bank, story_id: str) -> bool:
    return story_id in [hit.story.id for hit in find_stories(bank, "corridor night trolley").hits]


def browsing(bank: Bank, story_id: str) -> bool:
    return story_id in [hit.story.id for hit in find_stories(bank, "").hits]


def opening_a_link(bank: Bank, story_id: str) -> bool:
    try:
        return show_story(bank, story_id).id == story_id
    except StoryNotFound:
        return False


def stories_like_another(bank: Bank, story_id: str) -> bool:
    (neighbour,) = [hit.story.id for hit in find_stories(bank, "kinder to us").hits if hit.story.id != story_id and "kinder" in hit.matched]
    return story_id in [found.story.id for found in similar_stories(bank, neighbour)]


def the_front_page(bank: Bank, story_id: str) -> bool:
    page = front_page(bank)  # with the neighbour, two stories may take their turn
    return page.total == 2 or (page.story is not None and page.story.id == story_id)


def being_suggested(bank: Bank, story_id: str) -> bool:
    found = suggest_stories(bank, start_pitch(bank, audience="board", topic="corridor night"))
    return story_id in [suggestion.story.id for suggestion in found.usable]


def being_framed(bank: Bank, story_id: str) -> bool:
    try:
        return make_framing(bank, start_pitch(bank, audience="board", story_ids=(story_id,))).framing.story_ids == (story_id,)
    except (ConsentDenied, StoryNotFound):
        return False


def being_exported(bank: Bank, story_id: str) -> bool:
    try:
        return bool(export_framing(bank, start_pitch(bank, audience="board", story_ids=(story_id,)), "markdown").data)
    except (ConsentDenied, StoryNotFound):
        return False


Route = Callable[[Bank, str], bool]
READING: Sequence[Route] = (searching, browsing, opening_a_link, stories_like_another, the_front_page)
TELLING: Sequence[Route] = (being_suggested, being_framed, being_exported)
ROUTES = (*READING, *TELLING)


def shown_by(bank: Bank, story_id: str, routes: Sequence[Route] = ROUTES) -> list[str]:
    return [route.__name__ for route in routes if route(bank, story_id)]


def test_every_route_shows_a_story_that_is_allowed(bank: Bank) -> None:
    """Without this, the tests below could pass because a route shows nothing at all."""
    assert shown_by(bank, tell(bank)) == [route.__name__ for route in ROUTES]


@pytest.mark.parametrize(
    "consent",
    [
        a_consent(act="take_part"),
        a_consent(scopes={}),
        a_consent(forms=()),
        a_consent(expires_on=TODAY - DAY),
        a_consent(valid_from=TODAY + DAY),
        a_consent(rest_until=TODAY + DAY),
        a_consent(scopes={"S2": "ask", "S3": "ask", "S12a": "yes"}),
        a_consent(scopes={"S8": "yes", "S12a": "yes"}),
    ],
    ids=["not released", "no scope", "no form", "expired", "not yet", "resting", "ask", "another audience"],
)
def test_no_route_shows_a_story_that_consent_does_not_cover(bank: Bank, consent: Consent) -> None:
    assert shown_by(bank, tell(bank, consent)) == []


def test_blank_consent_means_no_on_every_route(bank: Bank) -> None:
    assert shown_by(bank, tell(bank, blank=True)) == []


def test_a_story_that_may_not_be_shown_is_not_even_counted(bank: Bank) -> None:
    tell(bank, a_consent(scopes={"S3": "yes", "S12a": "yes"}))
    for words, shown in (("", 1), ("corridor night", 1), ("tea trolley", 0)):
        results = find_stories(bank, words)
        assert (results.total, len(results.hits), results.bank_total) == (shown, shown, 1), words
    assert front_page(bank).total == 1


def test_consent_ends_by_the_clock_alone_on_every_route(bank: Bank) -> None:
    story_id = tell(bank, a_consent(expires_on=date(2026, 12, 31)))
    bank.today = lambda: date(2026, 12, 31)
    assert shown_by(bank, story_id) == [route.__name__ for route in ROUTES]
    bank.today = lambda: date(2027, 1, 1)
    assert shown_by(bank, story_id) == []


def test_a_withdrawn_story_is_shown_by_no_route(bank: Bank) -> None:
    story_id = tell(bank)
    withdraw(bank, story_id, by="Maureen")
    assert shown_by(bank, story_id) == []


@pytest.mark.parametrize("status", ["resting", "expired"])
def test_a_story_that_is_put_to_rest_is_shown_by_no_route(bank: Bank, status: str) -> None:
    story_id = tell(bank)
    with bank.database.transaction() as connection:
        repository.set_status(connection, story_id, status, at=bank.now())
    assert shown_by(bank, story_id) == []


def test_a_narrower_consent_holds_on_every_route_at_once(bank: Bank) -> None:
    story_id = tell(bank)
    change_consent(bank, story_id, a_consent(act="vary", scopes={"S2": "yes", "S12a": "yes"}))
    assert shown_by(bank, story_id) == [route.__name__ for route in READING]


def _refuse(_index: ChromaIndex, _ids: Sequence[str]) -> None:
    raise IndexUnavailable("The index cannot answer now.")


def _forget(_index: ChromaIndex, _ids: Sequence[str]) -> None:
    """A delete that says it worked, and did not."""


@pytest.mark.parametrize("delete", [_refuse, _forget])
def test_a_withdrawal_holds_at_once_even_when_the_index_keeps_the_story(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, delete: Callable[..., None]
) -> None:
    story_id = tell(bank)
    monkeypatch.setattr(ChromaIndex, "delete", delete)
    monkeypatch.setattr(ChromaIndex, "_take_out", delete)
    withdraw(bank, story_id, by="Maureen")
    assert shown_by(bank, story_id) == []
    assert len(find_stories(bank, "corridor night").hits) == 1, "search goes on for the others"


# ---- one use at a time


def test_a_story_told_only_whole_is_read_and_never_excerpted(bank: Bank) -> None:
    story_id = tell(bank, a_consent(whole_story_only=True, forms=("text", "excerpt")))
    introduced = (being_framed, being_exported)
    assert shown_by(bank, story_id) == [route.__name__ for route in (*READING, *introduced)]
    framed = make_framing(bank, start_pitch(bank, audience="board", story_ids=(story_id,)))
    page = " ".join(section.text for section in framed.framing.sections)
    assert framed.report.passed, framed.report.failures
    assert "nothing of it is quoted here." in page
    assert QUOTE not in page
    (hit,) = [hit for hit in find_stories(bank, "trolley").hits if hit.story.id == story_id]
    assert hit.passage == "", "a matching passage would be an excerpt"
    assert hit.story.quotes == ()
    page = front_page(bank)
    assert page.story is None or page.story.id != story_id


def test_an_answer_opens_one_pitch_and_no_other(bank: Bank) -> None:
    story_id = tell(bank, a_consent(scopes={"S2": "yes", "S3": "ask", "S12a": "yes"}))
    asked = start_pitch(bank, audience="board", story_ids=(story_id,))
    other = start_pitch(bank, audience="board", story_ids=(story_id,))
    with pytest.raises(ConsentDenied, match="asked each time"):
        make_framing(bank, asked)
    with bank.database.transaction() as connection:
        repository.record_answer(connection, story_id, Use("S3", reference=asked.id), "yes", by="Priya", at=NOW)
    assert make_framing(bank, asked).framing.story_ids == (story_id,)
    assert export_framing(bank, asked, "markdown").data
    with pytest.raises(ConsentDenied, match="asked each time"):
        make_framing(bank, other)
    with pytest.raises(ConsentDenied):
        make_framing(bank, replace(asked, audience="press"))


def test_contact_before_use_holds_back_pitches_and_not_reading(bank: Bank) -> None:
    story_id = tell(bank, a_consent(contact_before_use=True))
    assert shown_by(bank, story_id) == [route.__name__ for route in READING]


def test_a_story_told_often_enough_this_quarter_waits_for_the_next(bank: Bank) -> None:
    story_id = tell(bank, a_consent(uses_per_quarter=1, expires_on=None))
    pitch = start_pitch(bank, audience="board", story_ids=(story_id,))
    assert export_framing(bank, pitch, "markdown").data
    with pytest.raises(ConsentDenied, match="this quarter"):
        export_framing(bank, pitch, "markdown")
    blocked = {b.story_id: b.reasons for b in suggest_stories(bank, replace(pitch, topic="corridor")).blocked}
    assert blocked[story_id] == ("This story has been used as often this quarter as the storyteller allows.",)
    bank.today = lambda: date(2027, 1, 1)
    assert export_framing(bank, pitch, "markdown").data


def test_missing_and_not_allowed_are_said_in_the_same_words(bank: Bank) -> None:
    hidden = tell(bank, a_consent(scopes={"S3": "yes"}))
    said = []
    for story_id in (hidden, "nobody", ""):
        with pytest.raises(StoryNotFound) as unknown:
            show_story(bank, story_id)
        said.append(str(unknown.value))
        with pytest.raises(StoryNotFound):
            similar_stories(bank, story_id)
        with pytest.raises(StoryNotFound):
            make_framing(bank, start_pitch(bank, audience="press", story_ids=(story_id,)))
    assert len(set(said)) == 1


def test_a_board_sees_what_staff_may_not(bank: Bank) -> None:
    hidden = tell(bank, a_consent(scopes={"S3": "yes", "S12a": "yes"}))
    assert hidden in [hit.story.id for hit in find_stories(bank, "corridor", Filters(scope="S3")).hits]
    assert hidden not in [hit.story.id for hit in find_stories(bank, "corridor", Filters(scope="S2")).hits]
    assert being_framed(bank, hidden)
    blocked = suggest_stories(bank, start_pitch(bank, audience="press", topic="corridor")).blocked
    assert hidden not in [b.story_id for b in blocked], "a list of what is blocked must not give it away"


def test_the_ledger_knows_who_was_told(bank: Bank) -> None:
    story_id = tell(bank)
    pitch = start_pitch(bank, audience="board", story_ids=(story_id,))
    file = export_framing(bank, pitch, "markdown")
    with bank.database.reading() as connection:
        (use,) = consent_log.uses_of(connection, story_id)
    assert use == StoryUse(story_id, 1, Use("S3", "pitch", "excerpt", "board", pitch.id, "tester"), NOW, file.name)
    assert withdraw(bank, story_id, by="Maureen").copies == (use,)
    assert a_draft().title not in str(use)
