"""The contract every export format keeps, and what is particular to each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZipFile

import lxml.html
import pytest
from docx import Document
from docx.oxml.ns import qn
from framing_builders import TODAY, linked, maureen, some_evidence, told_to, what_works
from markdown_it import MarkdownIt
from pptx import Presentation

from framing.audiences import audience
from framing.composer import compose, edited
from framing.exporters import UnknownFormat, file_name, formats, render
from framing.exporters.page import by_source, source_line, web_address
from framing.exporters.script import BREATH
from framing.model import PROVENANCE_KINDS, Ask, Framing
from framing.quoting import is_exact, quoted_spans
from stories.story import Plot

FINANCE = audience("finance_lead")
HOSTILE = (
    "![x](https://evil.example/p.png) <img src=x onerror=alert(1)> [click](javascript:alert(1)) <https://evil.example> www.evil.example "
    "# not a heading &lt;script&gt; `code` *bold* | a | b | https://evil.example/a_b_c"
)


def framing(**changes: object) -> Framing:
    evidence = [linked(some_evidence()), linked(what_works(), relation="works", scope="analogous")]
    return compose([told_to(FINANCE, maureen(content_notes=("death",), **changes), evidence=evidence)], FINANCE, today=TODAY)


def words_in_word(data: bytes) -> str:
    return "\n".join("".join(node.text or "" for node in paragraph._p.iter(qn("w:t"))) for paragraph in Document(BytesIO(data)).paragraphs)


def words_in_markdown(data: bytes) -> str:
    tokens = MarkdownIt("commonmark").parse(data.decode())
    return "\n".join(
        "".join(child.content for child in token.children or [] if child.type == "text") for token in tokens if token.type == "inline"
    )


def words_in_slides(data: bytes) -> str:
    found = []
    for slide in Presentation(BytesIO(data)).slides:
        found += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        found += [str(shape._element._nvXxPr.cNvPr.get("descr") or "") for shape in slide.shapes]
        assert slide.notes_slide.notes_text_frame is not None
        found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


def words_in_html(data: bytes) -> str:
    body = lxml.html.fromstring(data.decode()).find("body")
    assert body is not None
    return "\n".join(" ".join(block.text_content().split()) for block in body.iter("h1", "h2", "p", "blockquote", "figcaption", "li"))


def words_in_json(data: bytes) -> str:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(part)

    return "\n".join(texts(json.loads(data)))


READERS: dict[str, Callable[[bytes], str]] = {
    "word": words_in_word,
    "slides": words_in_slides,
    "one_page": words_in_html,
    "script": lambda data: data.decode().replace(BREATH, " "),
    "markdown": words_in_markdown,
    "data": words_in_json,
}
WHOLE = [format for format in READERS if format != "script"]  # a minute does not hold every sentence


def everything(data: bytes) -> bytes:
    """The bytes of a file, those of a package unpacked."""
    if data[:2] != b"PK":
        return data
    with ZipFile(BytesIO(data)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())


def read(format: str, made: Framing) -> str:
    return READERS[format](render(made, format).data)


def test_every_format_has_a_reader_in_this_suite_and_word_comes_first() -> None:
    assert set(formats()) == set(READERS)
    assert next(iter(formats())) == "word"


def test_a_source_is_named_once_whatever_is_taken_from_it() -> None:
    two = [some_evidence(id="A"), some_evidence(id="B", claim="25% of patients felt unprepared", population="patients", value=25)]
    lines = [source_line(*figures) for figures in by_source(two)]
    assert len(lines) == 1
    assert lines[0].count(two[0].title) == 1
    assert "Patients" in lines[0]


@pytest.mark.parametrize("format", READERS)
def test_a_file_carries_the_question_the_quote_the_sources_the_consent_and_the_marks(format: str) -> None:
    made = framing()
    text = read(format, made)
    quote = made.section("person").sentences[0].text.strip("“”")  # type: ignore[union-attr]
    for part in (
        made.question, quote, "Healthwatch England", "2023", "https://www.healthwatch.co.uk/leaving-hospital", "NHS England", "2026", "n = 583",
        made.consent_lines[0], "Demo story", "Content note: mentions death.", "rimary source to be checked",
    ):  # fmt: skip
        assert part in text, part
    typical = made.section("typical")
    assert typical is not None and typical.sentences[0].text in text


@pytest.mark.parametrize("format", WHOLE)
def test_a_file_leaves_no_sentence_out(format: str) -> None:
    made = framing()
    text = read(format, made)
    for section in made.sections:
        assert section.heading in text
        for sentence in section.sentences:
            assert sentence.text.strip("“”") in text


@pytest.mark.parametrize("format", READERS)
def test_a_story_that_is_not_a_demo_is_not_called_one(format: str) -> None:
    assert "Demo story" not in read(format, framing(synthetic=False))


@pytest.mark.parametrize("format", READERS)
def test_control_and_hidden_characters_never_reach_the_file(format: str) -> None:
    hidden = "Ring\x00 us\x0b now\u202e please\u200b \ufeffthank\x1f you"
    made = edited(framing(), {"loss": hidden, "question": f"What do we want{hidden}?"})
    text = read(format, made)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u202e\ufeff]", text)
    assert "Ring us now please thank you" in text
    assert b"_x00" not in everything(render(made, format).data)


@pytest.mark.parametrize("format", READERS)
def test_a_figure_somebody_typed_brings_its_source_along(format: str) -> None:
    evidence = [
        linked(some_evidence(id="A")),
        linked(some_evidence(id="B", claim="62% were told nothing", publisher="Picker", year="2019", value=62)),
    ]
    made = compose([told_to(FINANCE, evidence=evidence)], FINANCE, today=TODAY)
    assert "Picker" not in read(format, made)
    assert "Picker" in read(format, edited(made, {"cause": "Another source says 62%."}))


def test_a_format_nobody_knows_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(UnknownFormat, match="Word document"):
        render(framing(), "papyrus")


def test_files_are_named_after_the_question() -> None:
    assert render(framing(), "word").name == "what-do-we-want-leaving-hospital-to-be-like-for-the-people.docx"
    assert file_name("../../etc/passwd ??? ") == "etc-passwd"
    assert file_name("ਕੀ?") == "framing"


def test_the_word_file_has_real_headings_a_title_and_british_english() -> None:
    made = framing()
    document = Document(BytesIO(render(made, "word").data))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len([s for s in made.sections if s.heading]) + 2
    assert "Pull quote" in styles
    assert document.core_properties.title == made.question
    assert document.core_properties.language == "en-GB"
    assert {node.get(qn("w:val")) for node in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.core_properties.author == document.core_properties.comments == ""


def test_the_word_file_links_its_sources_and_nothing_else() -> None:
    with ZipFile(BytesIO(render(framing(), "word").data)) as package:
        links = re.findall(r'Target="(http[^"]+)" TargetMode="External"', package.read("word/_rels/document.xml.rels").decode())
    assert links == ["https://www.healthwatch.co.uk/leaving-hospital"]


def test_the_same_framing_makes_the_same_word_text() -> None:
    assert read("word", framing()) == read("word", framing())


def test_the_word_file_says_its_marks_on_every_sheet_and_draws_the_figure_with_words_beside_it() -> None:
    document = Document(BytesIO(render(framing(), "word").data))
    foot = document.sections[0].footer.paragraphs[0]
    assert "Demo story" in foot.text and "Content note: mentions death." in foot.text and "NUMPAGES" in foot._p.xml
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr").startswith("Bar chart: 51% of a bar of 100% is filled. ")
    quote = document.styles["Pull quote"]
    assert quote.font.name == "Georgia" and document.styles["Normal"].font.name == "Arial"


def test_people_s_words_are_set_in_a_serif_and_ours_are_not() -> None:
    slide = Presentation(BytesIO(render(framing(), "slides").data)).slides[1]
    fonts = {
        shape.name: shape.text_frame.paragraphs[0].runs[0].font.name
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text
    }
    assert fonts["Their words"] == "Georgia"
    assert {font for name, font in fonts.items() if name != "Their words"} == {"Arial"}


@pytest.mark.parametrize(
    "payload",
    [HOSTILE, "1. one", "- dash", "+ plus", "> quote", "=== ", "--- ", "***", "```sh", "&#60;b&#62;", "[a]: https://evil.example", "\\<b>"],
)
def test_markdown_holds_what_people_wrote_as_words_only(payload: str) -> None:
    draft = maureen(
        text=f"{payload} and I had the tablets in a bag and no number to ring at all. That was the day it all began for us here.",
        name=payload[:60].replace("\n", " "), about=payload, quotes=(f"{payload} and I had the tablets in a bag and no number to ring at all.",), plot=Plot(),
        single_change=payload + " and more of it please",
    )  # fmt: skip
    made = edited(
        compose(
            [told_to(FINANCE, draft)], FINANCE, fears=payload, people=payload, ask=Ask(payload, payload, payload, payload), today=TODAY
        ),
        {"cause": payload},
    )
    tokens = MarkdownIt("commonmark").parse(render(made, "markdown").data.decode())
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or []}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "bullet_list_open",
        "bullet_list_close", "list_item_open", "list_item_close", "em_open", "em_close", "text_special",
    }, kinds  # fmt: skip
    assert " ".join(payload.split()) in " ".join(words_in_markdown(render(made, "markdown").data).split())


def test_only_ordinary_web_addresses_become_links() -> None:
    assert web_address("https://www.cqc.org.uk/a b?x=1#y") == "https://www.cqc.org.uk/a%20b?x=1#y"
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "https://user:pw@evil.example", "ftp://x", "", "https://", "https://[bad"):
        assert web_address(bad) == ""
    assert web_address('https://x.example/"><script>') == "https://x.example/%22%3E%3Cscript%3E"


@pytest.mark.parametrize("format", READERS)
def test_double_marks_inside_a_quote_become_single_ones_and_the_quote_stays_exact(format: str) -> None:
    made = edited(framing(), {"loss": 'She adds: “He said "you were right to come" and drew me a chart.”'})
    shown = "He said ‘you were right to come’ and drew me a chart."
    assert f"“{shown}”" in read(format, made)
    assert is_exact(shown, [maureen().text])


def test_the_data_say_where_each_sentence_comes_from() -> None:
    made, draft = framing(), maureen()
    data = json.loads(render(made, "data").data)
    assert (data["format"], data["format_version"], data["demo_story"]) == ("shared-endeavour/framing", 1, True)
    assert [section["key"] for section in data["sections"]] == [section.key for section in made.sections]
    for section in data["sections"]:
        for sentence in section["sentences"]:
            origin = sentence["provenance"]
            assert origin["kind"] in PROVENANCE_KINDS
            if origin["kind"] == "quote":
                assert origin["version"] == 1
                told = draft.text[origin["start"] : origin["end"]]
                spans = [span.words for span in quoted_spans(sentence["text"])]
                assert spans and all(is_exact(words, [told]) for words in spans)
            if origin["kind"] == "evidence":
                assert origin["evidence_id"] in {each["id"] for each in data["evidence"]}
    assert data["chart"]["bars"] == [{"label": "2023", "percent": 51.0}]
    assert data["evidence"][0]["source_line"].startswith("Healthwatch England")
    assert "rimary source to be checked" in data["evidence"][1]["source_line"]


@pytest.mark.parametrize(
    "payload", [HOSTILE, "</style><script>x</script>", '"><img src=https://evil.example/p.png>', "{body} {title} %s", "<h1>"]
)
def test_the_page_to_print_holds_what_people_wrote_as_words_and_fetches_nothing(payload: str) -> None:
    made = edited(framing(), {"cause": payload, "loss": payload, "question": payload})
    data = render(made, "one_page").data.decode()
    page = lxml.html.fromstring(data)
    assert {node.tag for node in page.iter() if isinstance(node.tag, str)} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "figure", "blockquote", "figcaption", "div", "b", "span", "svg", "rect", "ul", "li", "a",
    }  # fmt: skip
    assert {link.get("href") for link in page.iter("a")} == {"https://www.healthwatch.co.uk/leaving-hospital"}
    assert not page.xpath("//@src | //@srcset | //@style | //@onerror") and "url(" not in data and "@import" not in data
    assert " ".join(payload.split()) in " ".join(page.text_content().split())


def test_the_page_to_print_has_a_language_one_main_heading_and_a_paper_size() -> None:
    data = render(framing(), "one_page").data.decode()
    page = lxml.html.fromstring(data)
    assert page.get("lang") == "en-GB" and len(page.xpath("//h1")) == 1 and page.xpath("//title")[0].text == page.xpath("//h1")[0].text
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "@page{size:A4" in data and "@media print" in data
    assert page.xpath("//*[@role='img']/@aria-label")[0].startswith("Bar chart: 51%")


def test_the_menu_says_what_each_format_is_good_for() -> None:
    assert list(formats()) == ["word", "slides", "one_page", "script", "markdown", "data"]
    for format in formats().values():
        assert format.label and format.good_for and not format.good_for.endswith(".")


def test_words_in_another_language_are_marked_as_such_in_every_format_that_can() -> None:
    first = "Dzwoniłam na oddział trzy razy i nikt nie odebrał telefonu."
    words = f"{first} W niedzielę wróciliśmy na SOR. Lekarz był dobry i wszystko wytłumaczył."
    draft = maureen(
        text=words, language="pl", quotes=(first,), plot=Plot(), touchpoints=(), wish="", single_change="Jeden numer, który ktoś odbiera."
    )
    made = compose([told_to(FINANCE, draft)], FINANCE, today=TODAY)
    page = render(made, "one_page").data.decode()
    assert f'<blockquote>“<span lang="pl">{first}</span>”</blockquote>' in page
    assert page.count('lang="pl"') >= 3
    assert "told in Polish" in page
    runs = [run for paragraph in Document(BytesIO(render(made, "word").data)).paragraphs for run in paragraph.runs]
    marked = [run.text for run in runs if run._r.rPr is not None and run._r.rPr.find(qn("w:lang")) is not None]
    assert f"“{first}”" in marked
    slide = Presentation(BytesIO(render(made, "slides").data)).slides[1]
    tags = {
        run._r.rPr.get("lang")
        for shape in slide.shapes
        if shape.has_text_frame
        for line in shape.text_frame.paragraphs
        for run in line.runs
    }
    assert tags == {"pl", "en-GB"}
    data = json.loads(render(made, "data").data)
    quotes = [each["provenance"] for section in data["sections"] for each in section["sentences"] if each["provenance"]["kind"] == "quote"]
    assert quotes and all(each["language"] == "pl" for each in quotes)
