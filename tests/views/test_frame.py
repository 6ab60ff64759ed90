"""What holds for every page, and what no page may do."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path

import pytest
from reading_pages import Pages, headings, words

from stories.errors import SchemaOutOfDate
from views.links import PAGES
from views.trouble import unexpected

ROOM = Path(__file__).parents[2] / "views"
FILES = sorted(ROOM.glob("*.py"))
BANNED = {
    "markdown",
    "write",
    "title",
    "header",
    "subheader",
    "caption",
    "metric",
    "table",
    "dataframe",
    "data_editor",
    "form",
    "toast",
    "json",
    "cache_data",
    "tabs",
    "image",
    "popover",
    "info",
    "warning",
    "error",
    "success",
    "exception",
}
LABELLED = {"button", "text_input", "text_area", "selectbox", "radio", "pills", "checkbox", "expander", "date_input"}


def calls(file: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("name", sorted(Path(page).stem.removesuffix("_page") for page in PAGES.values()))
def test_every_page_opens_on_an_empty_bank_with_one_heading_and_the_single_user_line(pages: Pages, name: str) -> None:
    app = pages.open(name)
    assert not app.exception and len(headings(app)) == 1
    assert "Single-user mode: there is no sign-in" in words(app)


def test_an_error_with_a_sentence_is_said_in_its_own_words(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed() -> None:
        raise SchemaOutOfDate("python -m services upgrade")

    monkeypatch.setattr("services.bank.shared_bank", closed)
    app = pages.open("home")
    assert not app.exception and headings(app) == ["This cannot be done just now"]
    assert "Run: python -m services upgrade" in words(app)


def test_an_unforeseen_error_gives_a_reference_and_no_story_text_in_page_or_log(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Maureen told us something private")

    monkeypatch.setattr("services.finding.search.front_page", broken)
    with caplog.at_level(logging.ERROR):
        app = pages.open("home")
    assert headings(app) == ["Something went wrong at our end"]
    reference = re.search(r"reference (\d{6})", words(app))
    assert reference and reference.group(1) in caplog.text
    assert "Maureen" not in words(app) and "Maureen" not in caplog.text


def test_two_errors_have_two_references() -> None:
    assert unexpected(ValueError()) != unexpected(ValueError())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_people_s_words_reach_the_page_through_one_door(file: Path) -> None:
    for call in calls(file):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "st":
            assert call.func.attr not in BANNED, f"st.{call.func.attr} in {file.name}"
            assert call.func.attr != "html" or file.name == "text.py", f"st.html in {file.name}"
        assert not [word for word in call.keywords if word.arg and word.arg.startswith("unsafe_allow")], file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_labels_are_our_own_words(file: Path) -> None:
    for call in calls(file):
        if isinstance(call.func, ast.Attribute) and call.func.attr in LABELLED and call.args:
            label = call.args[0]
            ours = isinstance(label, ast.Constant) or (isinstance(label, ast.Name) and label.id in ("label", "name"))
            assert ours, f"{file.name}:{label.lineno} {ast.unparse(label)}"
            captions = [word.value for word in call.keywords if word.arg == "captions"]
            assert all("unmarked(" in ast.unparse(one) for one in captions), file.name


@pytest.mark.parametrize("file", [file for file in FILES if file.name.endswith("_page.py")], ids=lambda file: file.name)
def test_a_page_file_defines_no_class(file: Path) -> None:
    assert not [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]


def test_the_front_door_is_short_and_says_only_how_to_start() -> None:
    lines = (ROOM.parent / "app.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 60 and any(line.startswith('app = st.App("views/shell.py"') for line in lines)
