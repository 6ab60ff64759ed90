"""Files leave through these routes: consent is cleared again at that moment, and nothing on the way keeps a copy."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.bank import shared_bank
from services.live.after import reminder
from services.live.debrief import debrief
from services.sharing.attachments import AttachmentMissing, GivenFile, read_file
from services.telling.briefing import ExportedFile, export_framing
from services.telling.pitches import load_pitch
from stories.errors import StoryBankError, StoryNotFound
from views.trouble import unexpected

_PAGE = Markup(
    "<!doctype html><html lang='en-GB'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>The file was not made – Shared Endeavour</title><link rel='stylesheet' href='/assets/style.css'>"
    "<body class='alone'><main>{}</main></body></html>"
)


def _make(pitch_id: str, form: str) -> ExportedFile:
    bank = shared_bank()
    return export_framing(bank, load_pitch(bank, pitch_id), form)


async def pitch_file(request: Request) -> Response:
    """`/files/pitch/ID.FORMAT`: the pitch as a file, made now. Only our own pages or the address bar may ask."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return HTMLResponse("Not from another site.", status_code=403)
    pitch_id, _, form = request.path_params["name"].rpartition(".")
    try:
        made = await run_in_threadpool(_make, pitch_id, form)
    except StoryBankError as error:
        return _refused(str(error), pitch_id)
    except Exception as error:  # the person gets a page with a reference, the log gets the place; neither gets story text
        return _broken(error)
    return _given(made)


async def evidence_file(request: Request) -> Response:
    """`/files/evidence/STORY/NAME`: a file beside a story's evidence, while that story may be shown. Always saved, never opened in the page."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return HTMLResponse("Not from another site.", status_code=403)
    story_id, name = request.path_params["story_id"], request.path_params["name"]
    try:
        return _given(await run_in_threadpool(lambda: read_file(shared_bank(), story_id, name)))
    except (StoryNotFound, AttachmentMissing) as error:
        return _page("We cannot find that file", str(error), 404)
    except StoryBankError as error:
        return _page("The file cannot be given out", str(error), 503)
    except Exception as error:
        return _broken(error)


async def debrief_file(request: Request) -> Response:
    """`/files/session/ID.FORMAT`: the debrief of a session, made now."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return HTMLResponse("Not from another site.", status_code=403)
    session_id, _, form = request.path_params["name"].rpartition(".")
    try:
        return _given(await run_in_threadpool(lambda: debrief(shared_bank(), session_id, form)))
    except StoryBankError as error:
        return _page("The debrief was not made", str(error), 404)
    except Exception as error:
        return _broken(error)


async def calendar_file(request: Request) -> Response:
    """`/files/commitment/ID.ics`: the day a commitment is due, for somebody's calendar."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return HTMLResponse("Not from another site.", status_code=403)
    commitment_id = request.path_params["name"].removesuffix(".ics")
    try:
        data = await run_in_threadpool(lambda: reminder(shared_bank(), commitment_id))
    except StoryBankError:
        return _page("We cannot find that commitment", "It may have been taken out by whoever ran the session.", 404)
    except Exception as error:
        return _broken(error)
    return _given(ExportedFile("commitment.ics", "text/calendar; charset=utf-8", data))


def _given(made: ExportedFile | GivenFile) -> Response:
    name = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return Response(made.data, media_type=made.mime, headers={"Content-Disposition": name, "Cache-Control": "no-store"})


def _broken(error: Exception) -> Response:
    return HTMLResponse(str(_PAGE.format(unexpected(error))), status_code=500, headers={"Cache-Control": "no-store"})


def _page(title: str, sentence: str, status: int) -> Response:
    body = Markup("<h1>{}</h1><p class='lede'>{}</p><p><a class='go' href='/stories'>Read other stories</a></p>").format(title, sentence)
    return HTMLResponse(str(_PAGE.format(body)), status_code=status, headers={"Cache-Control": "no-store"})


def _refused(sentence: str, pitch_id: str) -> Response:
    body = Markup(
        "<h1>The file was not made</h1><p class='lede'>{}</p><p>Your pitch is kept as it was.</p>"
        "<p><a class='go' href='/pitch?pitch={}&step=3'>Back to the pitch</a></p>"
    ).format(sentence, quote(pitch_id))
    return HTMLResponse(str(_PAGE.format(body)), status_code=409, headers={"Cache-Control": "no-store"})
