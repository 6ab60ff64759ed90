"""Finding: by words and by meaning together, saying why, and never falling silent."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from banks import put, words_about
from builders import NOW, TODAY, a_consent
from numpy.typing import NDArray
from toy_embedder import ToyEmbedder

from embeddings.embedder import Embedder
from services.bank import Bank, open_bank
from services.finding.search import WORDS_MAX, Filters, find_stories, front_page, readiness, show_story, similar_stories
from services.settings import Settings
from stories.errors import EmbedderUnavailable, StoryNotFound
from stories.story import ThemeMark

WITHOUT_MEANING = {scope: answer for scope, answer in a_consent().scopes.items() if scope != "S12a"}


class KnowsSynonyms(ToyEmbedder):
    """Reads a physician as a doctor, so that meaning can match where no word does."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed([text.casefold().replace("physician", "doctor") for text in texts])


@pytest.fixture
def open_with(home: Path) -> Iterator[Callable[[Callable[[], Embedder]], Bank]]:
    opened: list[Bank] = []

    def make(load: Callable[[], Embedder]) -> Bank:
        bank = open_bank(Settings(home=home, user="tester"), load=load)
        bank.today, bank.now = (lambda: TODAY), (lambda: NOW)
        opened.append(bank)
        return bank

    yield make
    for bank in opened:
        bank.close()


def ids(bank: Bank, words: str, filters: Filters | None = None) -> list[str]:
    return [hit.story.id for hit in find_stories(bank, words, filters).hits]


def test_with_nothing_typed_the_newest_come_first(bank: Bank) -> None:
    stories = [put(bank, f"Topic {number}").id for number in range(3)]
    results = find_stories(bank, "  ")
    assert [hit.story.id for hit in results.hits] == sorted(stories, reverse=True)
    assert (results.total, results.bank_total, results.note, results.relax) == (3, 3, "", "")
    assert {(hit.passage, hit.matched, hit.reasons) for hit in results.hits} == {("", (), ())}


def test_an_empty_bank_answers_with_nothing(bank: Bank) -> None:
    for words in ("", "anything at all"):
        results = find_stories(bank, words)
        assert (results.hits, results.total, results.bank_total, results.relax) == ((), 0, 0, "")
    page = front_page(bank)
    assert (page.quote, page.story, page.wishes, page.total) == ("", None, (), 0)


def test_a_hit_says_which_words_it_matched_and_shows_the_sentence(bank: Bank) -> None:
    text = "We came in on a Monday. The nurse brought blankets and rang my sister for me. Nobody else did a thing all week long, and we were in there for nine days."
    story = put(bank, "Blankets", text=text)
    put(bank, "Parking")
    (hit,) = [hit for hit in find_stories(bank, "who rang a nurse?").hits if hit.matched]
    assert hit.story.id == story.id
    assert hit.matched == ("rang", "nurse")
    assert hit.reasons == ("Matches “rang”, “nurse”.",)
    assert "brought blankets and rang my sister" in hit.passage
    assert hit.passage in text


def test_meaning_finds_what_no_word_matches_and_says_so(open_with: Callable[..., Bank]) -> None:
    bank = open_with(KnowsSynonyms)
    bank.wait_ready(60)
    story = put(bank, "Doctor", text="Doctor doctor doctor doctor. " * 8)
    put(bank, "Parking")
    (hit,) = find_stories(bank, "physician").hits
    assert hit.story.id == story.id
    assert hit.matched == ()
    assert hit.reasons == ("Close in meaning; none of your words are in it.",)


def test_words_and_meaning_together_come_before_either_alone(open_with: Callable[..., Bank]) -> None:
    bank = open_with(KnowsSynonyms)
    bank.wait_ready(60)
    by_meaning = put(bank, "A", text="Doctor doctor doctor doctor kindly. " * 8).id
    both = put(bank, "B", text="Physician physician physician doctor kindly. " * 8).id
    by_words = put(
        bank,
        "C",
        text="A physician was mentioned once in a long letter about other matters and nothing else came of it that whole long winter",
        consent=a_consent(scopes=WITHOUT_MEANING),
    ).id
    found = ids(bank, "physician")
    assert found[0] == both
    assert set(found) == {both, by_meaning, by_words}


