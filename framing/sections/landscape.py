"""The landscape around the person: one figure, how typical the story is, the cause in the system, and what helps."""

from __future__ import annotations

from framing.citing import sourced
from framing.model import Provenance, Sentence
from framing.phrases import CAUSES
from framing.quoting import LONGEST, SHORTEST, nested, plot_quotes, quote_sentence
from framing.sections import section
from framing.sections.brief import Brief, person_in
from framing.wording import closed, open_ended, sentences, upper_first
from stories.consent import ClearedStory
from stories.evidence import LinkedEvidence

_SURE = {
    "national_survey": "a national survey", "official_statistic": "an official count", "clinical_audit": "a national audit",
    "systematic_review": "many studies read together", "observational": "a large study",
}  # fmt: skip
_ANALOGOUS = "That comes from a similar service, not the same one."


@section("statistic", heading="The wider picture", order=50)
def statistic(brief: Brief) -> tuple[Sentence, ...]:
    if brief.figure is None:
        return ()
    evidence = brief.figure.evidence
    said = [Sentence(sourced(evidence, plainly=True), Provenance("evidence", evidence_id=evidence.id, template="statistic"))]
    said += [_ours(line, f"statistic.{name}") for name, line in _cautions(brief.figure)]
    return tuple(said)


@section("typical", heading="The wider picture", order=55, reads_on_from="statistic")
def typical(brief: Brief) -> tuple[Sentence, ...]:
    """How typical the story is, as far as anyone knows. Silence would let one day stand for everyone's."""
    if brief.figure is None:
        return (
            _ours("We do not yet know how common this is.", "typical.unknown"),
            _ours("Finding out could be something we do together.", "typical.offer"),
        )
    possessive, link = brief.person.possessive, brief.figure.link
    if link.relation == "exception":
        return (
            _ours(
                f"{upper_first(possessive)} story is an exception to that figure. Exceptions are where a service can learn.",
                "typical.exception",
            ),
        )
    if brief.figure.evidence.polarity == "strength" and any(polarity == "poor" for polarity in brief.story.themes.values()):
        return (
            _ours(f"That is a strength to keep. {upper_first(possessive)} story shows where it does not yet reach.", "typical.strength"),
        )
    line = {
        "common": f"{brief.person.called_first} is not alone.",
        "uncommon": f"Most people’s story is different from {possessive}; for some it is the same.",
        "rare": f"What is told here is rare, and {possessive} story shows what it asks of one person.",
    }.get(link.typicality, "The figure gives the scale; how many people share this exact story, we do not yet know.")
    return (_ours(line, f"typical.{link.typicality}"), *_how_sure(brief.figure))


def _how_sure(item: LinkedEvidence) -> tuple[Sentence, ...]:
    """How sure the figure is, where it is; what makes it less so stands beside the figure itself."""
    kind = _SURE.get(item.evidence.kind, "") if item.evidence.badge == "A" else ""
    return (_ours(f"The figure comes from {kind}, so its size is well known.", "typical.sure"),) if kind else ()


@section("cause", heading="What lies behind it", order=60)
def cause(brief: Brief) -> tuple[Sentence, ...]:
    """A part of the system as the place to look; for a good story, as the thing to keep."""
    themes = brief.story.themes
    hard = [code for code, polarity in themes.items() if polarity != "good" and code in CAUSES]
    good = [code for code, polarity in themes.items() if polarity == "good" and code in CAUSES]
    if hard:
        return (
            _ours(f"The place to look is {CAUSES[hard[0]]}.", f"cause.{hard[0]}"),
            _ours(
                "That was designed, or it grew that way, and it can be changed. Nobody needs to be blamed for it.",
                "cause.design",
            ),
        )
    if good:
        return (
            _ours(f"The place to look is {CAUSES[good[0]]}.", f"cause.{good[0]}"),
            _ours("Something there went right, and what went right by luck can be kept on purpose.", "cause.keep"),
        )
    return (_ours("The place to look is how the service is set up, and not any one person in it.", "cause.system"),)


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
            said.append(_ours("So it can get better, though what moved it we do not yet know.", "works.trend"))
        again = brief.figure is not None and brief.figure.link.scope == "analogous"
        for name, line in _cautions(brief.working):
            said.append(_ours("This, too, is from a similar service" if again and line == _ANALOGOUS else line, f"works.{name}"))
        if brief.working.link.scope == "analogous":
            said.append(_ours("We would test it here before relying on it.", "works.test_here"))
    if not said:
        right = _went_right(brief)
        if not right and brief.frame == "have":
            right = [
                _ours(
                    f"What is here already is what {brief.person.called} knows, and what the staff around this story know.", "works.known"
                )
            ]
        said += right
        said += [
            _ours("We have no tested answer to this yet, and we say so.", "works.none"),
            _ours(
                "What we can offer is a local test, small enough to stop, looked at together with people who use the service.",
                "works.test",
            ),
        ]
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
            return [
                quote_sentence(brief.story, words, before="Something went right already, and can be built on:", template="works.went_right")
            ]
    return []


def _change(brief: Brief, story: ClearedStory) -> list[Sentence]:
    verdict = {
        "worked": "It worked.",
        "partly": "It worked in part.",
        "failed": "It did not work, and what was learned is worth having.",
    }.get(story.outcome, "")
    said: list[Sentence] = []
    if story is brief.story:
        said.append(_ours(f"This has been tried. {verdict}".strip(), "works.change"))
    else:
        said.append(_ours(f"Somebody has tried. {verdict}".strip(), "works.change"))
        said += [quote_sentence(story, words, template="works.outcome") for _, words in plot_quotes(story, "")[-1:]]
        said.append(_ours(person_in(story).intro, "works.intro"))
    if story.learned and not story.whole_story_only:
        learned = open_ended(sentences(story.learned)[0])
        said.append(
            Sentence(
                f"What was learned: “{nested(learned)}.”", Provenance("story", story.id, version=story.version, template="works.learned")
            )
        )
    return said


def _cautions(item: LinkedEvidence) -> list[tuple[str, str]]:
    lines = []
    if item.evidence.kind == "local_data":
        lines.append(("early", "That is a team’s own count, with nothing to compare it with: an early sign."))
    elif item.evidence.badge == "B":
        lines.append(("chose", "Those who answered chose to, so it may not speak for everyone."))
    elif item.evidence.badge in ("C", "D"):
        lines.append(("early", "That is small or local: an early sign."))
    if item.link.scope == "analogous":
        lines.append(("analogous", _ANALOGOUS))
    return lines


def _ours(text: str, template: str) -> Sentence:
    return Sentence(closed(text), Provenance("template", template=template))
