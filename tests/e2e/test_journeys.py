"""Four people, four afternoons."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect
from visiting import Visitor

pytestmark = pytest.mark.e2e


def test_a_clinician_on_a_phone_finds_a_story_and_reads_it(phone: Visitor) -> None:
    phone.go("/")
    assert phone.sideways() == 0
    phone.page.get_by_label("Find a story about").fill("nobody to ring after leaving hospital")
    phone.press(phone.page.get_by_role("button", name="Find stories"))
    expect(phone.page.locator("h1")).to_have_text("Stories")
    expect(phone.page).to_have_url(re.compile(r"/stories\?q=nobody"))
    assert phone.sideways() == 0
    first = phone.page.get_by_role("link", name=re.compile("^Read “")).first
    title = first.inner_text().removeprefix("Read “").removesuffix("”")
    phone.press(first)
    expect(phone.page.locator("h1")).to_have_text(title)
    expect(phone.page).to_have_title(re.compile("Shared Endeavour"))
    assert phone.focused() == title
    assert phone.page.locator(".story p").count() > 1
    expect(phone.page.get_by_role("heading", name="What stands behind it")).to_be_attached()
    assert phone.sideways() == 0
    phone.press(phone.page.get_by_role("link", name="Back to your search"))
    expect(phone.page.get_by_label("Search by what happened")).to_have_value("nobody to ring after leaving hospital")


def test_a_communications_lead_makes_a_word_file_for_the_finance_lead(desktop: Visitor, tmp_path: Path) -> None:
    page = desktop.page
    desktop.go("/pitch")
    page.get_by_role("radio", name="Finance lead").click(delay=80)  # in a hurry: the words are typed while the choice is being saved
    page.get_by_label("What is the pitch about?").press_sequentially("leaving hospital with nobody to ring", delay=20)
    page.keyboard.press("Tab")
    desktop.settle()
    expect(page).to_have_url(re.compile("pitch=.*step=1"))
    expect(page.get_by_label("What is the pitch about?")).to_have_value("leaving hospital with nobody to ring")
    desktop.press(page.get_by_role("button", name="Continue to stories"))
    expect(page.get_by_role("heading", name="Whose words will you bring?")).to_be_visible()
    desktop.press(page.get_by_role("button", name="Use this story").first)
    expect(page.get_by_role("button", name="In the pitch. Take it out")).to_be_visible()
    desktop.press(page.get_by_role("button", name="Continue to framing"))
    expect(page.get_by_role("heading", name="Before you send it")).to_be_visible()
    desktop.type("Open with a question", "What do we want a Friday evening to be like for someone going home?")
    expect(page.locator(".sheet h2")).to_have_text("What do we want a Friday evening to be like for someone going home?")
    page.reload()
    desktop.settle()
    expect(page.get_by_label("Open with a question")).to_have_value("What do we want a Friday evening to be like for someone going home?")
    desktop.press(page.get_by_role("button", name="Continue to export"))
    expect(page.get_by_role("heading", name="Take it with you")).to_be_visible()
    quote = page.locator(".sheet figure blockquote").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word document").click(delay=80)
    download.value.save_as(tmp_path / "pitch.docx")
    document = docx.Document(str(tmp_path / "pitch.docx"))
    read = " ".join(paragraph.text for paragraph in document.paragraphs).replace("’", "'")
    assert "What do we want a Friday evening to be like for someone going home?" in read
    assert quote.replace("’", "'").strip("“”") in read and "demo story" in read.lower()
    page.go_back()
    desktop.settle()
    expect(page.get_by_role("heading", name="How will you say it?")).to_be_visible()
    page.go_back()
    desktop.settle()
    expect(page.get_by_role("heading", name="Whose words will you bring?")).to_be_visible()


def test_a_story_survives_a_refresh_while_it_is_written_and_is_shared(desktop: Visitor) -> None:
    page = desktop.page
    told = (
        "My mum came home on a Friday with a bag of tablets. There was a number on the letter and nobody answered it until Monday morning."
    )
    desktop.go("/share")
    expect(page).to_have_url(re.compile("draft="))
    page.get_by_label("What happened?").press_sequentially(told, delay=2)
    page.reload()
    desktop.settle()
    expect(page.get_by_label("What happened?")).to_have_value(told)
    desktop.press(page.get_by_role("button", name="See how it will appear"))
    expect(page.get_by_text("Please give the story a title").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Please look at"))).to_be_focused()
    expect(page.get_by_role("heading", name=re.compile("^Please look at"))).to_be_in_viewport()
    expect(page.get_by_label("What happened?")).to_have_value(told)
    desktop.type("A title: one line", "A number nobody answered")
    desktop.press(page.get_by_role("radio", name="Carer", exact=True))
    page.get_by_label("Which service is it about?").click()
    page.keyboard.type("Leaving hosp")
    page.get_by_role("option", name="Leaving hospital").click()
    desktop.settle()
    desktop.press(page.get_by_role("button", name="Staff learning here"))
    desktop.type("Who asked for this consent?", "Priya, stories team")
    page.get_by_role("spinbutton", name=re.compile("day, When was it given")).press_sequentially("01062026")
    page.keyboard.press("Tab")
    desktop.settle()
    desktop.press(page.get_by_role("button", name="See how it will appear"))
    expect(page.locator("h1")).to_have_text("This is how it will appear")
    expect(page.get_by_text("Nobody can use this story yet")).to_be_visible()
    desktop.press(page.get_by_text("The storyteller has seen it like this and agrees"))
    expect(page.get_by_text("Once saved, this story can be shown to staff learning here")).to_be_visible()
    desktop.press(page.get_by_role("button", name="Share this story"))
    expect(page.locator("h1")).to_have_text("Thank you")
    expect(page.locator(".reference")).to_have_text(re.compile(r"^\w{8}$"))
    desktop.go("/stories")
    expect(page.get_by_role("link", name="Read “A number nobody answered”")).to_be_visible()


def test_a_pitch_survives_a_refresh_while_it_is_typed_and_the_menu_starts_another(desktop: Visitor) -> None:
    page = desktop.page
    desktop.go("/pitch")
    desktop.press(page.get_by_role("radio", name="Finance lead"))
    expect(page).to_have_url(re.compile("pitch=.*step=1"))
    desktop.settle()
    page.get_by_role("textbox", name="What might they fear losing?").press_sequentially("The say over one budget", delay=2)
    page.reload()
    desktop.settle()
    expect(page.get_by_role("textbox", name="What might they fear losing?")).to_have_value("The say over one budget")
    desktop.press(page.get_by_role("button", name="Continue to stories"))
    desktop.press(page.get_by_role("button", name="Use this story").first)
    desktop.press(page.get_by_role("button", name="Continue to framing"))
    loss = page.get_by_role("textbox", name="Name the loss, kindly")
    loss.fill("")
    loss.press_sequentially("You keep the say over the rota.", delay=2)
    page.reload()
    desktop.settle()
    expect(loss).to_have_value("You keep the say over the rota.")
    expect(page.locator(".sheet")).to_contain_text("You keep the say over the rota.")
    desktop.press(page.locator("[data-testid=stTopNavLink]").filter(has_text="Prepare a pitch"))
    expect(page.get_by_role("heading", name="Pitches you have begun")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/pitch$"))
    expect(page.get_by_role("textbox", name="What might they fear losing?")).to_have_value("")


def test_an_address_below_a_story_opens_the_story(desktop: Visitor) -> None:
    desktop.go("/story/demo-discharge-1")
    expect(desktop.page).to_have_url(re.compile(r"/story\?story=demo-discharge-1"))
    expect(desktop.page.locator("h1")).not_to_have_text("We cannot find that story")


def test_a_facilitator_narrows_a_search_and_the_address_keeps_it(desktop: Visitor) -> None:
    page = desktop.page
    desktop.go("/stories")
    everything = page.locator("p[role=status]").first.inner_text()
    desktop.press(page.get_by_role("button", name="Being heard"))
    expect(page.locator("p[role=status]").first).not_to_have_text(everything)
    desktop.type("Search by what happened", "telling my story again and again")
    expect(page).to_have_url(re.compile(r"q=telling.*"))
    expect(page).to_have_url(re.compile(r"theme="))
    found = page.locator("li.card h2").all_inner_texts()
    assert found
    page.reload()
    desktop.settle()
    expect(page.locator("li.card h2").first).to_be_visible()
    assert set(page.locator("li.card h2").all_inner_texts()) & set(found)
    desktop.type("Search by what happened", "qqqq zzzz")
    if page.get_by_role("heading", name="No stories match yet").is_visible():
        desktop.press(page.get_by_role("button", name="Clear the search and filters"))
        expect(page.locator("p[role=status]").first).to_have_text(everything)


def test_somebody_at_the_keyboard_goes_from_a_fault_to_its_words_and_takes_the_storytellers_back(desktop: Visitor) -> None:
    page = desktop.page
    desktop.go("/pitch")
    desktop.press(page.get_by_role("radio", name="Finance lead"))
    desktop.type("What is the pitch about?", "leaving hospital with nobody to ring")
    desktop.press(page.get_by_role("button", name="Continue to stories"))
    desktop.press(page.get_by_role("button", name="Use this story").first)
    desktop.press(page.get_by_role("button", name="Continue to framing"))
    page.get_by_text("Edit the other sections").click()
    box = page.get_by_label("The person", exact=True)
    told = box.input_value()
    said = told[told.index("“") + 1 : told.index("”")]
    altered = " ".join("sometimes" if place == 3 else word for place, word in enumerate(said.split()))
    box.fill(told.replace(said, altered))
    page.keyboard.press("Tab")
    desktop.settle()
    desktop.press(page.get_by_role("button", name="Continue to export"))
    expect(page.get_by_text("Something must be put right before this can leave.")).to_be_visible()
    page.locator("a.to-words").first.focus()
    page.keyboard.press("Enter")
    desktop.settle()
    expect(page).to_have_url(re.compile("step=3&part=person"))
    page.locator("a.to-words").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    chosen = page.evaluate("(e => [e.tagName, e.value.slice(e.selectionStart, e.selectionEnd)])(document.activeElement)")
    assert chosen[0] == "TEXTAREA" and chosen[1].startswith("“"), chosen
    desktop.press(page.get_by_role("button", name="Use the storyteller’s words again").first)
    expect(page.get_by_label("The person", exact=True)).to_have_value(told)
    desktop.press(page.get_by_role("button", name="Continue to export"))
    expect(page.get_by_role("link", name="Word document")).to_be_visible()
