"""Files leave through one route: consent is cleared again at that moment, and nothing on the way keeps a copy."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.bank import shared_bank
from services.briefing import ExportedFile, export_framing
from services.pitches import load_pitch
from stories.errors import StoryBankError
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
        return HTMLResponse(str(_PAGE.format(unexpected(error))), status_code=500, headers={"Cache-Control": "no-store"})
    return Response(
        made.data,
        media_type=made.mime,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}", "Cache-Control": "no-store"},
    )


def _refused(sentence: str, pitch_id: str) -> Response:
    body = Markup(
        "<h1>The file was not made</h1><p class='lede'>{}</p><p>Your pitch is kept as it was.</p>"
        "<p><a class='go' href='/pitch?pitch={}&step=3'>Back to the pitch</a></p>"
    ).format(sentence, quote(pitch_id))
    return HTMLResponse(str(_PAGE.format(body)), status_code=409, headers={"Cache-Control": "no-store"})
