"""Word and PowerPoint files opened in LibreOffice, turned into pictures' source, and read back: what a person's own program would show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from framing_builders import TODAY, demo_drafts, linked, some_evidence, told_to, what_works

from framing.audiences import audience
from framing.composer import compose
from framing.exporters import render

OFFICE = shutil.which("soffice")
READERS = shutil.which("pdftotext")
# The longest opening, a story with a content note, and one with two figures and a caution.
CASES = {"demo-cancer-3": "press", "demo-access-2": "council", "demo-discharge-1": "finance_lead"}
pytestmark = pytest.mark.skipif(
    OFFICE is None or READERS is None,
    reason="LibreOffice or poppler is not here: apt-get install libreoffice-writer libreoffice-impress poppler-utils",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each file and the PDF that LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("office")
    drafts, files = dict(demo_drafts()), []
    for story, listener in CASES.items():
        to = audience(listener)
        evidence = [linked(some_evidence(verified="not_seen"), story), linked(what_works(), story, relation="works", scope="analogous")]
        made = compose([told_to(to, drafts[story], id=story, evidence=evidence)], to, today=TODAY)
        for format in ("word", "slides"):
            file = render(made, format)
            path = folder / f"{story}.{format}{Path(file.name).suffix}"
            path.write_bytes(file.data)
            files.append(path)
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, timeout=120, capture_output=True, env=os.environ | {"HOME": str(folder)})
    return folder


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def boxes(pdf: Path) -> list[tuple[float, float, list[tuple[float, ...]]]]:
    """For each page its width and height, and where each word stands: left, top, right, bottom. In points."""
    found = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    place = r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"'
    pages_of = []
    for page in found.split("<page ")[1:]:
        width, height = (float(re.search(rf'{name}="([\d.]+)"', page).group(1)) for name in ("width", "height"))  # type: ignore[union-attr]
        pages_of.append((width, height, [tuple(map(float, words)) for words in re.findall(place, page)]))
    return pages_of


@pytest.mark.parametrize("story", CASES)
def test_the_deck_opens_as_five_slides_with_every_word_inside_the_slide(opened: Path, story: str) -> None:
    pdf = opened / f"{story}.slides.pdf"
    shown = pages(pdf)
    assert len(shown) == 5
    assert "What do we want" in shown[0] and "51%" in shown[2]
    assert re.search(r"“", shown[1]) and re.search(r"\?", shown[4])
    for width, height, words in boxes(pdf):
        assert words and all(min(left, top) >= 0 and right <= width and bottom <= height for left, top, right, bottom in words)


@pytest.mark.parametrize("story", CASES)
def test_no_line_of_a_slide_runs_into_another(opened: Path, story: str) -> None:
    for _, _, words in boxes(opened / f"{story}.slides.pdf"):
        inked = [(left, top + 0.25 * (bottom - top), right, bottom - 0.2 * (bottom - top)) for left, top, right, bottom in words]
        for number, (left, top, right, bottom) in enumerate(inked):
            for other in inked[number + 1 :]:
                across, down = min(right, other[2]) - max(left, other[0]), min(bottom, other[3]) - max(top, other[1])
                assert across < 1 or down < 1, (inked[number], other)


@pytest.mark.parametrize("story", CASES)
def test_the_word_file_opens_on_one_or_two_sheets_with_its_marks_at_the_foot(opened: Path, story: str) -> None:
    shown = pages(opened / f"{story}.word.pdf")
    assert 1 <= len(shown) <= 2
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} of {len(shown)}" in page and "Demo story" in page
    assert "Primary source to be checked" in " ".join(" ".join(shown).split())
