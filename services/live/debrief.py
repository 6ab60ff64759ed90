"""The debrief of a session as a file. Whether its stories may still be named is looked at as the file is made."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from framing.exporters.word import MIME, set_up
from framing.exporters.word_tables import bullets, roomy, ruled_table, titled
from live import agreements, answers, sessions
from live.agendas import TYPES
from live.debrief import POINT, Part, Told, markdown, parts
from live.model import ASKS, TOUCHES, Session, SessionStory
from live.priorities import priorities
from services.bank import Bank
from services.live.grouping import group_now
from services.live.room import chosen_kind
from services.live.start import room_use
from services.live.wall import GONE, moments_of, told_in
from services.telling.briefing import ExportedFile
from stories import consent_log
from stories import vocabulary as v
from stories.consent import ClearedStory, StoryUse
from stories.database import Connection
from stories.errors import StoryBankError

FORMATS = {"docx": ("Word document", MIME), "md": ("Markdown", "text/markdown; charset=utf-8")}


class UnknownFormat(StoryBankError):
    """A debrief in a format there is none of."""

    def __init__(self, form: str) -> None:
        super().__init__(f"There is no debrief as “{form}”. Choose one of: {', '.join(label for label, _ in FORMATS.values())}.")


def debrief(bank: Bank, session_id: str, form: str) -> ExportedFile:
    """The debrief as a file to hand over, which is entered in the ledger for each story it names. Raises: SessionNotFound, UnknownFormat."""
    if form not in FORMATS:
        raise UnknownFormat(form)
    group_now(bank, session_id)
    with bank.database.transaction() as connection:
        session = sessions.get(connection, session_id)
        name = f"debrief-{session.opened_at:%Y-%m-%d}-{session.id[-6:].lower()}.{form}"
        found = _parts(bank, connection, session, name)
    title = session.question
    data = markdown(title, found).encode() if form == "md" else _word(title, found, session)
    return ExportedFile(name, FORMATS[form][1], data)


def _parts(bank: Bank, connection: Connection, session: Session, name: str) -> tuple[Part, ...]:
    cleared = told_in(bank, connection, session)
    stories = [_told(connection, session, one, cleared.get(one.story_id)) for one in session.stories]
    named = {one.story_id for one, told in zip(session.stories, stories, strict=True) if told.title and (told.shown or told.votes)}
    use = room_use(bank, session.form, session_id=session.id, audience=session.audience)
    consent_log.record_uses(connection, [StoryUse(i, one.version, use, bank.now(), name) for i, one in cleared.items() if i in named])
    groups = {kind: answers.all_said(connection, session.id, kind) for kind in ASKS}
    picked = {group_id: n for kind in ASKS for group_id, n in priorities(connection, session.id, kind).people.items()}
    return parts(
        session,
        groups,
        agreements.losses(connection, session.id),
        agreements.of_sessions(connection, [session.id]),
        [told for told in stories if told.shown or session.kind == "choose"],
        sessions.joined(connection, session.id),
        picked,
    )


def _told(connection: Connection, session: Session, one: SessionStory, story: ClearedStory | None) -> Told:
    """What the room did with a story. Of one that may not be told any more, only how often it was chosen."""
    votes, shown = answers.tally(connection, session.id, "choose").get(one.story_id, 0), one.shown_at is not None
    if story is None:
        return Told("", GONE, votes=votes, shown=shown)
    demo = ", a demo story: invented, nobody’s life" if story.synthetic else ""
    moved = answers.tally(connection, session.id, chosen_kind("react", one.story_id))
    seen = answers.tally(connection, session.id, chosen_kind("touch", one.story_id))
    touches = tuple((moment, tuple(seen.get(f"{n}:{how}", 0) for how in TOUCHES)) for n, moment in enumerate(moments_of(story)))
    return Told(
        story.title,
        f"“{story.title}”{demo}. {story.consent_line}",
        tuple((term.label, moved.get(code, 0)) for code, term in v.REACTIONS.items()),
        touches if seen else (),
        votes,
        shown,
    )


def _word(title: str, found: tuple[Part, ...], session: Session) -> bytes:
    document = Document()
    demo = ["Demo story: invented, nobody’s life."] if any("a demo story" in line for part in found for line in part.paragraphs) else []
    set_up(document, title, [f"Debrief: {TYPES[session.kind].label}.", *demo], session.opened_at.date())
    roomy(document)
    document.add_paragraph(title, style="Title")
    for number, part in enumerate(found):
        if part.heading:
            document.add_heading(part.heading, level=part.level)
        for paragraph in part.paragraphs:
            point = paragraph.startswith(POINT)  # as drafted statements have them
            named = "List Bullet" if point else "Note" if number == 0 else "Normal"
            document.add_paragraph(paragraph.removeprefix(POINT), style=named)
        if part.table:
            ruled_table(document, part.table, numbers=part.numbers)
        for name, count, items in part.groups:
            titled(document, name, count)
            bullets(document, items)
        bullets(document, part.bullets)
    data = BytesIO()
    document.save(data)
    return data.getvalue()
