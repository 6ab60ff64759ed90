"""Writes the generated tables in docs/ARCHITECTURE.md. `make docs` runs it; a test fails when the page is out of date."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sqlalchemy.schema import Table

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
ROOMS = ("stories", "embeddings", "framing", "services", "views")


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


GENERATED = {"rooms": rooms, "audiences": audiences, "tables": tables, "settings": settings}


def written(page: str) -> str:
    """`page` with each block between `<!-- generated: NAME -->` and `<!-- end -->` made anew."""
    for name, make in GENERATED.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        page = pattern.sub(lambda match, make=make: match[1] + make() + match[2], page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
