"""Asking a language model over the OpenAI-compatible protocol: one request, words as they come, nothing followed, nothing kept."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from stories.errors import StoryBankError

CONNECTING, SILENCE, ALTOGETHER = 5.0, 20.0, 120.0  # seconds until we give up
MOST_BYTES = 1_000_000
TOKENS = 600


class ModelUnavailable(StoryBankError):
    """The model could not be asked, or what came back is not an answer. Says what to do, and never repeats what the server said."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers: an address up to and with `/v1`, the model's name, and a key where it wants one."""

    url: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def local(self) -> bool:
        """Whether it runs on this computer, so that nothing leaves it."""
        name = urlsplit(self.url).hostname or ""
        if name == "localhost":
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False

    @property
    def problem(self) -> str:
        """Why it cannot be used, or nothing."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return "STORYBANK_DRAFTING_URL is not a web address. It reads like http://127.0.0.1:11434/v1"
        if not self.model:
            return "STORYBANK_DRAFTING_MODEL is empty. Set it to the name of a model that answers there."
        if parts.scheme == "http" and not self.local:
            return "Words would travel open to everybody on the way. Use an https:// address, or a model on this computer."
        return ""


class Answer:
    """What is known of an answer once its words have come: whether it came to its end."""

    def __init__(self) -> None:
        self.ended = False


async def words_of(endpoint: Endpoint, messages: Sequence[dict[str, str]], answer: Answer) -> AsyncGenerator[str, None]:
    """The words of the model's answer as they come. `answer.ended` is set when it came to its end.

    Raises: ModelUnavailable.
    """
    headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    body = {"model": endpoint.model, "messages": list(messages), "stream": True, "temperature": 0.4, "max_tokens": TOKENS}
    timeout = httpx.Timeout(SILENCE, connect=CONNECTING)
    try:
        # No proxy from the environment and no redirect: what is local stays local.
        async with (
            asyncio.timeout(ALTOGETHER),
            httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as client,
            client.stream("POST", f"{endpoint.url.rstrip('/')}/chat/completions", json=body, headers=headers) as response,
        ):
            _refuse(endpoint, response)
            async with aclosing(_pieces(endpoint, response, answer)) as pieces:
                async for piece in pieces:
                    yield piece
    except (TimeoutError, httpx.TimeoutException) as error:
        raise ModelUnavailable(
            f"The model at {endpoint.host} did not answer in time. Nothing was changed. Try again, or go on without it."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise ModelUnavailable(
            f"The model at {endpoint.host} cannot be reached, or broke off. Is it running? Nothing was changed."
        ) from error


def _refuse(endpoint: Endpoint, response: httpx.Response) -> None:
    if response.status_code in (401, 403):
        raise ModelUnavailable(f"{endpoint.host} did not accept the key. Check STORYBANK_DRAFTING_KEY.")
    if response.status_code == 404:
        raise ModelUnavailable(
            f"{endpoint.host} knows no such model or address. Check STORYBANK_DRAFTING_URL and STORYBANK_DRAFTING_MODEL."
        )
    if response.status_code != 200:
        raise ModelUnavailable(f"{endpoint.host} answered with error {response.status_code}. Nothing was changed.")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("text/event-stream", "application/json", "application/x-ndjson", ""):
        raise ModelUnavailable(
            f"What answers at {endpoint.host} is not a model: it sent {kind or 'something else'}. Check STORYBANK_DRAFTING_URL."
        )


async def _pieces(endpoint: Endpoint, response: httpx.Response, answer: Answer) -> AsyncGenerator[str, None]:
    """The words in server-sent events, or in one JSON answer of a server that does not stream."""
    waiting, read, whole = b"", 0, response.headers.get("content-type", "").startswith("application/json")
    async for chunk in response.aiter_bytes():
        read += len(chunk)
        if read > MOST_BYTES:
            raise ModelUnavailable(f"The model at {endpoint.host} said far more than was asked. Nothing was changed.")
        waiting += chunk
        while not whole and b"\n" in waiting:
            line, waiting = waiting.split(b"\n", 1)
            for piece in _said(endpoint, line, answer):
                yield piece
    for piece in _said(endpoint, b"data:" + waiting if whole else waiting, answer):
        yield piece


def _said(endpoint: Endpoint, line: bytes, answer: Answer) -> list[str]:
    """The words in one line of the answer. Comments, blank lines and everything that is not words are passed over."""
    if not line.startswith(b"data:"):
        return []
    held = line[5:].strip()
    if held == b"[DONE]":
        answer.ended = True
        return []
    try:
        choice: Any = json.loads(held)["choices"][0]
        if choice.get("finish_reason"):
            answer.ended = True
        words = (choice.get("delta") or choice.get("message") or {}).get("content") or ""
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelUnavailable(
            f"What answers at {endpoint.host} does not speak the protocol of a model. Check STORYBANK_DRAFTING_URL."
        ) from error
    return [words] if isinstance(words, str) and words else []
