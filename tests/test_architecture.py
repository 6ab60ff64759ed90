"""The house rules, as tests: who may import whom, who may commit, who may make a cleared story, and what a page may not do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("stories", "embeddings", "framing", "live", "services", "views")
TOP = {*ROOMS, "tests", "docs", "benchmarks"}
LONGEST = 250  # lines that say something; when a file grows beyond it, it has two subjects
LONG_BY_NATURE = {"stories/vocabulary.py", "stories/tables.py"}  # lists: the codes, and the tables


def files(*rooms: str) -> list[Path]:
    found = [path for room in rooms for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts]
    assert found, rooms
    return sorted(found)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a file, with the last part of what is called."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def test_imports_go_down_and_never_sideways() -> None:
    # in a process of its own: the linter switches off the loggers of the process it runs in
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_contracts_name_every_room_and_every_heavy_library() -> None:
    """A contract that was deleted would pass the test above."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert set(linter["root_packages"]) == set(ROOMS)
    contracts = {contract["name"]: contract for contract in linter["contracts"]}
    (layers,) = [contract["layers"] for contract in contracts.values() if contract["type"] == "layers"]
    assert [set(re.findall(r"\w+", layer)) for layer in layers] == [{"views"}, {"services"}, {"embeddings", "framing", "live"}, {"stories"}]
    kept_out = {
        (source, library)
        for c in contracts.values()
        if c["type"] == "forbidden"
        for source in c["source_modules"]
        for library in c["forbidden_modules"]
    }
    assert kept_out >= {(room, "streamlit") for room in ROOMS if room != "views"}
    assert kept_out >= {("views", library) for library in ("sqlalchemy", "chromadb", "sentence_transformers", "torch", "embeddings")}
    assert kept_out >= {(room, "sqlalchemy") for room in ("embeddings", "framing", "services")}


def test_only_the_database_begins_and_commits() -> None:
    found = [f"{name(path)}:{call.lineno}" for path in files(*ROOMS) for call, called in calls(path) if called in ("commit", "rollback")]
    assert [place for place in found if not place.startswith("stories/database.py")] == []


def test_only_consent_clears_a_story() -> None:
    made, copied = [], []
    for path in files(*ROOMS):
        for call, called in calls(path):
            if called == "ClearedStory":
                made.append((name(path), call.lineno))
            if called == "replace" and name(path).startswith(("framing/", "views/", "services/", "embeddings/")):
                first = ast.unparse(call.args[0]) if call.args else ""
                if re.fullmatch(r"(.*\.)?(story|stories\[.*\]|cleared(\[.*\])?|hit\.story)", first):
                    copied.append((name(path), call.lineno))
    ((where, line),) = made
    assert where == "stories/consent.py"
    (clear,) = [node for node in tree(ROOT / where).body if isinstance(node, ast.FunctionDef) and node.name == "clear"]
    assert clear.lineno < line <= (clear.end_lineno or 0)
    assert copied == [], "a copy with changes is a story nobody cleared"


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\bcache_data\b",
        r"unsafe_allow_html",
        r"unsafe_allow_javascript",
        r"\bst\.form\(",
        r"\bImageColumn\b",
        r"\bst\.tabs\(",
        r"\bst\.write\(",
    ],
)
def test_pages_never_use(forbidden: str) -> None:
    used = [
        f"{name(path)}:{n}"
        for path in [*files("views"), ROOT / "app.py"]
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(forbidden, line)
    ]
    assert used == []


def test_a_page_file_is_a_script_and_holds_no_class() -> None:
    pages = sorted((ROOT / "views").glob("*_page.py"))
    assert len(pages) >= 5
    assert [name(page) for page in pages if any(isinstance(node, ast.ClassDef) for node in ast.walk(tree(page)))] == []


def test_the_front_door_holds_no_rule_and_no_class() -> None:
    door = ROOT / "app.py"
    assert len(door.read_text(encoding="utf-8").splitlines()) < 60
    assert [node for node in ast.walk(tree(door)) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))] == []


def test_files_have_one_subject() -> None:
    lines = {name(path): sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines()) for path in files(*ROOMS)}
    assert {path: count for path, count in lines.items() if count > LONGEST and path not in LONG_BY_NATURE} == {}
    lines = {name(path): sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines()) for path in files("tests")}
    assert {path: count for path, count in lines.items() if count > 1.4 * LONGEST} == {}


def test_every_module_says_what_it_is_for_and_uses_postponed_annotations() -> None:
    for path in [*files(*ROOMS), ROOT / "app.py"]:
        if "migrations" in path.parts:
            continue
        module = tree(path)
        assert ast.get_docstring(module), name(path)
        if any(not isinstance(node, ast.Expr) for node in module.body):
            assert "from __future__ import annotations" in path.read_text(encoding="utf-8"), name(path)


def test_no_folder_is_called_after_nothing() -> None:
    shown = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    kept = shown + [path for folder in shown for path in folder.rglob("*") if path.is_dir()]
    assert [name(path) for path in kept if path.name in ("utils", "core", "common", "helpers", "src", "pages", "misc")] == []
    named = [path.name for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert not {"utils.py", "common.py", "helpers.py", "misc.py"} & set(named)


def test_there_is_no_room_nobody_planned() -> None:
    shown = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}
    assert shown <= TOP


def test_tests_are_no_packages() -> None:
    """An __init__.py under tests/ would shadow the rooms of the same name."""
    assert [name(path) for path in (ROOT / "tests").rglob("__init__.py")] == []


def test_every_room_has_tests() -> None:
    assert [room for room in ROOMS if not list((ROOT / "tests" / room).glob("test_*.py"))] == []


def test_every_part_of_the_model_is_frozen() -> None:
    """What comes up out of a room is a value; `Bank` is the one wiring, whose clock tests move."""
    loose = []
    for path in files("stories", "framing", "embeddings", "live", "services"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                if any(mark.startswith("dataclass") and not ("frozen=True" in mark and "slots=True" in mark) for mark in marks):
                    loose.append(f"{name(path)}:{node.name}")
    summed_up = {"services/finding/asking.py:Fit"}  # filled while the questions of one audience are asked
    assert set(loose) - summed_up == {"services/bank.py:Bank"}
