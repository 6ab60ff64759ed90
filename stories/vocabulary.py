"""The words the bank uses for people, places and feelings: codes, and what people see for each.

Vocabularies are tables with codes, not free text, so that a filter, an import and an export all mean the same thing.
Themes follow the NHS Qualitative Data Categorisation framework (patient experience, version 6; MIT licence), reduced to
the ten groups and 32 themes a story can carry. Principles are the eight Picker principles of person-centred care.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary: the code that is stored, the label people read, and what it covers."""

    code: str
    label: str
    definition: str = ""
    parent: str = ""


def _terms(*terms: Term) -> dict[str, Term]:
    return {term.code: term for term in terms}


TELLERS = _terms(
    Term("patient", "Patient"),
    Term("carer", "Carer"),
    Term("parent", "Parent or guardian"),
    Term("relative", "Relative"),
    Term("friend", "Friend"),
    Term("advocate", "Advocate"),
    Term("staff", "Staff"),
    Term("staff_on_behalf", "Staff, on someone's behalf"),
)

KINDS = _terms(
    Term("experience", "An experience", "What happened to someone and how it felt."),
    Term("change", "A change", "What was tried, what happened, and what was learned."),
)

OUTCOMES = _terms(Term("worked", "It worked"), Term("partly", "It partly worked"), Term("failed", "It did not work"))

LANGUAGES = _terms(
    Term("en", "English"),
    Term("cy", "Welsh"),
    Term("bn", "Bengali"),
    Term("gu", "Gujarati"),
    Term("pa", "Punjabi"),
    Term("pl", "Polish"),
    Term("ur", "Urdu"),
    Term("other", "Another language"),
)


def spoken(language: str) -> str:
    """A language as it is named in running text: "Polish", "another language"."""
    label = LANGUAGES[language].label if language in LANGUAGES else "another language"
    return "another language" if language == "other" else label


def language_tag(language: str) -> str:
    """The tag by which browsers, Word and screen readers know a language (BCP 47): "pl"; "und" for one the bank has no name for."""
    return language if language in LANGUAGES and language != "other" else "und"


SETTINGS = _terms(
    Term("hospital", "Hospital"),
    Term("urgent", "Urgent and emergency care"),
    Term("primary", "Primary care"),
    Term("community", "Community and home"),
    Term("mental_health", "Mental health"),
    Term("everywhere", "Across services"),
)

SERVICES = _terms(
    Term("maternity", "Maternity", "pregnancy, birth and the weeks after", "hospital"),
    Term("gynaecology", "Gynaecology", "women's health, endometriosis, waits for surgery", "hospital"),
    Term("cancer", "Cancer care", "diagnosis, treatment and living with cancer", "hospital"),
    Term("stroke", "Stroke care", "stroke unit, rehabilitation and the six-month review", "hospital"),
    Term("cardiac", "Heart care", "cardiology, heart failure, waits for procedures", "hospital"),
    Term("inpatient", "Hospital ward", "staying in hospital, planned or unplanned", "hospital"),
    Term("discharge", "Leaving hospital", "discharge, medicines to take home, follow-up", "hospital"),
    Term("outpatients", "Outpatients and admin", "letters, appointments, clinics, records", "hospital"),
    Term("children", "Children's care", "children and young people in hospital", "hospital"),
    Term("intensive_care", "Intensive care", "critical care and recovery after it", "hospital"),
    Term("emergency", "Emergency department", "A&E, corridors, waits", "urgent"),
    Term("urgent_advice", "111 and ambulance", "999, 111, paramedics", "urgent"),
    Term("gp", "GP practice", "getting through, appointments, continuity", "primary"),
    Term("pharmacy", "Pharmacy", "medicines from the community pharmacy", "primary"),
    Term("diabetes", "Diabetes care", "clinics, technology, annual checks", "community"),
    Term("community_nursing", "Community nursing", "district nurses, care at home", "community"),
    Term("end_of_life", "End of life care", "palliative care, hospice, dying at home", "community"),
    Term("dementia", "Dementia care", "memory clinic, diagnosis, support at home", "community"),
    Term("carers", "Support for carers", "unpaid carers, respite, assessments", "community"),
    Term("learning_disability", "Learning disability", "health checks, reasonable adjustments", "community"),
    Term("autism", "Autism", "assessment, sensory needs, adjustments", "community"),
    Term("adult_mental_health", "Adult mental health", "community teams, crisis, inpatient wards", "mental_health"),
    Term("camhs", "Children's mental health", "CAMHS, eating disorders, crisis, school", "mental_health"),
    Term("perinatal", "Perinatal mental health", "mental health in pregnancy and after birth", "mental_health"),
    Term("long_term", "Long-term conditions", "living with one or more conditions", "everywhere"),
    Term("staff_experience", "Working in care", "what work is like for staff", "everywhere"),
    Term("all_services", "All services", "something true wherever care is given", "everywhere"),
)