def test_a_story_that_may_not_be_embedded_is_found_by_its_words_and_never_embedded(bank: Bank) -> None:
    story = put(bank, "Parking", consent=a_consent(scopes=WITHOUT_MEANING))
    assert bank.index.status().stories == 0
    assert ids(bank, "parking") == [story.id]


def test_nonsense_finds_nothing_and_says_nothing_false(bank: Bank) -> None:
    put(bank, "Parking")
    results = find_stories(bank, "xyzzy")
    assert (results.total, results.bank_total, results.relax) == (0, 1, "")


@pytest.mark.parametrize("words", ["łódź", "المستشفى", "হাসপাতাল", "病院"])
def test_other_scripts_are_found(bank: Bank, words: str) -> None:
    story = put(bank, words)
    put(bank, "Parking")
    assert ids(bank, words)[0] == story.id


@pytest.mark.parametrize(
    "words", ['"', "don't", "AND OR NOT", "*", "a:b", "🙃", "\x00", "\ud800 broken", "'; DROP TABLE story; --", "word " * 3_000]
)
def test_whatever_is_typed_the_search_answers(bank: Bank, words: str) -> None:
    put(bank, "Parking")
    assert find_stories(bank, words).bank_total == 1


def test_a_very_long_question_is_read_from_its_start(bank: Bank) -> None:
    story = put(bank, "Parking")
    assert ids(bank, "parking " + "x" * WORDS_MAX) == [story.id]


def test_pages_follow_one_another_without_gap_or_repeat(bank: Bank) -> None:
    for number in range(7):
        put(bank, f"Parking number {number}")
    for words in ("", "parking"):
        pages = [find_stories(bank, words, page=page, per_page=3) for page in (1, 2, 3, 4)]
        shown = [hit.story.id for page in pages for hit in page.hits]
        assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
        assert len(set(shown)) == 7
        assert {page.total for page in pages} == {7}
    assert find_stories(bank, "parking", page=0, per_page=3).hits == find_stories(bank, "parking", page=1, per_page=3).hits


def test_filters_narrow_what_words_find(bank: Bank) -> None:
    carer, staff = put(bank, "Parking first", teller="carer").id, put(bank, "Parking second", teller="staff").id
    assert set(ids(bank, "parking")) == {carer, staff}
    assert ids(bank, "parking", Filters(tellers=("staff",))) == [staff]
    assert ids(bank, "parking", Filters(order="newest")) == [staff, carer]


def test_when_a_filter_hides_everything_it_says_which_one_to_leave_open(bank: Bank) -> None:
    put(bank, "Parking", teller="carer", service="gp")
    results = find_stories(bank, "parking", Filters(tellers=("staff",), services=("gp",)))
    assert (results.total, results.bank_total) == (0, 1)
    assert results.relax == "Without the filter “whose voice” there is 1 story."
    put(bank, "More parking", teller="carer", service="gp")
    assert find_stories(bank, "", Filters(tellers=("staff",))).relax == "Without the filter “whose voice” there are 2 stories."
    both = Filters(tellers=("staff",), services=("camhs",))
    assert find_stories(bank, "", both).relax == "Without any filter there are 2 stories.", "no single filter would help"
    assert find_stories(bank, "parking", both).relax == "Without any filter there are 2 stories."
    assert find_stories(bank, "xyzzy", both).relax == "", "nothing would"


def test_what_is_not_allowed_is_not_offered_as_a_relaxed_filter(bank: Bank) -> None:
    put(bank, "Parking", teller="carer", consent=a_consent(scopes={"S3": "yes"}))
    assert find_stories(bank, "parking", Filters(tellers=("staff",))).relax == ""


