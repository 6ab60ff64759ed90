"""The wall, as plain HTML in sections: what the room sees, readable from the back, with nothing to press and nothing private."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import segno
from markupsafe import Markup

from live.agendas import said
from live.model import LOSSES, TOUCHES, GroupSize
from services.live_wall import GONE, RoomView
from stories import vocabulary as v
from views.cards import byline
from views.text import joined, typeset

_SHELL = Markup(
    "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<meta name='robots' content='noindex'><title>{title}</title><link rel='stylesheet' href='/assets/wall.css'>"
    "<noscript><meta http-equiv='refresh' content='3'></noscript></head>"
    "<body data-remote='{remote}'>{wall}<p id='lost' hidden>Connecting again…</p><script src='/assets/wall.js' defer></script></body></html>"
)
_OPEN = Markup("<span class='mute'>…</span>")
GROUPS, PROMISES, BOARD = 7, 6, 6  # that fit
REMS, BAR, CARD, TITLE = 34.0, 4.0, 8.2, 2.6  # heights in rem: what is left below a question of two lines, a bar, a row of cards, a heading
TURN = 12  # seconds for which cards stay when there are more than fit


def page(view: RoomView, address: str, remote: str = "") -> str:
    return str(_SHELL.format(title="On the wall – Shared Endeavour", remote=remote, wall=wall(view, address)))


def missing(sentence: str) -> str:
    body = Markup("<div id='wall'><div id='main'><h1>{}</h1></div></div>").format(sentence)
    return str(_SHELL.format(title="Session not found", remote="", wall=body))


def wall(view: RoomView, address: str) -> Markup:
    face = _FACES[view.step.face]
    inside = _silence(view) if view.silence else _ended(view) if not view.session.open else face(view)
    coming = (
        "" if view.step.face in ("lobby", "ask") and view.session.open else "under-way"
    )  # most have joined: the room's words get the space
    return Markup("<div id='wall' class='{}' data-state='{}'><main id='main' data-key='{}'>{}</main>{}</div>").format(
        coming, view.state, "main", inside, _join(view, address)
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


def _head(view: RoomView) -> Markup:
    asked = said(view.step, view.session.question) or view.session.question
    return Markup("<header><p class='mute'>{}</p><h1 dir='auto'>{}</h1></header>").format(view.step.title, asked)


def _lobby(view: RoomView) -> Markup:
    return Markup(
        "<header><p class='mute'>{}</p></header><div class='stage'><h1 class='huge' dir='auto'>{}</h1><p class='invite'>{}</p></div>"
    ).format(
        view.step.say or "Welcome",
        view.session.question,
        "Scan the square with your phone, or type the eight characters. Nobody is asked for a name.",
    )


def _answers(view: RoomView) -> Markup:
    """What was said to the question: groups as bars, and each answer that stands alone on a card; more cards than fit take turns."""
    if not view.groups and not view.loose:
        return _head(view) + Markup("<p class='quote mute'>The first answers will appear here.</p>")
    return _head(view) + _said(view, room=REMS)


def _said(view: RoomView, room: float) -> Markup:
    """The groups and the cards in `room` rem of height. Every answer has its turn; nothing is cut through."""
    many = [group for group in view.groups if group.size > 1]
    cards = [(f"s-{group.id}", group.name) for group in view.groups if group.size == 1] + [(f"a-{one.id}", one.words) for one in view.loose]
    bars = many[: max(1, min(GROUPS, int((room - (CARD if cards else 0)) // BAR)))]
    rows = max(1, min(3, int((room - TITLE - BAR * len(bars)) // CARD)))
    count, each = len(cards) + view.loose_count - len(view.loose), 3 * rows
    first = view.elapsed // TURN % max(1, math.ceil(len(cards) / each)) * each
    shown = cards[first : first + each]
    title = (
        ""
        if not bars and count == len(shown)
        else f"Also said: {first + 1} to {first + len(shown)} of {count}"
        if count > len(shown)
        else "Also said"
    )
    over = Markup("<h2>{}</h2>").format(title) if title else Markup()
    alone = Markup("<section data-key='alone'>{}{}</section>").format(over, _cards(shown)) if shown else Markup()
    rest = Markup("<p class='mute'>And {} smaller groups</p>").format(len(many) - len(bars)) if len(many) > len(bars) else Markup()
    return _groups(bars) + rest + alone


def _cards(said: Sequence[tuple[str, str]]) -> Markup:
    """Words on cards, (key, words) each: the fewer there are, the larger they stand."""
    items = joined(Markup("<li data-key='{}'><span class='words' dir='auto'>{}</span></li>").format(key, words) for key, words in said)
    return Markup("<ul class='cards {}'>{}</ul>").format(_by_number(len(said)), items)


def _by_number(count: int) -> str:
    """The class for things on the wall: the fewer there are, the larger they stand."""
    return "few" if count <= 2 else "some" if count <= 4 else "many"


def _groups(groups: Sequence[GroupSize]) -> Markup:
    most = max((group.size for group in groups), default=1)
    rows = joined(
        _row(f"g-{group.id}", Markup("<span class='name words' dir='auto'>{}</span>").format(group.name), group.size, most)
        for group in groups
    )
    return Markup("<ul class='rows' data-key='groups'>{}</ul>").format(rows) if rows else Markup()


def _row(key: str, name: Markup, count: int, most: int) -> Markup:
    share = round(100 * count / max(most, 1), 1)
    return Markup(
        "<li data-key='{}'>{}<svg class='bar' aria-hidden='true'><rect width='{}%' height='100%'></rect></svg><b>{}</b></li>"
    ).format(key, name, share, count)


def _story(view: RoomView) -> Markup:
    on_wall = view.on_wall
    if on_wall is None:
        return _head(view)
    if on_wall.story is None:
        return _head(view) + Markup("<p class='quote'>{}</p>").format(GONE if on_wall.shown else "The story follows.")
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
                _by_length(words), place, marks.format(typeset(words)), who, pages
            ),
            _reactions(view),
        ]
    )


def _reactions(view: RoomView) -> Markup:
    if not view.reactions:
        return Markup()
    most = max(view.reactions.values())
    rows = joined(
        _row(f"r-{code}", Markup("<span class='name'>{}</span>").format(term.label), view.reactions.get(code, 0), most)
        for code, term in v.REACTIONS.items()
    )
    return Markup("<section data-key='reactions'><ul class='rows'>{}</ul></section>").format(rows)


def _touch(view: RoomView) -> Markup:
    if view.on_wall and view.on_wall.shown and view.on_wall.story is None:
        return _head(view) + Markup("<p class='quote'>{}</p>").format(GONE)
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
    return _head(view) + Markup("<ul class='moments {}'>{}</ul>").format(_by_number(len(items)), joined(items))


def _choose(view: RoomView) -> Markup:
    most = max((votes for _, _, votes in view.choices), default=1)
    rows = joined(
        _row(f"c-{i}", Markup("<span class='name words'>{}</span>").format(typeset(title)), n, most) for i, title, n in view.choices
    )
    return _head(view) + Markup("<ul class='rows titles'>{}</ul><p class='quote words{}' dir='auto'>{}</p>").format(
        rows, _by_length(view.session.decision), view.session.decision
    )


def _pitch(view: RoomView) -> Markup:
    if view.pitch is None or not view.pitch.parts:
        return _head(view) + Markup("<p class='quote'>{}</p>").format("This pitch cannot be shown now: a story in it may not be told here.")
    place = min(view.session.page, len(view.pitch.parts) - 1)
    heading, text = view.pitch.parts[place]
    notes = joined(Markup("<p class='note'>{}</p>").format(note) for note in view.pitch.notes) if place == 0 else Markup()
    return Markup(
        "<header><p class='mute'>{} · part {} of {}</p><h1 dir='auto'>{}</h1></header>{}<h2>{}</h2><p class='quote words{}' dir='auto'>{}</p>"
    ).format(view.step.title, place + 1, len(view.pitch.parts), view.pitch.title, notes, heading, _by_length(text), text)


def _by_length(words: str) -> str:
    """The class for words on the wall: the shorter they are, the larger they stand."""
    sizes = ((140, " short"), (300, ""), (450, " long"), (800, " longer"))
    return next((size for most, size in sizes if len(words) <= most), " longest")


def _losses(view: RoomView) -> Markup:
    if not view.losses:
        return _answers(view)
    rows = joined(
        Markup(
            "<tr data-key='l-{}'><td>{}</td><td class='words' dir='auto'>{}</td><td class='words' dir='auto'>{}</td><td class='words' dir='auto'>{}</td></tr>"
        ).format(one.id, LOSSES[one.kind].label, one.what, one.kept or _OPEN, one.offer or _OPEN)
        for one in view.losses[:BOARD]
    )
    table = Markup(
        "<table class='{}'><thead><tr><th>What kind</th><th>What we may lose</th><th>What is kept</th><th>What we offer</th></tr></thead><tbody>{}</tbody></table>"
    ).format(_by_number(len(view.losses)), rows)
    more = _said(view, room=REMS - 8.0 * len(view.losses)) if len(view.losses) < 4 else Markup()
    return _head(view) + table + more


def _agree(view: RoomView) -> Markup:
    words = view.session.statement
    if not words:
        return _head(view) + Markup("<p class='quote mute'>We write it together.</p>")
    who = Markup("<section><h2>Who else should be here</h2><p class='agree words' dir='auto'>{}</p></section>").format(view.session.who_else) if view.session.who_else else Markup()  # fmt: skip
    return _head(view) + Markup("<div class='stage'><p class='quote words{}' dir='auto'>{}</p></div>{}").format(
        _by_length(words), words, who
    )


def _promise(view: RoomView) -> Markup:
    if not view.commitments and not view.groups and not view.loose:
        return _head(view) + Markup("<p class='quote mute'>Say who will do what, and the first small step. It is written here.</p>")
    if not view.commitments:
        return _answers(view)
    left = REMS - 8.0 * len(view.commitments)
    return _head(view) + _promises(view) + (_said(view, room=left) if left > CARD else Markup())


def _promises(view: RoomView, room_for: int = PROMISES) -> Markup:
    """Who does what; as many as fit, and how many more there are."""
    rows = joined(
        Markup(
            "<tr data-key='p-{}'><td dir='auto'><b>{}</b></td><td class='words' dir='auto'>{}</td><td class='words' dir='auto'>{}</td><td class='day'>{}</td></tr>"
        ).format(one.id, one.owner, one.action, one.first_step, f"{one.due_on:%-d %B}")
        for one in view.commitments[:room_for]
    )
    more = len(view.commitments) - room_for
    rest = Markup("<p class='mute'>And {} more, in the debrief</p>").format(more) if more > 0 else Markup()
    return Markup(
        "<table class='{}'><thead><tr><th>Who</th><th>Will do</th><th>First step</th><th>By</th></tr></thead><tbody>{}</tbody></table>{}"
    ).format(_by_number(len(view.commitments) + PROMISES - room_for), rows, rest)


def _close(view: RoomView) -> Markup:
    said_so = view.session.statement
    if not said_so and not view.commitments:
        return _head(view) + Markup("<p class='quote mute'>What will each of us take from today?</p>")
    if said_so and view.commitments and (len(said_so) > 260 or said_so.count("\n") > 2):  # they do not fit together, so they take turns
        parts = (_statement(said_so), _promises(view))
        return _head(view) + parts[view.elapsed // (2 * TURN) % 2]
    words = _statement(said_so, " long" if view.commitments else "") if said_so else Markup()
    return _head(view) + words + (_promises(view, room_for=3) if view.commitments else Markup())


def _statement(words: str, size: str = "") -> Markup:
    lines = words.count("\n")
    size = size or (
        _by_length(words) if lines < 4 else " long" if lines < 9 and len(words) < 400 else " longer" if lines < 14 else " longest"
    )
    return Markup("<p class='quote words{}' dir='auto'>{}</p>").format(size, words)


def _ended(view: RoomView) -> Markup:
    return Markup("<p class='huge'>Thank you</p>") + _close(view)


def _silence(view: RoomView) -> Markup:
    return Markup(
        "<section class='silence fill' data-key='silence'><p class='huge'>A moment of silence</p><p class='count' id='count' aria-hidden='true'>{}</p></section>"
    ).format(view.silence)


def _listed(notes: Sequence[str]) -> str:
    return ", ".join(note[0].lower() + note[1:] for note in notes)


_FACES = {
    "lobby": _lobby,
    "ask": _answers,
    "groups": _answers,
    "story": _story,
    "touch": _touch,
    "choose": _choose,
    "pitch": _pitch,
    "losses": _losses,
    "agree": _agree,
    "promise": _promise,
    "close": _close,
}
