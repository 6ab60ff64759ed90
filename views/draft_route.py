"""The route that keeps what is being typed, so that a page run is not needed for every few words."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.bank import shared_bank
from stories.errors import InvalidStory, StoryBankError
from views.share_draft import is_words, keep_texts

_MOST_BYTES = 200_000
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


async def keep_draft(request: Request) -> Response:
    """Takes `{"texts": {name: words}}` for a draft of a story, from our own pages only."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host") or not request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"error": "Drafts are kept by our own pages only."}, status_code=403)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return JSONResponse({"error": "That is more than a story can hold."}, status_code=413)
    draft_id = request.path_params["draft_id"]
    try:
        texts = json.loads(body)["texts"]
        kept = {name: value for name, value in texts.items() if is_words(name) and isinstance(value, str)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return JSONResponse({"error": "That is not a draft."}, status_code=400)
    if not _ID.match(draft_id):
        return JSONResponse({"error": "That is not a draft."}, status_code=400)
    try:
        await run_in_threadpool(keep_texts, shared_bank(), draft_id, kept)
    except InvalidStory as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    except StoryBankError as error:
        return JSONResponse({"error": str(error)}, status_code=503)
    return Response(status_code=204)
