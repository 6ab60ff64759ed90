"""Stories, consents and evidence for tests: valid unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from stories.consent import Consent
from stories.evidence import Evidence
from stories.story import StoryDraft, ThemeMark

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEXT = (
    "They sent my husband home on a Friday with the tablets in a bag and no number to ring. By the Sunday he was shaking and I did not know "
    "whether to wait or call somebody. I rang the ward and nobody picked up, so I sat on the stairs and cried until my son came."
)
EVERYONE = dict.fromkeys(("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12a"), "yes")


def a_draft(**changes: Any) -> StoryDraft:
    draft = StoryDraft(
        title="No number to ring",
        text=TEXT,
        teller="carer",
        service="discharge",
        name="Maureen",
        about="looking after her husband",
        wish="Somebody who answers",
        quotes=("I rang the ward and nobody picked up, so I sat on the stairs and cried until my son came.",),
        themes=(ThemeMark("discharge", "poor"), ThemeMark("contacting", "poor")),
        status="published",
    )
    return replace(draft, **changes)


def a_consent(**changes: Any) -> Consent:
    consent = Consent(
        act="release",
        obtained_by="Priya, stories team",
        obtained_on=date(2026, 6, 1),
        wording="You may use my story as ticked below.",
        scopes=EVERYONE,
        forms=("text", "excerpt"),
        expires_on=date(2028, 6, 1),
    )
    return replace(consent, **changes)


def some_evidence(**changes: Any) -> Evidence:
    evidence = Evidence(
        id="EV-025",
        claim="51% were not given contact details for further help or advice when leaving hospital",
        value=51,
        unit="percent",
        population="people who had left hospital and chose to answer",
        year="2023",
        publisher="Healthwatch England",
        title="What happens when people leave hospital",
        url="https://www.healthwatch.co.uk/leaving-hospital",
        kind="charity_survey",
        badge="B",
        verified="primary",
        polarity="gap",
        sample_size=583,
        caveat="People chose to answer.",
        services=("discharge",),
        themes=("discharge", "contacting"),
    )
    return replace(evidence, **changes)
