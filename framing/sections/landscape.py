"""The landscape around the person: one figure, how typical the story is, the cause in the system, and what helps."""

from __future__ import annotations

from framing import sayings
from framing.causes import BEHIND, CAN_CHANGE, KEEP, KIND_TOO, NOT_ONE_PERSON
from framing.choosing import LONGEST, SHORTEST
from framing.citing import sourced
from framing.model import Provenance, Sentence
from framing.plot import plot_quotes
from framing.quoting import nested, quote_sentence
from framing.sections import section
from framing.sections.brief import Brief, person_in
from framing.wording import closed, open_ended, sentences
from stories.consent import ClearedStory
from stories.evidence import LinkedEvidence

_SURE = {
    "national_survey": "a national survey", "official_statistic": "an official count", "clinical_audit": "a national audit",
    "systematic_review": "many studies read together", "observational": "a large study",
}  # fmt: skip


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
        unknown, offer = brief.one_of("no-figure", sayings.NO_FIGURE)
        return _ours(unknown, "typical.unknown"), _ours(offer, "typical.offer")
    link = brief.figure.link
    if link.relation == "exception":
        return (_ours(brief.say("typical", sayings.EXCEPTION), "typical.exception"),)
    if brief.figure.evidence.polarity == "strength" and any(polarity == "poor" for polarity in brief.story.themes.values()):
        return (_ours(brief.say("typical", sayings.STRENGTH), "typical.strength"),)
    forms = sayings.TYPICAL.get(link.typicality, sayings.TYPICAL[""])
    return (_ours(brief.say("typical", forms), f"typical.{link.typicality}"), *_how_sure(brief, brief.figure))


def _how_sure(brief: Brief, item: LinkedEvidence) -> tuple[Sentence, ...]:
    """How sure the figure is, where it is; what makes it less so stands beside the figure itself."""
    kind = _SURE.get(item.evidence.kind, "") if item.evidence.badge == "A" else ""
    return (_ours(brief.say("sure", sayings.SURE, kind=kind), "typical.sure"),) if kind else ()


@section("cause", heading="What lies behind it", order=60, reads_on_from="typical")
def cause(brief: Brief) -> tuple[Sentence, ...]:
    """A part of the system as the place to look; for a good story, as the thing to keep."""
    themes = brief.story.themes
    hard = [code for code, polarity in themes.items() if polarity != "good" and code in BEHIND]
    good = [code for code, polarity in themes.items() if polarity == "good" and code in BEHIND]
    if not hard and not good:
        return (_ours(brief.say("cause", NOT_ONE_PERSON), "cause.system"),)
    code = (hard or good)[0]
    kind: tuple[str, ...] = KIND_TOO if themes.get("manner") == "good" else ()
    then = brief.one_of("then", (*CAN_CHANGE, *kind)) if hard else brief.one_of("then", KEEP)
    return _ours(brief.one_of("cause", BEHIND[code]), f"cause.{code}"), _ours(then, "cause.design" if hard else "cause.keep")


@section("works", heading="What helps", order=70)
def works(brief: Brief) -> tuple[Sentence, ...]:
    """Proof that change is possible: a change that was tried, evidence of what works, or, honestly, neither yet."""
    said: list[Sentence] = []
    if brief.change is not None:
        said += _change(brief, brief.change)
    if brief.working is not None:
        evidence = brief.working.evidence
        said.append(Sentence(sourced(evidence), Provenance("evidence", evidence_id=evidence.id, template="works")))
        if evidence.polarity == "trend_improving" and brief.working.link.relation != "works":
            said.append(_ours(brief.say("trend", sayings.CAN_IMPROVE), "works.trend"))
        again = brief.figure is not None and brief.figure.link.scope == "analogous"
        for name, line in _cautions(brief, brief.working):
            said.append(_ours("This, too, is from a similar service" if again and name == "analogous" else line, f"works.{name}"))
        if brief.working.link.scope == "analogous":
            said.append(_ours(brief.say("test-here", sayings.TEST_HERE), "works.test_here"))
    if not said:
        right = _went_right(brief)
        if not right and brief.frame == "have":
            right = [_ours(brief.say("known", sayings.KNOWN_HERE), "works.known")]
        none, test = brief.one_of("no-answer", sayings.NO_ANSWER)
        said += [*right, _ours(none, "works.none"), _ours(test.format(where=brief.service.where), "works.test")]
    return tuple(said)


def _went_right(brief: Brief) -> list[Sentence]:
    """A good moment in the story that has not been told yet: something that is here already."""
    if brief.story.whole_story_only:
        return []
    told = [brief.quote, *(words for _, words in plot_quotes(brief.story, brief.quote))]
    for moment in brief.story.touchpoints:
        words = moment.quote
        fresh = not any(words in other or other in words for other in told)
        alone = any(words in quote for quote in brief.story.quotes)  # marked as making sense on its own
        if moment.polarity == "good" and fresh and alone and SHORTEST <= len(words.split()) <= LONGEST:
            return [quote_sentence(brief.story, words, before=brief.say("right", sayings.WENT_RIGHT), template="works.went_right")]
    return []


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
        learned = open_ended(sentences(story.learned)[0])
        text = f"{brief.say('learned', sayings.LEARNED.get(story.outcome if own else '', sayings.LEARNED['']), name=who.called)} “{nested(learned)}.”"
        said.append(Sentence(text, Provenance("story", story.id, version=story.version, template="works.learned", language=story.foreign)))
    return said


def _cautions(brief: Brief, item: LinkedEvidence) -> list[tuple[str, str]]:
    lines = []
    key = f"caution-{item.evidence.id}"
    if item.evidence.kind == "local_data":
        lines.append(("early", brief.say(key, sayings.OWN_COUNT)))
    elif item.evidence.badge == "B":
        lines.append(("chose", brief.say(key, sayings.CHOSE)))
    elif item.evidence.badge in ("C", "D"):
        lines.append(("early", brief.say(key, sayings.SMALL_COUNT)))
    if item.link.scope == "analogous":
        lines.append(("analogous", brief.say(key, sayings.ANALOGOUS)))
    return lines


def _ours(text: str, template: str) -> Sentence:
    return Sentence(closed(text), Provenance("template", template=template))
