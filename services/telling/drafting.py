"""Words suggested by a language model: off unless set up, only where every storyteller has allowed it, sentence by sentence through the gates.

Asking goes on in a thread of its own, so no page waits for it; it can be stopped at any time, and nothing is kept until somebody takes it.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from framing import audiences as profiles
from framing.drafted import DRAFTABLE, Judged, judged, messages_for, whole_sentences
from framing.model import FORM, Audience, Section
from services.bank import Bank
from services.telling.briefing import Framed, make_framing
from services.telling.model_client import Answer, Endpoint, ModelUnavailable, words_of
from services.telling.pitches import Pitch, save_pitch
from stories import consent_log, repository
from stories.consent import StoryUse, Use
from stories.errors import StoryBankError

__all__ = ["Judged", "Offer", "Suggestion", "begin", "forget", "offer", "parts", "stop", "suggestion", "take"]

LOCAL, OUTSIDE = "S12b", "S12c"  # the scopes of drafting on our own computers, and with an outside service
CHANNEL = "drafting"
MOST_JOBS = 50


class DraftingRefused(StoryBankError):
    """No model may be asked about this pitch."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a model may be asked about a pitch. `sentence` says where it runs, or why not; `local` that nothing leaves this computer."""

    allowed: bool
    local: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model has said for one section so far. `state` is running, done, stopped or failed; `note` a sentence about how it ended."""

    section: str
    state: str
    kept: tuple[str, ...]
    left_out: tuple[Judged, ...]
    note: str = ""

    @property
    def running(self) -> bool:
        return self.state == "running"


class _Job:
    """One asking: its words in a thread, its state behind a lock."""

    def __init__(self, endpoint: Endpoint, framed: Framed, section: Section, audience: Audience) -> None:
        self.endpoint, self.framing, self.stories, self.section, self.audience = endpoint, framed.framing, framed.stories, section, audience
        self.state = Suggestion(section.key, "running", (), ())
        self.stopped = False
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._ask())
        except asyncio.CancelledError:
            self._set(state="stopped", note="Stopped. What was said so far stands below.")
        except ModelUnavailable as error:
            self._set(state="failed", note=str(error))
        except Exception as error:  # whatever a stranger's server makes happen, the page gets a sentence
            self._set(state="failed", note=f"The model’s answer could not be read ({type(error).__name__}). Nothing was changed.")

    async def _ask(self) -> None:
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self.stopped:
                raise asyncio.CancelledError
        answer, said, seen = Answer(), "", 0
        messages = messages_for(self.framing, self.section, self.stories, self.audience, f"DATA-{secrets.token_hex(8)}")
        async with aclosing(words_of(self.endpoint, messages, answer)) as pieces:
            async for piece in pieces:
                said += piece
                seen = self._judge(whole_sentences(said, ended=False), seen)
        seen = self._judge(whole_sentences(said, ended=answer.ended), seen)
        cut = "" if answer.ended else "The answer broke off. Whatever was not a whole sentence is left out."
        nothing = "" if self.state.kept or self.state.left_out else "The model had nothing to say."
        self._set(state="done", note=cut or nothing)

    def _judge(self, said: Sequence[str], seen: int) -> int:
        for text in said[seen:]:
            verdict = judged(text, self.framing, self.section, self.state.kept, self.stories, self.audience)
            if verdict.reasons:
                self._set(left_out=(*self.state.left_out, verdict))
            else:
                self._set(kept=(*self.state.kept, text))
        return max(seen, len(said))

    def _set(self, **changes: object) -> None:
        with self._lock:
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            if self._loop is not None and self._task is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)


_jobs: dict[tuple[str, str], _Job] = {}
_jobs_lock = threading.Lock()


def offer(bank: Bank, pitch: Pitch) -> Offer | None:
    """Whether a model may be asked about the pitch today; None when no model is set up, and then no page mentions it."""
    endpoint = _endpoint(bank)
    if not endpoint.url:
        return None
    if endpoint.problem:
        return Offer(False, endpoint.local, endpoint.problem)
    refused = len(pitch.story_ids) - len(_allowed(bank, pitch, endpoint))
    where = "a model on this computer" if endpoint.local else f"an outside AI service ({endpoint.host})"
    if refused:
        who = "A storyteller here has" if refused == 1 else f"{refused} storytellers here have"
        return Offer(False, endpoint.local, f"{who} not allowed drafting with {where}, so it is not asked.")
    if endpoint.local:
        return Offer(True, True, f"{endpoint.model} runs on this computer. The story does not leave it.")
    return Offer(True, False, f"The story would be sent to {endpoint.host}, an outside service. Every storyteller here has allowed that.")


def parts(framed: Framed) -> tuple[str, ...]:
    """The keys of the sections a model may suggest words for."""
    return tuple(section.key for section in framed.framing.sections if section.key in DRAFTABLE)


def begin(bank: Bank, pitch: Pitch, section_key: str) -> None:
    """Ask the model for other words for one section, in the background. What it was asked before is forgotten.

    An outside service gets a row in the use ledger for every story first, because a copy leaves the house.
    Raises: DraftingRefused; ConsentDenied, StoryNotFound as `make_framing` does.
    """
    may = offer(bank, pitch)
    if may is None or not may.allowed:
        raise DraftingRefused(may.sentence if may else "No model is set up for drafting.")
    framed, endpoint = make_framing(bank, pitch), _endpoint(bank)
    section = framed.framing.section(section_key)
    if section is None or section_key not in DRAFTABLE:
        raise DraftingRefused("That part is not one a model may write.")
    if not endpoint.local:
        with bank.database.transaction() as connection:
            at, use = bank.now(), _use(bank, pitch, endpoint)
            uses = [StoryUse(story.id, story.version, use, at, endpoint.host) for story in framed.stories]
            consent_log.record_uses(connection, uses)
    job = _Job(endpoint, framed, section, profiles.audience(pitch.audience))
    with _jobs_lock:
        before = _jobs.pop(_key(bank, pitch), None)
        for key in [key for key, each in _jobs.items() if not each.state.running][: max(0, len(_jobs) - MOST_JOBS)]:
            del _jobs[key]
        _jobs[_key(bank, pitch)] = job
    if before is not None:
        before.stop()
    threading.Thread(target=job.run, name="drafting", daemon=True).start()


def suggestion(bank: Bank, pitch: Pitch) -> Suggestion | None:
    """What the model has said so far, or None. Consent is looked at once more: what is no longer allowed is stopped and forgotten."""
    job = _jobs.get(_key(bank, pitch))
    if job is None:
        return None
    may = offer(bank, pitch)
    if may is None or not may.allowed or tuple(story.id for story in job.stories) != pitch.story_ids:
        forget(bank, pitch)
        return None
    return job.state


def stop(bank: Bank, pitch: Pitch) -> None:
    """Stop asking; what was said so far stays to be looked at."""
    if (job := _jobs.get(_key(bank, pitch))) is not None:
        job.stop()


def forget(bank: Bank, pitch: Pitch) -> None:
    """Stop asking and throw away what was said."""
    with _jobs_lock:
        job = _jobs.pop(_key(bank, pitch), None)
    if job is not None:
        job.stop()


def take(bank: Bank, pitch: Pitch) -> Pitch:
    """Put the kept sentences into their section, marked as drafted, and forget the asking. Without any the pitch stays as it is."""
    said = suggestion(bank, pitch)
    if said is None or not said.kept:
        return pitch
    forget(bank, pitch)
    edits = {**pitch.edits, said.section: " ".join(said.kept)}
    drafted = tuple(dict.fromkeys(text for text in (*pitch.drafted, *said.kept) if any(text in words for words in edits.values())))
    return save_pitch(bank, replace(pitch, edits=edits, drafted=drafted))


def _endpoint(bank: Bank) -> Endpoint:
    return Endpoint(bank.settings.drafting_url, bank.settings.drafting_model, bank.settings.drafting_key)


def _use(bank: Bank, pitch: Pitch, endpoint: Endpoint) -> Use:
    return Use(LOCAL if endpoint.local else OUTSIDE, CHANNEL, FORM, pitch.audience, pitch.id, bank.settings.user)


def _allowed(bank: Bank, pitch: Pitch, endpoint: Endpoint) -> list[str]:
    with bank.database.reading() as connection:
        return list(repository.cleared(connection, pitch.story_ids, _use(bank, pitch, endpoint), on=bank.today()))


def _key(bank: Bank, pitch: Pitch) -> tuple[str, str]:
    return bank.settings.url, pitch.id
