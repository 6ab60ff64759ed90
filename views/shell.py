"""The script behind every page: navigation, the frame around the page, and what happens when a page cannot be drawn."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from services.bank import shared_bank
from stories.errors import StoryBankError
from views.browser import followed_link
from views.links import destination
from views.text import draw
from views.trouble import foreseen, unexpected

HERE = Path(__file__).parent
FOOT = Markup(
    "<footer class='foot'><p>Single-user mode: there is no sign-in, and these pages open on this computer only.</p>"
    "<p>Stories marked “Demo story” are invented. They are nobody’s life; the evidence beside them is real.</p></footer>"
)

pages = [
    st.Page("home_page.py", title="Home", default=True),
    st.Page("stories_page.py", title="Stories", url_path="stories"),
    st.Page("share_page.py", title="Share a story", url_path="share"),
    st.Page("pitch_page.py", title="Prepare a pitch", url_path="pitch"),
    st.Page("check_page.py", title="Check my draft", url_path="check"),
    st.Page("live_page.py", title="Run a session", url_path="live"),
    st.Page("rehearse_page.py", title="Rehearse", url_path="rehearse", visibility="hidden"),
    st.Page("versions_page.py", title="Versions", url_path="versions", visibility="hidden"),
    st.Page("story_page.py", title="Story", url_path="story", visibility="hidden"),
    st.Page("keep_page.py", title="Look after a story", url_path="keep", visibility="hidden"),
    st.Page("missing_page.py", title="Page not found", url_path="missing", visibility="hidden"),
]
current = st.navigation(pages, position="top")
st.set_page_config(page_title=f"{current.title} – Shared Endeavour", page_icon=str(HERE / "static" / "favicon.png"), layout="wide")
st.logo(str(HERE / "static" / "logo.svg"), size="large")
if target := destination(followed_link()):
    st.switch_page(str(HERE.parent / target[0]), query_params=target[1])
page = st.empty()
try:
    bank = shared_bank()
    with page.container():
        current.run()
        draw(FOOT)
    bank.warm.start()  # last: the page is on its way to the browser before anything heavy is imported
except StoryBankError as error:
    page.empty()
    with page.container():
        draw(foreseen(error))
except Exception as error:
    page.empty()
    with page.container():
        draw(unexpected(error))
