"""“Before you send it”: what must be put right, what is missing, weak or met, each with where it stands and one mend. In words, never as a bare number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from framing.model import Check, Framing, Report, Score, Section
from framing.wording import listed
from services.telling.told import Told
from views.links import address
from views.pitch_sections import excerpt, part_name
from views.text import heading, joined, plain, typeset

SHOWN = 3  # findings under one line of the rubric; how many more there are is said
CLOSED = 12  # things to put right that are listed at a time
DRAFT = "draft"  # the one section of a pasted draft needs no name
_SAID = {0: ("closed", "Missing"), 1: ("advice", "Could be stronger"), 2: ("ok", "Met")}


Where = Callable[[Check, Section], Markup]  # the words a check is about, as a way to them


def before_you_send_it(report: Report, framing: Framing, *, title: str = "Before you send it", where: Where | None = None) -> Markup:
    """The verdict, gates that are closed, the rubric from missing to met, and advice. `where` makes the words of a finding a way to them."""
    where = where or _words
    closed = joined(check_line(check, framing, "closed", "Must be put right", where) for check in report.failures[:CLOSED])
    if (left := len(report.failures) - CLOSED) > 0:
        closed += Markup(
            "<li class='closed'><span class='said'></span><span>And {} more like these. They come into sight as the first are put right.</span></li>"
        ).format(left)
    advice = joined(check_line(check, framing, "advice", "Worth a look", where) for check in report.advice if not check.criterion)
    fine = [check_line(check, framing, "ok", "Fine", where) for check in report.checks if check.ok and not check.criterion]
    by_points = {points: [score for score in report.scores if score.points == points] for points in (0, 1, 2)}
    lines = [rubric_line(score, report, framing, where) for points in (0, 1) for score in by_points[points]]
    met = [rubric_line(score, report, framing, where) for score in by_points[2]]
    more = Markup("<details><summary>What is met, and what was looked at besides</summary><ul>{}</ul></details>").format(
        joined([*met, *fine])
    )
    return Markup("<section class='panel before'>{}<p class='verdict{}'>{}</p><ul>{}{}{}</ul>{}</section>").format(
        heading(title, level=2), Markup(" ready") if may_go(report) else "", verdict(report), closed, joined(lines), advice, more
    )


def may_go(report: Report) -> bool:
    """Whether nothing at all holds it back: it is ready, and the original of every source has been seen."""
    return report.ready and not any(check.code == "sources_seen" and not check.ok for check in report.checks)


def verdict(report: Report) -> str:
    """Whether it is ready, or what keeps it from being so; and how much of what helps people listen is there."""
    missing, weak, met = (sum(score.points == points for score in report.scores) for points in (0, 1, 2))
    parts = [
        f"{met} are met",
        f"{weak} could be stronger" if weak else "",
        f"{missing} {'is' if missing == 1 else 'are'} missing" if missing else "",
    ]
    counted = f"Of the {len(report.scores)} things that help people listen, {listed([part for part in parts if part])}."
    if not report.passed:
        return "It cannot leave yet: something must be put right first."
    if report.missing:
        return f"Not ready yet: it needs something that is missing. {counted}"
    if not report.ready:
        return f"Not ready yet: too much is weak or missing. {counted}"
    if unseen := sum(check.code == "sources_seen" and not check.ok for check in report.checks):
        sources = "one source" if unseen == 1 else f"{unseen} sources"
        return f"Ready, once the original of {sources} has been looked up. {counted}"
    return f"Ready: everything that must be there is there. {counted}"


def rubric_line(score: Score, report: Report, framing: Framing, where: Where) -> Markup:
    """One line of the rubric: met, weak or missing, with what was found about it."""
    mark, said = _SAID[score.points]
    findings = [check for check in report.checks if check.criterion == score.code and not check.ok]
    needed = Markup(" <b>Needed.</b>") if score.required and not score.points else Markup()
    more = Markup("<em>And {} more like it.</em>").format(len(findings) - SHOWN) if len(findings) > SHOWN else Markup()
    name = plain(f"It {score.name}" if score.points == 2 else f"{said}: it {score.name}")
    return Markup("<li class='{}'><span class='said'>{}: </span><span><span class='asked-of-it'>{}.</span>{}{}{}</span></li>").format(
        mark, said if score.points == 2 else "", name, needed, joined(_found(check, framing, where) for check in findings[:SHOWN]), more
    )


def _found(check: Check, framing: Framing, where: Where) -> Markup:
    return Markup("<span class='found'>{}</span>").format(_body(check, framing, where))


def check_line(check: Check, framing: Framing, mark: str, said: str, where: Where | None = None) -> Markup:
    """One check: in which section, what is wrong, the words it is about, and one mend."""
    return Markup("<li class='{}'><span class='said'>{}: </span><span>{}</span></li>").format(
        mark, said, _body(check, framing, where or _words)
    )


def _body(check: Check, framing: Framing, where: Where) -> Markup:
    section = framing.section(check.section_key) if check.section_key and not check.ok else None
    return Markup("{}{}{}{}").format(
        f"In “{part_name(section.key)}”: " if section and section.key != DRAFT else "",
        plain(check.sentence),
        where(check, section) if section and check.end > check.start else Markup(),
        Markup("<em>{}</em>").format(check.mend) if check.mend and not check.ok else Markup(),
    )


def _words(check: Check, section: Section) -> Markup:
    return excerpt(section, check.start, check.end)


def shown_words(check: Check, section: Section) -> Markup:
    """The words a check is about, or the way to them when its sentence has said them already."""
    inside = section.text[check.start : check.end].strip("“”\"‘’' .,;:")
    if inside and inside[:60] in check.sentence:
        return Markup("<span class='where'>Go to these words</span>")
    return excerpt(section, check.start, check.end)


def to_the_box(pitch_id: str) -> Where:
    """The words of a finding as a link into the box they stand in, where they are selected; from another page, to the step with that box."""

    def way(check: Check, section: Section) -> Markup:
        words = shown_words(check, section)
        if section.key in ("", DRAFT):
            return words
        box = f"question-{pitch_id}" if section.key == "question" else f"section-{pitch_id}-{section.key}"
        there = address("pitch", {"pitch": pitch_id, "step": 3, "part": section.key})
        return Markup("<a class='to-words' href='{}' data-page data-box='{}' data-from='{}' data-to='{}'>{}</a>").format(
            there, box, check.start, check.end, words
        )

    return way


def told_before(told: Sequence[Told]) -> Markup:
    """How often each storyteller was heard this quarter, and who may need a rest: read before a page is sent, because sending counts."""
    items = (
        Markup("<li{}><b>{}</b> {} <span class='meta'>{}</span></li>").format(
            Markup(" class='often'") if one.often else Markup(), one.called, _times(one), typeset(one.title)
        )
        for one in told
    )
    return Markup("<section class='panel told'>{}<ul>{}</ul></section>").format(heading("Told this quarter", level=2), joined(items))


def _times(one: Told) -> str:
    times = {0: "has not been told yet this quarter.", 1: "has been told once this quarter.", 2: "has been told twice this quarter."}.get(
        one.times, f"has been told {one.times} times this quarter."
    )
    if one.most is not None:
        left = max(0, one.most - one.times)
        times += f" Its storyteller allows {one.most}, so {'this is the last' if left == 1 else f'{left} are left'}."
    return f"{times} Its storyteller may need a rest." if one.often else times
