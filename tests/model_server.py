"""A server on this computer that speaks the protocol of a language model, and misbehaves as told."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[["_Handler"], None]


@dataclass
class ModelServer:
    """Answers with `behaviour`; `asked` holds every request's body, `headers` its headers. `going` is set to let a hanging answer go."""

    behaviour: Behaviour
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    going: threading.Event = field(default_factory=threading.Event)
    dropped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server  # type: ignore[assignment]

    def do_POST(self) -> None:
        mine = self.server.mine
        mine.paths.append(self.path)
        mine.headers.append({name.lower(): value for name, value in self.headers.items()})
        mine.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        try:
            mine.behaviour(self)
        except (BrokenPipeError, ConnectionResetError):
            mine.dropped.set()

    def do_GET(self) -> None:
        self.server.mine.paths.append(self.path)
        self.send_error(404)

    def begin(self, kind: str = "text/event-stream", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def event(self, text: str) -> None:
        self.raw(f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}, 'finish_reason': None}]})}\n\n")

    def raw(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        return


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    mine: ModelServer


def says(text: str, *, end: bool = True, pieces: int = 7) -> Behaviour:
    """Streams `text` a few letters at a time, and ends as the protocol says unless told not to."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.raw(": a comment\n\n")
        for place in range(0, len(text), pieces):
            handler.event(text[place : place + pieces])
        if end:
            handler.raw("data: [DONE]\n\n")

    return behave


def says_at_once(text: str) -> Behaviour:
    """One JSON answer, as from a server that does not stream."""

    def behave(handler: _Handler) -> None:
        handler.begin("application/json")
        handler.raw(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}))

    return behave


def sends(body: str, *, kind: str = "text/html", status: int = 200, **headers: str) -> Behaviour:
    """Sends `body` as it is."""

    def behave(handler: _Handler) -> None:
        handler.begin(kind, status, **headers)
        handler.raw(body)

    return behave


def hangs_after(text: str) -> Behaviour:
    """Says `text`, then nothing, until it is let go or the other side leaves."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        if text:
            handler.event(text)
        while not handler.server.mine.going.wait(0.05):
            handler.raw(": still here\n\n")

    return behave


def silent(handler: _Handler) -> None:
    """Takes the request and sends nothing at all."""
    handler.server.mine.going.wait(30)


@contextmanager
def model_server(behaviour: Behaviour) -> Iterator[ModelServer]:
    """A running server with this behaviour; it may be changed while it runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.mine = ModelServer(behaviour, server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # it looks so often whether it should stop
    try:
        yield server.mine
    finally:
        server.mine.going.set()
        server.shutdown()
        server.server_close()
