"""Every audience file, and what happens when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.audiences import FOLDER, AudienceFileInvalid, audience, load_audiences, read_audience
from framing.losses import KINDS
from framing.model import Audience
from stories import vocabulary as v
from stories.errors import UnknownAudience

ALL = list(load_audiences().values())
EXPECTED = {
    "board",
    "finance_lead",
    "commissioner",
    "clinical_team",
    "council",
    "politician",
    "public",
    "patients_and_carers",
    "press",
    "union",
}


def test_the_audiences_people_asked_for_are_there() -> None:
    assert set(load_audiences()) >= EXPECTED


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.key)
def test_an_audience_names_every_kind_of_loss_with_what_is_kept_and_offered(each: Audience) -> None:
    assert {loss.kind for loss in each.losses} == set(KINDS) - {"other"}
    assert all(text.endswith(".") for loss in each.losses for text in (loss.what, loss.kept, loss.offered))


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.key)
def test_an_audience_has_a_value_for_every_theme_a_story_can_carry_or_nearly(each: Audience) -> None:
    covered = {theme for value in each.values for theme in value.themes}
    assert len(covered) >= 20
    assert all(value.shared.startswith("We all ") for value in each.values)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.key)
def test_an_audience_asks_for_two_more_people_one_of_whom_has_lived_it(each: Audience) -> None:
    assert len(each.who_else) >= 2
    assert any(role.lived_experience for role in each.who_else)


def test_the_wider_the_audience_the_wider_the_consent_it_needs() -> None:
    scopes = {key: each.scope for key, each in load_audiences().items()}
    assert scopes["press"] == "S10"
    assert scopes["public"] == "S8"
    assert scopes["board"] == scopes["finance_lead"] == "S3"
    assert scopes["clinical_team"] == "S2"
    assert all(scope in v.SCOPES for scope in scopes.values())


def test_an_audience_nobody_knows_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(UnknownAudience, match="board"):
        audience("martians")


def test_a_new_audience_is_one_more_file(tmp_path: Path) -> None:
    (tmp_path / "charity.toml").write_text(
        (FOLDER / "board.toml").read_text(encoding="utf-8").replace('name = "Board"', 'name = "Charity"'), encoding="utf-8"
    )
    assert load_audiences(tmp_path)["charity"].name == "Charity"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('scope = "S3"', 'scope = "S99"', "scope"),
        ('name = "Board"', 'name = ""', "name"),
        ("minutes = 10", 'minutes = "ten"', "minutes"),
        ("weight = 0.3\n", "weight = 0.9\n", "values"),
        ('"feeling_safe"', '"feeling_fine"', "values 1: themes"),
        ('kind = "control"', 'kind = "pride"', "losses 1: kind"),
        ("may feel like losing", "this may just feel like losing", "losses 1: what"),
        ("lived_experience = true", "lived_experience = false", "who_else"),
        ('opens_with = ["structure"', 'opens_with = ["weather"', "opens_with"),
        ("{where}", "{somewhere}", "asks"),
        ('"gap"', '"gulf"', "evidence_first"),
        ('name = "Board"', "name = ", "the whole file"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_name_and_the_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    good = (FOLDER / "board.toml").read_text(encoding="utf-8")
    assert old in good
    path = tmp_path / "board.toml"
    path.write_text(good.replace(old, new), encoding="utf-8")
    with pytest.raises(AudienceFileInvalid) as refused:
        read_audience(path)
    assert refused.value.field == field
    assert "board.toml" in str(refused.value)
