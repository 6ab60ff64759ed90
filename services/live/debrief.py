"""The debrief of a session as a file. Whether its stories may still be named is looked at as the file is made."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from framing.exporters.word import MIME, set_up
from live import agreements, answers, sessions
from live.agendas import TYPES
from live.debrief import Part, markdown, parts
from live.model import ASKS, Session
from services.bank import Bank
from services.live.grouping import group_now
from services.live.start import room_use
from services.live.wall import GONE
from services.telling.briefing import ExportedFile
from stories import consent_log, repository
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
    told = [one.story_id for one in session.stories if one.shown_at]
    use = room_use(bank, session.form, session_id=session.id, audience=session.audience, running=True)
    cleared = repository.cleared(connection, told, use, on=bank.today())
    consent_log.record_uses(
        connection,
        [StoryUse(i, one.version, room_use(bank, session.form, session_id=session.id), bank.now(), name) for i, one in cleared.items()],
    )
    return parts(
        session,
        {kind: answers.all_said(connection, session.id, kind) for kind in ASKS},
        agreements.losses(connection, session.id),
        agreements.of_sessions(connection, [session.id]),
        [_about(cleared.get(story_id)) for story_id in told],
        sessions.joined(connection, session.id),
    )


def _about(story: ClearedStory | None) -> str:
    """A line on a story that was shown: its title and what its teller allows, or that it may no longer be named."""
    if story is None:
        return GONE
    return f"“{story.title}”{', a demo story: invented, nobody’s life' if story.synthetic else ''}. {story.consent_line}"


def _word(title: str, found: tuple[Part, ...], session: Session) -> bytes:
    document = Document()
    set_up(document, title, [f"Debrief: {TYPES[session.kind].label}."], session.opened_at.date())
    document.add_paragraph(title, style="Title")
    for part in found:
        if part.heading:
            document.add_heading(part.heading, level=1)
        for paragraph in part.paragraphs:
            document.add_paragraph(paragraph, style="Normal")
        for bullet in part.bullets:
            document.add_paragraph(bullet, style="List Bullet")
        if part.table:
            table = document.add_table(rows=len(part.table), cols=len(part.table[0]))
            table.style = "Table Grid"
            for row, cells in zip(table.rows, part.table, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
            for cell in table.rows[0].cells:
                for run in cell.paragraphs[0].runs:
                    run.bold = True
    data = BytesIO()
    document.save(data)
    return data.getvalue()
