"""Evidence as a sentence: the claim with publisher, year and population, said as people say it."""

from __future__ import annotations

import re

from framing.figures import figures_in, in_plain_words
from framing.wording import content_words, lower_first, open_ended, upper_first
from stories.evidence import Evidence

_COUNTING = ("official_statistic", "clinical_audit", "local_data", "foi")
# How sure a figure is that counts nearly everybody (badge A), by how it was found.
_SURE = {
    "national_survey": "a national survey", "official_statistic": "an official count", "clinical_audit": "a national audit",
    "observational": "a large study", "systematic_review": "many studies read together",
}  # fmt: skip
MOST_FIGURES = 2  # in one sentence
OPENING = 8  # words of a claim, in which saying again who was asked would be heard
EASY_TO_HEAR = 6  # words of a population that may stand before the claim
_HEDGES = ("about", "around", "nearly", "almost", "over", "under", "than", "only", "just", "from", "to", "some", "by")
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
    r"^(?!The |.* for )(?:[A-Z]\w+ (?:of |and |for )?)*(?:Commission|College|Department|Office|Society|Association|Institute|Coalition|Ministry)\b"
)
_NOTHING_YET = re.compile(r"(?:of|among|in|out of)\b(?:[^,]|,(?=\d{3}))*", re.I)  # "Of 949,200 people referred"
_LIBRARIES = ("Cochrane", "Cochrane Library", "Cochrane Collaboration", "Campbell Collaboration")


def in_statisticians_words(claim: str) -> bool:
    """Whether a claim carries an odds ratio, an interval or the like, which few people can read."""
    return _STATISTICIANS.search(claim) is not None


def hard_to_hear(evidence: Evidence) -> bool:
    """Whether a claim, as it would be said, still holds more figures than two, or a decimal with no plain words for it."""
    said = [figure for figure in figures_in(_one_breath(plain_claim(evidence))) if figure.sort not in ("year", "time")]
    return len(said) > MOST_FIGURES or (any("." in figure.text for figure in said) and not in_plain_words(evidence))


def plain_claim(evidence: Evidence) -> str:
    """The claim in its exact words, without the asides that only statisticians read."""
    return open_ended(
        _EVEN.sub("%", _ASIDE.sub(lambda aside: "" if in_statisticians_words(aside.group()) else aside.group(), evidence.claim))
    )


def _one_breath(claim: str) -> str:
    """`claim` without what it goes on to include or to list, when it holds more figures than anybody can hear."""
    if sum(figure.sort not in ("year", "time") for figure in figures_in(claim)) <= MOST_FIGURES:
        return claim
    if ", including " in claim:
        return open_ended(claim.split(", including ")[0])
    ends = [match.start() for match in re.finditer(r"(?<=[a-z\d)]); |(?<=[a-z]), (?=\d)", claim)]
    whole = [claim[:end] for end in ends if not _NOTHING_YET.fullmatch(claim[:end])]
    return open_ended(whole[0]) if whole else claim


def sourced(evidence: Evidence, *, plainly: bool = False) -> str:
    """A claim with publisher, how sure it is, year and population in the same sentence; `plainly` says "about half (51%)" for its 51%.

    Who was asked stands before the claim when that is easy to hear, and in brackets with the source when it holds figures of its own, is long,
    or says again what the claim says.
    """
    claim, people = _one_breath(plain_claim(evidence)), open_ended(evidence.population)
    known = content_words(claim)
    if plainly:
        claim = _said_plainly(claim, evidence)
    year = re.sub(r"\s*\(.*?\)", "", evidence.year).strip()
    asked = content_words(people)
    opening = content_words(" ".join(claim.split()[:OPENING]))
    again = bool(asked) and (len(asked & known) / len(asked) >= SAID_ALREADY or bool(content_words(" ".join(people.split()[:2])) & opening))
    if ":" in claim[:40] or again or figures_in(people) or len(people.split()) > EASY_TO_HEAR:
        found = ", ".join(part for part in (_flat(evidence.publisher), re.sub(r"^an? ", "", _how_sure(evidence)), year) if part)
        source = "; ".join(part for part in (found, _flat(_not_yet_said(people, claim) if again else people)) if part)
        return f"{upper_first(claim)} ({source})."
    return f"{_opening(evidence, year)}, among {lower_first(people)}, that {lower_first(claim)}."


def _how_sure(evidence: Evidence) -> str:
    """How what counts nearly everybody was found, where its publisher's name does not say it; "" for the rest."""
    sure = _SURE.get(evidence.kind, "") if evidence.badge == "A" else ""
    return "" if sure.split(" ")[-1] in evidence.publisher.lower() else sure


def _flat(words: str) -> str:
    """`words` to stand inside brackets: brackets of its own become commas."""
    return re.sub(r"\s*[(\[]([^()\[\]]*)[)\]]", r", \1", words.replace("incl. ", "including "))


def _not_yet_said(people: str, claim: str) -> str:
    """Who was asked, without the words at its start that the claim holds already ("stroke patients in the national audit")."""
    words = people.split()
    said = next((n for n in range(len(words), 1, -1) if " ".join(words[:n]).lower() in claim.lower()), 0)
    rest = " ".join(words[said:])
    return rest if not rest or re.match(r"(?:in|at|from|with|on|of|who|using|registered)\b", rest) else people


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
    single, sure = re.fullmatch(r"\d{4}", year) is not None, _how_sure(evidence)
    when = f"in {sure} {'of' if single else 'for'} {year}" if sure else f"in {year}" if single else f"for {year}"
    return f"{publisher} {'reported' if evidence.kind in _COUNTING else 'found'} {when}"


def _said_plainly(claim: str, evidence: Evidence) -> str:
    """`claim` with its one percentage said plainly first, and the exact one in brackets: "about half (51%) were", "1 in 3 (35%) patients"."""
    plain = in_plain_words(evidence)
    share = next((figure for figure in figures_in(claim) if figure.sort == "percent"), None)
    if not plain or share is None:
        return claim
    before, exact, after = claim[: share.start], claim[share.start : share.end], claim[share.end :]
    if before.rstrip().lower().endswith(_HEDGES):
        return f"{before}{exact} ({plain}){after}"
    if re.search(r"\d$", plain):
        after = re.sub(
            r"^ of (?!(?:the|these|those|them|all|our|their|us)\b)", " ", after
        )  # "1 in 3 patients", and not "1 in 3 of patients"
    return f"{before}{plain if before else upper_first(plain)} ({exact}){after}"
