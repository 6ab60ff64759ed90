"""Taking a story in, changing it, and giving it back when its teller says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ulid import ULID

from services.bank import Bank
from services.index.indexing import embed_texts
from services.sharing import file_store
from stories import consent_log, evidence_shelf, repository, vectors
from stories import vocabulary as v
from stories.consent import Consent, StoryUse, Use, consent_line, consent_problems, refusals, scope_label
from stories.errors import InvalidStory, Problem, StoryNotFound
from stories.evidence import Evidence, EvidenceLink, evidence_problems
from stories.story import Story, StoryDraft, cleaned, problems_of, subject
from stories.text import clean, one_line
from stories.vectors import StoredVector

_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sister|Nurse|Matron|Reverend|Rev)\.?"
_POSSIBLE_NAME = re.compile(rf"\b{_TITLES} [A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+)?|(?<=[a-z,;] )[A-Z][a-z'\u2019-]+ [A-Z][a-z'\u2019-]+")
_POSSIBLE_NUMBER = re.compile(
    r"\b\d{3} ?\d{3} ?\d{4}\b|\b0\d{2,4} ?\d{3,4} ?\d{3,4}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)


@dataclass(frozen=True, slots=True)
class Captured:
    """A story that was saved: the reference to quote, what happens next, in sentences, and whether nobody can use it yet."""

    story: Story
    reference: str
    what_next: tuple[str, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving would do: what is wrong, who could use the story (`hidden`: nobody), and names that a person should look at."""

    problems: tuple[Problem, ...]
    usable: str
    consent_line: str
    possible_names: tuple[str, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawnReceipt:
    """What a withdrawal did, and who holds a copy that somebody must ask back."""

    story_id: str
    sentence: str
    copies: tuple[StoryUse, ...]


def capture_story(bank: Bank, draft: StoryDraft, consent: Consent | None, evidence: Sequence[Evidence] = ()) -> Captured:
    """Save a story with its consent and evidence.

    Evidence that has an id is on the shelf already and is only tied to the story.
    A story without consent is kept, and nobody can use it until there is one.
    Raises: InvalidStory with every problem; DuplicateStory with the id of the story that is there.
    """
    draft, consent = cleaned(draft), _cleaned_consent(consent)
    items = [_with_id(item) for item in evidence]
    problems = _problems(bank, draft, consent, items)
    if problems:
        raise InvalidStory(problems)
    made = _vectors(bank, draft, consent)
    story_id, at = str(ULID()), bank.now()
    with bank.database.transaction() as connection:
        if not evidence_shelf.known(connection, [item.id for item in evidence if item.id]):
            raise InvalidStory([Problem("evidence", "A piece of evidence you chose is no longer there. Please choose it again.")])
        story = repository.add(connection, draft, [consent] if consent else [], story_id=story_id, at=at, by=bank.settings.user)
        evidence_shelf.put(connection, [item for item, given in zip(items, evidence, strict=True) if not given.id])
        evidence_shelf.link(connection, [_link(story, item, bank.settings.user) for item in items])
        if made is not None:
            vectors.store(connection, story_id, bank.index.model_key, story.version, made)
    bank.index.drain()
    usable = bool(_open_to(bank, draft, consent))
    return Captured(story, story_id[-8:], _what_next(consent, usable=usable), hidden=not usable)


def revise_story(bank: Bank, story_id: str, draft: StoryDraft) -> Story:
    """Save a new version; the old text is kept. Raises: StoryNotFound, InvalidStory, DuplicateStory."""
    draft = cleaned(draft)
    problems = problems_of(draft)
    if problems:
        raise InvalidStory(problems)
    with bank.database.transaction() as connection:
        story = repository.revise(connection, story_id, draft, at=bank.now(), by=bank.settings.user)
    _refresh(bank)
    return story


def story_to_keep(bank: Bank, story_id: str) -> tuple[Story, tuple[Consent, ...]]:
    """A story and its acts of consent, oldest first, for whoever looks after it: hidden ones too. Raises: StoryNotFound when it was withdrawn."""
    with bank.database.reading() as connection:
        story = repository.get(connection, story_id)
        if story.status == "withdrawn":
            raise StoryNotFound(story_id)
        return story, tuple(consent_log.logs(connection, [story_id])[story_id])


def change_consent(bank: Bank, story_id: str, consent: Consent) -> str:
    """Append an act of consent; it holds from now on. Returns what is allowed, in a sentence. Raises: StoryNotFound, InvalidStory."""
    act = _cleaned_consent(consent) or consent
    with bank.database.transaction() as connection:
        if repository.get(connection, story_id).status == "withdrawn":  # that cannot be undone by a form: the story is shared anew
            raise StoryNotFound(story_id)
        problems = consent_problems(act, consent_log.logs(connection, [story_id])[story_id])
        if problems:
            raise InvalidStory(problems)
        consent_log.record(connection, story_id, act, at=bank.now())
    _refresh(bank)
    return consent_line(act, on=bank.today())


def withdraw(bank: Bank, story_id: str, by: str) -> WithdrawnReceipt:
    """Take a story out of every search, framing and export, at once. Raises: StoryNotFound."""
    at = bank.now()
    with bank.database.transaction() as connection:
        story = repository.get(connection, story_id)
        act = Consent(act="withdraw", obtained_by=one_line(by) or bank.settings.user, obtained_on=bank.today())
        consent_log.record(connection, story_id, act, at=at)
        repository.set_status(connection, story.id, "withdrawn", at=at)
        copies = tuple(use for use in consent_log.uses_of(connection, story_id) if use.use.channel != "page")
    bank.index.drain()
    went = "1 copy went out: ask for it back." if len(copies) == 1 else f"{len(copies)} copies went out: ask for them back."
    asked = f" {went}" if copies else " No copy had left the bank."
    return WithdrawnReceipt(story_id, "The story is withdrawn. Nobody can find or use it from now on." + asked, copies)


def preview_story(bank: Bank, draft: StoryDraft, consent: Consent | None, evidence: Sequence[Evidence] = ()) -> Preview:
    """What saving would do, saying who could use the story. Writes nothing."""
    draft, consent = cleaned(draft), _cleaned_consent(consent)
    line = consent_line(consent, on=bank.today()) if consent else "There is no consent yet."
    names = possible_names(draft.text)
    problems = tuple(_problems(bank, draft, consent, list(evidence)))
    open_to = _open_to(bank, draft, consent)
    return Preview(problems, _usable(open_to), line, names, hidden=not open_to)


def possible_names(text: str) -> tuple[str, ...]:
    """What in `text` may be somebody's name, number, postcode or date, each once: for a person to look at."""
    return tuple(dict.fromkeys(m.group() for pattern in (_POSSIBLE_NAME, _POSSIBLE_NUMBER) for m in pattern.finditer(text)))


def _usable(open_to: Sequence[str]) -> str:
    if not open_to:
        return "Nobody can use this story yet: it is kept safe, and hidden, until there is a consent that allows it."
    return f"Once saved, this story can be shown to {', '.join(open_to)}."


def _open_to(bank: Bank, draft: StoryDraft, consent: Consent | None) -> list[str]:
    """Labels of the people who may read the story in the bank today."""
    consents, scopes = [consent] if consent else [], [code for code in v.SCOPES if not code.startswith("S12")]
    return [scope_label(code) for code in scopes if not list(refusals(draft, consents, Use(code), on=bank.today()))]


def _problems(bank: Bank, draft: StoryDraft, consent: Consent | None, evidence: Sequence[Evidence]) -> list[Problem]:
    found = problems_of(draft)
    if consent is not None:
        found += consent_problems(consent)
    for number, item in enumerate(evidence, start=1):
        wrong = evidence_problems(item)
        if not wrong and item.attachment and not file_store.place(bank.settings.home, item.attachment).is_file():
            wrong = [Problem("attachment", "That file is no longer here. Please take it away and choose it again.")]
        found += [replace(problem, field=f"evidence.{number}.{problem.field}") for problem in wrong]
    return found


def _cleaned_consent(consent: Consent | None) -> Consent | None:
    if consent is None:
        return None
    return replace(consent, obtained_by=one_line(consent.obtained_by), wording=clean(consent.wording))


def _vectors(bank: Bank, draft: StoryDraft, consent: Consent | None) -> list[StoredVector] | None:
    """Embedded before the transaction; None leaves it to the index to catch up."""
    embedder = bank.warm.ready()
    if embedder is None or not bank.index.model_key or consent is None or consent.answer("S12a") != "yes":
        return None
    return embed_texts(embedder, [draft.text], [subject(draft)])[0]


def _refresh(bank: Bank) -> None:
    embedder = bank.warm.ready()
    if embedder is not None and bank.index.model_key:
        bank.index.embed_missing(embedder)
    bank.index.drain()


def _with_id(item: Evidence) -> Evidence:
    item = replace(
        item,
        claim=one_line(item.claim),
        publisher=one_line(item.publisher),
        title=one_line(item.title),
        url=one_line(item.url),
        population=one_line(item.population),
        year=one_line(item.year),
        caveat=one_line(item.caveat),
    )
    return item if item.id else replace(item, id=str(ULID()))


def _link(story: Story, item: Evidence, by: str) -> EvidenceLink:
    same = story.service in item.services
    return EvidenceLink(story.id, item.id, "illustrates", "unknown", "same_service" if same else "analogous", "Added with the story.", by)


def _what_next(consent: Consent | None, *, usable: bool) -> tuple[str, ...]:
    if consent is None:
        return (
            "It is kept safe and hidden. Nobody can use it until the storyteller has said how it may be used.",
            "Ask the storyteller, then record their consent on this story.",
        )
    if not usable:
        return (
            "It is kept safe and hidden: what the storyteller has agreed to so far lets nobody use it.",
            "Show them the finished version. When they release it, record that on this story.",
        )
    return (
        "People who may see it can find it from now on.",
        "The storyteller can change their mind at any time; it takes effect straight away.",
        "When it is used, the bank records where, so that you can tell them what changed.",
    )
