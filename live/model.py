"""What a session is made of, as frozen dataclasses: steps, answers, groups, losses, commitments. Times are aware, UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stories.errors import Problem, StoryBankError
from stories.vocabulary import Term

TEXT_MAX = 500  # characters of one answer
WORDS_MAX = 4_000  # of a statement, and of who else should be here
LINE_MAX = 300  # of each part of a loss or a commitment
OWNER_MAX = 120
FIRST_DUE_DAYS = 30  # within which somebody must have begun something
PEOPLE_MAX = 1_000  # in one session


def _terms(*terms: Term) -> Mapping[str, Term]:
    return {term.code: term for term in terms}


ASKS = _terms(
    Term("wish", "What do we want it to be like?", "What we want"),
    Term("feel", "What does this story leave you with?", "What it leaves us with"),
    Term("lose", "What may we lose?", "What we may lose"),
    Term("who", "Who else should be here?", "Who else should be here"),
    Term("start", "What could we try first, small enough for this month?", "What we could try first"),
    Term("argue", "Why this story? What would it do in the room it is for?", "Why this story"),
    Term("ask", "Which question would you ask first?", "Questions that come first"),
    Term("will", "What will I do?", "What I will do"),
)
"""What people are asked to write. The label is the question on the phone, the definition the heading above the answers."""

LOSSES = _terms(
    Term("status", "Status"),
    Term("connection", "Connection"),
    Term("control", "Control"),
    Term("job", "The job itself"),
    Term("other", "Something else"),
)
TOUCHES = _terms(Term("good", "Went well"), Term("mixed", "Mixed"), Term("poor", "Needs to change"))
STATUSES = _terms(
    Term("none", "Nothing yet"),
    Term("considering", "Being considered"),
    Term("planned", "Planned"),
    Term("made", "Done"),
    Term("not_possible", "Not possible"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an agenda. `face` is what the wall shows and phones offer; `ask` names a question of ASKS, or ''.

    `say` is what people read; `prompt` what the facilitator reads; `way` which of the six ways it belongs to.
    """

    key: str
    title: str
    minutes: int
    face: str
    ask: str = ""
    say: str = ""
    prompt: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class SessionStory:
    """A story in a session: when it was first on the wall, None while it was not."""

    story_id: str
    position: int
    shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it stands. `form` is text (the whole story) or excerpt; `revision` rises with each change of typed words."""

    id: str
    kind: str
    question: str
    service: str
    people: str
    audience: str
    form: str
    moderated: bool
    pitch_id: str
    agenda: tuple[Step, ...]
    step: int
    step_began_at: datetime
    on_wall: str
    page: int
    silence_until: datetime | None
    statement: str
    who_else: str
    decision: str
    revision: int
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    stories: tuple[SessionStory, ...] = ()

    @property
    def now(self) -> Step:
        return self.agenda[self.step]

    @property
    def open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody sent. `status` is held, shown, hidden or undone; `flags` are sentences for the facilitator."""

    id: str
    participant_id: int
    step: str
    kind: str
    code: str
    text: str
    shown_as: str
    status: str
    flags: tuple[str, ...]
    group_id: str | None
    at: datetime

    @property
    def words(self) -> str:
        """What the room sees of it."""
        return self.shown_as or self.text


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that say the same. `name` is the facilitator's or the words of the most central answer."""

    id: str
    kind: str
    name: str
    pinned: bool
    answers: tuple[Answer, ...]
    renamed: bool = False

    @property
    def people(self) -> int:
        """How many people its answers are from: somebody may have said it twice."""
        return len({one.participant_id for one in self.answers})


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A group as the wall shows it: its name, and how many shown answers are in it. `named_by` is the answer in its middle."""

    id: str
    kind: str
    name: str
    size: int
    named_by: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something people may lose: what, what is kept of it, and what is offered."""

    id: str
    kind: str
    what: str
    kept: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a commitment, as somebody said it then."""

    status: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    """What somebody will do: the first step, by when, and how the others will know. `changes` run oldest first."""

    id: str
    session_id: str
    owner: str
    action: str
    first_step: str
    due_on: date
    known_by: str
    made_at: datetime
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> str:
        return self.changes[-1].status if self.changes else "none"


class SessionNotFound(StoryBankError):
    """No session for this code or id: unknown, closed and tried too often all read the same, so that nobody can guess codes."""

    def __init__(self) -> None:
        super().__init__("We cannot find that session. Check the eight characters on the screen, or wait a minute and try again.")


class SessionClosed(StoryBankError):
    """The session has ended; what was sent now was not kept."""

    def __init__(self) -> None:
        super().__init__("This session has ended. Thank you for being part of it.")


class RoomFull(StoryBankError):
    """As many people as one session takes are there already."""

    def __init__(self) -> None:
        super().__init__(f"This session already has {PEOPLE_MAX:,} people. Please answer together with somebody near you.")


class AnswerRefused(StoryBankError):
    """An answer that cannot be taken as it is. Whoever typed it keeps it."""


class TooManyAnswers(StoryBankError):
    """One phone sent more than a person can write."""

    def __init__(self) -> None:
        super().__init__("That was a lot at once. Your words are still here: please send them again in a few seconds.")


class InvalidSession(StoryBankError):
    """Something about a session, a loss or a commitment cannot be saved yet; `problems` say what."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems))


class ChangedMeanwhile(StoryBankError):
    """Another facilitator saved other words since these were opened. Nothing was overwritten; `theirs` is what stands now."""

    def __init__(self, theirs: str) -> None:
        self.theirs = theirs
        super().__init__("Somebody else changed this while you were writing. Theirs is shown beside yours: join the two, then save again.")


def first_due(today: date) -> date:
    """The last day on which a first commitment may be due."""
    return today + timedelta(days=FIRST_DUE_DAYS)
