"""The protocol of a language model, against a real server on this computer that misbehaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from model_server import ModelServer, model_server, says, sends

from services.settings import Settings
from services.telling.model_client import Answer, Endpoint, ModelUnavailable, words_of


def answered(server: ModelServer, key: str = "k") -> tuple[str, bool]:
    """The words of an answer, and whether it came to its end."""

    async def ask() -> tuple[str, bool]:
        answer = Answer()
        messages = [{"role": "user", "content": "Hello"}]
        words = [piece async for piece in words_of(Endpoint(server.url, "toy", key), messages, answer)]
        return "".join(words), answer.ended

    return asyncio.run(ask())


def test_words_come_as_they_were_said_and_the_end_is_known() -> None:
    with model_server(says("Grüße, one two three.", pieces=3)) as server:
        assert answered(server) == ("Grüße, one two three.", True)
        server.behaviour = says("One two", end=False)
        assert answered(server) == ("One two", False)


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (sends("<html><body>Sign in</body></html>"), "is not a model: it sent text/html"),
        (sends("data: {broken\n\n", kind="text/event-stream"), "does not speak the protocol"),
        (sends('data: {"error": "SECRET-TEXT"}\n\n', kind="text/event-stream"), "does not speak the protocol"),
        (sends("[]", kind="application/json"), "does not speak the protocol"),
        (sends("no", status=401), "did not accept the key"),
        (sends("no", status=404), "knows no such model"),
        (sends("SECRET-TEXT", status=500), "answered with error 500"),
        (sends("", status=302, Location="http://127.0.0.1:9/steal"), "answered with error 302"),
        (sends("data: " + "x" * 1_200_000, kind="text/event-stream"), "said far more"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_in_a_sentence_that_repeats_nothing_of_it(behaviour: object, sentence: str) -> None:
    with model_server(behaviour) as server:  # type: ignore[arg-type]
        with pytest.raises(ModelUnavailable, match=sentence) as refused:
            answered(server)
        assert "SECRET" not in str(refused.value) and server.paths == ["/v1/chat/completions"]


def test_a_page_that_calls_itself_a_stream_says_nothing() -> None:
    with model_server(sends("<html>Sign in</html>", kind="text/event-stream")) as server:
        assert answered(server) == ("", False)


def test_a_proxy_of_the_computer_s_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with model_server(says("Here.")) as server:
        assert answered(server)[0] == "Here."


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://127.8.8.8/v1", True),
        ("http://localhost:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("https://ai.example/v1", False),
        ("https://127.0.0.1.evil.example/v1", False),
        ("https://localhost@evil.example/v1", False),
        ("https://localhost.evil.example/v1", False),
        ("http://10.0.0.4/v1", False),
        ("http://0.0.0.0/v1", False),
    ],
)
def test_local_is_this_computer_and_nothing_that_looks_like_it(url: str, local: bool) -> None:
    assert Endpoint(url, "m").local is local


@pytest.mark.parametrize(
    ("url", "model", "sentence"),
    [
        ("ai.example", "m", "not a web address"),
        ("file:///etc/passwd", "m", "not a web address"),
        ("http://ai.example/v1", "m", "https://"),
        ("http://127.0.0.1:1/v1", "", "STORYBANK_DRAFTING_MODEL"),
    ],
)
def test_a_setting_that_cannot_work_is_said_in_a_sentence(url: str, model: str, sentence: str) -> None:
    assert sentence in Endpoint(url, model).problem
    assert Endpoint("https://ai.example/v1", "m").problem == Endpoint("http://127.0.0.1:1/v1", "m").problem == ""


def test_the_key_goes_in_its_header_and_in_no_text_that_could_be_logged() -> None:
    with model_server(says("Here.")) as server:
        answered(server, "very-secret")
        answered(server, "")
    assert server.headers[0]["authorization"] == "Bearer very-secret" and "authorization" not in server.headers[1]
    assert "very-secret" not in repr(Settings(Path(), drafting_key="very-secret")) + repr(
        Endpoint("https://ai.example/v1", "m", "very-secret")
    )
