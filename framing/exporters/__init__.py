"""Files to take away, one exporter a file. Each says LABEL, GOOD_FOR, PLACE, EXTENSION and MIME, and renders a framing to bytes.

To add a format, add a file: the download menu and the contract suite pick it up. A file here without `rendered` is a part the formats share.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from framing.model import Framing
from stories.errors import StoryBankError

NAME_LONGEST = 60  # characters before the extension


class Exporter(Protocol):
    """What an exporter file holds. `GOOD_FOR` completes "Good for …"; `PLACE` is where it stands in the menu, lowest first."""

    LABEL: str
    GOOD_FOR: str
    PLACE: int
    EXTENSION: str
    MIME: str

    def rendered(self, framing: Framing) -> bytes: ...


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file ready to hand over."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A format as people choose it: its label, the file's ending, and what completes "Good for …"."""

    label: str
    extension: str
    good_for: str


class UnknownFormat(StoryBankError):
    """No exporter has this key."""

    def __init__(self, key: str, known: Mapping[str, Format]) -> None:
        self.key = key
        super().__init__(f"There is no format called “{key}”. Choose one of: {', '.join(each.label for each in known.values())}.")


def formats() -> dict[str, Format]:
    """The formats there are by key, in the order of the menu."""
    return {key: Format(exporter.LABEL, exporter.EXTENSION, exporter.GOOD_FOR) for key, exporter in _exporters().items()}


def render(framing: Framing, format: str) -> RenderedFile:
    """`framing` as a file. Whoever calls this has checked the gates first. Raises: UnknownFormat."""
    exporters = _exporters()
    if format not in exporters:
        raise UnknownFormat(format, formats())
    exporter = exporters[format]
    return RenderedFile(f"{file_name(framing.question)}.{exporter.EXTENSION}", exporter.MIME, exporter.rendered(framing))


def file_name(question: str) -> str:
    """A name every computer accepts, from the opening question."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:NAME_LONGEST].rsplit("-", 1)[0] if len(words) > NAME_LONGEST else words or "framing"


@cache
def _exporters() -> Mapping[str, Exporter]:
    modules = {module.name: import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)}
    found = {name: cast(Exporter, module) for name, module in modules.items() if hasattr(module, "rendered")}
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[1].PLACE, item[0]))))
