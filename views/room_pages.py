"""The pages people answer from, as plain HTML: joining, answering, and thank you. Everybody's words pass through Markup's escaping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from live.agendas import said
from live.model import ASKS, LOSSES, TEXT_MAX, Answer, Session
from services.live.room import Place
from services.live.wall import GONE, RoomView
from views.room_choices import choose, form, pick, react, titles, touch
from views.text import joined, typeset

LEAVE_OUT = "Please leave out anything that could identify a patient."
OFFLINE = "No connection. Your words are kept here and are sent by themselves."
OFTEN = "That was a lot at once. Your words are kept and are sent in a few seconds."
_SHELL = Markup(
    "<!doctype html><html lang='en-GB'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width,initial-scale=1'>"
    "<meta name='robots' content='noindex'><title>{title}</title><link rel='stylesheet' href='/assets/room.css'>{head}</head>"
    "<body data-offline='{offline}' data-often='{often}'>{body}</body></html>"
)
WRITTEN = ("ask", "losses", "groups", "promise")  # the faces at which people write
_STATUS = {"held": "With the facilitator", "shown": "On the wall", "hidden": "Not shown"}


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that were not taken and must not be lost, and the question they answer."""

    text: str = ""
    kind: str = ""


NOTHING = Unsent()


def shell(title: str, body: Markup, head: Markup | None = None) -> str:
    return str(_SHELL.format(title=title, body=body, head=head or Markup(), offline=OFFLINE, often=OFTEN))


def entry(problem: str = "", typed: str = "", back: str = "") -> str:
    """The page that asks for the code. `back` is the code of a session in which this phone has a place."""
    told = Markup("<p class='said problem' role='alert' id='trouble'>{}</p>").format(problem) if problem else Markup()
    wrong = Markup(" aria-describedby='trouble' aria-invalid='true'") if problem else Markup()
    there = (
        Markup("<p class='note'>You have a place in session {} {}. <a href='/j/{}'>Return to your session</a></p>").format(
            back[:4], back[4:], back
        )
        if back
        else Markup()
    )
    body = Markup(
        "<header><span>Join a session</span></header><main><h1>Join from your phone</h1>{}{}<form method='post' action='/j'>"
        "<label for='code'>The eight characters on the screen</label>"
        "<input class='code' type='text' id='code' name='code' value='{}' maxlength='20' autocomplete='off' autocapitalize='characters' spellcheck='false' required{}>"
        "<button class='send'>Join</button></form>"
        "<p class='meta'>No account, nothing to install, and nobody is asked for a name.</p></main>"
    ).format(there, told, typed, wrong)
    return shell("Join a session", body)


def no_cookies() -> str:
    body = Markup(
        "<header><span>Join a session</span></header><main><h1>This phone does not keep your place</h1>"
        "<p>We need one small cookie to know which answers are yours. It says nothing about you and ends with the session. "
        "Please allow cookies for this page, then open it again.</p></main>"
    )
    return shell("Please allow cookies", body)


def ended(place: Place) -> str:
    """Thank you, with what was agreed to take along."""
    view = place.view
    agreed = (
        Markup("<h2>What we agreed</h2><p class='words' dir='auto'>{}</p>").format(view.session.statement) if view.session.statement else ""
    )
    body = Markup(
        "<header><span>The session has ended</span></header><main><h1>Thank you</h1><p>You were part of this. {}</p>{}{}</main>"
    ).format("Somebody will be asked about each of these." if view.commitments else "", agreed, _promises(view))
    return shell("Thank you", body)


def page(place: Place, *, status: str = "", problem: bool = False, unsent: Unsent = NOTHING) -> str:
    """The whole page. `status` is announced; `unsent` was not taken."""
    view = place.view
    # Somebody without script would keep a story on their phone after it was withdrawn; where there is nothing to type, the page renews itself.
    head = Markup("<noscript><meta http-equiv='refresh' content='3'></noscript>") if _shows_story(view) and not _asked(view) else Markup()
    body = Markup(
        "<header><span>Session <b>{code}</b></span></header><main>{parts}"
        "<noscript><p><a href='/j/{plain}'>See where the room is now</a></p></noscript>"
        "<footer><p class='meta'>Your answers carry no name. You can take them back while the session is open.</p></footer></main>"
        "<script src='/assets/room.js' defer></script>"
    ).format(code=view.code, plain=view.code.replace(" ", ""), parts=parts(place, status=status, problem=problem, unsent=unsent))
    return shell(f"Session {view.code}", body, head)


