"""The wall, as plain HTML in sections: what the room sees, readable from the back, with nothing to press and nothing private."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import segno
from markupsafe import Markup

from live.model import TOUCHES
from services.live.wall import GONE, RoomView
from stories import vocabulary as v
from views.cards import byline
from views.text import joined, typeset
from views.wall_picks import asking, priorities
from views.wall_said import agree, answers, by_length, by_number, close, head, losses, promise, row

_SHELL = Markup(
    "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<meta name='robots' content='noindex'><title>{title}</title><link rel='stylesheet' href='/assets/wall.css'>"
    "<noscript><meta http-equiv='refresh' content='3'></noscript></head>"
    "<body data-remote='{remote}'>{wall}<p id='lost' hidden>Connecting again…</p><script src='/assets/wall.js' defer></script></body></html>"
)


def page(view: RoomView, address: str, remote: str = "") -> str:
    return str(_SHELL.format(title="On the wall – Shared Endeavour", remote=remote, wall=wall(view, address)))


def missing(sentence: str) -> str:
    body = Markup("<div id='wall'><div id='main'><h1>{}</h1></div></div>").format(sentence)
    return str(_SHELL.format(title="Session not found", remote="", wall=body))


def wall(view: RoomView, address: str) -> Markup:
    face = _FACES[view.step.face]
    inside = _silence(view) if view.silence else _ended(view) if not view.session.open else face(view)
    gathering = view.session.open and view.step.face in ("lobby", "ask")  # after that most have joined: the room's words get the space
    return Markup("<div id='wall' class='{}' data-state='{}'><main id='main' data-key='{}'>{}</main>{}</div>").format(
        "" if gathering else "under-way", view.state, "main", inside, _join(view, address)
    )


def _join(view: RoomView, address: str) -> Markup:
    if not view.code:
        return Markup("<aside id='join'><p class='here'>{}</p></aside>").format(_people(view.joined))
    code = view.code.replace(" ", "")
    picture = _square(f"{address}/j/{code}")
    shown = address.split("://", 1)[-1]
    return Markup(
        "<aside id='join' aria-label='How to join'><p>Join from your phone</p>{}<p class='at'>{}/j</p><p class='code'>{}</p><p class='here'>{}</p>{}</aside>"
    ).format(picture, shown, view.code, _people(view.here), _so_far(view))


@lru_cache(maxsize=16)
def _square(address: str) -> Markup:
    return Markup(segno.make(address, error="m").svg_inline(border=0, omitsize=True))  # noqa: S704  ours: an address and a code


def _people(count: int) -> str:
    return "1 person here" if count == 1 else f"{count} people here"


def _so_far(view: RoomView) -> Markup:
    said_so_far = sum(group.size for group in view.groups) + view.loose_count
    words = "1 answer" if said_so_far == 1 else f"{said_so_far} answers"
    return Markup("<p class='so-far'>{}</p>").format(words) if said_so_far else Markup()


def _lobby(view: RoomView) -> Markup:
    return Markup(
        "<header><p class='mute'>{}</p></header><div class='stage'><h1 class='huge' dir='auto'>{}</h1><p class='invite'>{}</p></div>"
    ).format(
        view.step.say or "Welcome",
        view.session.question,
        "Scan the square with your phone, or type the eight characters. Nobody is asked for a name.",
    )


def _story(view: RoomView) -> Markup:
    on_wall = view.on_wall
    if on_wall is None:
        return head(view)
    if on_wall.story is None:
        return head(view) + Markup("<p class='quote'>{}</p>").format(GONE if on_wall.shown else "The story follows.")
    story = on_wall.story
    notes = (
        Markup("<p class='note'>Before we begin: {}. You may step out at any time.</p>").format(_listed(on_wall.notes))
        if on_wall.notes
        else Markup()
    )
    who = Markup("<p class='by'>{}{}</p>").format(byline(story), " · Demo story, invented" if story.synthetic else "")
    if not on_wall.shown:
        coming = Markup("<div class='stage'><h1 class='huge'>A story is about to be told</h1>{}</div>").format(notes)
        return Markup("<header><p class='mute'>{}</p></header>{}").format(view.step.title, coming)
    place = min(view.session.page, len(on_wall.pages) - 1)
    words = on_wall.pages[place] if on_wall.pages else ""
    marks = Markup("“{}”") if view.session.form == "excerpt" else Markup("{}")
    dots = joined(Markup("<i class='{}'></i>").format("on" if n == place else "") for n in range(min(len(on_wall.pages), 24)))
    pages = (
        Markup("<p class='pages' aria-label='Part {} of {}'>{}</p>").format(place + 1, len(on_wall.pages), dots)
        if len(on_wall.pages) > 1
        else Markup()
    )
    return joined(
        [
            Markup("<header><p class='mute'>{}</p><h1 dir='auto'>{}</h1></header>").format(view.step.title, typeset(story.title)),
            notes if place == 0 else Markup(),
            Markup("<div class='stage'><p class='quote words{}' dir='auto' data-key='page-{}'>{}</p>{}{}</div>").format(
                by_length(words), place, marks.format(typeset(words)), who, pages
            ),
            _reactions(view),
        ]
    )


def _reactions(view: RoomView) -> Markup:
    if not view.reactions:
        return Markup()
    most = max(view.reactions.values())
    rows = joined(
        row(f"r-{code}", Markup("<span class='name'>{}</span>").format(term.label), view.reactions.get(code, 0), most)
        for code, term in v.REACTIONS.items()
    )
    return Markup("<section data-key='reactions'><ul class='rows'>{}</ul></section>").format(rows)


def _touch(view: RoomView) -> Markup:
    if view.on_wall and view.on_wall.shown and view.on_wall.story is None:
        return head(view) + Markup("<p class='quote'>{}</p>").format(GONE)
    most = max(view.touches.values(), default=1)
    items = []
    for n, moment in enumerate(view.moments[:8]):
        bars = joined(
            Markup(
                "<span class='{}'><span class='how'>{} <b>{}</b></span><svg class='bar' aria-hidden='true'><rect width='{}%' height='100%'></rect></svg></span>"
            ).format(how, term.label, count, round(100 * count / max(most, 1), 1))
            for how, term in TOUCHES.items()
            for count in [view.touches.get(f"{n}:{how}", 0)]
        )
        items.append(Markup("<li data-key='m-{}'><span class='words' dir='auto'>{}</span>{}</li>").format(n, typeset(moment), bars))
    return head(view) + Markup("<ul class='moments {}'>{}</ul>").format(by_number(len(items)), joined(items))


def _choose(view: RoomView) -> Markup:
    most = max((votes for _, _, votes in view.choices), default=1)
    rows = joined(
        row(f"c-{i}", Markup("<span class='name words'>{}</span>").format(typeset(title)), n, most) for i, title, n in view.choices
    )
    return head(view) + Markup("<ul class='rows titles'>{}</ul><p class='quote words{}' dir='auto'>{}</p>").format(
        rows, by_length(view.session.decision), view.session.decision
    )


def _pitch(view: RoomView) -> Markup:
    if view.pitch is None or not view.pitch.parts:
        return head(view) + Markup("<p class='quote'>{}</p>").format("This pitch cannot be shown now: a story in it may not be told here.")
    place = min(view.session.page, len(view.pitch.parts) - 1)
    heading, text = view.pitch.parts[place]
    notes = joined(Markup("<p class='note'>{}</p>").format(note) for note in view.pitch.notes) if place == 0 else Markup()
    return Markup(
        "<header><p class='mute'>{} · part {} of {}</p><h1 dir='auto'>{}</h1></header>{}<h2>{}</h2><p class='quote words{}' dir='auto'>{}</p>"
    ).format(view.step.title, place + 1, len(view.pitch.parts), view.pitch.title, notes, heading, by_length(text), text)


def _ended(view: RoomView) -> Markup:
    return Markup("<p class='huge'>Thank you</p>") + close(view)


def _silence(view: RoomView) -> Markup:
    return Markup(
        "<section class='silence fill' data-key='silence'><p class='huge'>A moment of silence</p><p class='count' id='count' aria-hidden='true'>{}</p></section>"
    ).format(view.silence)


def _listed(notes: Sequence[str]) -> str:
    return ", ".join(note[0].lower() + note[1:] for note in notes)


_FACES = {
    "lobby": _lobby,
    "ask": asking,
    "groups": answers,
    "priorities": priorities,
    "story": _story,
    "touch": _touch,
    "choose": _choose,
    "pitch": _pitch,
    "losses": losses,
    "agree": agree,
    "promise": promise,
    "close": close,
}
