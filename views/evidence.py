"""What stands behind a story, drawn: how sure, the claim, who was asked, the source, and what it cannot tell us."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from stories.evidence import KINDS, LINK_SCOPES, RELATIONS, TYPICALITY, VERIFIED, Evidence, LinkedEvidence
from views.cards import strength
from views.text import joined, listed, outside_link

_TYPICAL = {
    "common": "What happens in this story is common.",
    "uncommon": "What happens in this story is uncommon.",
    "rare": "What happens in this story is rare.",
}


def behind(evidence: Sequence[LinkedEvidence]) -> Markup:
    """Every claim linked to a story, strongest first as the bank gives them."""
    if not evidence:
        return Markup("<p>Nothing has been linked to this story yet. It stands on its own, as one person’s account.</p>")
    return Markup("<ul class='behind'>{}</ul>").format(joined(one_claim(linked) for linked in evidence))


def one_claim(linked: LinkedEvidence) -> Markup:
    evidence, link = linked.evidence, linked.link
    asked = evidence.population
    if evidence.sample_size and not any(number in asked for number in (f"{evidence.sample_size:,}", str(evidence.sample_size))):
        asked += f" ({evidence.sample_size:,} people)"
    source = f"{evidence.publisher}: {evidence.title}" if evidence.publisher and evidence.title else evidence.publisher or evidence.title
    relation = [RELATIONS[link.relation].label] if link.relation in RELATIONS else []
    if link.scope == "analogous":
        relation.append(LINK_SCOPES["analogous"].label)
    return Markup("<li>{}<p>{}</p><p class='meta'>{}</p><p class='meta'>{}</p>{}{}{}</li>").format(
        strength(evidence.badge, KINDS[evidence.kind].label),
        evidence.claim,
        listed([*relation, asked]),
        Markup("{}, {}").format(outside_link(evidence.url, source), evidence.year),
        Markup("<p class='meta'>{}</p>").format(evidence.caveat) if evidence.caveat else Markup(),
        document(linked),
        Markup("<p class='check'>{}</p>").format(VERIFIED[evidence.verified].label) if evidence.check_first else Markup(),
    )


def document(linked: LinkedEvidence) -> Markup:
    """The way to the file beside a claim, when there is one: it is given out only while the story may be shown."""
    evidence = linked.evidence
    if not evidence.attachment:
        return Markup()
    return Markup("<p class='meta'>The document: <a href='/files/evidence/{}/{}' download>{}</a></p>").format(
        linked.link.story_id, evidence.attachment, evidence.attachment_name
    )


def how_typical(evidence: Sequence[LinkedEvidence]) -> Markup:
    """One sentence on how common the story is, honest when nobody knows."""
    said = [one.link.typicality for one in evidence if one.link.typicality in TYPICALITY and one.link.typicality != "unknown"]
    sentence = _TYPICAL[said[0]] if said else "We do not yet know how common this is."
    return Markup("<p class='typical'>{}</p>").format(sentence)


def one_claim_line(evidence: Evidence) -> Markup:
    """A claim as it was just typed: the badge its kind starts from, the claim, and its source."""
    source = ", ".join(part for part in (evidence.publisher, evidence.title, evidence.year) if part)
    file = Markup("<p class='meta'>With the document {}</p>").format(evidence.attachment_name) if evidence.attachment else Markup()
    return Markup("<li>{}<p>{}</p><p class='meta'>{}</p>{}</li>").format(
        strength(evidence.badge, KINDS[evidence.kind].label), evidence.claim, outside_link(evidence.url, source), file
    )
