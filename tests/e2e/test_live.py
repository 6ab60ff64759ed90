"""A room in three browsers: the desk, a phone that loses its line, and the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from visiting import Visitor

pytestmark = pytest.mark.e2e
HOSTILE = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"> **One number** that is answered"


def violations(page: object) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return [rule["id"] for rule in axe.run(page).response["violations"]]


def test_a_room_answers_from_its_phones_and_the_wall_follows(desktop: Visitor, phone: Visitor, browser: Browser) -> None:
    site, desk = desktop.site, desktop.page
    desktop.go("/live?tell=demo-discharge-1")
    desktop.press(desk.get_by_role("button", name="Open the session"))
    expect(desk.locator("h1")).to_have_text("Co-design")
    code = desk.locator(".reference").inner_text().replace(" ", "")
    wall_context = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    wall = wall_context.new_page()
    wall.goto(site.url + str(desk.get_by_role("link", name="Open the wall").get_attribute("href")))
    expect(wall.locator(".code")).to_have_text(f"{code[:4]} {code[4:]}")
    assert (
        wall.evaluate(
            "Math.min(...[...document.querySelectorAll('#wall *')].filter(n => n.innerText).map(n => parseFloat(getComputedStyle(n).fontSize)))"
        )
        >= 24
    )

    hand = phone.page
    hand.goto(f"{site.url}/j")
    hand.get_by_label("The eight characters").fill(f"{code[:4]}-{code[4:].lower()}")
    hand.get_by_role("button", name="Join").tap()
    expect(hand.locator("h1")).to_contain_text("What do we want")
    wall.keyboard.press("ArrowRight")
    expect(wall.locator("header p")).to_have_text("What we want")

    box = hand.locator("#box")
    expect(box).to_be_visible()
    box.fill(HOSTILE)
    hand.reload()
    expect(box).to_have_value(HOSTILE)  # what was typed survives a refresh
    hand.context.set_offline(True)
    hand.get_by_role("button", name="Share with the room").tap()
    expect(hand.locator("#said")).to_contain_text("No connection")
    hand.context.set_offline(False)
    expect(hand.locator("#said")).to_contain_text("A facilitator reads it")
    expect(hand.locator("ul.mine li")).to_have_count(1)

    desktop.press(desk.get_by_role("button", name="Show", exact=True))
    expect(wall.locator("#main")).to_contain_text("**One number** that is answered")
    assert (wall.title(), hand.title()) == ("On the wall – Shared Endeavour", f"Session {code[:4]} {code[4:]}")
    assert hand.locator("#room-mine img, #room-mine script").count() == 0 and wall.locator("#main img").count() == 0
    assert violations(hand) == [] and violations(wall) == []
    for width in (390, 320):
        hand.set_viewport_size({"width": width, "height": 800})
        assert phone.sideways() <= 0, width
    expect(hand.locator("ul.mine li")).to_contain_text("On the wall")
    wall_context.close()


def test_words_typed_at_the_desk_stand_while_it_renews_itself_and_after_a_refresh(desktop: Visitor) -> None:
    desk = desktop.page
    desktop.go("/live?tell=demo-discharge-1")
    desktop.press(desk.get_by_role("button", name="Open the session"))
    expect(desk.locator("h1")).to_have_text("Co-design")
    for part, label in (("What we agree", "The statement, as it stands on the wall"), ("Losses", "What may be lost")):
        desktop.press(desk.get_by_role("radio", name=part).or_(desk.get_by_role("button", name=part, exact=True)).first)
        box = desk.get_by_label(label, exact=True)
        box.click()
        for word in ("Somebody ", "to ", "ring"):
            box.press_sequentially(word)
            desk.wait_for_timeout(1500)  # the desk renews itself every two seconds
        expect(box).to_have_value("Somebody to ring")
        desk.reload()
        expect(desk.get_by_label(label, exact=True)).to_have_value("Somebody to ring")
