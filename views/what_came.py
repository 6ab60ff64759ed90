"""What came of a story in live sessions: ready to be told to the person who told it."""

from __future__ import annotations

from markupsafe import Markup

from live.model import STATUSES
from services.bank import Bank
from services.live.after import what_changed
from views.links import link
from views.text import heading, joined


def what_came(bank: Bank, story_id: str) -> Markup:
    """Promises that were made after this story was told, and have come to an end; nothing where there are none yet."""
    told = what_changed(bank, story_id)
    if not told:
        return Markup()
    items = joined(
        Markup("<li><b>{}</b> <span dir='auto'>{}</span>{} <span class='meta'>{}, {}</span></li>").format(
            f"{STATUSES[one.status].label}:",
            one.promised,
            Markup(". <span dir='auto'>{}</span>").format(one.words) if one.words else Markup(),
            f"{one.at:%-d %B %Y}",
            link("live", "the session", {"session": one.session_id}),
        )
        for one in told
    )
    return Markup(
        "<section id='what-came'>{}<p class='meta'>Ready to be told to the storyteller.</p><ul class='why'>{}</ul></section>"
    ).format(heading("What came of telling it", level=2), items)
