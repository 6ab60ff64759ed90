"""The slide deck: five slides that can be read aloud, edited, and read by a screen reader."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from framing_builders import TODAY, linked, maureen, said_in, some_evidence, told_to, what_works
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from framing.audiences import audience
from framing.composer import compose, edited
from framing.exporters import render
from framing.exporters.charts import drawn
from framing.exporters.script import with_breaths
from framing.exporters.slide_notes import _SLIDES
from framing.model import Framing
from framing.sayings import NO_FIGURE
from framing.script import script_of
from framing.sections import section_kinds
from stories.evidence import Evidence

BOARD = audience("board")


def told(*evidence: Evidence, **changes: object) -> Framing:
    return compose([told_to(BOARD, maureen(**changes), evidence=[linked(each) for each in evidence])], BOARD, today=TODAY)


def deck(made: Framing) -> Deck:
    return Presentation(BytesIO(render(made, "slides").data))


def charts(slide: Slide) -> list[object]:
    return [shape for shape in slide.shapes if shape.has_chart]


def test_there_are_five_wide_slides_each_with_its_own_title_in_a_title_placeholder() -> None:
    made = told(some_evidence())
    slides = list(deck(made).slides)
    assert len(slides) == 5
    assert abs(deck(made).slide_width / deck(made).slide_height - 16 / 9) < 0.001  # type: ignore[operator]
    titles = [slide.shapes.title for slide in slides]
    assert all(
        title is not None and title.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE) for title in titles
    )
    texts = [title.text_frame.text for title in titles if title is not None]
    assert texts[0] == made.question and len(set(texts)) == 5 and all(texts)


def test_the_document_says_its_title_and_language_and_keeps_no_name() -> None:
    made = told(some_evidence())
    properties = deck(made).core_properties
    assert (properties.title, properties.language, properties.author, properties.last_modified_by) == (made.question, "en-GB", "", "")
    assert "Demo story" in properties.subject
    languages = {run.get("lang") for slide in deck(made).slides for shape in slide.shapes for run in shape._element.iter("{*}rPr")}
    assert languages == {"en-GB"}


def test_the_chart_is_a_native_one_of_the_evidence_s_own_value_with_words_beside_it() -> None:
    slide = deck(told(some_evidence())).slides[2]
    (shape,) = charts(slide)
    series = list(shape.chart.plots[0].series)  # type: ignore[attr-defined]
    assert [list(each.values) for each in series] == [[51.0], [49.0]]
    assert shape._element._nvXxPr.cNvPr.get("descr").startswith("Bar chart: 51% of a bar of 100% is filled. ")  # type: ignore[attr-defined]
    assert "51%" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_two_years_are_drawn_oldest_first() -> None:
    then = some_evidence(
        claim="64% were always able to get help, compared with 72% in 2019", value=64.0, year="2024", comparator="72% in 2019"
    )
    (shape,) = charts(deck(told(then)).slides[2])
    plot = shape.chart.plots[0]  # type: ignore[attr-defined]
    assert list(zip(plot.categories, plot.series[0].values, strict=True)) == [("2024", 64.0), ("2019", 72.0)]  # drawn from the bottom up
    assert "72% (2019) and 64% (2024)" in shape._element._nvXxPr.cNvPr.get("descr")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"value": 62.0}, "the row says another number than its claim"),
        ({"value": None}, "there is no value"),
        ({"unit": "times", "value": 2.0, "claim": "Twice as many were told nothing"}, "it is no share"),
        ({"value": 130.0, "claim": "Calls rose by 130%"}, "it is more than a hundred"),
    ],
)
def test_nothing_is_drawn_that_the_evidence_does_not_say(changes: dict[str, object], why: str) -> None:
    assert drawn(some_evidence(**changes)) is None, why
    assert charts(deck(told(some_evidence(**changes))).slides[2]) == []


def test_a_figure_that_was_edited_out_is_not_drawn() -> None:
    made = edited(told(some_evidence()), {"statistic": "It happens to many.", "typical": "We think it is common."})
    assert charts(deck(made).slides[2]) == []


def test_a_story_without_evidence_says_on_the_slide_that_nobody_knows() -> None:
    slide = deck(told()).slides[2]
    words = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert said_in(words, NO_FIGURE)


def test_the_notes_hold_the_script_line_by_line_and_in_order() -> None:
    made = told(some_evidence(), what_works())
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck(made).slides]  # type: ignore[union-attr]
    said = "\n".join(notes)
    places = [said.index(with_breaths(line)) for line in script_of(made)]
    assert places == sorted(places) and all("Say:" in note for note in notes)
    assert made.consent_lines[0] in notes[4] and "https://www.healthwatch.co.uk/leaving-hospital" in notes[2]


def test_the_slide_with_the_words_carries_the_consent_and_the_one_with_the_figure_its_source() -> None:
    made = told(some_evidence(verified="not_seen"))
    texts = [{shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame} for slide in deck(made).slides]
    assert made.consent_lines[0] in texts[1]["Consent"]
    assert "Healthwatch England" in texts[2]["Sources"] and "Primary source to be checked" in texts[2]["Sources"]
    assert "Demo story" in texts[0]["Notes"]


def test_what_means_nothing_is_marked_as_decoration() -> None:
    for slide in deck(told(some_evidence())).slides:
        for shape in slide.shapes:
            if shape.name == "Rule":
                assert b"decorative" in etree.tostring(shape._element)
            else:
                assert shape.has_text_frame or shape._element._nvXxPr.cNvPr.get("descr")


def test_the_deck_links_its_sources_and_nothing_else() -> None:
    made = edited(
        told(some_evidence()), {"loss": "See https://evil.example and =HYPERLINK(1)", "question": "![x](https://evil.example/p.png)"}
    )
    with ZipFile(BytesIO(render(made, "slides").data)) as package:
        links = [
            found
            for name in package.namelist()
            if name.endswith(".rels")
            for found in re.findall(r'Target="(http[^"]+)"', package.read(name).decode())
        ]
    assert links == ["https://www.healthwatch.co.uk/leaving-hospital"]


def test_a_loss_in_a_person_s_own_words_is_one_text_and_not_three_labels() -> None:
    made = edited(told(some_evidence()), {"loss": "You may miss the old rota. The rota stays yours."})
    names = [shape.name for shape in deck(made).slides[3].shapes]
    assert "What stays" in names and "What we offer" not in names


def test_every_section_there_is_has_its_slide_and_a_page_without_a_quote_claims_none() -> None:
    assert {key for keys in _SLIDES for key in keys} == set(section_kinds())
    made = edited(told(some_evidence()), {"person": "Maureen asks that her story is told whole."})
    title = deck(made).slides[1].shapes.title
    assert title is not None and title.text_frame.text == "One person’s story"
