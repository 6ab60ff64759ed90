"""Whose words: what a page gives to a storyteller by name must stand in that storyteller's exact words, between quotation marks (G2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from framing.checks import Case, Finding, rule
from framing.model import Section
from framing.quoting import QuotedSpan, approved_words, is_exact, quoted_spans
from framing.sayings import PROMISING, USED_BEFORE
from framing.sections.brief import person_in
from stories.consent import ClearedStory

WORDS_BETWEEN = 4  # words of ours that may stand between a colon and the quote it promises
_OLDER = (
    r"tells? it like this|what happened next|and where it got to|what was tried|what was learned|something went right already[^.:“\"]*"
    r"|asked (?:for the one change|what services)[^.:“\"]*|in (?:her|his|their) own words"
)  # forms that people who write drafts know
_LEADS = "|".join(
    [
        _OLDER,
        *(
            re.escape(form.rstrip(":"))
            .replace(r"\{name\}", r"[\w’' -]{1,40}?")
            .replace(r"\{poss\}", r"[\w’' -]{1,40}?")
            .replace("\\ ", r"\s+")
            for form in (*PROMISING, *USED_BEFORE)
        ),
    ]
)
_PROMISES = re.compile(rf"\b(?:{_LEADS})\s*:", re.I)
_SAYING = (
    r"(?:says?|said|tells?|told|asks|asked|remembers|remembered|recalls|recalled|adds|added|explains|explained|writes|wrote|feels|felt)"
)
_TO_WHOM = r"(?:\s+(?:us|me|them|him|her|everyone|people|the\s+\w+))?"
_ENDS = re.compile(r"[.!?…](?=\s|$)|\n\s*\n")


@rule("attribution", fine="What a storyteller is said to say stands in quotation marks.", gate=True)
def attribution(case: Case) -> Iterable[Finding]:
    """G2: after "Siân said that" or "What happened next:" the same sentence brings exact words of that story."""
    for section in case.framing.sections:
        hidden, spans = _unquoted(section)
        taken = 0
        everything = [words for story in case.stories for words in approved_words(story)]
        yield from _after(section, hidden, spans, case.stories)
        for start, end, teller, stories in sorted(_attributions(hidden, case.stories), key=lambda found: found[:2]):
            if start < taken:
                continue  # one sentence, said once
            ending = _ENDS.search(hidden, end)
            stop = ending.end() if ending else len(hidden)
            told = [words for story in stories for words in approved_words(story)]
            if any(end <= span.start < stop and not is_exact(span.words, everything) for span in spans):
                taken = stop
                continue  # the quote itself is reported: one fault, one report
            exact = [span for span in spans if end <= span.start < stop and span.closed and is_exact(span.words, told)]
            promised = hidden[start:end].rstrip().endswith(":")
            if exact and not (promised and len(hidden[end : exact[0].start].split()) > WORDS_BETWEEN):
                continue
            taken = stop
            yield Finding(
                f"This gives words to {teller} without {_possessive(teller)} exact words between quotation marks.",
                f"Put {_possessive(teller)} exact words in quotation marks, or say it as yours without {teller}.",
                section.key, start, len(section.text[:stop].rstrip()),
            )  # fmt: skip


def _attributions(text: str, stories: tuple[ClearedStory, ...]) -> Iterable[tuple[int, int, str, list[ClearedStory]]]:
    """(start, end, who is said to speak, the stories they told) for every place of `text` that promises somebody's words."""
    called: dict[str, list[ClearedStory]] = {}
    for story in stories:
        called.setdefault(person_in(story).called, []).append(story)
    for name, told in called.items():
        for match in _saying(name).finditer(text):
            yield match.start(), match.end(), name, told
    teller = next(iter(called)) if len(called) == 1 else "a storyteller"
    for match in _PROMISES.finditer(text) if ":" in text else ():  # most texts have no colon, and looking for the forms is slow
        yield match.start(), match.end(), teller, list(stories)


def _after(section: Section, hidden: str, spans: list[QuotedSpan], stories: tuple[ClearedStory, ...]) -> Iterable[Finding]:
    """Words with "says Siân" behind them and no quotation marks around them."""
    closes = {span.end for span in spans}
    for name in dict.fromkeys(person_in(story).called for story in stories):
        for match in _said_by(name).finditer(hidden):
            before = section.text[: match.start()].rstrip()
            begins = max((ending.end() for ending in _ENDS.finditer(hidden, 0, len(before))), default=0)
            if len(before) in closes or len(section.text[begins : len(before)].split()) < WORDS_BETWEEN:
                continue
            start = begins + len(section.text[begins:]) - len(section.text[begins:].lstrip())
            yield Finding(
                f"This gives words to {name} without {_possessive(name)} exact words between quotation marks.",
                f"Put {_possessive(name)} exact words in quotation marks, or say it as yours without {name}.",
                section.key, start, match.end(),
            )  # fmt: skip


@lru_cache(maxsize=256)
def _said_by(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:says|said|asks|asked|remembers|remembered|recalls|recalled|adds|added)\s+{re.escape(name)}\b(?![’'])", re.I)


@lru_cache(maxsize=256)
def _saying(name: str) -> re.Pattern[str]:
    """What promises the words of somebody called `name`: "Siân said that", "in Siân’s own words:"."""
    who = rf"\b{re.escape(name)}(?:,[^.:!?]{{0,60}},)?(?:\s+\w+){{0,2}}?\s+{_SAYING}\b"
    own = rf"\b(?:in\s+{re.escape(name)}[’']s?\s+(?:own\s+|exact\s+)?words|according\s+to\s+{re.escape(name)})\s*[:,]"
    return re.compile(rf"{who}(?:(?:\s+[\w’']+){{0,6}}?\s*:|{_TO_WHOM},?\s+that\b|{_TO_WHOM},(?=\s))|{own}", re.I)


def _unquoted(section: Section) -> tuple[str, list[QuotedSpan]]:
    """A section's text with every quote blanked out, each character still in its place; and the quotes."""
    text, spans = section.text, quoted_spans(section.text)
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text, spans


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") and name[:1].isupper() else f"{name}’s"