PLACES = _terms(
    Term("north_east", "North East and Yorkshire"),
    Term("north_west", "North West"),
    Term("midlands", "Midlands"),
    Term("east", "East of England"),
    Term("london", "London"),
    Term("south_east", "South East"),
    Term("south_west", "South West"),
    Term("scotland", "Scotland"),
    Term("wales", "Wales"),
    Term("northern_ireland", "Northern Ireland"),
)

AGE_BANDS = _terms(
    Term("under_16", "under 16"),
    Term("16_24", "16 to 24"),
    Term("25_34", "25 to 34"),
    Term("35_44", "35 to 44"),
    Term("45_54", "45 to 54"),
    Term("55_64", "55 to 64"),
    Term("65_74", "65 to 74"),
    Term("75_84", "75 to 84"),
    Term("85_over", "85 or over"),
)

JOURNEY = _terms(
    Term("first_signs", "First signs"),
    Term("seeking_help", "Seeking help"),
    Term("waiting", "Waiting"),
    Term("diagnosis", "Diagnosis"),
    Term("treatment", "Treatment"),
    Term("in_hospital", "In hospital"),
    Term("leaving", "Leaving"),
    Term("living_with", "Living with it"),
    Term("end_of_life", "End of life"),
    Term("bereavement", "Bereavement"),
)

CONTENT_NOTES = _terms(
    Term("death", "Mentions death"),
    Term("self_harm", "Mentions self-harm or suicide"),
    Term("violence", "Mentions violence"),
    Term("pregnancy_loss", "Mentions pregnancy loss"),
    Term("child_harm", "Mentions harm to a child"),
    Term("graphic", "Graphic detail"),
    Term("discrimination", "Mentions discrimination"),
)

EDITING = _terms(
    Term("whole", "Whole story only"),
    Term("excerpt", "Excerpts allowed"),
    Term("tighten", "Excerpts allowed, and may be tightened"),
)

STATUSES = _terms(
    Term("lead", "A lead"),
    Term("captured", "Captured"),
    Term("masked", "Names masked"),
    Term("approved", "Approved by the storyteller"),
    Term("reviewed", "Reviewed"),
    Term("published", "Published"),
    Term("resting", "Resting"),
    Term("withdrawn", "Withdrawn"),
    Term("expired", "Expired"),
)

POLARITIES = _terms(Term("good", "Good"), Term("mixed", "Mixed"), Term("poor", "Poor"))

SIGNIFIERS = _terms(
    Term("listened", "Listened to", "0 = talked over, 100 = listened to"),
    Term("control", "In control", "0 = done to, 100 = in control"),
)

PICKER = _terms(
    Term("picker1", "Fast access to reliable healthcare advice"),
    Term("picker2", "Effective treatment by trusted professionals"),
    Term("picker3", "Continuity of care and smooth transitions"),
    Term("picker4", "Involvement and support for family and carers"),
    Term("picker5", "Clear information, communication and support for self-care"),
    Term("picker6", "Involvement in decisions and respect for preferences"),
    Term("picker7", "Emotional support, empathy and respect"),
    Term("picker8", "Attention to physical and environmental needs"),
)

THEME_GROUPS = _terms(
    Term("kindness", "Kindness", "Staff: manner, numbers, responsiveness, continuity, competence"),
    Term("being_heard", "Being heard", "Communication and involvement"),
    Term("getting_through", "Getting through", "Access to medical care and support"),
    Term("working_together", "Working together", "The patient journey and how services join up"),
    Term("medicines", "Medicines and pain", "Medication"),
    Term("safe_and_fair", "Safe and fair", "Feeling safe, equality and inclusion"),
    Term("getting_there", "Getting there", "Location, travel, transport, parking"),
    Term("place", "The place itself", "Environment and equipment"),
    Term("food", "Food and drink", "Food and diet"),
    Term("how_it_runs", "How it is run", "Organisation and efficiency"),
)

