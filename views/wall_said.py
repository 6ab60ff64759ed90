"""What the wall shows of what was said and agreed: groups, cards that take turns, losses, the statement and who does what."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from live.agendas import said
from live.model import LOSSES, GroupSize
from services.live.wall import RoomView
from views.text import joined, listed

_OPEN = Markup("<span class='mute'>…</span>")
GROUPS, PROMISES, BOARD = 7, 6, 6  # that fit
REMS, BAR, CARD, TITLE = 34.0, 4.7, 8.2, 2.6  # heights in rem: what is left below a question of two lines, a bar, a row of cards, a heading
TURN = 12  # seconds for which cards stay when there are more than fit


def head(view: RoomView) -> Markup:
    asked = said(view.step, view.session.question) or view.session.question
    return Markup("<header><p class='mute'>{}</p><h1 dir='auto'>{}</h1></header>").format(view.step.title, asked)


def answers(view: RoomView, room: float = REMS) -> Markup:
    """What was said to the question: groups as bars, and each answer that stands alone on a card; more cards than fit take turns."""
    if not view.groups and not view.loose:
        return head(view) + Markup("<p class='quote mute'>The first answers will appear here.</p>")
    return head(view) + _said(view, room=room)


def _said(view: RoomView, room: float) -> Markup:
    """The groups and the cards in `room` rem of height. Every answer has its turn; nothing is cut through."""
    many = [group for group in view.groups if group.size > 1]
    alone = len(view.groups) - len(many) + view.loose_count
    fit = int((room - (CARD * (2 if alone > 6 else 1) + TITLE if alone else 0)) // BAR)
    bars = many[: max(1, min(GROUPS, fit))]
    cards = [(f"g-{group.id}", f"{group.name} ({group.size})") for group in many[len(bars) :]]
    cards += [(f"s-{group.id}", group.name) for group in view.groups if group.size == 1] + [
        (f"a-{one.id}", one.words) for one in view.loose
    ]
    rows = max(1, min(3, int((room - TITLE - BAR * len(bars)) // CARD)))
    count, each = len(cards) + view.loose_count - len(view.loose), 3 * rows
    first = view.elapsed // TURN % max(1, math.ceil(len(cards) / each)) * each
    shown = cards[first : first + each]
    title = listed(["Also said" if bars else "", f"{first + 1} to {first + len(shown)} of {count}" if count > len(shown) else ""])
    over = Markup("<h2>{}</h2>").format(title) if title else Markup()
    size = "many" if bars or count > len(shown) else by_number(len(shown))
    others = Markup("<section data-key='alone'>{}{}</section>").format(over, _cards(shown, size)) if shown else Markup()
    return _groups(bars) + others


def _cards(said: Sequence[tuple[str, str]], size: str) -> Markup:
    """Words on cards, (key, words) each."""
    items = joined(Markup("<li data-key='{}'><span class='words' dir='auto'>{}</span></li>").format(key, words) for key, words in said)
    return Markup("<ul class='cards {}'>{}</ul>").format(size, items)


def by_number(count: int) -> str:
    """The class for things on the wall: the fewer there are, the larger they stand."""
    return "few" if count <= 2 else "some" if count <= 4 else "many"


def _groups(groups: Sequence[GroupSize]) -> Markup:
    most = max((group.size for group in groups), default=1)
    rows = joined(
        row(f"g-{group.id}", Markup("<span class='name words' dir='auto'>{}</span>").format(group.name), group.size, most)
        for group in groups
    )
    return Markup("<ul class='rows' data-key='groups'>{}</ul>").format(rows) if rows else Markup()


def row(key: str, name: Markup, count: int, most: int) -> Markup:
    share = round(100 * count / max(most, 1), 1)
    return Markup(
        "<li data-key='{}'>{}<svg class='bar' aria-hidden='true'><rect width='{}%' height='100%'></rect></svg><b>{}</b></li>"
    ).format(key, name, share, count)


def losses(view: RoomView) -> Markup:
    if not view.losses:
        return answers(view)
    rows = joined(
        Markup(
            "<tr data-key='l-{}'><td>{}</td><td class='words' dir='auto'>{}</td><td class='words' dir='auto'>{}</td><td class='words' dir='auto'>{}</td></tr>"
        ).format(one.id, LOSSES[one.kind].label, one.what, one.kept or _OPEN, one.offer or _OPEN)
        for one in view.losses[:BOARD]
    )
    table = Markup(
        "<table class='{}'><thead><tr><th>What kind</th><th>What we may lose</th><th>What is kept</th><th>What we offer</th></tr></thead><tbody>{}</tbody></table>"
    ).format(by_number(len(view.losses)), rows)
    more = _said(view, room=REMS - 8.0 * len(view.losses)) if len(view.losses) < 4 else Markup()
    return head(view) + table + more


def agree(view: RoomView) -> Markup:
    words = view.session.statement
    if not words:
        return head(view) + Markup("<p class='quote mute'>We write it together.</p>")
    who = Markup("<section><h2>Who else should be here</h2><p class='agree words' dir='auto'>{}</p></section>").format(view.session.who_else) if view.session.who_else else Markup()  # fmt: skip
    return head(view) + Markup("<div class='stage'><p class='quote words{}' dir='auto'>{}</p></div>{}").format(by_length(words), words, who)


def promise(view: RoomView) -> Markup:
    if not view.commitments and not view.groups and not view.loose:
        return head(view) + Markup("<p class='quote mute'>Say who will do what, and the first small step. It is written here.</p>")
    if not view.commitments:
        return answers(view)
    left = REMS - 8.0 * len(view.commitments)
    return head(view) + _promises(view) + (_said(view, room=left) if left > CARD else Markup())


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
    ).format(by_number(len(view.commitments) + PROMISES - room_for), rows, rest)


def close(view: RoomView) -> Markup:
    said_so = view.session.statement
    if not said_so and not view.commitments:
        return head(view) + Markup("<p class='quote mute'>What will each of us take from today?</p>")
    if said_so and view.commitments and (len(said_so) > 260 or said_so.count("\n") > 2):  # they do not fit together, so they take turns
        parts = (_statement(said_so), _promises(view))
        return head(view) + parts[view.elapsed // (2 * TURN) % 2]
    words = _statement(said_so, " long" if view.commitments else "") if said_so else Markup()
    return head(view) + words + (_promises(view, room_for=3) if view.commitments else Markup())


def _statement(words: str, size: str = "") -> Markup:
    lines = words.count("\n")
    size = size or (
        by_length(words) if lines < 4 else " long" if lines < 9 and len(words) < 400 else " longer" if lines < 14 else " longest"
    )
    return Markup("<p class='quote words{}' dir='auto'>{}</p>").format(size, words)


def by_length(words: str) -> str:
    """The class for words on the wall: the shorter they are, the larger they stand."""
    sizes = ((140, " short"), (300, ""), (450, " long"), (800, " longer"))
    return next((size for most, size in sizes if len(words) <= most), " longest")
