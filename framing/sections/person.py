"""The person: the question, what we share, one voice, what the story is about, what happened, and who else says so."""

from __future__ import annotations

from framing import chorus
from framing.model import Provenance, Sentence
from framing.phrases import TELLERS
from framing.quoting import LONGEST, best_quote, nested, plot_quotes, quote_sentence, whole_sentence
from framing.sections import section
from framing.sections.brief import Brief, person_in
from framing.subject import called_story, wanted, what_happened
from framing.wording import lower_first


@section("question", heading="", order=10)
def question(brief: Brief) -> tuple[Sentence, ...]:
    return (Sentence(brief.question, Provenance("template", template="question")),)


@section("value", heading="", order=20)
def value(brief: Brief) -> tuple[Sentence, ...]:
    """What we all want; and what this audience says matters most, in the words that were typed."""
    said = [Sentence(brief.value.shared, Provenance("template", template=f"value.{brief.value.key}"))]
    if brief.cares:
        text = f"You have told us what matters most now: {lower_first(brief.cares)}."
        said.append(Sentence(text, Provenance("person", template="value.cares")))
    return tuple(said)


@section("person", heading="", order=30)
def person(brief: Brief) -> tuple[Sentence, ...]:
    """The teller's own words and who they are; a story that may be told whole only is introduced, and not quoted."""
    if brief.story.whole_story_only:
        who = (
            f"{person_in(brief.story, about=False).intro.rstrip('.')} asks that this story is told whole, so nothing of it is quoted here."
        )
        return (
            Sentence(who, Provenance("template", brief.story.id, template="person.whole")),
            Sentence("Read it together, from beginning to end, before you talk.", Provenance("template", template="person.read")),
        )
    return (
        quote_sentence(brief.story, brief.quote, template="person.quote"),
        Sentence(_intro(brief), Provenance("template", brief.story.id, template="person.intro")),
    )


@section("about", heading="", order=35)
def about(brief: Brief) -> tuple[Sentence, ...]:
    """What the story is about, before anything builds on it; for a change, what was tried."""
    happened = what_happened(brief.story, brief.person.called)
    said = [Sentence(happened, Provenance("template", brief.story.id, template="about.person"))] if happened else []
    said.append(Sentence(called_story(brief.story), Provenance("template", brief.story.id, template="about.story")))
    if tried := _tried(brief):
        said.append(quote_sentence(brief.story, tried, before="What was tried:", template="about.tried"))
    return tuple(said)


@section("happened", heading="What happened", order=40)
def happened(brief: Brief) -> tuple[Sentence, ...]:
    """Challenge, choice and outcome, each in the teller's words, with the fewest words of ours between them."""
    leads = {"choice": "What happened next:", "outcome": "And where it got to:"}
    said: list[Sentence] = []
    for part, words in plot_quotes(brief.story, brief.quote):
        if words == _tried(brief):
            continue  # it stands above, as what was tried
        lead = leads.get(part, "") if said else f"{brief.person.called_first} tells it like this:"
        said.append(quote_sentence(brief.story, words, before=lead, template=f"happened.{part}"))
    return tuple(said)


@section("voices", heading="Others say it too", order=45)
def voices(brief: Brief) -> tuple[Sentence, ...]:
    """One quote from each of up to two more stories; a change story speaks under what helps."""
    said: list[Sentence] = []
    for story in [story for story in brief.stories[1:] if story is not brief.change][:2]:
        if words := best_quote(story, brief.audience):
            said.append(quote_sentence(story, words, template="voices.quote"))
        said.append(Sentence(person_in(story).intro, Provenance("template", story.id, template="voices.intro")))
    return tuple(said)


@section("wish", heading="What {name} asks for", order=25)
def wish(brief: Brief) -> tuple[Sentence, ...]:
    """What the teller asks for, before anything else is said: where a small start begins."""
    lead, words = wanted(brief.story)
    if not words:
        return ()
    teller = TELLERS.get(brief.story.teller, "").split(",")[0]
    who = f"{brief.person.called}, {teller}," if brief.story.name and teller else brief.person.called
    text = f"{lead}, {who} said: “{nested(words)}.”"
    return (Sentence(text, Provenance("story", brief.story.id, version=brief.story.version, template="wish.words")),)


@section("wishes", heading="What people ask for", order=47)
def wishes(brief: Brief) -> tuple[Sentence, ...]:
    """The wishes of several stories as a chorus, each exact, and the value that they share as an endeavour."""
    found = chorus.wishes(brief.stories)
    if len(found) < 2:
        return ()
    said = [Sentence("Each of them was asked what services should be like.", Provenance("template", template="wishes.asked"))]
    for place, (story, words) in enumerate(found):
        line = chorus.sung(story, words, first=place == 0)
        said.append(Sentence(line, Provenance("story", story.id, version=story.version, template="wishes.chorus"), new_paragraph=True))
    if shared := chorus.shared_by([story for story, _ in found], brief.audience):
        said.append(Sentence(chorus.endeavour(shared, found), Provenance("template", template=f"wishes.{shared.key}"), new_paragraph=True))
    return tuple(said)


@section("moments", heading="More of the day", order=42)
def moments(brief: Brief) -> tuple[Sentence, ...]:
    """For a talk: up to three more moments of the story, in the order they were told, in the teller's words."""
    if brief.story.whole_story_only:
        return ()
    told = [brief.quote, *(words for _, words in plot_quotes(brief.story, brief.quote))]
    said: list[Sentence] = []
    leads = ("There was also this:", "And this:", "And, later:")
    for moment in sorted(brief.story.touchpoints, key=lambda moment: brief.story.text.find(moment.quote)):
        words = whole_sentence(moment.quote, brief.story.text)
        fresh = words and not any(words in other or other in words for other in told)
        if fresh and 6 <= len(words.split()) <= LONGEST and len(said) < len(leads):
            told.append(words)
            said.append(quote_sentence(brief.story, words, before=leads[len(said)], template="moments.quote"))
    return tuple(said)


def _intro(brief: Brief) -> str:
    """Who speaks. Their own line is left out here when the next paragraph says it as a sentence."""
    told = what_happened(brief.story, brief.person.called)
    return person_in(brief.story, about=not told).intro


def _tried(brief: Brief) -> str:
    """The teller's words for the change that was tried; "" when this is no change story or the lead quote says it."""
    if brief.story.kind != "change":
        return ""
    return dict(plot_quotes(brief.story, brief.quote)).get("choice", "")
