"""An address that leads nowhere: say so, and name the ways on. Nothing else is known about what was asked for."""

from __future__ import annotations

from markupsafe import Markup

from views.links import link
from views.text import draw, heading

draw(
    heading("We cannot find that page", focus="missing")
    + Markup("<p class='lede'>The address may have been copied in part, or the page has moved.</p><p>{} · {} · {}</p>").format(
        link("", "Home"), link("stories", "Read the stories"), link("pitch", "Prepare a pitch")
    )
)
