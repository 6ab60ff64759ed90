"""Evidence as a sentence: the claim with publisher, year and population, said as people say it."""

from __future__ import annotations

import re

from framing.figures import figures_in, in_plain_words
from framing.wording import content_words, lower_first, open_ended, upper_first
from stories.evidence import Evidence

_COUNTING = ("official_statistic", "clinical_audit", "local_data", "foi")
MOST_FIGURES = 2  # in one sentence
SAID_ALREADY = 0.4  # share of the population's words in the claim, from which "among …" would say them twice
_STATISTICIANS = re.compile(
    r"\b(?:a?OR|a?RR|a?HR|IRR|SMD|MD|CI|SD|IQR|NNT|odds ratio|(?:relative|hazard) ratio|confidence interval)\b|\bp\s*[<=>]"
)
_EVEN = re.compile(r"(?<=\d)\.0%")  # 34.0% is read as 34%
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
# Where studies are printed. A journal finds nothing: a study in it does.
_JOURNAL = re.compile(r"\b(?:Journal|BMJ|BMC|Lancet|JAMA|PLoS|PLOS|Annals|Archives|BJGP|BJPsych|NEJM|Frontiers in|Nature)\b")
_WITH_THE = re.compile(r"^(?:[A-Z]\w+ )*(?:Journal|Annals|Archives|Lancet|BMJ$|BJGP$)")
_TAKES_AN_ARTICLE = re.compile(
    r"^(?!The )(?:[A-Z]\w+ (?:of |and |for )?)*(?:Commission|College|Department|Office|Society|Association|Institute|Coalition|Ministry)\b"
)
_LIBRARIES = ("Cochrane", "Cochrane Library", "Cochrane Collaboration", "Campbell Collaboration")


def in_statisticians_words(claim: str) -> bool:
    """Whether a claim carries an odds ratio, an interval or the like, which few people can read."""
    return _STATISTICIANS.search(claim) is not None


def plain_claim(evidence: Evidence) -> str:
    """The claim in its exact words, without the asides that only statisticians read."""
    return open_ended(
        _EVEN.sub("%", _ASIDE.sub(lambda aside: "" if in_statisticians_words(aside.group()) else aside.group(), evidence.claim))
    )


def _one_breath(claim: str) -> str:
    """`claim` without what it goes on to include, when it holds more figures than anybody can hear."""
    if sum(figure.sort not in ("year", "time") for figure in figures_in(claim)) <= MOST_FIGURES:
        return claim
    return open_ended(claim.split(", including ")[0])


def sourced(evidence: Evidence, *, plainly: bool = False) -> str:
    """A claim with publisher, year and population in the same sentence; `plainly` puts "about half" beside its 51%."""
    claim, people = _one_breath(plain_claim(evidence)), open_ended(evidence.population)
    known = content_words(claim)
    if plainly:
        claim = _said_plainly(claim, evidence)
    year = re.sub(r"\s*\(.*?\)", "", evidence.year).strip()
    if ":" in claim[:40]:
        return f"{upper_first(claim)} ({evidence.publisher}, {year}; {people})."
    opening = _opening(evidence, year)
    if (asked := content_words(people)) and len(asked & known) / len(asked) >= SAID_ALREADY:
        return f"{opening} that {lower_first(claim)} ({people})."
    return f"{opening}, among {lower_first(people)}, that {lower_first(claim)}."


def _opening(evidence: Evidence, year: str) -> str:
    publisher = evidence.publisher.replace("incl. ", "including ")
    if _TAKES_AN_ARTICLE.match(publisher):
        publisher = f"{'A' if 'Coalition' in publisher else 'The'} {publisher.replace('Coalition', 'coalition', 1)}"
    review = evidence.kind == "systematic_review"
    if publisher in _LIBRARIES:
        return f"A {publisher.split()[0]} review ({year}) found"
    if _JOURNAL.search(publisher):
        the = "the " if _WITH_THE.match(publisher) and not publisher.startswith("The ") else ""
        return f"A {'review of studies' if review else 'study'} in {the}{publisher} ({year}) found"
    when = f"in {year}" if re.fullmatch(r"\d{4}", year) else f"for {year}"
    return f"{publisher} {'reported' if evidence.kind in _COUNTING else 'found'} {when}"


def _said_plainly(claim: str, evidence: Evidence) -> str:
    """`claim` with its one percentage in plain words right beside it."""
    plain = in_plain_words(evidence)
    share = next((figure for figure in figures_in(claim) if figure.sort == "percent"), None)
    if not plain or share is None:
        return claim
    before, after = claim[: share.end], claim[share.end :]
    return f"{before}, {plain},{after}" if re.match(r" (?!of\b)\w", after) else f"{before} ({plain}){after}"
