"""What holds on every page in a real browser: nothing foreign is fetched, nothing scrolls sideways, headings and contrast are in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect
from visiting import Visitor

pytestmark = pytest.mark.e2e
PATHS = ("/", "/stories", "/story?story=demo-discharge-1", "/story?story=nope", "/share", "/pitch", "/check", "/rehearse",
         "/keep?story=demo-discharge-1", "/live", "/live?view=promises", "/live?session=nope", "/foo")  # fmt: skip
HOOKS = ("stApp", "stHeader", "stMain", "stMainBlockContainer", "stTopNavLink", "stHeaderLogo", "stHtml", "stWidgetLabel", "stButtonGroup",
         "stTextInputRootElement", "stSelectbox", "stExpander", "stPaginationPageActive")  # fmt: skip


def test_a_hostile_story_fetches_nothing_and_runs_nothing(desktop: Visitor) -> None:
    site = desktop.site
    for path in ("/stories?q=xylophone", f"/story?story={site.hostile}", "/"):
        desktop.go(path)
    desktop.go("/stories?q=xylophone")
    expect(desktop.page.locator("li.card h2").first).to_contain_text("![x](")
    desktop.press(desktop.page.get_by_role("link", name="Read “![x](").first)
    expect(desktop.page.locator("h1")).to_contain_text("![x](")
    desktop.press(desktop.page.get_by_role("button", name="Add to a pitch"))
    desktop.press(desktop.page.get_by_role("link", name="Go to my pitch"))
    desktop.press(desktop.page.get_by_role("radio", name="Board", exact=True))
    for step in (2, 3, 4):
        desktop.go(desktop.page.url.split(site.url)[1].replace("step=1", f"step={step}").replace(f"step={step - 1}", f"step={step}"))
    assert site.canary == []
    assert desktop.page.locator(".sheet img, .story img, li.card img, iframe").count() == 0


def test_the_hooks_our_style_sheet_holds_on_to_are_still_there(desktop: Visitor) -> None:
    desktop.go("/stories")
    for hook in HOOKS:
        expect(desktop.page.locator(f'[data-testid="{hook}"]').first).to_be_attached()
    assert desktop.page.locator('link[href^="/assets/style.css"]').count() == 1


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_in_order_for_every_reader(desktop: Visitor, path: str) -> None:
    page = desktop.page
    desktop.go(path)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.offsetParent).map(h => +h.tagName[1])")
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        desktop.settle()
        assert violations(desktop) == []
    for width in (640, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        desktop.settle()
        assert desktop.sideways() == 0, width


def violations(visitor: Visitor) -> list[tuple[str, str]]:
    """What the accessibility rules a program can check find on the page as it stands."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in axe.run(visitor.page).response["violations"]]
