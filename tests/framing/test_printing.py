"""The page to print, printed by a browser: one sheet of A4 with the consent line on it, however much stands on the page."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from framing_builders import TODAY, audiences, demo_drafts, told_to
from planted_framings import behind
from playwright.sync_api import sync_playwright

from framing.composer import compose
from framing.exporters import render
from framing.exporters.one_page import SMALLEST
from framing.model import Framing

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here: apt-get install chromium")


def printed(pages: list[str]) -> list[int]:
    """Sheets that each page takes. In a thread of its own: another test of this process may have a browser open in this one."""

    def work() -> list[int]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page, sheets = browser.new_page(), []
            for html in pages:
                page.set_content(html)
                sheets.append(len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))))
            browser.close()
            return sheets

    with ThreadPoolExecutor(1) as alone:
        return alone.submit(work).result()


def fullest() -> list[Framing]:
    """Pages that would spill at full size: three stories on one page, talks, and the demo story with the longest page of its own."""
    drafts, who = dict(demo_drafts()), audiences()
    ids, made = list(drafts), []
    for number, id in enumerate(ids[::6]):
        to = who[number % len(who)]
        place = ids.index(id)
        stories = [told_to(to, drafts[each], id=each, evidence=behind(each)) for each in ids[place : place + 3]]
        frame = ("person", "have", "small")[number % 3]
        made.append(compose(stories, to, frame=frame, length=("page", "talk")[number % 2], today=TODAY))
        made.append(compose(stories[:1], to, frame=frame, today=TODAY))
    return made


def test_every_page_prints_on_one_sheet_with_its_consent_line() -> None:
    framings = fullest()
    pages = [render(framing, "one_page").data.decode() for framing in framings]
    spilt = [(one.story_ids, one.frame, sheets) for one, sheets in zip(framings, printed(pages), strict=True) if sheets != 1]
    assert spilt == []
    scales = [float(re.search(r"--k:([.\d]+)", html).group(1)) for html in pages]  # type: ignore[union-attr]
    assert min(scales) > SMALLEST, "the smallest type is for what nobody has written yet"
    assert max(scales) > 0.95, "a short page keeps its size"


def test_a_page_that_is_not_scaled_would_spill() -> None:
    longest = max(fullest(), key=lambda framing: sum(len(section.text) for section in framing.sections))
    (sheets,) = printed([re.sub(r"--k:[.\d]+", "--k:1", render(longest, "one_page").data.decode())])
    assert sheets > 1
