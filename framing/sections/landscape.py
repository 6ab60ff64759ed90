"""The landscape around the person: one figure, how typical the story is, the cause in the system, and what helps."""

from __future__ import annotations

import re

from framing import sayings
from framing.bearing import about_others, counted_in, says_how_typical
from framing.causes import BEHIND, NOT_ONE_PERSON
from framing.citing import sourced
from framing.model import WHY, Provenance, Sentence
from framing.plot import plot_quotes
from framing.quoting import nested, quote_sentence, sayable
from framing.sections import section
from framing.sections.brief import Brief, person_in
from framing.stretches import LONGEST
from framing.things import turns_on
from framing.wording import closed, whole_sentences
from stories.consent import ClearedStory
from stories.evidence import LinkedEvidence

SAYS_WHY = 6  # words of a reason for a link, from which a page can say it
_ASKED = re.compile(
    r"\b(?:answered|were asked|survey|of those asked|people asked|report)\b", re.I
)  # a reason that says how people were counted
# Where somebody stands who is far from those a figure counts, by how they came to the story: as they tell it, and who stands there too.
_SIDES = {"staff": ("from the side of the staff", "staff")}


@section("statistic", heading="The wider picture", order=50)
def statistic(brief: Brief) -> tuple[Sentence, ...]:
    if brief.figure is None:
        return ()
    evidence = brief.figure.evidence
    said = [Sentence(sourced(evidence, plainly=True), Provenance("evidence", evidence_id=evidence.id, template="statistic"))]
    said += [_ours(line, f"statistic.{name}") for name, line in _cautions(brief, brief.figure)]
    return tuple(said)


@section("typical", heading="The wider picture", order=55, reads_on_from="statistic")
def typical(brief: Brief) -> tuple[Sentence, ...]:
    """How typical the story is, as far as anyone knows. Silence would let one day stand for everyone's."""
    if brief.figure is None:
        return (_ours(brief.say("no-figure", sayings.NO_FIGURE), "typical.unknown"),)
    evidence, link, why = brief.figure.evidence, brief.figure.link, _why(brief.figure, "typical")
    if why and says_how_typical(why[0].text):
        return why  # whoever linked them has said it
    if evidence.polarity == "trend_improving" and link.relation != "scale":
        key, forms = "not_this", sayings.NOT_THIS
    elif link.relation == "exception":
        key, forms = "exception", sayings.EXCEPTION
    elif evidence.polarity == "strength" and any(polarity == "poor" for polarity in brief.story.themes.values()):
        key, forms = "strength", sayings.STRENGTH
    elif about_others(evidence, brief.story) and brief.story.teller in _SIDES:
        key, forms = "other_side", sayings.OTHER_SIDE
    else:
        key, forms = link.typicality, sayings.TYPICAL.get(link.typicality, sayings.TYPICAL[""])
    side, beside = _SIDES.get(brief.story.teller, ("", ""))
    said = brief.say("typical", forms, who=counted_in(evidence), side=side, beside=beside)
    return (_ours(said, f"typical.{key}"), *why)


@section("cause", heading="What lies behind it", order=60, reads_on_from="typical")
def cause(brief: Brief) -> tuple[Sentence, ...]:
    """A part of the system as the place to look: behind what the story turns on, else behind its first theme."""
    thing = turns_on(brief.story)
    if thing:
        return (_ours(brief.one_of("cause", thing.behind), f"cause.{thing.key}"),)
    themes = brief.story.themes
    code = next((code for code, polarity in sorted(themes.items(), key=lambda mark: mark[1] == "good") if code in BEHIND), "")
    return (
        _ours(brief.one_of("cause", BEHIND[code]), f"cause.{code}") if code else _ours(brief.say("cause", NOT_ONE_PERSON), "cause.system"),
    )


@section("works", heading="What could help", order=70)
def works(brief: Brief) -> tuple[Sentence, ...]:
    """Proof that change is possible: a change that was tried, evidence of what works, or, honestly, neither yet. Nothing where the telling
    holds a moment that went well, and there is nothing to add."""
    said: list[Sentence] = []
    if brief.tried:
        by = brief.person.called if sayable(brief.tried) else ""
        said.append(quote_sentence(brief.story, brief.tried, by=by, template="works.tried"))
    if brief.change is not None:
        said += _change(brief, brief.change)
    if brief.working is not None:
        evidence = brief.working.evidence
        said.append(Sentence(sourced(evidence), Provenance("evidence", evidence_id=evidence.id, template="works")))
        again = brief.figure is not None and brief.figure.link.scope == "analogous"
        for name, line in _cautions(brief, brief.working):
            said.append(_ours("This, too, is from a similar service" if again and name == "analogous" else line, f"works.{name}"))
        if brief.figure is None or brief.working.link.scope == "analogous":
            said += _why(brief.working, "works")
    if not said and not brief.good:
        known = [_ours(brief.say("known", sayings.KNOWN_HERE), "works.known")] if brief.frame == "have" else []
        said += [*known, _ours(brief.say("no-answer", sayings.NOT_TRIED if brief.wanted else sayings.NO_ANSWER), "works.none")]
    return tuple(said)


def _change(brief: Brief, story: ClearedStory) -> list[Sentence]:
    """What became of a change, and what was learned in the exact words: one sentence where the teller's own change is told. One told by somebody else speaks with its outcome."""
    own, who = story is brief.story, person_in(story)
    taught = bool(story.learned) and not story.whole_story_only
    forms = None if own and taught else (sayings.OUTCOME if own else sayings.SOMEBODY_TRIED).get(story.outcome)
    said = [_ours(brief.say("outcome", forms), "works.change")] if forms else []
    if not own:
        said += [quote_sentence(story, words, template="works.outcome") for _, words in plot_quotes(story, "")[-1:]]
        said.append(_ours(who.intro, "works.intro"))
    if taught:
        learned = whole_sentences(story.learned, LONGEST)
        lead = brief.say(
            "learned", sayings.LEARNED.get(story.outcome if own else "", sayings.LEARNED[""]), name=who.called, poss=who.possessive
        )
        text = f"{lead} “{nested(closed(learned))}”"
        said.append(Sentence(text, Provenance("story", story.id, version=story.version, template="works.learned", language=story.foreign)))
    return said


def _why(item: LinkedEvidence, section: str) -> tuple[Sentence, ...]:
    """Why this evidence stands beside this story, as whoever linked it wrote it; nothing where they did not write a sentence."""
    words = item.link.rationale.strip()
    if len(words.split()) < SAYS_WHY:
        return ()
    return (Sentence(closed(words), Provenance("evidence", evidence_id=item.evidence.id, template=f"{section}{WHY}")),)


def _cautions(brief: Brief, item: LinkedEvidence) -> list[tuple[str, str]]:
    lines = []
    key = f"caution-{item.evidence.id}"
    if item.evidence.kind == "local_data":
        lines.append(("early", brief.say(key, sayings.OWN_COUNT)))
    elif item.evidence.badge == "B" and not _ASKED.search(item.link.rationale):
        lines.append(("chose", brief.say(key, sayings.CHOSE)))
    elif item.evidence.badge in ("C", "D"):
        lines.append(("early", brief.say(key, sayings.SMALL_FIGURE if item is brief.figure else sayings.SMALL_COUNT)))
    if item.link.scope == "analogous":
        lines.append(("analogous", brief.say(key, sayings.FROM_NEARBY if item is brief.figure else sayings.ANALOGOUS)))
    return lines


def _ours(text: str, template: str) -> Sentence:
    return Sentence(closed(text), Provenance("template", template=template))
