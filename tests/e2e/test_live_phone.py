"""One phone with script while the room goes on without it: unsent words, old confirmations, words too long, and the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import Visitor

pytestmark = pytest.mark.e2e
QUESTION = "What do we want services to be like for the people we care for?"


def opened(desktop: Visitor, browser: Browser) -> tuple[str, Page]:
    """A session at the question of what people want: its code, and its wall with the keys of a remote."""
    desktop.go("/live?tell=demo-discharge-1")
    desktop.press(desktop.page.get_by_role("button", name="Open the session"))
    code = desktop.page.locator(".reference").inner_text().replace(" ", "")
    wall = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce").new_page()
    wall.goto(desktop.site.url + str(desktop.page.get_by_role("link", name="Open the wall").get_attribute("href")))
    move(wall, "ArrowRight", "What we want")
    return code, wall


def move(wall: Page, key: str, title: str) -> None:
    wall.wait_for_timeout(1200)  # the remote acts on what stands on the wall
    wall.keyboard.press(key)
    expect(wall.locator("header p").first).to_have_text(title)


def test_unsent_words_stay_with_their_question_while_the_room_moves(desktop: Visitor, phone: Visitor, browser: Browser) -> None:
    code, wall = opened(desktop, browser)
    hand = phone.page
    hand.goto(f"{phone.site.url}/j/{code}")
    hand.locator("#box").fill("Half a thought")
    move(wall, "ArrowRight", "The story")
    expect(hand.locator("#moved")).to_contain_text(f"Your words below answer “{QUESTION}”")
    expect(hand.get_by_label(QUESTION)).to_have_value("Half a thought")
    hand.get_by_role("button", name="go with the room").tap()
    expect(hand.locator("#parked")).to_contain_text(f"You began an answer to “{QUESTION}”: Half a thought")
    expect(hand.locator("#moved")).to_be_hidden()
    expect(hand.locator("#box")).to_have_count(0)
    hand.reload()
    expect(hand.locator("#parked")).to_contain_text("Half a thought")
    move(wall, "ArrowLeft", "What we want")
    expect(hand.locator("#box")).to_have_value("Half a thought")
    expect(hand.locator("#parked")).to_be_hidden()
    move(wall, "ArrowRight", "The story")
    hand.get_by_role("button", name="go with the room").tap()
    hand.get_by_role("button", name="Send it there").tap()
    expect(hand.locator("#said")).to_contain_text("A facilitator reads it")
    expect(hand.locator("ul.mine li")).to_contain_text("Half a thought")
    expect(hand.locator("#parked")).to_be_hidden()
    assert phone.sideways() <= 0
    move(wall, "ArrowLeft", "What we want")
    expect(hand.locator("#said")).to_have_text("")
    expect(hand.locator("#box")).to_have_value("")
    wall.context.close()


def test_words_too_long_are_counted_said_so_and_kept_and_the_first_page_leads_back(
    desktop: Visitor, phone: Visitor, browser: Browser
) -> None:
    code, wall = opened(desktop, browser)
    hand = phone.page
    hand.goto(f"{phone.site.url}/j")
    hand.get_by_label("The eight characters").fill(code)
    hand.get_by_role("button", name="Join").tap()
    expect(hand.locator("h1")).to_contain_text("What do we want")
    hand.locator("#box").fill("a" * 612)
    expect(hand.locator("#count")).to_have_text("612 of 500 characters: 112 too many")
    hand.get_by_role("button", name="Share with the room").tap()
    expect(hand.locator("#said.problem")).to_contain_text("yours has 612")
    expect(hand.locator("#box")).to_have_value("a" * 612)
    hand.locator("#box").fill("😀" * 500)
    expect(hand.locator("#count")).to_have_text("500 of 500 characters")
    hand.go_back()
    hand.get_by_role("link", name="Return to your session").tap()
    expect(hand).to_have_url(re.compile(f"/j/{code}$"))
    expect(hand.locator("#box")).to_have_value("😀" * 500)
    wall.context.close()