def parts(place: Place, *, status: str = "", problem: bool = False, unsent: Unsent = NOTHING) -> Markup:
    """What changes while the room goes on, in sections of their own so that each is replaced only when it changed."""
    view = place.view
    line = Markup("<p class='said{}' id='said' role='status'>{}</p>").format(" problem" if problem else "", status)
    moved = Markup(
        "<p class='note' id='moved' hidden>The room has moved on. Your words below answer “<b dir='auto'></b>”. Send them there, or "
        "<button class='small' type='button' id='follow'>keep them for later and go with the room</button></p>"
        "<p class='note' id='parked' hidden>You began an answer to “<b dir='auto'></b>”: <span class='words' dir='auto'></span><br>"
        "<button class='small' type='button' id='send-parked'>Send it there</button> "
        "<button class='small' type='button' id='drop-parked'>Throw it away</button></p>"
    )
    return joined([_top(view), line, moved, _story(view), _ask(place, unsent), _mine(place)])


def _top(view: RoomView) -> Markup:
    session, step = view.session, view.step
    asked = session.question if step.face == "lobby" else said(step, session.question) or session.question
    title = Markup("<p class='meta'>{}</p>").format(step.title)
    lobby = Markup("<p>You are in. {} here. Nobody has to answer.</p>").format(_people(view.here)) if step.face == "lobby" else Markup()
    quiet = Markup("<p class='note'>A moment of silence.</p>") if view.silence else Markup()
    return Markup("<section id='room-top' data-step='{}'>{}<h1>{}</h1>{}{}</section>").format(step.key, title, asked, lobby, quiet)


def _story(view: RoomView) -> Markup:
    inside = Markup()
    on_wall = view.on_wall
    if on_wall and on_wall.shown and on_wall.story is None:
        inside = Markup("<p class='note'>{}</p>").format(GONE)
    elif _shows_story(view) and on_wall and on_wall.story:
        notes = Markup("<p class='note'>{}.</p>").format(", ".join(on_wall.notes)) if on_wall.notes else Markup()
        demo = Markup("<p class='meta'>Demo story: invented, nobody’s life.</p>") if on_wall.story.synthetic else Markup()
        words = joined(Markup("<blockquote class='words' dir='auto'>{}</blockquote>").format(typeset(part)) for part in on_wall.pages)
        inside = Markup("{}<details id='read'><summary>Read it here</summary>{}{}</details>").format(notes, words, demo)
    return Markup("<section id='room-story'>{}</section>").format(inside)


def _shows_story(view: RoomView) -> bool:
    return bool(view.step.face in ("story", "touch") and view.on_wall and view.on_wall.shown and view.on_wall.story)


def _asked(view: RoomView) -> str:
    return view.step.ask if view.step.face in WRITTEN else ""


def _question(session: Session, kind: str) -> str:
    """What the room was asked for answers of this kind."""
    asked = [said(step, session.question) for step in session.agenda[: session.step + 1] if step.ask == kind and step.face in WRITTEN]
    return asked[-1] if asked else ASKS[kind].label


def _ask(place: Place, unsent: Unsent) -> Markup:
    view = place.view
    inside = [react(place) if _shows_story(view) and view.step.face == "story" else Markup()]
    if view.step.face == "touch":
        inside.append(touch(place))
    if view.step.face == "choose":
        inside.append(choose(place))
    if view.step.face == "priorities":
        inside.append(pick(place))
    if view.step.face in ("agree", "close"):
        inside.append(_agreed(view))
    here = _asked(view)
    if here == "argue":
        inside.append(titles(view))
    if unsent.text and unsent.kind != here and unsent.kind in ASKS:  # never under another question, as if they answered it
        inside.insert(0, _late(place, unsent))
        unsent = NOTHING
    if here:
        inside.append(_write(place, here, unsent.text))
    return Markup("<section id='room-ask'>{}</section>").format(joined(inside))


