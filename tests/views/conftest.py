"""Pages run as Streamlit runs them, on a bank of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from reading_pages import Pages
from streamlit.components.v2 import manifest_scanner

from services.bank import Bank


@pytest.fixture
def database_url(home: Path, new_file: Callable[[Path], str]) -> str:
    """Pages are drawn from what services return, and those are tested on both databases: here one is enough."""
    return new_file(home)


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """For each page it opens, AppTest reads the description of every installed package, which takes longer than the page itself. They stay the
    same while tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def pages(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Opens pages of the app on `bank`."""
    monkeypatch.setattr("services.bank._shared", [bank])
    return Pages(Path(__file__).parents[2])
