"""Advice beside the rubric: promises nobody can keep, sources seen at second hand, early signs, figures put into other words, money first, one-sided quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from framing.checks import Case, Finding, found, rule
from framing.figures import evidence_figures, figures_in
from framing.reframing import constraint_in
from framing.rubric.opening import exact_quotes
from framing.variety import outlook
from framing.wording import content_words
from stories.vocabulary import spoken

_MOST = 0.4  # of a claim's words, from which a sentence is about it
_PROMISE = re.compile(
    r"\b(?:(?:we|I) (?:\w+ )?(?:guarantee|promise|pledge|assure you|swear)\b|guaranteed\b|you have (?:our|my) word|never again|once and for all"
    r"|(?:no ?body|no one|none of you|no job|no post) will (?:ever )?(?:lose|be (?:moved|lost|cut|made redundant|replaced|worse off))"
    r"|nothing will (?:ever )?(?:change|be (?:lost|cut|taken))|will (?:solve|fix|end) (?:this|it|everything|the problem)\b)",
    re.I,
)
_EARLY = re.compile(r"\bearly (?:sign|figure)", re.I)
_NO = re.compile(r"\b(?:not|no|never|without|none|nobody)\b|n[’']t\b", re.I)


@rule("promises", fine="Nothing is promised that nobody can keep.", gate=False)
def promises(case: Case) -> Iterable[Finding]:
    """What somebody writes may offer, and should not promise how it ends. Offers of ours were weighed by hand, and each profile can change them."""
    for line in case.lines:
        if line.typed and (match := _PROMISE.search(line.ours)):
            mend = "Offer what you will do yourself, and say what you cannot know yet."
            yield found(line, f"“{match.group()}” is a promise that may be hard to keep.", mend, at=match.span())


@rule("language", fine="Every quote is in the language of the page.")
def language(case: Case) -> Iterable[Finding]:
    """Somebody who cannot read a quote needs a translation that its teller agrees to; nothing here makes one up."""
    for story in case.stories:
        if not story.foreign:
            continue
        told = next(
            ((s, one, place) for s, one, place in case.sentences() if one.provenance.story_id == story.id and one.provenance.language), None
        )
        where = (told[0].key, told[2], told[2] + len(told[1].text)) if told else ("", 0, 0)
        yield Finding(
            f"“{story.title}” is told in {spoken(story.foreign)}, and no translation has been agreed.",
            "Ask the storyteller, with somebody you both trust to translate. Then add it in words of yours, without quotation marks, and say who translated.",
            *where,
        )


@rule("sources_seen", fine="The original of every source has been seen.", gate=False)
def sources_seen(case: Case) -> Iterable[Finding]:
    """Second-hand evidence is looked up before it is used in public."""
    for section, sentence, place in case.sentences():
        item = next((i for i in case.framing.evidence if i.evidence.id == sentence.provenance.evidence_id), None)
        if item is not None and item.evidence.check_first and sentence.provenance.template in ("statistic", "works"):
            where = (section.key, place, place + len(sentence.text))
            yield Finding(
                f"We have seen this figure from {item.evidence.publisher} at second hand.",
                "Check the original before it goes further.",
                *where,
            )


@rule("early_signs", fine="No team’s own count stands without saying so.", gate=False)
def early_signs(case: Case) -> Iterable[Finding]:
    """A count by one team is an early sign, and is called one."""
    for section, sentence, place in case.sentences():
        if sentence.provenance.says_why:
            continue
        item = next((i for i in case.framing.evidence if i.evidence.id == sentence.provenance.evidence_id), None)
        if item is not None and item.evidence.badge in ("C", "D") and not _EARLY.search(section.text):
            yield Finding(
                "This is a small or local count.", "Say that it is an early sign.", section.key, place, place + len(sentence.text)
            )


@rule("reworded", fine="Each figure stands in its source’s own words.", gate=False)
def reworded(case: Case) -> Iterable[Finding]:
    """A figure can be right and the sentence around it turned the other way: ask the person to look."""
    attached = {
        (figure.sort, figure.value)
        for item in case.framing.evidence
        for figure in evidence_figures(item.evidence)
        if figure.sort in ("percent", "ratio")
    }
    for section, sentence, place in case.sentences():
        if sentence.provenance.kind != "person" or section.key == "ask":
            continue
        if any((figure.sort, figure.value) in attached for figure in figures_in(sentence.text)) and not any(
            _says_the_same(item.evidence.claim, sentence.text) for item in case.framing.evidence
        ):
            where = (section.key, place, place + len(sentence.text))
            yield Finding("You have put a figure into other words.", "Check that it still says what its source says.", *where)


def _says_the_same(claim: str, said: str) -> bool:
    """Whether a sentence holds most words of a claim, and says no as often as it does."""
    words = content_words(claim)
    no = [len(_NO.findall(text)) for text in (claim, said)]
    return claim.rstrip(".").lower() in said.lower() or (len(words & content_words(said)) >= _MOST * len(words) and no[0] == no[1])


@rule("money_first", fine="Money is not the first argument.")
def money_first(case: Case) -> Iterable[Finding]:
    """Money has its place after the person; as the lead it closes more minds than it opens."""
    for line in case.lines[:5]:
        if line.section.key in ("ask", "wish"):
            continue  # what a small test is asked to cost is no argument
        constraint = constraint_in(line.ours)
        if constraint and constraint.kind == "money":
            yield found(
                line,
                "Money comes among the first things said.",
                "Let the person speak first; money has its place after.",
                at=(constraint.start, constraint.end),
            )
            return


@rule("balance", fine="The quotes are as hopeful, and as hard, as the story.")
def balance(case: Case) -> Iterable[Finding]:
    """Quotes that are all harder, or all sunnier, than the story they come from choose for the reader."""
    for story in case.stories:
        whole = outlook(story.themes)
        moments = {moment.quote: moment.polarity for moment in story.touchpoints if moment.quote}
        marked = [
            polarity
            for _, span, owner in exact_quotes(case)
            if owner is story
            for quote, polarity in moments.items()
            if quote in span.words or span.words.strip(" .") in quote
        ]
        kinds = set(marked) - {"mixed"}
        if len(marked) >= 2 and len(kinds) == 1 and kinds != {whole} and {"good", "poor"} <= set(moments.values()):
            harder = kinds == {"poor"}
            other = next(quote for quote, polarity in moments.items() if polarity == ("good" if harder else "poor"))
            yield Finding(
                f"The quotes are {'harder' if harder else 'sunnier'} than the story called “{story.title}”.", f"Bring one from its other side: “{other}”",
            )  # fmt: skip
