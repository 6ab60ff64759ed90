"""How a framing begins: with people (R1), with something shared (R2), with one voice (R3), and with what happened (R4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.checks import Case, Finding, found, rule
from framing.lines import Line
from framing.quoting import QuotedSpan, approved_words, is_exact, quoted_spans
from framing.reframing import asked_instead, constraint_in
from framing.sections.brief import person_in, service_words
from framing.stretches import LONGEST
from framing.wording import content_words
from stories.consent import ClearedStory

ASPIRES = re.compile(
    r"\b(?:what|how|who)\b[^.!]*\b(?:want|wish|hope|feel|like|matters?|deserve)\b|\b(?:we|all of us|everyone here)\s+(?:all\s+|both\s+)?(?:want|wish|hope|believe)\b|\bimagine\b",
    re.I | re.S,
)
_PEOPLE = re.compile(
    r"\b(?:people|patients?|famil(?:y|ies)|carers?|wom[ae]n|m[ae]n|child(?:ren)?|parents?|residents?|someone|somebody|everyone|everybody|person|"
    r"young people|staff|those|mothers?|fathers?|bab(?:y|ies)|neighbours?|us|whoever|constituents?|colleagues?)\b",
    re.I,
)
_SHARED = re.compile(
    r"\b(?:we (?:all|both) (?:want|wish|hope|believe|care|know|share|came)|all of us (?:want|wish|hope|believe|care|share)|we share|what we (?:all )?share|"
    r"together we want|matters to (?:all of us|us all)|(?:everyone|everybody|nobody) (?:here|in this room) wants)\b",
    re.I,
)
_TURNS = re.compile(
    r"\b(?:then|next|so (?:i|we|she|he|they|the)|until|on the \w+ (?:day|night|morning)|after|before|later|first|decided|tried|asked|rang|began|started)\b",
    re.I,
)
_TROUBLE = re.compile(
    r"\b(?:no|not|nobody|never|without|alone|lost|waited|waiting|afraid|frightened|missed|wrong|could not|did not|had to|hard|pain|alone)\b|n[’']t\b",
    re.I,
)
_CAME_OF_IT = re.compile(
    r"\b(?:now|since|in the end|at last|finally|today|went home|came back|back to|changed|found|ended|never again|got|slept|better|safe|agreed)\b",
    re.I,
)
LEAST, MOST = 0.10, 0.40  # the share of a page that is quotes
_ENOUGH = 0.5  # of a plot part's words, from which a sentence tells it


@rule("opens_with_people", criterion="R1", fine="It opens with what we want for people.")
def opens_with_people(case: Case) -> Iterable[Finding]:
    """R1. The first words decide what the room talks about: a hope, the people, and no constraint."""
    first = case.lines[:2]
    if not first:
        return
    for place, line in enumerate(first):
        constraint = constraint_in(line.ours)
        if constraint:
            mend = f"Try: {asked_instead(constraint.kind, **terms(case))}"
            yield found(line, "The opening starts from a limit.", mend, leaves=1 if place else 0, at=(constraint.start, constraint.end))
            return
        if (kind := case.leanings.get(place)) and not ASPIRES.search(line.ours):
            yield found(line, "The opening starts from a limit.", f"Try: {asked_instead(kind, **terms(case))}", leaves=1 if place else 0)
            return
    hopeful = next((line for line in first if ASPIRES.search(line.ours)), None)
    if hopeful is None:
        yield found(
            first[0],
            "The opening does not ask what we want for people.",
            "Try: What do we want … to be like for the people we care for?",
            leaves=0,
        )
    elif not any(_PEOPLE.search(line.ours) or _named(case, line.text) for line in first):
        yield found(
            hopeful,
            "The opening hopes for something, and names nobody it is for.",
            "Say for whom: the people, the families, or one person by name.",
        )


def terms(case: Case) -> dict[str, str]:
    """The people and the place of a case, to put a question in its own terms."""
    if not case.stories:
        return {"people": "the people we care for", "where": "one team"}
    words = service_words(case.stories[0], "")
    return {"people": words.people.split(",")[0], "where": words.where}


def _named(case: Case, text: str) -> bool:
    return any(story.name and story.name in text for story in case.stories)


@rule("shared_value", criterion="R2", fine="It names something we all value.")
def shared_value(case: Case) -> Iterable[Finding]:
    """R2. One value that this audience cares about, said as shared."""
    shared = [line for line in case.lines if _SHARED.search(line.ours)]
    values = case.audience.values
    speaks = [
        line
        for line in shared
        if any(len(content_words(line.ours) & content_words(f"{v.label} {v.description} {v.shared}")) >= 2 for v in values)
    ]
    if speaks:
        return
    example = max(values, key=lambda value: value.weight).shared if values else "We all want …"
    if shared:
        yield found(shared[0], f"What is shared here may not be what {case.audience.called} cares about most.", f"For example: {example}")
    elif any(re.search(r"\bwe (?:want|hope|believe)\b", line.ours, re.I) for line in case.lines if not line.text.endswith("?")):
        line = next(line for line in case.lines if re.search(r"\bwe (?:want|hope|believe)\b", line.ours, re.I))
        yield found(line, "It says what we want, and not that they want it too.", f"For example: {example}")
    else:
        yield Finding("It names nothing that you and they both value.", f"For example: {example}", leaves=0)


@rule("one_person", criterion="R3", fine="One person speaks in their own words.")
def one_person(case: Case) -> Iterable[Finding]:
    """R3. An exact quote of at most 40 words, by the name they chose, and quotes are 10 to 40% of the page."""
    spans = list(exact_quotes(case))
    if not spans:
        if any(story.whole_story_only for story in case.stories):
            yield Finding(
                "This storyteller allows the whole story only, so nobody is quoted here.",
                "Read the story out whole, or choose a second one that may be quoted.",
            )
            return
        yield Finding(
            "Nobody speaks here in their own words.", "Bring one or two sentences of the story, exactly as they were told.", leaves=0
        )
        return
    for key, span, _ in spans:
        if (count := len(span.words.split())) > LONGEST:
            yield Finding(
                f"A quote of {count} words is long to take in.",
                f"Choose its strongest {LONGEST} words or fewer, and mark what you cut with …",
                key,
                span.start,
                span.end,
            )
    quoted = sum(len(span.words.split()) for _, span, _ in spans)
    share = quoted / max(1, quoted + sum(line.words for line in case.lines))
    if not LEAST <= share <= MOST:
        much = "Little" if share < LEAST else "Much"
        mend = (
            "Let the person say one more sentence."
            if share < LEAST
            else "Keep the strongest quote, and say the rest in your words, given to nobody."
        )
        yield Finding(f"{much} of this page is in the person’s own words: {share:.0%}. Between 10% and 40% works well.", mend)
    tellers = [story for _, _, story in spans if story is not None]
    page = " ".join(line.ours for line in case.lines)
    if tellers and not any(person_in(story).called.removeprefix("the ").lower() in page.lower() for story in tellers):
        key, span, _ = spans[0]
        yield Finding(
            "It does not say who is speaking.", f"Name them as they chose: {person_in(tellers[0]).called}.", key, span.start, span.end
        )


def exact_quotes(case: Case) -> Iterable[tuple[str, QuotedSpan, ClearedStory | None]]:
    """(section key, quote, story) for what a storyteller says here. Without stories nothing can be compared: any quote of four words counts."""
    for section in case.framing.sections:
        for span in quoted_spans(section.text):
            if not span.closed or len(span.words.split()) < 4:
                continue
            story = next((story for story in case.stories if is_exact(span.words, approved_words(story))), None)
            if story is not None and span.words.strip(" .") != story.title.strip(" ."):
                yield section.key, span, story
            elif not case.stories:
                yield section.key, span, None


@rule("plot", criterion="R4", fine="It tells what happened: what was hard, what was done, what came of it.")
def plot(case: Case) -> Iterable[Finding]:
    """R4. Challenge, choice and outcome, in time order: by the parts marked in the story, or else by the words that carry a plot."""
    told = max((_told_parts(case, story) for story in case.stories), key=len, default=[])
    mend = "Say what was hard, what somebody did, and what came of it, in that order."
    if len(told) >= 2 and told != sorted(told):
        yield Finding("What happened is told out of order.", mend)
        return
    if len(told) >= 2:
        return
    carried = sum(any(pattern.search(line.text) for line in case.lines) for pattern in (_TROUBLE, _TURNS, _CAME_OF_IT))
    person = any(True for _ in exact_quotes(case))
    if carried < 2 or not person:
        yield Finding("It does not tell what happened.", mend, leaves=0)
    elif carried < 3 or not told:
        yield Finding("Part of what happened is missing.", mend)


def _told_parts(case: Case, story: ClearedStory) -> list[int]:
    """Which parts of a story's plot the page tells (0 challenge, 1 choice, 2 outcome), in the page's order, each once."""
    parts = [content_words(part) for part in (story.plot.challenge, story.plot.choice, story.plot.outcome)]
    if sum(bool(part) for part in parts) < 2:
        ends = story.text.split(". ")
        parts = [content_words(ends[0]), frozenset(), content_words(ends[-1])]
    seen: list[int] = []
    for line in case.lines:
        words = content_words(line.text)
        for number, part in enumerate(parts):
            if part and number not in seen and len(words & part) / len(part) >= _ENOUGH and not _leads(case, line):
                seen.append(number)
    return seen


def _leads(case: Case, line: Line) -> bool:
    """Whether a line of a composed page stands outside its telling: the quote it leads with, and what was tried, may be from anywhere in it."""
    if not case.pasted and line.origin.kind in ("template", "evidence"):
        return True  # words that are not the teller's tell no part of it, whatever they share with one
    return not case.pasted and line.section.key in ("answer", "person", "about", "ask", "works")
