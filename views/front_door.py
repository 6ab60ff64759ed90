"""What stands in front of the pages: routes, headers, the style sheet, and who may connect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from services.bank import close_shared_bank, shared_bank
from services.finding.search import readiness
from services.settings import Settings
from stories.errors import StoryBankError
from views import room_routes, wall_routes
from views.downloads import calendar_file, debrief_file, evidence_file, pitch_file
from views.draft_route import keep_draft
from views.headers import PageShell, SafeHeaders
from views.room_door import room_door
from views.trouble import keep_words_out_of_logs

STATIC = Path(__file__).parent / "static"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def health(_request: Request) -> JSONResponse:
    """Whether the bank answers, and how far the search is. Nothing about what is in it."""
    try:
        return JSONResponse({"status": "ok", "search": readiness(shared_bank()).stage})
    except StoryBankError as error:
        return JSONResponse({"status": "unavailable", "reason": type(error).__name__}, status_code=503)


def interface_font(_request: Request) -> Response:
    """The font of the pages, as Streamlit brings it, under a name that does not change with its release: the wall is not a Streamlit page."""
    found = sorted((Path(st.__file__).parent / "static" / "static" / "media").glob("SourceSansVF-Upright*.woff2"))
    return (
        FileResponse(found[0], media_type="font/woff2", headers={"Cache-Control": "max-age=86400"}) if found else Response(status_code=404)
    )


def refuse_strangers() -> None:
    """There is no sign-in, so the pages open on this computer only.

    Raises: SystemExit when the server was told to listen anywhere else.
    """
    told = st.get_option("server.address")
    if told not in LOOPBACK:
        raise SystemExit(
            f"Shared Endeavour has no sign-in yet, so it listens on this computer only, not on {told or 'every address'}. "
            "Start it with --server.address 127.0.0.1."
        )


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Checks who could connect before the first connection. Nothing heavy starts here: the first page comes first."""
    refuse_strangers()
    keep_words_out_of_logs()
    with room_door(Settings.from_environment().room_url):
        yield
    close_shared_bank()


LIFESPAN = lifespan
ROUTES = [
    Route("/health", health),
    Route("/files/pitch/{name:path}", pitch_file),
    Route("/files/evidence/{story_id}/{name:path}", evidence_file),
    Route("/drafts/{draft_id}", keep_draft, methods=["POST"]),
    Route("/files/session/{name}", debrief_file),
    Route("/files/commitment/{name}", calendar_file),
    *room_routes.ROUTES,
    *wall_routes.ROUTES,
    Route("/assets/source-sans.woff2", interface_font),
    Mount("/assets", StaticFiles(directory=STATIC)),
]
MIDDLEWARE = [
    Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"], www_redirect=False),
    Middleware(SafeHeaders),
    Middleware(PageShell, static=STATIC),
]
