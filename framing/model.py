"""What telling a story to somebody is made of. Frozen values only; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from stories.consent import ClearedStory
from stories.evidence import LinkedEvidence

PROVENANCE_KINDS = ("quote", "evidence", "story", "template", "person", "drafted")
CHANNEL, FORM = "pitch", "excerpt"  # the use a framing asks consent for
WHOLE = "text"  # the form asked for a story that may be told whole only: introduced, never quoted
WHY = ".why"  # how the template of a sentence ends that says why evidence stands beside a story
READY_AT = 22  # of 30 points of the rubric
PASTED = "pasted"  # the frame of a draft that was not composed here


@dataclass(frozen=True, slots=True)
class Loss:
    """What somebody may fear losing (`kind`: one of framing.losses.KINDS), what stays, what is offered. Whole sentences."""

    kind: str
    what: str
    kept: str
    offered: str


@dataclass(frozen=True, slots=True)
class Value:
    """Something an audience cares about. `weight` is its share of 1; `themes` are codes of stories.vocabulary.THEMES;
    `description` is what a search by meaning reads; `shared` is the sentence a framing says."""

    key: str
    label: str
    weight: float
    description: str
    shared: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody else who needs to be in the room. One `at_hand` goes by the words of the service, where they are known (`framing.phrases`)."""

    role: str
    lived_experience: bool
    at_hand: bool = False

    def called(self, hands: str) -> str:
        """What this role is called beside a service whose staff are `hands`."""
        return hands if self.at_hand and hands else self.role


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a story is told to. `called` reads "a finance lead"; `address` completes "Will you, as …"; `scope` is the consent it
    needs; `opens_with` are keys of framing.phrases.REPLIES; `asks` and `first_steps` may hold {where},
    and {it} for what is asked: "what Maureen asked for". `lived_experience` is true of those who have been through it themselves."""

    key: str
    name: str
    called: str
    address: str
    kind: str
    scope: str
    scope_reason: str
    values: tuple[Value, ...]
    opens_with: tuple[str, ...]
    power: tuple[str, ...]
    losses: tuple[Loss, ...]
    knows: tuple[str, ...]
    sensitivities: tuple[str, ...]
    minutes: int
    format: str
    evidence_first: tuple[str, ...]
    who_else: tuple[Role, ...]
    asks: tuple[str, ...]
    first_steps: tuple[str, ...]
    lived_experience: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cleared story that finding proposes. `score` is its fit to the topic, 0 to 1; `passage` and `matched` say where.

    `covers` says how far its words reach each value (key → 0 to 1); `reasons` are sentences finding adds; `taken_off` is what rest and
    reading time cost it, in points of the final score.
    """

    story: ClearedStory
    score: float
    passage: str = ""
    matched: tuple[str, ...] = ()
    covers: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    taken_off: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A story worth telling this audience, and why, in sentences. `value` is a value's label. `score` orders and is never shown."""

    story: ClearedStory
    reasons: tuple[str, ...]
    passage: str
    evidence: tuple[LinkedEvidence, ...]
    value: str
    score: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a sentence comes from (`kind` in PROVENANCE_KINDS). `start` and `end` are characters of the story's text as it
    stood in `version` (0 where no story's words stand in the sentence); `language` the code of what is quoted, "" for English."""

    kind: str
    story_id: str = ""
    evidence_id: str = ""
    start: int = 0
    end: int = 0
    template: str = ""
    version: int = 0
    language: str = ""

    @property
    def says_why(self) -> bool:
        """Whether the sentence says why evidence stands beside a story, in the words of whoever linked them."""
        return self.template.endswith(WHY)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its origin. `new_paragraph` keeps the paragraphs a person typed."""

    text: str
    provenance: Provenance
    new_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Part of a framing. An empty `heading` means that it reads on from the section before."""

    key: str
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The section as people read and edit it; the offsets of checks count in this."""
        parts: list[str] = []
        for sentence in self.sentences:
            parts.append(("\n\n" if sentence.new_paragraph else " ") if parts else "")
            parts.append(sentence.text)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Ask:
    """Who is asked to do what by when, and the first step within 30 days. Blank fields are filled from the audience."""

    who: str = ""
    what: str = ""
    by_when: date | str = ""
    first_step: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to lead: which sections, in which order, under which headings (one of several each), and why in one line. `lead` says which quote stands first:
    the `strongest` for the audience, or the most `hopeful`."""

    key: str
    label: str
    reason: str
    order: tuple[str, ...]
    headings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lead: str = "strongest"


@dataclass(frozen=True, slots=True)
class Framing:
    """A story told to one audience, sentence by sentence. `ask` is the ask as it was filled in; `composed_on` the day of consent."""

    audience: str
    question: str
    frame: str
    sections: tuple[Section, ...]
    story_ids: tuple[str, ...]
    evidence: tuple[LinkedEvidence, ...]
    consent_lines: tuple[str, ...]
    content_notes: tuple[str, ...]
    synthetic: bool
    ask: Ask
    composed_on: date

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: a sentence for people, where (`start`, `end` in the section's text), and one suggested mend.

    `gate` checks must be ok before anything is shown or exported; the others are advice. `criterion` names the line of the rubric it
    belongs to ("R1"), and `leaves` what that line is worth while this stands: 0 missing, 1 weak, 2 met.
    """

    code: str
    ok: bool
    sentence: str
    section_key: str = ""
    start: int = 0
    end: int = 0
    mend: str = ""
    gate: bool = True
    criterion: str = ""
    leaves: int = 2


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the rubric as a framing meets it: `points` 0 missing, 1 weak, 2 met. A `required` one must not be missing."""

    code: str
    name: str
    required: bool
    points: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every check that ran on one framing, failures and passes, and every line of the rubric with what it is worth."""

    checks: tuple[Check, ...]
    scores: tuple[Score, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def failures(self) -> tuple[Check, ...]:
        """Gates that are closed."""
        return tuple(check for check in self.checks if check.gate and not check.ok)

    @property
    def advice(self) -> tuple[Check, ...]:
        """What would make it better; nothing here closes a gate."""
        return tuple(check for check in self.checks if not check.gate and not check.ok)

    @property
    def points(self) -> int:
        """What the rubric's lines add up to, 0 to 30: for ordering frames, and never shown without its meaning."""
        return sum(score.points for score in self.scores)

    @property
    def missing(self) -> tuple[Score, ...]:
        """Required lines of the rubric that are missing."""
        return tuple(score for score in self.scores if score.required and not score.points)

    @property
    def ready(self) -> bool:
        """Whether it may be called ready: every gate open, nothing required missing, and READY_AT points or more."""
        return self.passed and not self.missing and self.points >= READY_AT
