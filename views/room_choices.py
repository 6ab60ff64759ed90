"""What a phone offers to press: reactions, moments of the story, a vote between stories, and picks of what matters most."""

from __future__ import annotations

from markupsafe import Markup

from live.model import TOUCHES
from live.priorities import MOST, PICK, code_of, kind_of
from services.live.room import Place, chosen_kind
from services.live.wall import RoomView, shown_kind
from stories import vocabulary as v
from views.text import joined, typeset

OFFERED, LETTERS = 24, 140  # groups offered on one phone, the largest first; of the name of each: an old phone loads them all


def form(code: str, action: str, inside: Markup) -> Markup:
    return Markup("<form method='post' action='/j/{}/{}' autocomplete='off'>{}</form>").format(code.replace(" ", ""), action, inside)


def _pick(kind: str, code: str, label: str, on: bool, *, name: str = "") -> Markup:
    return Markup("<button class='pick' id='pick-{}-{}' name='pick' dir='auto' value='{}|{}|{}' aria-pressed='{}'>{}</button>").format(
        kind, name or code.replace(":", "-"), kind, code, "off" if on else "on", "true" if on else "false", label
    )


def _chosen(place: Place, kind: str) -> set[str]:
    kept = chosen_kind(kind, place.view.session.on_wall)
    return {one.code for one in place.mine if one.kind == kept and one.status == "shown"}


def react(place: Place) -> Markup:
    mine = _chosen(place, "react")
    buttons = joined(_pick("react", code, term.label, code in mine) for code, term in v.REACTIONS.items())
    return form(
        place.view.code, "choose", Markup("<fieldset><legend>How does this story land with you?</legend>{}</fieldset>").format(buttons)
    )


def touch(place: Place) -> Markup:
    mine = _chosen(place, "touch")
    moments = joined(
        Markup("<fieldset><legend dir='auto'>{}</legend><div class='row'>{}</div></fieldset>").format(
            typeset(moment), joined(_pick("touch", f"{n}:{how}", term.label, f"{n}:{how}" in mine) for how, term in TOUCHES.items())
        )
        for n, moment in enumerate(place.view.moments)
    )
    return form(place.view.code, "choose", moments or Markup("<p>The moments appear here once the story has been shown.</p>"))


def choose(place: Place) -> Markup:
    mine = _chosen(place, "choose")
    buttons = joined(_pick("choose", story_id, typeset(title), story_id in mine) for story_id, title, _ in place.view.choices)
    return form(place.view.code, "choose", Markup("<fieldset><legend>Which story should be told?</legend>{}</fieldset>").format(buttons))


def titles(view: RoomView) -> Markup:
    """The stories there are to argue for."""
    items = joined(Markup("<li class='words'>{}</li>").format(typeset(title)) for _, title, _ in view.choices)
    return Markup("<h2>The stories</h2><ul>{}</ul>").format(items) if items else Markup()


def pick(place: Place) -> Markup:
    """The groups, each to be picked as what matters most or left again."""
    view = place.view
    if not view.groups:
        return Markup("<p>What was said is being put together. It appears here in a moment.</p>")
    kind = kind_of(shown_kind(view.session))
    mine = {view.priorities.group(one.code) for one in place.mine if one.kind == kind}
    groups = [one for n, one in enumerate(view.groups) if n < OFFERED or one.id in mine]
    mine &= {one.id for one in groups}
    buttons = joined(_pick(PICK, code_of(one), _short(one.name), one.id in mine, name=one.id) for one in groups)
    told = f"You have picked {len(mine)} of {MOST}." if mine else f"Press what matters most to you, up to {MOST}."
    rest = len(view.groups) - len(groups)
    more = Markup("<p class='meta'>{} more stand on the wall. Miss one? Say so aloud.</p>").format(rest) if rest else Markup()
    inside = Markup("<fieldset><legend>{}</legend><p class='meta'>Press it again to take it back.</p>{}</fieldset>{}").format(
        told, buttons, more
    )
    return form(view.code, "choose", inside)


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rsplit(' ', 1)[0]}…"
