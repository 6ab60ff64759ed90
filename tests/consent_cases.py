"""Consents and uses, each with what must come of it: held against the Python that gives reasons and the SQL that decides for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from builders import TODAY, a_consent

from stories.consent import Consent, Use

BOARD = Use("S3", channel="pitch", form="excerpt", audience="board", reference="pitch-1")
PAGE = Use("S2")
DAY = timedelta(days=1)

# consent, use, what the one reason says
REFUSED: list[tuple[str, Consent | None, Use, str]] = [
    ("no consent at all", None, PAGE, "no consent"),
    ("a consent that was left blank", Consent(), PAGE, ""),
    ("agreed to take part and not yet released", a_consent(act="take_part"), BOARD, "not yet released"),
    ("withdrawn", Consent(act="withdraw"), BOARD, "withdrawn"),
    ("an act nobody knows", a_consent(act="maybe"), BOARD, "not yet released"),
    ("starts tomorrow", a_consent(valid_from=TODAY + DAY), BOARD, "Consent starts on 24 November 2026."),
    ("ended yesterday", a_consent(expires_on=TODAY - DAY), BOARD, "Consent ended on 22 November 2026."),
    ("rests until tomorrow", a_consent(rest_until=TODAY + DAY), BOARD, "rest until 24 November 2026"),
    ("says no to the board", a_consent(scopes={"S2": "yes", "S3": "no"}), BOARD, "board and governors"),
    ("was never asked about the board", a_consent(scopes={"S2": "yes"}), BOARD, "board and governors"),
    ("an answer nobody knows", a_consent(scopes={"S3": "perhaps"}), BOARD, "board and governors"),
    ("wants to be asked", a_consent(scopes={"S3": "ask"}), BOARD, "asked each time"),
    ("wants to be contacted", a_consent(contact_before_use=True), BOARD, "contacted before each use"),
    ("the words whole and no excerpts among the forms", a_consent(forms=("text",)), BOARD, "short excerpts"),
    ("no form at all", a_consent(forms=()), PAGE, "the words, whole"),
    ("a form nobody knows", a_consent(), replace(BOARD, form="hologram"), "hologram"),
    ("whole story only", a_consent(whole_story_only=True), BOARD, "whole story only"),
    ("an audience nobody knows", a_consent(), Use("S99"), "S99"),
    ("no audience at all", a_consent(), Use(""), ""),
]

# consent, use, day, what else is known
ALLOWED: list[tuple[str, Consent, Use, date, dict[str, Any]]] = [
    ("on its first day", a_consent(valid_from=TODAY), BOARD, TODAY, {}),
    ("on its last day", a_consent(expires_on=TODAY), BOARD, TODAY, {}),
    ("on the day the rest ends", a_consent(rest_until=TODAY), BOARD, TODAY, {}),
    ("without an end", a_consent(expires_on=None), BOARD, TODAY + 9_999 * DAY, {}),
    ("changed later", a_consent(act="vary"), BOARD, TODAY, {}),
    ("renewed", a_consent(act="renew"), BOARD, TODAY, {}),
    ("with the review due", a_consent(review_on=TODAY - DAY), BOARD, TODAY, {}),
    ("asked and answered", a_consent(scopes={"S3": "ask"}), BOARD, TODAY, {"answered": True}),
    ("contacted and answered", a_consent(contact_before_use=True), BOARD, TODAY, {"answered": True}),
    ("read on a page though contact is wanted before uses", a_consent(contact_before_use=True), PAGE, TODAY, {}),
    ("whole though whole story only", a_consent(whole_story_only=True), replace(BOARD, form="text"), TODAY, {}),
    ("one use left", a_consent(uses_per_quarter=2), BOARD, TODAY, {"uses_this_quarter": 1}),
    ("read on a page though used up", a_consent(uses_per_quarter=0), PAGE, TODAY, {"uses_this_quarter": 9}),
]
