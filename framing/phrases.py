"""How services, tellers, causes and first questions are put into words. Tables only: one entry per code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """A service as people live it: "What do we want {experience} to be like for {people}?", {where} a small test could start, and {hands} there,
    somebody whose work it is."""

    experience: str
    people: str
    where: str
    hands: str


OUR_PEOPLE = "the people we care for, and for those who care for them"

SERVICES: dict[str, ServiceWords] = {
    "maternity": ServiceWords("having a baby", "women and their families", "one maternity team", "a midwife who is on call"),
    "gynaecology": ServiceWords(
        "waiting for surgery",
        "women living with pain, and for those who live with them",
        "one clinic",
        "someone who runs the clinic that day",
    ),
    "cancer": ServiceWords("living through cancer treatment", OUR_PEOPLE, "one cancer clinic", "someone who gives the treatment"),
    "stroke": ServiceWords(
        "life after a stroke",
        "people finding their way back, and for those beside them",
        "one stroke team",
        "someone who visits people at home",
    ),
    "cardiac": ServiceWords(
        "waiting for heart treatment",
        "the people on the list, and for those who love them",
        "one clinic",
        "someone who rings the people on the list",
    ),
    "inpatient": ServiceWords(
        "a night on the ward", "the people we care for, and for those who visit", "one ward", "someone who works nights on the ward"
    ),
    "discharge": ServiceWords("leaving hospital", OUR_PEOPLE, "one ward", "someone who sends people home on a Friday"),
    "outpatients": ServiceWords(
        "getting an appointment", "the people who come to our clinics", "one clinic", "someone who books the appointments"
    ),
    "children": ServiceWords(
        "a stay in hospital", "a child and the people who love them", "one children's ward", "a nurse from the children's ward"
    ),
    "intensive_care": ServiceWords("intensive care, and the months after it", OUR_PEOPLE, "one unit", "a nurse from the unit"),
    "emergency": ServiceWords(
        "a night in A&E", "the people who come to us frightened or in pain", "one A&E department", "someone who works nights in A&E"
    ),
    "urgent_advice": ServiceWords(
        "calling for help", "whoever is on the other end of the line", "one control room", "someone who answers the line at night"
    ),
    "gp": ServiceWords(
        "asking a GP practice for help", "the people on our list", "one practice", "someone who answers the practice's phone"
    ),
    "pharmacy": ServiceWords("getting the right medicines", OUR_PEOPLE, "one pharmacy", "someone who works at the counter"),
    "diabetes": ServiceWords("living with diabetes", "the people who do it every day", "one clinic", "a nurse from the clinic"),
    "community_nursing": ServiceWords("being cared for at home", OUR_PEOPLE, "one community team", "a nurse who goes from door to door"),
    "end_of_life": ServiceWords(
        "the last weeks of life",
        "people who are dying, and for those who love them",
        "one community team",
        "a nurse who is called out at night",
    ),
    "dementia": ServiceWords(
        "living with dementia", "people and families going through it", "one neighbourhood team", "someone who visits families at home"
    ),
    "carers": ServiceWords(
        "a week of caring", "someone who looks after a person they love", "one neighbourhood", "someone who does the assessments"
    ),
    "learning_disability": ServiceWords(
        "seeing a doctor or nurse",
        "people with a learning disability, and for their families",
        "one practice",
        "someone who greets people at the practice",
    ),
    "autism": ServiceWords("asking for help", "autistic people, and for their families", "one clinic", "someone who writes the reports"),
    "adult_mental_health": ServiceWords(
        "asking for help with mental health",
        "people at their lowest, and for those beside them",
        "one team",
        "someone who answers when people ring",
    ),
    "camhs": ServiceWords(
        "asking for help", "young people who are struggling, and for their families", "one team", "someone who reads the referrals"
    ),
    "perinatal": ServiceWords(
        "the first year with a baby", "parents who are struggling", "one perinatal team", "a nurse who visits mothers at home"
    ),
    "long_term": ServiceWords(
        "living with a long-term condition", "the people who do it every day", "one practice", "a nurse from the practice"
    ),
    "staff_experience": ServiceWords(
        "a day at work", "the people who give care, and for those they care for", "one team", "someone who works the shift"
    ),
    "all_services": ServiceWords("using our services", OUR_PEOPLE, "one team", "someone who does this work every day"),
}

# Where the usual words would wound: service and content note of the story → what is asked about instead.
GENTLER: dict[tuple[str, str], str] = {
    ("maternity", "pregnancy_loss"): "care after losing a baby",
    ("maternity", "death"): "care after losing a baby",
    ("gynaecology", "pregnancy_loss"): "care after losing a baby",
    ("perinatal", "pregnancy_loss"): "care after losing a baby",
    ("children", "death"): "care for a child who is dying",
    ("intensive_care", "death"): "the last days in intensive care",
    ("emergency", "self_harm"): "a night in A&E at the lowest point",
}

TELLERS: dict[str, str] = {
    "patient": "a patient",
    "carer": "a carer",
    "parent": "a parent or guardian",
    "relative": "a relative",
    "friend": "a friend",
    "advocate": "an advocate",
    "staff": "a member of staff",
    "staff_on_behalf": "a member of staff, on someone's behalf",
}

# Completes "To see whether it is getting better, we would look at …", by theme.
MEASURES: dict[str, str] = {
    "manner": "what people say about how they were spoken to",
    "staffing": "how often somebody had to choose whom to go to first",
    "responsiveness": "how long it takes until somebody comes",
    "staff_continuity": "how many different faces one person meets in a week",
    "competence": "what staff say they feel able to do",
    "listening": "how many people say that they were believed the first time",
    "explaining": "whether people can say back what happens next",
    "information": "whether people can read, and use, what they are sent",
    "kept_informed": "how many people had to ring to find out",
    "family": "how often families were asked, and when",
    "contacting": "how many tries it takes to reach somebody who can help",
    "appointments": "how many letters arrive before the day they are about",
    "appointment_method": "how many people are seen in the way they asked for",
    "timeliness": "how long people wait, and what they hear while they do",
    "medication": "how many people go without a medicine, and for how long",
    "pain": "how soon after somebody says that it hurts something is done",
    "diagnosis": "how long somebody lives with not knowing",
    "referral": "how many people have to tell it again from the beginning",
    "admission": "how many people are turned away, and where they go",
    "discharge": "how many people leave with a name and a number, and who rings back",
    "care_plan": "how many people have a plan that they can find",
    "records": "how often somebody has the notes in front of them",
    "impact": "what people can do again that they could not do before",
    "feeling_safe": "when in the day people feel least safe, and where",
    "fairness": "who is missing from those we reach",
    "location": "who cannot get here, and why",
    "transport": "how many journeys are lost or late",
    "parking": "what it costs people to arrive",
    "cleanliness": "what people notice first when they come in",
    "surroundings": "where people go for a quiet word",
    "food_drink": "what comes back on the plates",
    "organisation": "how many people one person has to speak to",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a first question that is a constraint: admit it, turn it towards people, say what follows. {people}, {where}."""

    heading: str
    admit: str
    instead: str
    then: str


