"""The documentation says what the code says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent


def _tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tables", ROOT / "docs" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_tables_are_up_to_date() -> None:
    tables = _tables()
    for path in tables.PAGES:
        page = path.read_text(encoding="utf-8")
        assert tables.written(page) == page, f"run: make docs ({path.name})"


def test_every_setting_the_program_reads_is_documented() -> None:
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    code = (ROOT / "services" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"environ\.get\(\"(STORYBANK_\w+)\"", code))
    assert read
    assert not {name for name in read if f"| `{name}` |" not in page}


def test_every_link_inside_the_documentation_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken


def test_every_decision_says_which_tests_hold_it() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert len(decisions) >= 5
    for decision in decisions:
        tests = re.findall(r"`(tests/[\w/.]+)`", decision.read_text(encoding="utf-8").split("Compliance:")[-1])
        assert tests, f"{decision.name} names no test"
        assert all((ROOT / test).exists() for test in tests), f"{decision.name} names a test that is not there"
