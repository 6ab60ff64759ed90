"""The routes people answer through: `/j` and `/j/CODE`. No account; one random cookie keeps a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from live.codes import looks_like_one, typed
from live.model import AnswerRefused, RoomFull, SessionClosed, SessionNotFound, TooManyAnswers
from services.bank import Bank, shared_bank
from services.live import room as live_room
from services.live.room import Place
from stories.errors import StoryBankError
from views import room_pages
from views.room_pages import Unsent
from views.trouble import reference_for

COOKIE = "se_place"
HOURS = 12
MOST_BYTES = 40_000
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SAID = {
    "held": "Thank you. A facilitator reads it before it is shown.",
    "shown": "Thank you. It is on the wall.",
    "known": "We have that one already. Thank you.",
    "chosen": "Your choice is kept.",
    "back": "Taken back.",
}
STATUS_OF: dict[type[StoryBankError], int] = {
    AnswerRefused: 422,
    TooManyAnswers: 429,
    SessionClosed: 410,
    RoomFull: 503,
    SessionNotFound: 404,
}


def answer(body: str, status: int = 200, **headers: str) -> HTMLResponse:
    return HTMLResponse(body, status, {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, **headers})


async def join(request: Request) -> Response:
    """`/j`: asks for the code, and goes to the session's own address."""
    if request.method != "POST":
        return answer(room_pages.entry(back=await run_in_threadpool(_back, request)))
    if not from_here(request):
        return answer(room_pages.entry("Please join from this page."), 403)
    form = await read_form(request)
    code = (form or {}).get("code", "")
    try:
        await run_in_threadpool(live_room.find_session, shared_bank(), code, _token(request), _client(request))
    except StoryBankError as error:
        return answer(room_pages.entry(str(error), code[:20], await run_in_threadpool(_back, request)), 404)
    return _with_cookie(request, RedirectResponse(f"/j/{typed(code)}?in=1", 303))


async def place(request: Request) -> Response:
    """`/j/CODE`: the page, with a place for whoever opens it."""
    code = typed(request.path_params["code"])
    if request.url.path != f"/j/{code}" and looks_like_one(code):
        return RedirectResponse(f"/j/{code}", 303)
    if not _token(request):
        if "in" in request.query_params:
            return answer(room_pages.no_cookies())
        return await _guarded(
            request, code, _found(request, code), lambda _none: _with_cookie(request, RedirectResponse(f"/j/{code}?in=1", 303))
        )
    status, at = SAID.get(request.query_params.get("said", ""), ""), request.query_params.get("at", "")

    def made(found: Place) -> Response:  # what was said at one step is not said again at the next
        return answer(room_pages.page(found, status=status if at == found.view.step.key else ""))

    return await _guarded(request, code, _entered(request, code), made)


async def now(request: Request) -> Response:
    """`/j/CODE/now`: the parts of the page that change; 304 while nothing has."""
    code, seen = typed(request.path_params["code"]), request.headers.get("if-none-match", "").strip('"')

    def work(bank: Bank) -> Place | None:
        return None if seen and live_room.unchanged(bank, code, _token(request), seen) else _entered(request, code)(bank)

    def made(found: Place | None) -> Response:
        if found is None:
            return Response(status_code=304, headers={"ETag": f'"{seen}"', "Cache-Control": "no-store"})
        return answer(str(room_pages.parts(found)), ETag=f'"{found.state}"')

    return await _guarded(request, code, work, made)


async def say(request: Request) -> Response:
    """`POST /j/CODE/say`: one answer. It is in the bank before anything is answered."""

    def done(bank: Bank, session_id: str, form: dict[str, str]) -> str:
        return live_room.respond(
            bank,
            session_id,
            _token(request),
            kind=form.get("kind", ""),
            text=form.get("text", ""),
            key=form.get("key", ""),
            code=form.get("code", ""),
        )

    return await _act(request, done)


async def choose(request: Request) -> Response:
    """`POST /j/CODE/choose`: a reaction, a tap along the story, or a vote."""

    def done(bank: Bank, session_id: str, form: dict[str, str]) -> str:
        kind, _, rest = form.get("pick", "").partition("|")
        code, _, on = rest.rpartition("|")
        live_room.choose(bank, session_id, _token(request), kind=kind, code=code, on=on != "off")
        return "chosen"

    return await _act(request, done)


async def take_back(request: Request) -> Response:
    """`POST /j/CODE/take-back`: one's own answer is gone from the wall."""

    def done(bank: Bank, session_id: str, form: dict[str, str]) -> str:
        live_room.take_back(bank, session_id, _token(request), form.get("id", ""))
        return "back"

    return await _act(request, done)


