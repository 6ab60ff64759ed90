"""Takes the README's pictures from a running app with the demo bank: `make pictures`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "pictures"
PORT = 8599
BASE = f"http://127.0.0.1:{PORT}"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STILL = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale=true]')"

DRAFT = (
    "Our discharge budget is overspent and we need to bring length of stay down. Staff will simply have to ring patients after they leave. "
    "Everyone knows the ward never does this. It was tried before and it failed. The board is asked to note the paper."
)
ANSWERS = (
    "One number on the letter that somebody answers at the weekend.",
    "A call the next morning, from somebody who knows me.",
    "Somebody who rings us first, so that we do not have to.",
)


def visit(page: Page, path: str) -> None:
    page.goto(BASE + path)
    page.wait_for_selector("h1")
    page.wait_for_function(STILL)
    page.wait_for_timeout(1500)


def keep(page: Page, name: str, width: int = 900) -> None:
    """Save what is in view as a small PNG."""
    raw = OUT / f"{name}.png"
    page.screenshot(path=str(raw))
    with Image.open(raw) as image:
        small = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
        small.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(raw, optimize=True)


def take(page: Page, phone: Page, wall: Page) -> None:
    visit(page, "/")
    keep(page, "home")
    while b'"ready"' not in urllib.request.urlopen(f"{BASE}/health").read():
        time.sleep(1)
    visit(page, "/stories?q=nobody+to+ring+after+leaving+hospital")
    keep(page, "stories")
    visit(page, "/story?story=demo-discharge-1")
    keep(page, "story")
    visit(page, "/share")
    keep(page, "share")
    pitch = pitch_for_the_finance_lead()
    visit(page, f"/pitch?pitch={pitch}&step=3")
    keep(page, "pitch")
    visit(phone, "/stories?q=nobody+to+ring+after+leaving+hospital")
    keep(phone, "phone", 390)
    visit(page, "/check")
    page.get_by_label("Your draft").fill(DRAFT)
    press(page, "Check it")
    keep(page, "check")
    take_a_session(page, phone, wall)


def take_a_session(page: Page, phone: Page, wall: Page) -> None:
    """The desk with answers on it, and the wall as the room sees it."""
    visit(page, "/live?tell=demo-discharge-1")
    press(page, "Open the session")
    code = page.locator(".reference").inner_text().replace(" ", "")
    wall.goto(BASE + str(page.get_by_role("link", name="Open the wall").get_attribute("href")))
    phone.goto(f"{BASE}/j")
    phone.get_by_label("The eight characters").fill(code)
    phone.get_by_role("button", name="Join").click()
    wall.keyboard.press("ArrowRight")
    for answer in ANSWERS:
        phone.locator("#box").fill(answer)
        phone.get_by_role("button", name="Share with the room").click()
        phone.wait_for_timeout(3000)
    for _ in ANSWERS[1:]:
        press(page, "Show")
    page.wait_for_timeout(6000)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    keep(page, "desk")
    keep(wall, "wall")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click(delay=80)
    page.wait_for_timeout(400)
    page.wait_for_function(STILL)
    page.wait_for_timeout(1000)


def pitch_for_the_finance_lead() -> str:
    from services.bank import open_bank
    from services.settings import Settings
    from services.telling.pitches import start_pitch

    bank = open_bank(Settings(home=Path(os.environ["STORYBANK_HOME"]), index="exact"))
    pitch = start_pitch(bank, audience="finance_lead", topic="leaving hospital with nobody to ring", story_ids=("demo-discharge-1",))
    bank.close()
    return pitch.id


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["STORYBANK_HOME"] = home
        subprocess.run([sys.executable, "-m", "services", "seed"], cwd=ROOT, check=True)
        server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT)], cwd=ROOT)
        try:
            time.sleep(5)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
                phone = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
                wall = browser.new_page(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
                take(page, phone, wall)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