THEMES = _terms(
    Term(
        "manner",
        "Staff manner",
        "Kindness, attitude, warmth, respect and dignity shown by staff; rude, dismissive or caring staff",
        "kindness",
    ),
    Term("staffing", "Enough staff", "Number and deployment of staff: short staffing, rushed staff, time spent with people", "kindness"),
    Term("responsiveness", "Staff responsiveness", "How quickly and willingly staff responded to a request, a buzzer, a worry", "kindness"),
    Term(
        "staff_continuity",
        "The same faces",
        "Seeing the same nurse, midwife, doctor or worker who knows you; agency and changing staff",
        "kindness",
    ),
    Term("competence", "Competence and training", "Skill, knowledge, professionalism and training of staff", "kindness"),
    Term(
        "listening",
        "Listening and involving",
        "Staff listening, believing, understanding; shared decisions, being involved in your own care",
        "being_heard",
    ),
    Term(
        "explaining",
        "Explaining during care",
        "Information given directly by staff during care: explaining a procedure, results, what happens next",
        "being_heard",
    ),
    Term(
        "information",
        "Information and guidance",
        "Leaflets, websites, letters, accessible formats, interpreters, guidance for looking after yourself",
        "being_heard",
    ),
    Term(
        "kept_informed",
        "Being kept informed",
        "Being kept up to date while waiting; clear and consistent information; mixed messages",
        "being_heard",
    ),
    Term("family", "Family and carers", "Involving and supporting family, partners and carers; visiting; being left out", "being_heard"),
    Term(
        "contacting",
        "Contacting services",
        "Getting through on the telephone, online or at the desk; nobody answers; who to ring",
        "getting_through",
    ),
    Term(
        "appointments",
        "Appointment arrangements",
        "Booking, changing and cancelling appointments; choice of time; appointment letters",
        "getting_through",
    ),
    Term(
        "appointment_method",
        "How you are seen",
        "Face to face, telephone, video or home visit, and whether people had a choice",
        "getting_through",
    ),
    Term(
        "timeliness",
        "Waiting and timeliness",
        "Waiting times for treatment, referral, assessment, in clinic and in A&E; care that came in time",
        "getting_through",
    ),
    Term("medication", "Medicines", "Supplying, understanding and reviewing medication; prescriptions; side effects", "medicines"),
    Term("pain", "Pain", "Pain management and pain relief", "medicines"),
    Term("diagnosis", "Diagnosis and triage", "Getting the right diagnosis, tests, triage, missed or late diagnosis", "working_together"),
    Term(
        "referral",
        "Referral and continuity",
        "Referrals, handovers, being passed from team to team, continuity between services",
        "working_together",
    ),
    Term("admission", "Admission", "Coming into hospital or a service", "working_together"),
    Term("discharge", "Discharge", "Leaving hospital or being discharged from a service; support afterwards", "working_together"),
    Term("care_plan", "Care plans", "Having a plan, agreeing it, and people following it; advance wishes", "working_together"),
    Term(
        "records",
        "Records",
        "Patient records, repeating your story, lost notes, systems that do not talk to each other",
        "working_together",
    ),
    Term("impact", "Impact of care", "What treatment or care changed in someone's life, for better or worse", "working_together"),
    Term("feeling_safe", "Feeling safe", "Feeling safe, security, harm, restraint, being frightened", "safe_and_fair"),
    Term(
        "fairness",
        "Equality and inclusion",
        "Equality, diversity, inclusion, discrimination, reasonable adjustments, language and culture",
        "safe_and_fair",
    ),
    Term("location", "Where services are", "How near a service is, rural access, moving services", "getting_there"),
    Term("transport", "Transport", "Buses, patient transport, taxis, cost of travel", "getting_there"),
    Term("parking", "Parking", "Parking, drop-off, charges", "getting_there"),
    Term("cleanliness", "Cleanliness", "Cleanliness, tidiness and infection control", "place"),
    Term("surroundings", "Surroundings", "Environment, facilities, noise, light, privacy, equipment, corridors", "place"),
    Term("food_drink", "Food and drink", "Food and drink: choice, quality, help with eating, diet", "food"),
    Term("organisation", "Organisation", "Organisation and efficiency: how well things run, administration, waste", "how_it_runs"),
)

SCOPES = _terms(
    Term("S1", "the team that cared for me"),
    Term("S2", "staff learning here"),
    Term("S3", "board and governors"),
    Term("S4", "improvement workshops and live sessions"),
    Term("S5", "partners across the system"),
    Term("S6", "commissioners, funders and politicians"),
    Term("S7", "education and conferences"),
    Term("S8", "publications and website"),
    Term("S9", "social media"),
    Term("S10", "press and broadcast"),
    Term("S11", "research"),
    Term("S12a", "search by meaning on our own computers"),
    Term("S12b", "drafting with AI on our own computers"),
    Term("S12c", "drafting with an outside AI service"),
)

ANSWERS = _terms(Term("yes", "Yes"), Term("ask", "Ask me"), Term("no", "No"))

ACTS = _terms(
    Term("take_part", "Agreed to take part"),
    Term("release", "Released after seeing the finished version"),
    Term("vary", "Changed what is allowed"),
    Term("renew", "Renewed"),
    Term("withdraw", "Withdrawn"),
)

GIVEN_BY = _terms(
    Term("storyteller", "The storyteller"),
    Term("parent", "A parent or guardian"),
    Term("attorney", "An attorney or deputy"),
    Term("representative", "A personal representative"),
)

METHODS = _terms(Term("written", "In writing"), Term("verbal", "Spoken and recorded"), Term("digital", "Online"))

FORMS = _terms(
    Term("text", "the words, whole"),
    Term("excerpt", "short excerpts"),
    Term("audio", "audio"),
    Term("video", "video"),
    Term("photo", "photographs"),
)

NAMES = _terms(Term("real", "Real name"), Term("chosen", "A chosen name"), Term("none", "No name"))

REACTIONS = _terms(
    Term("moved", "This moved me", "were moved by"),
    Term("recognise", "I recognise this", "recognised"),
    Term("act", "I want to act on this", "wanted to act on"),
    Term("differently", "I see it differently", "saw things differently from"),
)
"""What people say to a story. The definition completes "12 people … stories like this"."""

REACTION_SOURCES = _terms(Term("story", "Reading"), Term("pitch", "A pitch"), Term("session", "A live session"))
