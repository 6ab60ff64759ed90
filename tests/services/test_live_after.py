from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import docx
import pytest
from banks import put
from icalendar import Calendar
from rooms import a_bank, at_todays_time, open_session, somebody

from live.model import InvalidSession, Session, SessionNotFound
from services.bank import Bank
from services.finding.learning import learned
from services.live.after import Kept, board, close_session, kept_so_far, record_change, reminder, what_changed
from services.live.debrief import UnknownFormat, debrief
from services.live.desk import commit_to, decide, desk, show_story, write
from services.live.room import choose, respond
from services.sharing.capture import withdraw
from stories import consent_log

HOSTILE = "# not a heading | <script>x()</script> =cmd() ![a](//evil) \u202e"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    with a_bank(tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest.fixture
def bank(shared: Bank) -> Bank:
    return at_todays_time(shared)


def held(bank: Bank, *, story_id: str = "") -> Session:
    """A session that showed its story, moved two people, agreed something, and promised something."""
    session = open_session(bank, audience="clinical_team", **({"story_ids": (story_id,)} if story_id else {}))
    show_story(bank, session.id, session.stories[0].story_id)
    for code in ("moved", "act"):
        choose(bank, session.id, somebody(bank, session), kind="react", code=code)
    respond(bank, session.id, somebody(bank, session), kind="wish", text=f"A number that is answered {HOSTILE}", key="1")
    decide(bank, session.id, [one.id for one in desk(bank, session.id).waiting], "shown")
    write(bank, session.id, "statement", "We want one number that is answered.", seen="")
    commit_to(
        bank, session.id, owner="Ward sister", action="Print the number on every letter", first_step="Ask the print room",
        due_on=bank.today() + timedelta(days=20), known_by="It is on every letter",
    )  # fmt: skip
    return session


def promised(bank: Bank, session: Session) -> tuple[Kept, ...]:
    """What was promised in this session, as the board of all sessions has it."""
    return tuple(one for one in board(bank) if one.session.id == session.id)


def test_closing_gives_what_people_said_to_the_learning_of_their_audience_once(bank: Bank) -> None:
    session = held(bank)
    assert close_session(bank, session.id).reactions == 2
    assert close_session(bank, session.id).reactions == 0
    known = learned(bank, "clinical_team")
    assert (known.people, known.stories, known.reactions) == (2, 1, 2)
    assert "clinical team session" in known.sentences[0]


def test_nothing_is_learnt_from_a_story_that_was_taken_back_meanwhile(bank: Bank) -> None:
    session = held(bank)
    withdraw(bank, session.stories[0].story_id, "Maureen")
    assert close_session(bank, session.id).reactions == 0


@pytest.mark.parametrize("form", ["md", "docx"])
def test_the_debrief_says_what_was_agreed_and_promised_and_enters_the_use(bank: Bank, form: str) -> None:
    session = held(bank)
    close_session(bank, session.id)
    file = debrief(bank, session.id, form)
    words = read(file.data, form)
    for expected in (
        "We want one number that is answered.",
        "Ward sister",
        "Ask the print room",
        "3 people took part",
        "No number to ring",
    ):
        assert expected in words
    assert "nobody picked up" not in words  # a debrief holds no story text
    with bank.database.reading() as connection:
        uses = consent_log.uses_of(connection, session.stories[0].story_id)
    assert [use.copy_at for use in uses][-1] == file.name


@pytest.mark.parametrize("form", ["md", "docx"])
def test_a_debrief_made_after_a_withdrawal_names_nothing_of_the_story(bank: Bank, form: str) -> None:
    session = held(bank)
    withdraw(bank, session.stories[0].story_id, "Maureen")
    words = read(debrief(bank, session.id, form).data, form)
    assert "This story is no longer available." in words and "No number to ring" not in words


def test_hostile_words_stay_words_in_the_markdown(bank: Bank) -> None:
    text = debrief(bank, held(bank).id, "md").data.decode()
    assert "\\<script\\>" in text and "\\!\\[a\\]" in text and "\\|" in text and "\u202e" not in text


def test_a_debrief_of_nothing_or_in_no_format_says_so(bank: Bank) -> None:
    session = held(bank)
    with pytest.raises(UnknownFormat):
        debrief(bank, session.id, "exe")
    with pytest.raises(SessionNotFound):
        debrief(bank, "01NOBODY", "md")


def test_the_board_is_honest_about_what_came_of_nothing(bank: Bank) -> None:
    session = held(bank)
    (one,) = promised(bank, session)
    assert (one.commitment.status, one.late, one.session.id) == ("none", False, session.id)
    today = bank.today()
    bank.today = lambda: today + timedelta(days=40)
    assert promised(bank, session)[0].late
    for status, words, sentence in (
        ("not_possible", " ", "why it was not possible"),
        ("made", "", "what changed"),
        ("nonsense", "x", "how far"),
    ):
        with pytest.raises(InvalidSession, match=sentence):
            record_change(bank, one.commitment.id, status, words)
    record_change(bank, one.commitment.id, "planned", "")
    record_change(bank, one.commitment.id, "not_possible", "The print room is closing")
    (after,) = promised(bank, session)
    assert [change.status for change in after.commitment.changes] == ["planned", "not_possible"] and not after.late
    assert kept_so_far(promised(bank, session)) == {"none": 0, "considering": 0, "planned": 0, "made": 0, "not_possible": 1}
    with pytest.raises(SessionNotFound):
        record_change(bank, "01NOBODY", "made", "x")


def test_what_changed_is_ready_to_be_told_to_the_storyteller(bank: Bank) -> None:
    story, other = put(bank, "Mine"), put(bank, "Not shown anywhere")
    (one,) = promised(bank, held(bank, story_id=story.id))
    assert what_changed(bank, story.id) == ()
    record_change(bank, one.commitment.id, "made", "The number is on every letter since March")
    assert [told.words for told in what_changed(bank, story.id)] == ["The number is on every letter since March"]
    assert what_changed(bank, other.id) == ()


def test_a_reminder_is_a_calendar_file_other_programs_can_read(bank: Bank) -> None:
    (one,) = promised(bank, held(bank))
    calendar = Calendar.from_ical(reminder(bank, one.commitment.id))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == one.commitment.due_on
    assert str(event["summary"]) == "Ward sister: Print the number on every letter"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7, hours=9)
    with pytest.raises(SessionNotFound):
        reminder(bank, "01NOBODY")


def read(data: bytes, form: str) -> str:
    if form == "md":
        return data.decode()
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
