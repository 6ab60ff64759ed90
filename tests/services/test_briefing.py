"""From an audience to a file in somebody's hands."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from banks import put
from builders import a_consent, a_draft, some_evidence
from docx import Document
from pptx import Presentation

from framing.checks import check
from framing.exporters.script import BREATH
from framing.model import Ask, Framing, Report
from services.bank import Bank
from services.finding import matching
from services.sharing.capture import change_consent, revise_story, withdraw
from services.telling import briefing, leading
from services.telling.briefing import audiences, export_formats, export_framing, make_framing, suggest_stories
from services.telling.pitches import Pitch, start_pitch
from stories import consent_log, repository
from stories.errors import ConsentDenied, GateClosed, StoryBankError, StoryNotFound, UnknownAudience
from stories.vocabulary import SCOPES

QUOTE = "I rang the ward and nobody picked up, so I sat on the stairs and cried until my son came."


@pytest.fixture
def story_id(bank: Bank) -> str:
    return put(bank, evidence=[some_evidence(id="")]).id


@pytest.fixture
def pitch(bank: Bank, story_id: str) -> Pitch:
    return start_pitch(bank, audience="finance_lead", story_ids=(story_id,), ask=Ask(first_step="Sit in on one discharge"))


def uses(bank: Bank, story_id: str) -> int:
    with bank.database.reading() as connection:
        return len(consent_log.uses_of(connection, story_id))


def test_every_audience_asks_for_a_scope_that_consent_knows() -> None:
    known = audiences()
    assert {
        "board",
        "finance_lead",
        "commissioner",
        "clinical_team",
        "council",
        "politician",
        "public",
        "patients_and_carers",
        "press",
        "union",
    } <= set(known)
    assert {audience.scope for audience in known.values()} <= set(SCOPES)


@pytest.mark.parametrize("act", [suggest_stories, make_framing])
def test_an_unknown_audience_is_said_with_those_there_are(bank: Bank, act: object) -> None:
    with pytest.raises(UnknownAudience, match="finance_lead"):
        act(bank, Pitch(id="p", audience="the queen"))  # type: ignore[operator]


# ---- suggesting


def test_suggestions_fit_the_topic_and_say_why(bank: Bank) -> None:
    wanted = put(bank, "Tablets in a bag and no telephone number", evidence=[some_evidence(id="")])
    for topic in ("Parking", "Dinner", "Flowers"):
        put(bank, topic, service="gp", teller="patient", themes=())
    found = suggest_stories(bank, start_pitch(bank, audience="board", topic="tablets telephone number"))
    assert found.usable[0].story.id == wanted.id
    assert any("51%" in reason for reason in found.usable[0].reasons)
    assert any(reason.startswith("May be used") for reason in found.usable[0].reasons)
    assert (found.blocked, found.note) == ((), "")


def test_suggestions_come_without_a_topic_too(bank: Bank, story_id: str) -> None:
    assert [s.story.id for s in suggest_stories(bank, Pitch(id="p", audience="board")).usable] == [story_id]
    assert len(suggest_stories(bank, Pitch(id="p", audience="board"), limit=0).usable) == 0


def test_a_topic_nobody_told_a_story_about_still_suggests_what_may_be_told(bank: Bank, story_id: str) -> None:
    assert [s.story.id for s in suggest_stories(bank, Pitch(id="p", audience="board", topic="xyzzy")).usable] == [story_id]


def test_what_would_fit_and_may_not_be_told_is_listed_with_the_reasons(bank: Bank) -> None:
    cases = {
        put(bank, "Tablets one", consent=a_consent(scopes={"S2": "yes"})).id: "Consent does not cover board and governors.",
        put(
            bank, "Tablets two", consent=a_consent(scopes={"S2": "yes", "S3": "ask"})
        ).id: "The storyteller wants to be asked each time before it is shown to board and governors.",
        put(bank, "Tablets three", consent=a_consent(contact_before_use=True)).id: "The storyteller wants to be contacted before each use.",
    }
    whole = put(bank, "Tablets four", edit="whole").id
    put(bank, "Tablets five", edit="whole", consent=a_consent(scopes={"S2": "yes"}))
    found = suggest_stories(bank, Pitch(id="p", audience="board", topic="tablets"))
    assert found.usable == ()
    assert {b.story_id: b.reasons for b in found.blocked if b.title != "Tablets five"} == {i: (reason,) for i, reason in cases.items()}
    assert {b.title for b in found.blocked} == {"Tablets one", "Tablets two", "Tablets three", "Tablets five"}
    assert [story.id for story in found.whole] == [whole], "introduced and linked, never excerpted"


def test_a_story_that_may_be_told_whole_is_offered_however_many_fit_better(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "LOOKED_AT", 1)
    whole = {put(bank, f"Tablets on a {day}", edit="whole").id for day in ("Monday", "Tuesday", "Wednesday")}
    found = suggest_stories(bank, Pitch(id="p", audience="board", topic="tablets"))
    assert {story.id for story in found.whole} == whole


def test_a_story_with_an_answer_for_this_pitch_is_suggested_and_not_blocked(bank: Bank) -> None:
    asked = put(bank, "Tablets", consent=a_consent(scopes={"S2": "yes", "S3": "ask"})).id
    pitch = start_pitch(bank, audience="board", topic="tablets")
    use = replace(briefing._use(bank, pitch, audiences()["board"]))
    with bank.database.transaction() as connection:
        repository.record_answer(connection, asked, use, "yes", by="Priya", at=bank.now())
    found = suggest_stories(bank, pitch)
    assert ([s.story.id for s in found.usable], found.blocked) == ([asked], ())


# ---- framing


def test_a_framing_opens_with_what_we_want_and_passes_its_gates(bank: Bank, pitch: Pitch) -> None:
    framed = make_framing(bank, pitch)
    assert framed.report.passed, framed.report.failures
    assert framed.framing.question.startswith("What do we want")
    assert "to be like for" in framed.framing.question
    page = " ".join(section.text for section in framed.framing.sections)
    assert QUOTE in page
    assert "51%" in page
    assert "Sit in on one discharge" in page or "sit in on one discharge" in page


def test_what_a_person_typed_reaches_the_framing(bank: Bank, pitch: Pitch) -> None:
    typed = replace(pitch, question="What do we want Fridays to be like for Maureen?", edits={"cause": "Nobody owns the telephone."})
    framing = make_framing(bank, typed).framing
    assert framing.question == "What do we want Fridays to be like for Maureen?"
    cause = framing.section("cause")
    assert cause is not None
    assert (cause.text, cause.sentences[0].provenance.kind) == ("Nobody owns the telephone.", "person")


def test_a_story_that_may_not_be_told_is_named_with_the_reason(bank: Bank) -> None:
    shy = put(bank, "Tablets in a bag", consent=a_consent(scopes={"S2": "yes"})).id
    with pytest.raises(ConsentDenied) as denied:
        make_framing(bank, Pitch(id="p", audience="board", story_ids=(shy,)))
    assert denied.value.story_id == shy
    assert str(denied.value) == "“Tablets in a bag” cannot be in this pitch. Consent does not cover board and governors."


def test_one_story_that_may_not_be_told_stops_the_whole_pitch(bank: Bank, story_id: str) -> None:
    shy = put(bank, "Tablets", consent=a_consent(scopes={"S2": "yes"})).id
    with pytest.raises(ConsentDenied):
        make_framing(bank, Pitch(id="p", audience="board", story_ids=(story_id, shy)))


@pytest.mark.parametrize("missing", ["nobody", "", "\udcff"])
def test_a_story_nobody_knows_is_not_found(bank: Bank, missing: str) -> None:
    with pytest.raises(StoryNotFound):
        make_framing(bank, Pitch(id="p", audience="board", story_ids=(missing,)))


def test_a_pitch_without_a_story_says_what_to_do(bank: Bank) -> None:
    with pytest.raises(StoryBankError, match="at least one story"):
        make_framing(bank, Pitch(id="p", audience="board"))


# ---- exporting


def words_of(data: bytes, format: str) -> str:
    if format == "word":
        return "\n".join(p.text for p in Document(io.BytesIO(data)).paragraphs)
    if format == "slides":
        return "\n".join(
            shape.text_frame.text for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes if shape.has_text_frame
        )
    return data.decode().replace(BREATH, " ")


@pytest.mark.parametrize("format", list(export_formats()))
def test_each_export_carries_the_story_its_source_and_its_consent_and_is_recorded(
    bank: Bank, pitch: Pitch, story_id: str, format: str
) -> None:
    file = export_framing(bank, pitch, format)
    words = words_of(file.data, format)
    for needed in ("What do we want", "I rang the ward and nobody picked up", "Healthwatch England", "2023", "May be used in public"):
        assert needed in words, needed
    assert uses(bank, story_id) == 1


def test_an_unknown_format_is_refused_and_nothing_is_recorded(bank: Bank, pitch: Pitch, story_id: str) -> None:
    with pytest.raises(StoryBankError, match="format"):
        export_framing(bank, pitch, "hologram")
    assert uses(bank, story_id) == 0


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ({"statistic": "Healthwatch England found in 2023 that 97% were not given contact details."}, "97%"),
        ({"person": "“I rang the ward and somebody picked up.” Maureen."}, "somebody picked up"),
    ],
)
def test_an_edit_that_breaks_a_quote_or_a_figure_keeps_the_file_back(
    bank: Bank, pitch: Pitch, story_id: str, edits: Mapping[str, str], says: str
) -> None:
    edited = replace(pitch, edits=edits)
    framed = make_framing(bank, edited)
    (failure,) = framed.report.failures
    section = framed.framing.section(failure.section_key)
    assert section is not None
    assert says in section.text[failure.start : failure.end]
    assert failure.mend
    with pytest.raises(GateClosed, match=says):
        export_framing(bank, edited, "word")
    assert uses(bank, story_id) == 0


def test_consent_taken_back_between_framing_and_export_keeps_the_file_back(bank: Bank, pitch: Pitch, story_id: str) -> None:
    assert make_framing(bank, pitch).report.passed
    change_consent(bank, story_id, a_consent(act="vary", scopes={"S2": "yes"}))
    with pytest.raises(ConsentDenied):
        export_framing(bank, pitch, "word")
    assert uses(bank, story_id) == 0


def test_consent_taken_back_while_the_file_is_written_keeps_it_back(
    bank: Bank, pitch: Pitch, story_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = briefing.exporters.render

    def withdrawn_meanwhile(*args: object, **known: object) -> object:
        file = render(*args, **known)  # type: ignore[arg-type]
        withdraw(bank, story_id, by="Maureen")
        return file

    monkeypatch.setattr(briefing.exporters, "render", withdrawn_meanwhile)
    with pytest.raises((ConsentDenied, StoryNotFound)):
        export_framing(bank, pitch, "word")
    assert uses(bank, story_id) == 0, "nothing went out, so nothing is recorded"


def test_a_pitch_of_two_stories_records_both(bank: Bank, pitch: Pitch, story_id: str) -> None:
    second = put(bank, "Parking").id
    export_framing(bank, replace(pitch, story_ids=(story_id, second)), "markdown")
    assert (uses(bank, story_id), uses(bank, second)) == (1, 1)


def test_an_invented_story_says_so_on_the_page(bank: Bank) -> None:
    invented = put(bank, "Parking", synthetic=True).id
    file = export_framing(bank, start_pitch(bank, audience="board", story_ids=(invented,)), "markdown")
    assert "demo story" in file.data.decode().lower()
    real = put(bank, "Corridor").id
    assert (
        "demo story" not in export_framing(bank, start_pitch(bank, audience="board", story_ids=(real,)), "markdown").data.decode().lower()
    )


def test_a_chosen_name_left_out_by_consent_reaches_no_page(bank: Bank) -> None:
    shy = put(bank, consent=a_consent(name_form="none"), name="Maureen").id
    page = export_framing(bank, start_pitch(bank, audience="board", story_ids=(shy,)), "markdown").data.decode()
    assert "Maureen" not in page


def test_what_the_audience_cares_about_stands_on_the_page(bank: Bank, story_id: str) -> None:
    pitch = start_pitch(bank, audience="board", story_ids=(story_id,), cares="people getting home")
    assert "We know that people getting home weighs on you." in make_framing(bank, pitch).framing.sections[1].text


def test_a_second_hand_figure_says_to_check_the_primary(bank: Bank) -> None:
    story = put(bank, evidence=[some_evidence(id="", verified="secondary")]).id
    page = export_framing(bank, start_pitch(bank, audience="board", story_ids=(story,)), "markdown").data.decode()
    assert "rimary source to be checked" in page
    assert "second hand" not in page


def test_reading_a_suggestion_or_a_framing_is_not_a_use(bank: Bank, pitch: Pitch, story_id: str) -> None:
    suggest_stories(bank, pitch)
    make_framing(bank, pitch)
    assert uses(bank, story_id) == 0
    assert a_draft().title


def test_the_order_of_the_frames_is_worked_out_once_and_again_when_anything_in_it_changes(
    bank: Bank, pitch: Pitch, story_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def counted(framing: Framing, *rest: object, **more: object) -> Report:
        looked.append(framing.frame)
        return check(framing, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(leading, "check", counted)
    first = make_framing(bank, pitch, ranked=True).frames
    assert sorted(looked) == ["have", "person", "small"]
    assert make_framing(bank, pitch, ranked=True).frames == first
    assert make_framing(bank, replace(pitch, edits={"loss": "You keep the rota."}, frame="small"), ranked=True).frames == first
    assert len(looked) == 3
    make_framing(bank, replace(pitch, fears="losing the rota"), ranked=True)
    assert len(looked) == 6
    revise_story(bank, story_id, a_draft(text=f"{a_draft().text} And then it rained for a week.", quotes=()))
    make_framing(bank, pitch, ranked=True)
    assert len(looked) == 9
    assert QUOTE[:20] not in repr(leading._points), "points, and not a word of a story"
    withdraw(bank, story_id, "Ann")
    with pytest.raises(StoryBankError):
        make_framing(bank, pitch, ranked=True)
