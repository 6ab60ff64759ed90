"""The person: the question, what we share, one voice, what happened, and who else says so."""

from __future__ import annotations

from framing.model import Provenance, Sentence
from framing.quoting import best_quote, plot_quotes, quote_sentence
from framing.sections import section
from framing.sections.brief import Brief, person_in


@section("question", heading="", order=10)
def question(brief: Brief) -> tuple[Sentence, ...]:
    return (Sentence(brief.question, Provenance("template", template="question")),)


@section("value", heading="", order=20)
def value(brief: Brief) -> tuple[Sentence, ...]:
    return (Sentence(brief.value.shared, Provenance("template", template=f"value.{brief.value.key}")),)


@section("person", heading="", order=30)
def person(brief: Brief) -> tuple[Sentence, ...]:
    return (
        quote_sentence(brief.story, brief.quote, template="person.quote"),
        Sentence(brief.person.intro, Provenance("template", brief.story.id, template="person.intro")),
    )


@section("happened", heading="What happened", order=40)
def happened(brief: Brief) -> tuple[Sentence, ...]:
    """Challenge, choice and outcome, each in the teller's words, with the fewest words of ours between them."""
    leads = {"choice": "What happened next:", "outcome": "And where it got to:"}
    said: list[Sentence] = []
    for part, words in plot_quotes(brief.story, brief.quote):
        lead = leads.get(part, "") if said else f"{brief.person.called_first} tells it like this:"
        said.append(quote_sentence(brief.story, words, before=lead, template=f"happened.{part}"))
    return tuple(said)


@section("voices", heading="Others say it too", order=45)
def voices(brief: Brief) -> tuple[Sentence, ...]:
    """One quote from each of up to two more stories; a change story speaks under what helps."""
    said: list[Sentence] = []
    for story in [story for story in brief.stories[1:] if story is not brief.change][:2]:
        said.append(quote_sentence(story, best_quote(story, brief.audience), template="voices.quote"))
        said.append(Sentence(person_in(story).intro, Provenance("template", story.id, template="voices.intro")))
    return tuple(said)
