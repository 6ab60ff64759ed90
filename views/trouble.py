"""When something goes wrong: a sentence for the person, a reference to quote, and a log that holds no story text."""

from __future__ import annotations

import logging
import secrets
import traceback

from markupsafe import Markup

from stories.errors import StoryBankError
from views.links import link
from views.text import draw, heading, plain

log = logging.getLogger("shared_endeavour")


class WithoutWords(logging.Filter):
    """Keeps the messages of errors out of the server's own log: an error's message may quote a story."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        record.exc_text = None
        return True


def keep_words_out_of_logs() -> None:
    for name in ("streamlit.error_util", "uvicorn.error"):
        logging.getLogger(name).addFilter(WithoutWords())


def on_script_error(error: Exception) -> bool:
    """Replaces Streamlit's red box. What is logged is where it happened and the kind of error, never its message."""
    draw(unexpected(error))
    return True


def reference_for(error: BaseException) -> str:
    """A new reference number, put into the log with where the error happened and its kind."""
    reference = f"{secrets.randbelow(900_000) + 100_000}"
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("reference %s: %s at %s", reference, type(error).__name__, " < ".join(reversed(places[-6:])))
    return reference


def unexpected(error: BaseException) -> Markup:
    """The page for an error nobody foresaw, under a new reference number that is also in the log."""
    reference = reference_for(error)
    return heading("Something went wrong at our end", focus=f"error-{reference}") + Markup(
        "<p class='lede' role='alert'>What you wrote is kept. Try again in a minute. If it keeps happening, tell us reference <b>{}</b>.</p><p>{}</p>"
    ).format(reference, link("", "Back to the front page"))


def foreseen(error: StoryBankError) -> Markup:
    """The page for an error whose sentence already says what to do."""
    return heading("This cannot be done just now", focus="trouble") + Markup("<p class='lede' role='alert'>{}</p><p>{}</p>").format(
        str(error), link("", "Back to the front page")
    )


def sentence(error: StoryBankError) -> Markup:
    """The error's sentence as a line beside what was tried."""
    return Markup("<p class='problem' role='alert'>{}</p>").format(plain(error))
