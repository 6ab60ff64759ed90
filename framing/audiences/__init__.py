"""The audiences, one TOML file each. To add one, add a file: pickers, ranking and the profile test pick it up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from framing.losses import KINDS
from framing.model import Audience, Loss, Role, Value
from framing.phrases import REPLIES
from stories import vocabulary as v
from stories.errors import StoryBankError, UnknownAudience
from stories.evidence import POLARITIES

FOLDER = Path(__file__).parent
POWERS = ("decide", "fund", "staff", "permit", "influence", "do")
DISMISSIVE = ("just", "only", "simply", "merely")


class AudienceFileInvalid(StoryBankError):
    """An audience file cannot be used. Says which file, which field, and what to do."""

    def __init__(self, file: str, field: str, problem: str) -> None:
        self.file, self.field = file, field
        super().__init__(f"The audience file {file} has a problem in “{field}”: {problem}")


def audience(key: str) -> Audience:
    """The audience with this key. Raises: UnknownAudience."""
    known = load_audiences()
    if key not in known:
        raise UnknownAudience(key, list(known))
    return known[key]


@cache
def anybody() -> Audience:
    """Whoever it may be: every value, loss and power there is. For a draft that names no audience; nothing is cleared for it."""
    known = list(load_audiences().values())
    first = known[0]
    return replace(
        first,
        key="", name="No audience chosen", called="your audience", address="you", values=all_values(), losses=tuple(loss for each in known for loss in each.losses),
        power=POWERS, who_else=tuple(role for each in known for role in each.who_else), scope="S2",
    )  # fmt: skip


@cache
def all_values() -> tuple[Value, ...]:
    """Every value that some audience cares about."""
    return tuple(value for each in load_audiences().values() for value in each.values)


@cache
def load_audiences(folder: Path = FOLDER) -> Mapping[str, Audience]:
    """Every audience by key (the file's name), in alphabetical order. Raises: AudienceFileInvalid."""
    return MappingProxyType({path.stem: read_audience(path) for path in sorted(folder.glob("*.toml"))})


def read_audience(path: Path) -> Audience:
    """The audience in one file, checked field by field. Raises: AudienceFileInvalid."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AudienceFileInvalid(path.name, "the whole file", f"it is not valid TOML ({error}).") from error
    return _Reader(path, raw).audience()


class _Reader:
    """Reads one file's fields and names the field when something is wrong."""

    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        self.path, self.raw = path, raw

    def audience(self) -> Audience:
        values = tuple(self._value(i, row) for i, row in enumerate(self._rows("values")))
        if abs(sum(value.weight for value in values) - 1) > 0.01:
            self.refuse("values", "the weights must add up to 1.")
        losses = tuple(self._loss(i, row) for i, row in enumerate(self._rows("losses") if self.raw.get("losses") else ()))
        who_else = tuple(
            Role(self._text(row, "role", f"who_else {i + 1}"), row.get("lived_experience") is True, row.get("at_hand") is True)
            for i, row in enumerate(self._rows("who_else"))
        )
        if len(who_else) < 2 or not any(role.lived_experience for role in who_else):
            self.refuse("who_else", "name at least two roles, one of them with lived experience.")
        minutes = self.raw.get("minutes")
        if not isinstance(minutes, int) or not 1 <= minutes <= 120:
            self.refuse("minutes", "give whole minutes, 1 to 120.")
        return Audience(
            key=self.path.stem, name=self._text(self.raw, "name"), called=self._text(self.raw, "called"),
            address=self._text(self.raw, "address"), kind=self._text(self.raw, "kind"), scope=self._one_of("scope", v.SCOPES),
            scope_reason=self._text(self.raw, "scope_reason"), values=values, opens_with=self._list("opens_with", REPLIES),
            power=self._list("power", POWERS), losses=losses, knows=self._list("knows"), sensitivities=self._list("sensitivities"),
            minutes=minutes, format=self._text(self.raw, "format"), evidence_first=self._list("evidence_first", POLARITIES),
            who_else=who_else, asks=self._templates("asks"), first_steps=self._templates("first_steps"),
            lived_experience=self.raw.get("lived_experience") is True,
        )  # fmt: skip

    def _value(self, index: int, row: Mapping[str, Any]) -> Value:
        where = f"values {index + 1}"
        weight = row.get("weight")
        if not isinstance(weight, int | float) or not 0 < weight <= 1:
            self.refuse(f"{where}: weight", "give a share above 0, up to 1.")
        themes = tuple(row.get("themes", ()))
        if not themes or not set(themes) <= set(v.THEMES):
            self.refuse(
                f"{where}: themes",
                f"use theme codes of the bank; not known: {', '.join(sorted(set(themes) - set(v.THEMES))) or 'none given'}.",
            )
        text = {name: self._text(row, name, where) for name in ("key", "label", "description", "shared")}
        return Value(weight=float(weight), themes=themes, **text)

    def _loss(self, index: int, row: Mapping[str, Any]) -> Loss:
        where = f"losses {index + 1}"
        text = {name: self._text(row, name, where) for name in ("kind", "what", "kept", "offered")}
        if text["kind"] not in KINDS:
            self.refuse(f"{where}: kind", f"use one of {', '.join(KINDS)}.")
        for name in ("what", "kept", "offered"):
            if found := [word for word in DISMISSIVE if f" {word} " in f" {text[name].lower()} "]:
                self.refuse(f"{where}: {name}", f"“{found[0]}” dismisses a loss; say it with respect.")
        return Loss(**text)

    def _text(self, row: Mapping[str, Any], name: str, where: str = "") -> str:
        value = row.get(name)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{where}: {name}" if where else name, "it is missing or empty.")
        return value.strip().replace("'", "’")

    def _one_of(self, name: str, choices: Mapping[str, object]) -> str:
        value = self._text(self.raw, name)
        if value not in choices:
            self.refuse(name, f"“{value}” is not one of {', '.join(choices)}.")
        return value

    def _list(self, name: str, choices: Mapping[str, object] | tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.raw.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(name, "give a list of one or more texts.")
        if choices and (unknown := [item for item in value if item not in choices]):
            self.refuse(name, f"“{unknown[0]}” is not one of {', '.join(choices)}.")
        return tuple(item.strip().replace("'", "’") for item in value)

    def _templates(self, name: str) -> tuple[str, ...]:
        texts = self._list(name)
        for text in texts:
            try:
                text.format(where="one ward", it="what Maureen asked for")
            except (KeyError, IndexError, ValueError):
                self.refuse(name, "the placeholders are {where} and {it}.")
        return texts

    def _rows(self, name: str) -> list[Mapping[str, Any]]:
        rows = self.raw.get(name)
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            self.refuse(name, f"add at least one [[{name}]] table.")
        return rows

    def refuse(self, field: str, problem: str) -> NoReturn:
        raise AudienceFileInvalid(self.path.name, field, problem)