def _late(place: Place, unsent: Unsent) -> Markup:
    """Words for a question the room has left: they say which, and are sent to it."""
    inside = Markup(
        "<input type='hidden' name='kind' value='{}'><input type='hidden' name='key' value='late-{}'>"
        "<h2><label for='late'>Your words for “{}”</label></h2><textarea id='late' name='text' dir='auto' required>{}</textarea>"
        "<button class='send'>Send them there</button>"
    ).format(unsent.kind, len(place.mine), _question(place.view.session, unsent.kind), unsent.text)
    return form(place.view.code, "say", inside)


def _write(place: Place, kind: str, kept: str) -> Markup:
    # The key is the same until an answer of this kind is kept, so that sending twice is sending once.
    number = sum(one.kind == kind for one in place.mine)
    label = "Your answer" if said(place.view.step, place.view.session.question) else ASKS[kind].label  # what is asked stands above, once
    losses = Markup()
    if kind == "lose":
        options = joined(Markup("<option value='{}'>{}</option>").format(code, term.label) for code, term in LOSSES.items())
        losses = Markup("<label for='loss'>What kind of loss? (you may leave this)</label><select id='loss' name='code'><option value=''></option>{}</select>").format(options)  # fmt: skip
    inside = Markup(
        "<input type='hidden' name='kind' value='{kind}'><input type='hidden' name='key' value='{step}-{number}'>"
        "<h2><label for='box'>{label}</label></h2><p class='meta' id='leave-out'>{leave} Up to {most} characters.</p>{losses}"
        "<textarea id='box' name='text' dir='auto' data-step='{step}' data-asked='{asked}' data-most='{most}' aria-describedby='leave-out count' required>{kept}</textarea>"
        "<p class='meta' id='count'></p>"
        "<button class='send'>Share with the room</button>"
    ).format(
        kind=kind,
        step=place.view.step.key,
        number=number,
        label=label,
        leave=LEAVE_OUT,
        most=TEXT_MAX,
        asked=_question(place.view.session, kind),
        losses=losses,
        kept=kept,
    )
    return form(place.view.code, "say", inside)


def _agreed(view: RoomView) -> Markup:
    words = view.session.statement
    said_so = (
        Markup("<h2>What we agree so far</h2><p class='words' dir='auto'>{}</p>").format(words)
        if words
        else Markup("<p>Look at the screen.</p>")
    )
    return said_so + _promises(view)


def _promises(view: RoomView) -> Markup:
    items = joined(
        Markup("<li dir='auto'><b>{}</b>: {}. First step by {}: {}</li>").format(
            one.owner, one.action, f"{one.due_on:%-d %B}", one.first_step
        )
        for one in view.commitments
    )
    return Markup("<h2>Who does what</h2><ul>{}</ul>").format(items) if items else Markup()


def _mine(place: Place) -> Markup:
    written = [one for one in place.mine if one.text]
    if not written:
        return Markup("<section id='room-mine'></section>")
    items = joined(_own(place.view.code, one) for one in reversed(written))
    return Markup("<section id='room-mine'><h2>What you sent</h2><ul class='mine'>{}</ul></section>").format(items)


@lru_cache(maxsize=4_096)  # every phone asks every three seconds, and what it sent seldom changes
def _own(code: str, one: Answer) -> Markup:
    status = Markup("{}").format(_STATUS[one.status])
    if one.status == "shown" and one.words != one.text:
        status = Markup("On the wall as: <span class='words' dir='auto'>“{}”</span>").format(one.words)
    back = form(
        code,
        "take-back",
        Markup("<input type='hidden' name='id' value='{}'><button class='small' id='back-{}'>Take it back</button>").format(one.id, one.id),
    )
    return Markup("<li><span class='words' dir='auto'>{}</span><br><span class='meta'>{}</span>{}</li>").format(one.text, status, back)


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count} people are"
