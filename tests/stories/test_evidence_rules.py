"""What keeps a claim from standing behind a story."""

from __future__ import annotations

from typing import Any

import pytest
from builders import some_evidence

from stories import evidence as rules
from stories.evidence import BADGES, KINDS, evidence_problems


def test_good_evidence_has_no_problem() -> None:
    assert evidence_problems(some_evidence()) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"claim": ""}, "claim"),
        ({"claim": "x" * (rules.CLAIM_MAX + 1)}, "claim"),
        ({"publisher": "", "title": ""}, "publisher"),
        ({"year": ""}, "year"),
        ({"population": ""}, "population"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "www.example.org"}, "url"),
        ({"caveat": ""}, "caveat"),
        ({"kind": "rumour"}, "kind"),
        ({"badge": "E"}, "badge"),
        ({"verified": "maybe"}, "verified"),
        ({"polarity": "sad"}, "polarity"),
        ({"services": ("space",)}, "services"),
        ({"themes": ("bicycles",)}, "themes"),
    ],
)
def test_each_gap_is_named_with_its_field(changes: dict[str, Any], field: str) -> None:
    problems = evidence_problems(some_evidence(**changes))
    assert [problem.field for problem in problems] == [field]
    assert problems[0].sentence


def test_evidence_without_a_source_says_so_plainly() -> None:
    (problem,) = evidence_problems(some_evidence(publisher="", title=""))
    assert "source" in problem.sentence


def test_a_team_count_needs_no_web_address() -> None:
    assert evidence_problems(some_evidence(kind="local_data", badge="C", url="", caveat="")) == []


def test_only_a_primary_source_is_ready_for_public_use() -> None:
    assert [some_evidence(verified=v).check_first for v in ("primary", "secondary", "not_seen")] == [False, True, True]
    assert "primary" in rules.VERIFIED["secondary"].label


def test_a_citation_names_publisher_title_and_year() -> None:
    cited = some_evidence().citation
    assert all(part in cited for part in ("Healthwatch England", "What happens when people leave hospital", "2023"))


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert some_evidence(publisher="").citation == "What happens when people leave hospital. 2023."
    assert some_evidence(title="").citation == "Healthwatch England. 2023."


def test_every_kind_of_evidence_starts_from_a_badge_there_is() -> None:
    assert {kind.definition for kind in KINDS.values()} <= set(BADGES)
