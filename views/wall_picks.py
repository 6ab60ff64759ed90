"""What the wall shows where a room chooses: what matters most, and the stories that people argue for."""

from __future__ import annotations

from markupsafe import Markup

from services.live.wall import RoomView
from views.text import joined, typeset
from views.wall_said import REMS, answers, by_number, head, row

PICKED = 7  # groups that fit
TITLES = 7.5  # rem for the titles people argue for


def priorities(view: RoomView) -> Markup:
    """The groups in the order the room gives them, with how many people picked each; before the first pick, as they were said."""
    if not view.groups:
        return head(view) + Markup("<p class='quote mute'>What was said is being put together.</p>")
    shown = view.by_priority[:PICKED]
    most = max(count for _, count in shown)
    rows = joined(
        row(f"p-{one.id}", Markup("<span class='name words' dir='auto'>{}</span>").format(one.name), count, most) for one, count in shown
    )
    more = len(view.groups) - len(shown)
    rest = Markup("<p class='mute'>And {} more, on the phones</p>").format(more) if more else Markup()
    return head(view) + Markup("<ul class='rows picks {}' data-key='picks'>{}</ul>{}").format(by_number(len(shown)), rows, rest)


def asking(view: RoomView) -> Markup:
    """A question with its answers; where people argue for a story, with the titles of those that may be told."""
    if view.step.ask != "argue" or not view.choices:
        return answers(view)
    titles = joined(Markup("<li>{}</li>").format(typeset(title)) for _, title, _ in view.choices)
    stories = Markup("<section data-key='titles'><h2>The stories</h2><ul class='titles words'>{}</ul></section>").format(titles)
    return answers(view, room=REMS - TITLES) + stories
