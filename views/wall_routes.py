"""The routes of the wall: the page, its fresh parts, and the remote of whoever opened it from the desk."""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.bank import shared_bank
from services.live import desk as live_desk
from services.live.start import codes
from services.live.wall import RoomView, room_view
from stories.errors import StoryBankError
from views import wall_pages
from views.room_routes import answer, from_here, read_form

SILENCE = 60  # seconds that the remote's space bar begins


def join_address(request: Request) -> str:
    """Where phones find this app."""
    return shared_bank().settings.room_url or f"{request.url.scheme}://{request.url.netloc}"


async def wall(request: Request) -> Response:
    """`/wall/SESSION`: for the projector. With `?remote=` from the desk, its keys move the room on."""
    session_id, given = request.path_params["session"], request.query_params.get("remote", "")
    try:
        view = await run_in_threadpool(_view, session_id)
    except StoryBankError as error:
        return answer(wall_pages.missing(str(error)), 404)
    remote = given if codes(shared_bank()).is_remote(session_id, given) else ""
    return answer(wall_pages.page(view, join_address(request), remote))


async def now(request: Request) -> Response:
    """`/wall/SESSION/now`: what is on the wall; 304 while nothing changed."""
    try:
        view = await run_in_threadpool(_view, request.path_params["session"])
    except StoryBankError as error:
        return answer(wall_pages.missing(str(error)), 404)
    body = str(wall_pages.wall(view, join_address(request)))
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-store"})
    return answer(body, ETag=tag)


async def remote(request: Request) -> Response:
    """`POST /wall/SESSION/remote`: next, back or silence, for whoever has the desk's key; from anybody else nothing happens."""
    session_id, form = request.path_params["session"], await read_form(request) or {}
    if not from_here(request) or not codes(shared_bank()).is_remote(session_id, form.get("remote", "")):
        return Response(status_code=403)
    try:
        await run_in_threadpool(_act, session_id, form.get("act", ""), form.get("seen", ""))
    except StoryBankError:
        return Response(status_code=409)
    return Response(status_code=204)


def _act(session_id: str, act: str, seen: str) -> None:
    bank = shared_bank()
    if act in ("next", "back"):
        live_desk.advance(bank, session_id, seen=seen, forward=act == "next")
    elif act == "silence":
        live_desk.keep_silence(bank, session_id, 0 if room_view(bank, session_id).silence else SILENCE)


def _view(session_id: str) -> RoomView:
    return room_view(shared_bank(), session_id)


ROUTES = [
    Route("/wall/{session}", wall),
    Route("/wall/{session}/now", now),
    Route("/wall/{session}/remote", remote, methods=["POST"]),
]
