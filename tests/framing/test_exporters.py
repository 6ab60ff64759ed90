"""The contract every export format keeps, and what is particular to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from framing_builders import TODAY, linked, maureen, some_evidence, told_to, what_works
from markdown_it import MarkdownIt

from framing.audiences import audience
from framing.composer import compose, edited
from framing.exporters import UnknownFormat, file_name, formats, render
from framing.exporters.page import web_address
from framing.model import Ask, Framing
from framing.quoting import is_exact
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


READERS: dict[str, Callable[[bytes], str]] = {"word": words_in_word, "markdown": words_in_markdown}


def read(format: str, made: Framing) -> str:
    return READERS[format](render(made, format).data)


def test_every_format_has_a_reader_in_this_suite_and_word_comes_first() -> None:
    assert set(formats()) == set(READERS)
    assert next(iter(formats())) == "word"


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
    made = edited(framing(), {"happened": 'She adds: “He said "you were right to come" and drew me a chart.”'})
    shown = "He said ‘you were right to come’ and drew me a chart."
    assert f"“{shown}”" in read(format, made)
    assert is_exact(shown, [maureen().text])