# ---- one story and its neighbours


@pytest.mark.parametrize("story_id", ["", "nobody", "\x00", "\ud800", "x" * 5_000, "'; --", "../../etc/passwd"])
def test_a_strange_link_is_a_story_that_cannot_be_found(bank: Bank, story_id: str) -> None:
    with pytest.raises(StoryNotFound):
        show_story(bank, story_id)


def test_stories_like_this_one_leave_itself_out_and_say_what_they_share(bank: Bank) -> None:
    marks = (ThemeMark("contacting", "poor"),)
    one, two, three = (put(bank, f"Phone rang out {n}", themes=marks).id for n in ("once", "twice", "thrice"))
    found = similar_stories(bank, one, limit=1)
    assert len(found) == 1
    assert {f.story.id for f in similar_stories(bank, one)} == {two, three}
    assert found[0].reasons == ("Also about contacting services.",)


def test_the_front_page_quotes_one_person_and_changes_by_the_day(bank: Bank) -> None:
    for number in range(3):
        quote = f"Nobody told us anything for the whole of night number {number}."
        put(
            bank,
            f"Night {number}",
            text=f"{quote} {words_about(f'Night {number}')}",
            quotes=(quote,),
            wish=f"Somebody who answers {number}",
        )
    seen = set()
    for day in range(3):
        bank.today = lambda day=day: TODAY.replace(day=20 + day)
        page = front_page(bank)
        assert page.story is not None
        assert page.quote in page.story.quotes
        assert page.total == 3
        assert page.story not in page.wishes
        assert len(page.wishes) == 2
        seen.add(page.story.id)
    assert len(seen) == 3


def test_the_front_page_never_opens_with_something_hard_to_read(bank: Bank) -> None:
    quote = "Nobody told us anything for the whole of the night, and then he died."
    put(bank, "Night", text=f"{quote} {words_about('Night')}", quotes=(quote,), content_notes=("death",))
    assert front_page(bank).quote == ""


# ---- while the search gets ready, and when it cannot


def test_words_answer_while_the_model_is_loading(open_with: Callable[..., Bank]) -> None:
    go_on = threading.Event()

    def slow() -> Embedder:
        assert go_on.wait(60)
        return KnowsSynonyms()

    bank = open_with(slow)
    story = put(bank, "Doctor")
    assert readiness(bank).stage == "cold"
    bank.warm.start()
    assert readiness(bank).stage == "warming"
    results = find_stories(bank, "doctor")
    assert [hit.story.id for hit in results.hits] == [story.id]
    assert results.note == "Getting the search ready. Until then we show stories that share your words."
    assert find_stories(bank, "").note == "", "nothing was asked, so nothing is missing"
    assert ids(bank, "physician") == []
    go_on.set()
    bank.wait_ready(60)
    assert (readiness(bank).stage, find_stories(bank, "doctor").note) == ("ready", "")


def test_words_answer_when_the_model_cannot_be_loaded(open_with: Callable[..., Bank]) -> None:
    def broken() -> Embedder:
        raise EmbedderUnavailable("The model is not installed. Run: pip install -r requirements.txt.")

    bank = open_with(broken)
    with pytest.raises(EmbedderUnavailable, match="pip install"):
        bank.wait_ready(60)
    story = put(bank, "Parking")
    results = find_stories(bank, "parking")
    assert [hit.story.id for hit in results.hits] == [story.id]
    assert "Search by meaning is not available" in results.note
    assert "pip install -r requirements.txt" in results.note
    assert readiness(bank).stage == "failed"


def test_search_goes_on_when_the_index_folder_is_deleted_while_running(bank: Bank) -> None:
    story = put(bank, "Parking")
    shutil.rmtree(bank.settings.home / "index")
    assert ids(bank, "parking") == [story.id]
    second = put(bank, "Parking again")
    assert set(ids(bank, "parking")) == {story.id, second.id}
