"""The rehearsal's clock in a real browser: by mouse, by keyboard, through a page run, and kept apart between pitches."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from visiting import Visitor

pytestmark = pytest.mark.e2e


def ready(visitor: Visitor) -> str:
    """A pitch with a story and an audience, made as people make it. Returns its rehearsal's address."""
    visitor.go("/story?story=demo-discharge-1")
    expect(visitor.page.get_by_role("heading", name="Use this story")).to_be_visible()
    begun = visitor.page.get_by_role("link", name="Go to my pitch")
    if not begun.count():  # the other journeys of this run share the bank
        visitor.press(visitor.page.get_by_role("button", name="Add to a pitch"))
    visitor.press(begun)
    visitor.go(f"/pitch?pitch={visitor.page.url.split('pitch=')[1].split('&')[0]}&step=1")
    finance = visitor.page.get_by_role("radio", name="Finance lead", exact=True)
    if not finance.is_checked():
        visitor.press(finance)
    return f"/rehearse?pitch={visitor.page.url.split('pitch=')[1].split('&')[0]}"


def test_the_clock_runs_pauses_and_starts_over_and_a_page_run_leaves_it_alone(desktop: Visitor) -> None:
    page = desktop.page
    desktop.go(ready(desktop))
    clock, toggle = page.get_by_role("timer"), page.get_by_role("button", name="Start", exact=True)
    expect(clock).to_have_text("0:00")
    desktop.press(toggle)
    expect(clock).to_have_text("0:02")
    expect(page.locator(".script p.now")).to_have_count(1)
    desktop.press(page.locator("label").filter(has_text="Doing."))  # a page run
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Paused at")).to_be_visible()
    stopped = clock.inner_text()
    assert stopped != "0:00"
    page.wait_for_timeout(1200)
    expect(clock).to_have_text(stopped)
    page.keyboard.press("Escape")
    expect(clock).to_have_text("0:00")
    expect(page.locator(".script p.now")).to_have_count(0)


def test_rehearsing_and_versions_are_in_order_on_a_phone_and_for_every_reader(phone: Visitor) -> None:
    page = phone.page
    rehearse = ready(phone)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for path in (rehearse, rehearse.replace("rehearse", "versions"), f"{rehearse.replace('rehearse', 'pitch')}&step=4"):
        phone.go(path)
        assert phone.sideways() == 0, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            phone.settle()
            found = axe.run(page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in ("serious", "critical")] == [], path
    phone.go(rehearse)
    expect(page.get_by_role("timer")).to_be_in_viewport()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 600)")
    expect(page.get_by_role("timer")).to_be_in_viewport()  # it stays in sight while the script is read