REPLIES: dict[str, Reply] = {
    "time": Reply(
        "If the first question is time",
        "Time is short, and asking about it is fair.",
        "A question to put first: what would we want someone in this place to feel in the first few minutes, "
        "and what takes that time away today?",
        "We would start with minutes that are being lost already, before asking anyone for more.",
    ),
    "money": Reply(
        "If the first question is money",
        "What it costs is a fair question, and it has an answer once we know what to change.",
        "A question to put first: what is it like now for {people}, and which part of it could we change with what we already have?",
        "A small test in {where} tells us the cost before anyone is asked to fund more.",
    ),
    "staff": Reply(
        "If the first question is staff",
        "Nobody changes because they are made to.",
        "A question to put first: what did staff around this story want to be able to do, and what would give them permission to try it?",
        "We would begin with the people in {where} who are willing, and ask them what they need.",
    ),
    "structure": Reply(
        "If the first question is who owns it",
        "Ownership matters, and it can follow what we learn.",
        "A question to put first: whose relationships already reach {people}, and who is missing from the room?",
        "A test in {where} can start under the arrangements we have.",
    ),
    "proof": Reply(
        "If the first question is proof",
        "Asking for proof is right, and what we do not know is said on this page.",
        "A question to put first: what would we look for in the first few weeks that would tell us it is getting better for {people}?",
        "We would agree that before starting, and report it whichever way it goes.",
    ),
    "risk": Reply(
        "If the first question is risk",
        "Asking what could go wrong is part of caring for people.",
        "A question to put first: what could go wrong for {people} if nothing changes, and what would make a first step safe to stop?",
        "We would write down beforehand what would make us stop, and who may say so.",
    ),
    "tried_before": Reply(
        "If it has been tried before",
        "What was tried before cost people effort, and some of it may have been right.",
        "A question to put first: what did we learn, and what would we keep?",
        "We would ask those who tried it before we begin.",
    ),
}
