"""What evidence is: a claim with its source, how sure we may be of it, and how it stands to a story.

To add a kind of evidence, add one entry to `KINDS`: the capture form, the citations and the contract test pick it up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stories import vocabulary as v
from stories.errors import Problem
from stories.vocabulary import Term

# code, label for people, badge it starts from (A national probability survey or audit, B large self-selecting survey,
# C small or local, D single account)
KINDS: dict[str, Term] = {
    term.code: term
    for term in (
        Term("official_statistic", "Official statistic", "A"),
        Term("national_survey", "National survey", "A"),
        Term("clinical_audit", "Clinical audit", "A"),
        Term("systematic_review", "Published review", "A"),
        Term("trial", "Trial", "A"),
        Term("observational", "Observational study", "A"),
        Term("charity_survey", "Charity survey", "B"),
        Term("foi", "Freedom of Information request", "B"),
        Term("local_data", "Team count", "C"),
        Term("qualitative", "Qualitative study", "C"),
        Term("inquiry", "Inquiry", "A"),
    )
}
BADGES: dict[str, Term] = {
    "A": Term("A", "Strong evidence", "National probability survey, audit, official figure or published review"),
    "B": Term("B", "Some evidence", "Large survey of people who chose to answer"),
    "C": Term("C", "Early sign", "Small or local"),
    "D": Term("D", "One account", "A single account"),
}
POLARITIES: dict[str, Term] = {
    term.code: term
    for term in (
        Term("gap", "A gap"),
        Term("strength", "A strength"),
        Term("what_works", "What works"),
        Term("trend_improving", "Getting better"),
        Term("trend_worsening", "Getting worse"),
        Term("context", "Context"),
    )
}
VERIFIED: dict[str, Term] = {
    "primary": Term("primary", "Primary source seen"),
    "secondary": Term("secondary", "Check the primary before public use"),
    "not_seen": Term("not_seen", "Source not seen yet: check before any use"),
}
RELATIONS: dict[str, Term] = {
    "illustrates": Term("illustrates", "The story illustrates this"),
    "exception": Term("exception", "The story is an exception to this"),
    "works": Term("works", "Shows what works for this"),
    "scale": Term("scale", "Gives the scale of this"),
}
TYPICALITY: dict[str, Term] = {
    "common": Term("common", "Common"),
    "uncommon": Term("uncommon", "Uncommon"),
    "rare": Term("rare", "Rare"),
    "unknown": Term("unknown", "Not known"),
}
LINK_SCOPES: dict[str, Term] = {
    "same_service": Term("same_service", "Same service"),
    "analogous": Term("analogous", "A similar service, not the same"),
}
CLAIM_MAX = 400  # characters
_KEPT_FILE = re.compile(r"[0-9a-f]{64}\.(?:pdf|png|jpg|xlsx|csv)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sourced claim. `value` is in `unit`; `year` is the period the figure is about; `sample_size` counts respondents.

    `attachment` is the name a file is kept under (stories.attachments), `attachment_name` the one people see; both empty without one.
    """

    id: str
    claim: str
    value: float | None
    unit: str
    population: str
    year: str
    publisher: str
    title: str
    url: str
    kind: str
    badge: str
    verified: str
    polarity: str
    geography: str = ""
    sample_size: int | None = None
    comparator: str = ""
    caveat: str = ""
    services: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    accessed_on: date | None = None
    attachment: str = ""
    attachment_name: str = ""

    @property
    def check_first(self) -> bool:
        """Whether somebody must look at the primary source before public use."""
        return self.verified != "primary"

    @property
    def citation(self) -> str:
        """Publisher, title, year: as it stands under a figure and in the list of sources."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.publisher, self.title, self.year) if part)


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """How one piece of evidence stands to one story, who says so, and how typical it makes the story."""

    story_id: str
    evidence_id: str
    relation: str
    typicality: str
    scope: str
    rationale: str
    linked_by: str = ""


@dataclass(frozen=True, slots=True)
class LinkedEvidence:
    """Evidence as it stands behind one story."""

    evidence: Evidence
    link: EvidenceLink


def is_kept_file(name: str) -> bool:
    """Whether `name` is one a file beside evidence is kept under, and so no way out of its folder."""
    return _KEPT_FILE.fullmatch(name) is not None


def kept_files_in(words: str) -> set[str]:
    """The names of kept files that stand anywhere in `words`."""
    return set(_KEPT_FILE.findall(words))


def evidence_problems(evidence: Evidence) -> list[Problem]:
    """What keeps a claim from being saved, a sentence each."""
    return list(_problems(evidence))


def _problems(evidence: Evidence) -> Iterable[Problem]:
    if not evidence.claim:
        yield Problem("claim", "Please say what the evidence shows, in one sentence.")
    elif len(evidence.claim) > CLAIM_MAX:
        yield Problem("claim", f"A claim can have up to {CLAIM_MAX} characters; this one has {len(evidence.claim)}.")
    if not evidence.publisher and not evidence.title:
        yield Problem("publisher", "Evidence needs a source: who published or counted it?")
    if not evidence.year:
        yield Problem("year", "Please give the year or period the evidence is about.")
    if not evidence.population:
        yield Problem("population", "Please say who was asked or counted.")
    if evidence.url and not evidence.url.startswith(("https://", "http://")):
        yield Problem("url", "A web address starts with https://")
    if evidence.kind == "charity_survey" and not evidence.caveat:
        yield Problem("caveat", "People chose to answer this survey, so please add a line that says what it cannot tell us.")
    if evidence.attachment and not is_kept_file(evidence.attachment):
        yield Problem("attachment", "That file is no longer here. Please choose it again.")
    for name, terms in (("kind", KINDS), ("badge", BADGES), ("verified", VERIFIED), ("polarity", POLARITIES)):
        if getattr(evidence, name) not in terms:
            yield Problem(name, f"“{getattr(evidence, name)}” is not one of the choices for this question.")
    for code in evidence.services:
        if code not in v.SERVICES:
            yield Problem("services", f"“{code}” is not a service the bank knows.")
    for code in evidence.themes:
        if code not in v.THEMES:
            yield Problem("themes", f"“{code}” is not a theme the bank knows.")
