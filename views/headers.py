"""Response headers, and the page shell with our style sheet in it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.links import PAGES, address

# blob: is how Streamlit hands our two browser scripts to the page; only a script that already runs here can make one.
_POLICY = (
    "default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; frame-src 'none'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
_NOSCRIPT = b"<p>Shared Endeavour needs JavaScript to show its pages. Please turn it on, or ask a colleague for the Word document.</p>"


class SafeHeaders:
    """Adds the headers every answer carries, and closes what nobody here needs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", _POLICY.format(scripts=""))
            await send(message)

        if scope["path"].startswith(_CLOSED):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


class PageShell:
    """Puts our style sheet, name and no-JavaScript sentence into the HTML page.

    The sheet is linked just before `#root`: in the head it loses ties to Streamlit's own styles, and drawn by a page it comes
    late and flashes. The page's one inline script is allowed by its hash, so that no other inline script is.
    """

    def __init__(self, app: ASGIApp, static: Path) -> None:
        self.app = app
        sheet = static / "style.css"
        self.version = hashlib.sha256(sheet.read_bytes()).hexdigest()[:12]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(("/static/", "/assets/", "/media/", "/_stcore/", "/files/")):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not MutableHeaders(scope=start).get("content-type", "").startswith("text/html"):
                    await send(start)
                return
            if not MutableHeaders(scope=start).get("content-type", "").startswith("text/html"):
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                target = nearest_page(scope["path"])
                if target and b'<div id="root">' in body:
                    await RedirectResponse(target)(scope, receive, send)
                else:
                    await self._finish(start, bytes(body), send)

        await self.app(scope, receive, gather)

    async def _finish(self, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        if b'<div id="root">' in body:
            body = self.dressed(body)
            hashes = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _inline_scripts(body))
            headers["Content-Security-Policy"] = _POLICY.format(scripts="".join(f" 'sha256-{one}'" for one in hashes))
            headers["Content-Length"] = str(len(body))
            for name in ("ETag", "Last-Modified"):  # they describe the page as it was before we changed it
                if name in headers:
                    del headers[name]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def dressed(self, body: bytes) -> bytes:
        """The HTML shell with our own title, sentence and style sheet."""
        body = body.replace(b"<title>Streamlit</title>", b"<title>Shared Endeavour</title>")
        body = re.sub(rb"<noscript>.*?</noscript>", b"<noscript>" + _NOSCRIPT + b"</noscript>", body, flags=re.DOTALL)
        body = re.sub(rb"<!--.*?-->", b"", body, flags=re.DOTALL)
        body = re.sub(rb'<link rel="service-desc"[^>]*>', b"", body)
        sheet = f'<link rel="stylesheet" href="/assets/style.css?v={self.version}">'.encode()
        return body.replace(b'<div id="root">', sheet + b'<div id="root">', 1)


def nearest_page(path: str) -> str:
    """Where an address that is no page's own leads, or '' for a page's: below a page the shell would stay white, beside them it would be Home."""
    first, *rest = [part for part in path.split("/") if part] or [""]
    if first in PAGES and not rest:
        return ""
    return address(first, {"story": rest[0]}) if first in ("story", "keep") else address("missing")


def _inline_scripts(body: bytes) -> list[bytes]:
    return re.findall(rb"<script>(.*?)</script>", body, flags=re.DOTALL)
