"""Where the cause of a story is looked for: always a part of the system, never a person. What a story turns on comes
first (framing.things); these are for the rest, one entry for each theme; whole sentences, no slots."""

from __future__ import annotations

# Theme → what a story of this kind depends on, said in two ways. Where to look, and never a claim about one place.
BEHIND: dict[str, tuple[str, str]] = {
    "manner": (
        "Kindness needs minutes, and it depends on the working day whether there are any.",
        "How people are spoken to depends on how full the rota leaves the shift.",
    ),
    "staffing": (
        "How many people are there when somebody calls depends on the rota.",
        "Much of this depends on the rota: how people and work are matched, hour by hour.",
    ),
    "responsiveness": (
        "A call for help travels along a process that somebody designed: who hears it, and who is free to come.",
        "Whether somebody comes depends on the process for sharing out calls, and not on how much anyone cares.",
    ),
    "staff_continuity": (
        "Whether people meet the same faces depends on how the rota is drawn up.",
        "Rotas are designed around shifts. Seeing the same face twice can be designed into them.",
    ),
    "competence": (
        "What staff can do at a given hour depends on their training, and on who there is to ask.",
        "Behind a hard moment there may be a gap in training that the person in it did not choose, because others plan it.",
    ),
    "listening": (
        "How much gets heard depends on how long the appointment is, and on what the form asks first.",
        "Listening is set up before anyone speaks: by the length of the appointment, and by the questions on the form.",
    ),
    "explaining": (
        "Whether there is time to explain depends on whether the appointment was planned with some.",
        "Explaining often comes last in an appointment, and what comes last depends on the queue outside.",
    ),
    "information": (
        "What a letter tells somebody depends on who designed it, and for whom.",
        "The trouble is worth looking for in the process: who writes the letter, in which language, and where it goes.",
    ),
    "kept_informed": (
        "Whether people are kept informed depends on the process giving that task to somebody.",
        "A system can be set up to tell the person waiting what it tells the staff.",
    ),
    "family": (
        "When families are brought in depends on the routine, and on whether the form has a place for them.",
        "The form asks about the patient first. Where it asks about the family is worth looking at.",
    ),
    "contacting": (
        "What becomes of a call depends on how the phone line was designed, and on what the person answering can see.",
        "It depends on the phone line: where a call goes when nobody is free, and who rings back.",
    ),
    "appointments": (
        "An appointment depends on a system that books, moves and cancels it, mostly out of sight.",
        "The booking system is worth looking at: what it sends, when, and how it would know that the letter came.",
    ),
    "appointment_method": (
        "How somebody is seen depends on what the booking system offers them.",
        "The choice of telephone, video or face to face is designed into the booking system, and can be designed again.",
    ),
    "timeliness": (
        "A queue has rules. What somebody hears while they stand in it depends on how those were designed.",
        "What waiting is like depends on how the waiting list is run, and on what help there is in the meantime.",
    ),
    "medication": (
        "A medicine reaches somebody by a process with many steps, and each step depends on the one before.",
        "It is worth looking at the path between screen, bag and kitchen table: the process was designed in parts.",
    ),
    "pain": (
        "How soon pain is met depends on the policy: how often to ask, and what may be done without waiting.",
        "Whether pain is acted on depends on what the routine lets the nearest person do.",
    ),
    "diagnosis": (
        "How long an answer takes depends on the pathway, and on how it treats a second visit.",
        "A pathway is designed for the usual case. How it meets the unusual one is worth looking at.",
    ),
    "referral": (
        "How much of a story arrives with the person depends on the handover.",
        "The cause may lie between teams: in what a referral carries across, and what stays behind.",
    ),
    "admission": (
        "Who gets through the door depends on criteria, and on who may make room beside them.",
        "A threshold was designed for a reason. Whom it turns away is worth looking at.",
    ),
    "discharge": (
        "What happens after the front door closes depends on how discharge is planned, and who stays in touch.",
        "A discharge checklist is designed to get people home. Whether it covers the first nights is worth looking at.",
    ),
    "care_plan": (
        "What a care plan can do depends on where it is kept, and on who can open it.",
        "Care plans help where they are read. Whether they can be depends on which computers talk to each other.",
    ),
    "records": (
        "Whether people must tell it all again depends on whether their records travel with them.",
        "Records are designed to be kept. Whether they can follow the person is worth looking at.",
    ),
    "impact": (
        "What gets noticed depends on what the form asks, and daily life may not be on it.",
        "It depends on the system whether anyone asks what somebody can do again.",
    ),
    "feeling_safe": (
        "Feeling safe depends on routines: who says their name, who comes back when they said they would.",
        "A place feels safe, or does not, because of its routines, most of all at its busiest.",
    ),
    "fairness": (
        "Whether somebody has to ask each time depends on whether the system remembers.",
        "Adjustments can be designed into the system, or left for each person to ask for.",
    ),
    "location": (
        "How far somebody must come depends on where the building is, and on what the service is set up to bring to them.",
        "Distance is designed in when the building is chosen, and a service can reach out from it again.",
    ),
    "transport": (
        "Whether the journey works depends on whether the booking system knows there is one.",
        "A journey depends on timetables that were designed apart from the appointment.",
    ),
    "parking": (
        "What arriving is like depends on whether somebody planned it with the appointment.",
        "Arriving was designed too, or left out of the design: the layout, the signs, the barrier.",
    ),
    "cleanliness": (
        "What gets cleaned, and when, depends on a routine and on the hours given to it.",
        "Cleaning was set up as a routine with hours of its own, and those are worth looking at.",
    ),
    "surroundings": (
        "What can be said in a room depends on the room, and on how the building is used.",
        "The layout was designed for the work. Where a quiet word can be had is worth looking at.",
    ),
    "food_drink": (
        "Whether somebody eats depends on who is free when the food comes, and so on the rota.",
        "Mealtimes were set up as a routine, and who is free to help in it is worth looking at.",
    ),
    "organisation": (
        "What it is like to go from one part to the next depends on how the handover between them was designed.",
        "The parts were set up one at a time, each with its own process. The joins are worth looking at.",
    ),
}
NOT_ONE_PERSON = (
    "The place to look is how the service is set up, and not any one person in it.",
    "What lies behind it is how the service was designed, and not one person’s work.",
    "The cause is more likely in how the system is set up than in anyone who works in it.",
)  # nothing is marked in the story
