"""What is known of a bank as a whole follows the bank."""

from __future__ import annotations

import pytest
from banks import put
from builders import TODAY, a_consent

from services.bank import Bank
from services.finding import bank_statistics
from services.finding.search import find_stories
from services.sharing.capture import change_consent, withdraw


def settle(bank: Bank) -> None:
    """Wait for what a question started in the background."""
    find_stories(bank, "number")
    thread = bank.statistics._thread
    if thread is not None:
        thread.join(30)


def test_a_bank_has_no_shape_until_it_has_enough_stories(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_statistics, "ENOUGH", 5)
    for number in range(4):
        put(bank, f"Parking number {number}")
    settle(bank)
    assert bank.statistics.shape is None
    put(bank, "The ward was loud all night")
    settle(bank)
    assert bank.statistics.shape is not None


def test_the_number_that_may_be_shown_follows_consent_at_once(bank: Bank) -> None:
    first, second = put(bank, "Parking"), put(bank, "The ward")
    assert find_stories(bank, "").bank_total == 2
    withdraw(bank, first.id, "Priya")
    assert find_stories(bank, "").bank_total == 1
    change_consent(bank, second.id, a_consent(scopes={"S3": "yes"}))
    assert find_stories(bank, "parking").bank_total == 0


def test_the_number_that_may_be_shown_follows_the_day(bank: Bank) -> None:
    put(bank, "Parking", consent=a_consent(expires_on=TODAY))
    assert find_stories(bank, "").bank_total == 1
    bank.today = lambda: TODAY.replace(month=12)
    assert find_stories(bank, "").bank_total == 0
