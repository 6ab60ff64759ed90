"""Writes the generated tables in the documentation. `make docs` runs it; a test fails when a page is out of date."""

from __future__ import annotations

import ast
import re
import sys
from importlib import import_module
from pathlib import Path

from sqlalchemy.schema import Table

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "docs" / "ARCHITECTURE.md", ROOT / "docs" / "framing.md")
ROOMS = ("stories", "embeddings", "framing", "live", "services", "views")


def rooms() -> str:
    """Every file of every room with the first sentence of its docstring."""
    lines: list[str] = []
    for room in ROOMS:
        lines += [f"### `{room}/`", "", "| File | What it is for |", "|---|---|"]
        for file in sorted((ROOT / room).rglob("*.py")):
            if "versions" in file.parts or (file.name == "env.py"):
                continue
            sentence = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n\n")[0].replace("\n", " ")
            lines.append(f"| `{file.relative_to(ROOT / room)}` | {sentence.replace('|', '·')} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def audiences() -> str:
    """Every audience profile."""
    from framing.audiences import load_audiences
    from stories.vocabulary import SCOPES

    lines = ["| Key | Audience | Consent it needs | Cares most about |", "|---|---|---|---|"]
    for key, audience in sorted(load_audiences().items()):
        first = max(audience.values, key=lambda value: value.weight)
        lines.append(f"| `{key}` | {audience.name} | {audience.scope}: {SCOPES[audience.scope].label} | {first.label} |")
    return "\n".join(lines)


def tables() -> str:
    """Every table of the database."""
    from stories.tables import metadata

    def keys(table: Table) -> str:
        return ", ".join(column.name for column in table.primary_key.columns)

    lines = ["| Table | Key | Columns |", "|---|---|---|"]
    lines += [f"| `{table.name}` | {keys(table)} | {len(table.columns)} |" for table in metadata.sorted_tables]
    return "\n".join(lines)


def settings() -> str:
    """Every setting, from the docstring of Settings."""
    from services.settings import Settings

    rows = re.findall(r"^\s*(\w+): (.+?) \((STORYBANK_\w+)(?:, (.+?))?\)\.$", Settings.__doc__ or "", re.MULTILINE)
    lines = ["| Setting | What it is | Default |", "|---|---|---|"]
    lines += [f"| `{name}` | {what} | {default.removeprefix('default ')} |" for _, what, name, default in rows]
    return "\n".join(lines)


def rubric() -> str:
    """The fifteen lines of the rubric, and what looks for each."""
    from framing.checks import rules
    from framing.criteria import CRITERIA

    look = {each.criterion: each.code for each in rules() if each.criterion}
    lines = ["| Line | It … | Must not be missing | Check |", "|---|---|---|---|"]
    lines += [f"| {each.code} | {each.name} | {'yes' if each.required else ''} | `{look[each.code]}` |" for each in CRITERIA.values()]
    return "\n".join(lines)


def planted() -> str:
    """Every framing of the planted-fault set, checked now."""
    sys.path.insert(0, str(ROOT / "tests"))
    return str(import_module("planted_framings").table())


GENERATED = {"rubric": rubric, "planted": planted, "rooms": rooms, "audiences": audiences, "tables": tables, "settings": settings}


def written(page: str) -> str:
    """`page` with each block between `<!-- generated: NAME -->` and `<!-- end -->` made anew."""
    for name, make in GENERATED.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?\n?(<!-- end -->)", re.DOTALL)
        if there := pattern.search(page):
            page = f"{page[: there.start()]}{there[1]}{make()}\n{there[2]}{page[there.end() :]}"
    return page


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