async def _act(request: Request, done: Callable[[Bank, str, dict[str, str]], str]) -> Response:
    code, scripted = typed(request.path_params["code"]), "x-room" in request.headers
    if not from_here(request):
        return answer(room_pages.entry("Please answer from the session's own page."), 403)
    form = await read_form(request)
    if form is None:
        return await _again(request, code, "That is more than an answer can hold. Please shorten it.", 413, room_pages.NOTHING)

    def work(bank: Bank) -> tuple[Place, str]:
        session_id = _found(request, code)(bank)
        said = done(bank, session_id, form)
        return live_room.place_in(bank, session_id, _token(request)), said

    def made(found: tuple[Place, str]) -> Response:
        shown, said = found
        if not scripted:
            return RedirectResponse(f"/j/{code}?said={said}&at={quote(shown.view.step.key)}", 303)
        return answer(str(room_pages.parts(shown, status=SAID[said])))

    return await _guarded(request, code, work, made, unsent=Unsent(form.get("text", ""), form.get("kind", "")))


async def _again(request: Request, code: str, sentence: str, status: int, unsent: Unsent) -> Response:
    """The page once more, with what is wrong and everything that was typed."""
    draw = room_pages.parts if "x-room" in request.headers else room_pages.page
    return await _guarded(
        request, code, _entered(request, code), lambda found: answer(str(draw(found, status=sentence, problem=True, unsent=unsent)), status)
    )


async def _guarded(
    request: Request, code: str, work: Callable[[Bank], Any], made: Callable[[Any], Response], *, unsent: Unsent = room_pages.NOTHING
) -> Response:
    """Do the work in a thread, and answer; every error has a page that loses nothing."""

    try:
        return made(await run_in_threadpool(lambda: work(shared_bank())))
    except (AnswerRefused, TooManyAnswers) as error:
        return await _again(request, code, str(error), STATUS_OF[type(error)], unsent)
    except SessionNotFound as error:
        over = await run_in_threadpool(_over, code, _token(request))
        return answer(
            room_pages.ended(over) if over else room_pages.entry(str(error)),
            200 if over and request.method == "GET" and not request.url.path.endswith("/now") else 404,
        )
    except StoryBankError as error:
        return answer(room_pages.entry(str(error)), STATUS_OF.get(type(error), 503))
    except Exception as error:  # the person gets a reference, the log the place; neither gets anybody's words
        return answer(
            room_pages.entry(f"Something went wrong at our end. If it keeps happening, tell us reference {reference_for(error)}."), 500
        )


def _over(code: str, token: str) -> Place | None:
    bank = shared_bank()
    session_id = live_room.session_ended_for(bank, code, token)
    return live_room.place_in(bank, session_id, token) if session_id else None


def _back(request: Request) -> str:
    """The code of the open session this phone has a place in, for whoever came back to the first page."""
    return live_room.open_place(shared_bank(), _token(request))


def _found(request: Request, code: str) -> Callable[[Bank], str]:
    return lambda bank: live_room.find_session(bank, code, _token(request), _client(request))


def _entered(request: Request, code: str) -> Callable[[Bank], Place]:
    return lambda bank: live_room.enter(bank, code, _token(request), _client(request))


def from_here(request: Request) -> bool:
    """Whether a form was sent from a page of ours: other sites may not answer for anybody.

    Our pages say no-referrer, so a plain form carries the origin `null`; then Sec-Fetch-Site tells, and on a browser too old to send it the
    cookie does, which other sites' forms do not carry (SameSite).
    """
    origin = request.headers.get("origin", "null")
    return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin") and (
        origin == "null" or urlsplit(origin).netloc == request.headers.get("host")
    )


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a form, the last of each name; None when it is larger than any form of ours."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _token(request: Request) -> str:
    return request.cookies.get(COOKIE, "")[:64]


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _with_cookie(request: Request, response: Response) -> Response:
    response.set_cookie(
        COOKIE, _token(request) or live_room.new_token(), max_age=HOURS * 3600, path="/j", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    Route("/j", join, methods=["GET", "POST"]),
    Route("/j/{code}", place),
    Route("/j/{code}/now", now),
    Route("/j/{code}/say", say, methods=["POST"]),
    Route("/j/{code}/choose", choose, methods=["POST"]),
    Route("/j/{code}/take-back", take_back, methods=["POST"]),
]
