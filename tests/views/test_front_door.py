"""The routes beside the pages, asked the way a browser asks."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from banks import put
from builders import a_consent, some_evidence
from reading_pages import Pages
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from services.bank import Bank
from services.sharing.attachments import keep_file
from services.sharing.capture import change_consent, withdraw
from services.sharing.drafts import load_draft
from services.telling.pitches import Pitch, save_pitch, start_pitch
from views.front_door import MIDDLEWARE, ROUTES, refuse_strangers
from views.links import PAGES

SHELL = (
    '<!-- x --><title>Streamlit</title><script>\n window.prerenderReady = false</script><noscript>agents</noscript><div id="root"></div>'
)
SAID = "I had the tablets in a bag and no number to ring, and it was Friday evening"
TEXT = f"They sent me home at six. {SAID}. My son rang the ward and then he rang 111 twice. Nobody did anything wrong; there was no line for it."


@pytest.fixture
def client(pages: Pages) -> TestClient:
    routes = [*ROUTES, Route("/{path:path}", lambda request: HTMLResponse(SHELL))]  # Streamlit answers every other address with its shell
    return TestClient(Starlette(routes=routes, middleware=MIDDLEWARE), base_url="http://127.0.0.1:8501")


def a_pitch(bank: Bank) -> Pitch:
    story = put(bank, title="A bag of tablets", text=TEXT, quotes=(SAID,), service="discharge")
    return save_pitch(bank, replace(start_pitch(bank), audience="board", story_ids=(story.id,)))


def word_key() -> str:
    from services.telling.briefing import export_formats

    return next(key for key, format in export_formats().items() if "Word" in format.label)


def test_health_says_how_far_the_search_is_and_nothing_about_the_stories(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok", "search": "ready"}


def test_every_answer_carries_the_safety_headers(client: TestClient) -> None:
    for path in ("/health", "/stories", "/nowhere", "/assets/style.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
        assert "script-src" in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_page_shell_links_our_style_sheet_just_before_the_root_and_allows_its_one_script_by_hash(client: TestClient) -> None:
    answer = client.get("/stories")
    assert '<link rel="stylesheet" href="/assets/style.css?v=' in answer.text.split('<div id="root">')[0][-90:]
    assert "<title>Shared Endeavour</title>" in answer.text and "agents" not in answer.text
    assert "'sha256-" in answer.headers["content-security-policy"]
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/story/demo-discharge-5", "/story?story=demo-discharge-5"),
        ("/keep/abc%22%3E", "/keep?story=abc%22%3E"),
        ("/storys/foo", "/missing"),
        ("/foo", "/missing"),
    ],
)
def test_an_address_that_is_no_page_leads_to_a_page_and_never_to_a_white_one(client: TestClient, path: str, target: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 307 and answer.headers["location"] == target
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_ours_is_never_led_away_from(client: TestClient, page: str) -> None:
    assert client.get(f"/{page}", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_nobody_here_needs_is_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 400


def test_the_word_file_is_made_now_and_kept_by_nobody_on_the_way(client: TestClient, bank: Bank) -> None:
    answer = client.get(f"/files/pitch/{a_pitch(bank).id}.{word_key()}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    read = " ".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert SAID in read


def test_a_file_beside_evidence_is_given_out_only_while_its_story_may_be_shown(client: TestClient, bank: Bank) -> None:
    kept, shown = keep_file(bank, "Falls count.csv", b"ward,falls\nElm,3\n")
    story = put(bank, "the lift", evidence=[some_evidence(id="", attachment=kept, attachment_name=shown)])
    address = f"/files/evidence/{story.id}/{kept}"
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"ward,falls\nElm,3\n")
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Falls%20count.csv"
    assert client.get(address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get(f"/files/evidence/{story.id}/..%2f..%2fbank.db").status_code == 404
    withdraw(bank, story.id, "Ann")
    gone, never = client.get(address), client.get(f"/files/evidence/never/{kept}")
    assert gone.status_code == never.status_code == 404 and gone.text == never.text


def test_a_withdrawn_story_stops_the_file_and_the_page_says_why(client: TestClient, bank: Bank) -> None:
    pitch = a_pitch(bank)
    withdraw(bank, pitch.story_ids[0], "Ann")
    answer = client.get(f"/files/pitch/{pitch.id}.{word_key()}")
    assert answer.status_code == 409 and "withdrawn" in answer.text and SAID not in answer.text


def test_a_narrowed_consent_stops_the_file_and_names_the_story(client: TestClient, bank: Bank) -> None:
    pitch = a_pitch(bank)
    change_consent(bank, pitch.story_ids[0], a_consent(act="vary", scopes={"S2": "yes"}))
    answer = client.get(f"/files/pitch/{pitch.id}.{word_key()}")
    assert answer.status_code == 409 and "“A bag of tablets” cannot be in this pitch." in answer.text


def test_a_file_is_not_made_for_another_site(client: TestClient, bank: Bank) -> None:
    answer = client.get(f"/files/pitch/{a_pitch(bank).id}.{word_key()}", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["nothing", "nothing.docx", "..docx", "<b>x</b>.docx"])
def test_a_file_that_cannot_be_made_gives_a_page_and_no_error(client: TestClient, name: str) -> None:
    answer = client.get(f"/files/pitch/{name}")
    assert answer.status_code in (404, 409) and "<b>x</b>" not in answer.text


def keep(client: TestClient, body: str, draft: str = "draft-of-a-test", **headers: str) -> int:
    sent = {"origin": "http://127.0.0.1:8501", "content-type": "application/json"} | headers
    return client.post(f"/drafts/{draft}", content=body, headers=sent).status_code


def test_what_is_being_typed_is_kept(client: TestClient, bank: Bank) -> None:
    assert keep(client, '{"texts": {"text": "It was a Sun", "ev1_claim": "Half", "teller": "patient", "other": "x"}}') == 204
    saved = load_draft(bank, "draft-of-a-test")
    assert saved and dict(saved.content) == {"text": "It was a Sun", "ev1_claim": "Half"}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_site_cannot_write_a_draft(client: TestClient, bank: Bank, origin: str) -> None:
    assert keep(client, '{"texts": {"text": "x"}}', origin=origin) == 403
    assert load_draft(bank, "draft-of-a-test") is None


@pytest.mark.parametrize(
    ("body", "status"), [("no json", 400), ("[]", 400), ('{"texts": 3}', 400), ('{"texts": {"text": "%s"}}' % ("x" * 210_000), 413)]
)
def test_a_draft_that_is_none_is_refused(client: TestClient, body: str, status: int) -> None:
    assert keep(client, body) == status


def test_a_pitch_is_never_overwritten_by_the_draft_route(client: TestClient, bank: Bank) -> None:
    pitch = a_pitch(bank)
    assert keep(client, '{"texts": {"text": "x"}}', draft=pitch.id) == 400
    from services.telling.pitches import load_pitch

    assert load_pitch(bank, pitch.id) == pitch


def test_the_app_will_not_listen_to_strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.front_door.st.get_option", lambda name: "0.0.0.0")
    with pytest.raises(SystemExit, match="this computer only"):
        refuse_strangers()
    monkeypatch.setattr("views.front_door.st.get_option", lambda name: "127.0.0.1")
    refuse_strangers()
