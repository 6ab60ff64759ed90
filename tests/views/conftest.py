"""Pages run as Streamlit runs them, on a bank of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_pages import Pages

from services.bank import Bank


@pytest.fixture
def database_url(home: Path) -> str:
    """Pages are drawn from what services return, and those are tested on both databases: here one is enough."""
    return f"sqlite:///{home / 'bank.db'}"


@pytest.fixture
def pages(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Opens pages of the app on `bank`."""
    monkeypatch.setattr("services.bank._shared", [bank])
    return Pages(Path(__file__).parents[2])
