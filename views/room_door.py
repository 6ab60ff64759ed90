"""The participants' own door: phones in the room reach the session pages through it, and nothing else of this app.

The pages themselves stay on this computer, because there is no sign-in. When STORYBANK_ROOM_URL names an address of this computer in the
room's network, a second listener answers there with `/j` and its style alone; every other address is not found.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse
from starlette.routing import Route

from views import room_routes
from views.headers import SafeHeaders

STATIC = Path(__file__).parent / "static"
PATIENCE = 5.0  # seconds for answers under way when the app stops


def room_app(host: str) -> Starlette:
    """What phones can reach: joining, answering, and the two files those pages need."""
    files = [Route(f"/assets/{name}", lambda _request, name=name: FileResponse(STATIC / name)) for name in ("room.css", "room.js")]
    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=[host], www_redirect=False), Middleware(SafeHeaders)]
    return Starlette(routes=[*room_routes.ROUTES, *files], middleware=middleware)


@contextmanager
def room_door(url: str) -> Iterator[None]:
    """Opens the door at `url` (http://ADDRESS:PORT) while the block runs; '' opens none.

    Raises: SystemExit with a sentence when this computer cannot listen there.
    """
    if not url:
        yield
        return
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise SystemExit(
            f"Phones cannot be let in at {url}: {error.strerror}. STORYBANK_ROOM_URL must name this computer's own address and a free port."
        ) from error
    server = uvicorn.Server(uvicorn.Config(room_app(host), log_level="warning", access_log=False, server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="room-door", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listening.close()
