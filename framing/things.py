"""What a story turns on: the letter, the number, the door. What lies behind each, and what a team could count. Tables, and how one is found.

A cause says where to look, and never what happened in one place. A measure is something that can be counted in two weeks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stories.consent import ClearedStory

ENOUGH = 4.0  # points from which a story turns on a thing
# Points for a word of it in what the teller would change, in their wish, the title, their quotes, and each time in the text.
_CHANGE, _WISH, _TITLE, _QUOTED, _TOLD = 4.0, 1.5, 2.0, 1.0, 0.5
_MOST_TOLD = 4  # times a word in the text counts


@dataclass(frozen=True, slots=True)
class Thing:
    """A part of the system: the words it goes by (`found`), the themes it stands for, where to look (whole sentences), and `counted`, which
    completes "We would count …"."""

    key: str
    found: re.Pattern[str]
    themes: frozenset[str]
    behind: tuple[str, str]
    counted: str


def _thing(key: str, words: str, themes: str, behind: tuple[str, str], counted: str) -> Thing:
    return Thing(key, re.compile(rf"\b(?:{words})\b", re.I), frozenset(themes.split()), behind, counted)


THINGS: dict[str, Thing] = {
    each.key: each
    for each in (
        _thing(
            "letter", r"letters?|templates?|leaflets?", "information appointments explaining organisation",
            ("A letter comes from a template. What it says depends on who may change that template.", "What a letter tells people depends on its template. They are seldom asked about it."),
            "how many people ring about their letter, and how many do not come",
        ),
        _thing(
            "post", r"post(?:ed|ie|man|mark\w*)|second class|two days after|did(?: not|n[’']t) (?:come|arrive)|struck off", "appointments contacting organisation",
            ("The booking system knows that a letter was sent. Whether it arrived depends on the post, which no screen shows.", "A missed appointment is counted by a system that cannot see whether the letter came."),
            "how many people are rung before they are taken off a list",
        ),
        _thing(
            "interpreter", r"interpret\w+|BSL|sign language", "fairness information listening explaining diagnosis",
            ("Whether an interpreter comes depends on a form. Somebody has to read what was ticked in it.", "Whether an interpreter comes depends on the booking system. Nobody may know when none was booked."),
            "how many people who asked for an interpreter had one",
        ),
        _thing(
            "language", r"language|in English|Sylheti|Punjabi|Gujarati|Urdu|Polish|cannot read|does not read|read it to (?:me|her|him)", "fairness information contacting appointments",
            ("How people are invited depends on the system: who rings, when, and in which language.", "A system has one language and office hours, unless it is designed for more."),
            "how many people were asked in their own language, and came",
        ),
        _thing(
            "number", r"(?:mobile|phone|telephone|named|one|own|that|the|a|night) numbers?|number on|no number|somebody answers|picks? up|get hold of", "discharge contacting manner",
            ("A number on paper needs hours behind it. Who answers at a weekend depends on the rota.", "Who picks up depends on the rota. A phone is often on nobody’s."),
            "how many people ring once they are home, and how many get an answer",
        ),
        _thing(
            "queue", r"at eight|call-?back|queue|engaged|on hold|get through|got through", "contacting appointments organisation",
            ("What becomes of a call depends on how the phone line was designed.", "A phone line can be designed around its queue, or around why people ring."),
            "how many people get through, and on which try",
        ),
        _thing(
            "list", r"(?:waiting|the) list|ring in between|once a month|cancelled|no date|heard nothing|while (?:you|I|we) wait(?:ed)?", "timeliness kept_informed impact",
            ("A waiting list keeps people’s places. Whether anybody keeps in touch depends on the process.", "How a wait feels depends on the process: who rings in between, and what they may say."),
            "how many people on the list have heard from somebody this month",
        ),
        _thing(
            "owner", r"owns? it|whoever takes|owner|passed (?:from|on to)|nobody[’']s job|not our|rang the ward", "contacting referral responsiveness organisation",
            ("Where a call ends up depends on the process. It should be somebody’s until somebody else has it.", "Between teams a call can belong to nobody. It depends on the handover."),
            "how many calls have a name beside them until they are settled",
        ),
        _thing(
            "notes", r"notes|records?|on the screen|the computer|on (?:his|her|my) paper|ID", "records care_plan family listening staff_continuity fairness medication",
            ("What people need not say twice depends on what the record shows first.", "Somebody’s own words can stand at the front. It depends on how the record is designed."),
            "how many people had to say it again, and to how many",
        ),
        _thing(
            "tablets", r"tablets?|medicines?|prescriptions?|dos(?:e|es|ette)|pharmacists?|boxes", "medication discharge explaining",
            ("What goes home in the bag depends on the discharge routine.", "Who explains the tablets depends on the rota, and on the discharge routine."),
            "how many people could say, at home, what each of their tablets is for",
        ),
        _thing(
            "stock", r"chemists?|who[’']s (?:open|got it)|in stock|got it in|driver (?:of|with) the", "medication pain organisation responsiveness",
            ("Which chemist has it depends on lists kept in more than one system.", "Whether the right medicine is near depends on a system few people can see."),
            "how many places a family has to try, and how long it takes",
        ),
        _thing(
            "corridor", r"corridors?|trolleys?|cubicles?|ambulances?|parked", "surroundings timeliness staffing admission feeling_safe",
            ("How long somebody stays in a corridor depends on beds far from it, and on how discharge is run.", "A corridor was built for walking through. How long it fills depends on the whole system of beds."),
            "how many people are cared for in a corridor, and for how long",
        ),
        _thing(
            "room", r"lights?|noise|noisy|loud|shouted|headphones|torch|the rush|tickets", "surroundings fairness feeling_safe",
            ("A room was set up for the routine in it. Light, noise and waiting are part of that.", "How loud and how bright it is depends on a routine. A routine can change for an hour."),
            "how many people leave without what they came for",
        ),
        _thing(
            "threshold", r"thresholds?|criteria|closed|non-engagement|referrals?|worried", "referral admission fairness",
            ("Who is taken on depends on criteria that were written before anyone met the person.", "What a referral says depends on the boxes of its form."),
            "how many people are turned away before anybody has spoken with them",
        ),
        _thing(
            "worker", r"(?:my|next|new|adult|keep (?:my|their)|same) (?:worker|doctor|nurse|midwife|team)|hands? you over|transition|in the room for the first", "staff_continuity referral discharge",
            ("Whether people know the next face depends on how the handover is designed.", "Who somebody sees depends on the rota. A handover can be a form or a meeting."),
            "how many people have met the person who comes next before the last one goes",
        ),
        _thing(
            "door", r"signs? (?:off|on|from)|the sign|one door|the door|visiting|passports?|security|guard|cards?|let (?:me|us|her|him) in", "family surroundings information parking",
            ("Who may come in depends on rules about doors and hours. A rule can outlive its reason.", "Whether a family gets past the door depends on rules, and on who knows of them."),
            "how many people had somebody with them when they wanted to",
        ),
        _thing(
            "journey", r"bus(?:es)?|miles|petrol|taxi|car park|the journey|a lift home|share a car|how (?:they|people) (?:would|will) get", "transport location appointments parking fairness",
            ("Appointments are planned from the clinic outwards. The way there depends on other timetables.", "What a visit takes depends on the booking system. It sees the slot and not the road."),
            "what one visit takes from people, in hours and in money",
        ),
        _thing(
            "food", r"toast|kitchens?|bread|meals?|hungry|supper", "food_drink",
            ("When there is something to eat depends on the kitchen’s routine, and on who has the key.", "A hungry night depends on a rule about a kitchen, and on the rota."),
            "how many people could eat when they were hungry",
        ),
        _thing(
            "cover", r"cover|second (?:nurse|name|person)|one nurse|weekends?|took over|another ward|pair of hands|rota|on call|supervision", "staffing staff_continuity organisation contacting",
            ("What rests on one person stops when they are away. Cover depends on the rota.", "How long good work lasts depends on the rota. There has to be a second person."),
            "how many days had somebody to take over",
        ),
        _thing(
            "kit", r"scales?|hoists?|wheelchair|cuffs?|monitors?|equipment|gas and air|plug(?:ged)?", "fairness surroundings diagnosis pain responsiveness",
            ("Whether the right thing is at hand depends on a process: who orders it, who keeps it, who knows where.", "Whether equipment is there depends on two systems: one buys it, the other needs it."),
            "how often what was needed was there, and worked",
        ),
        _thing(
            "screen", r"apps?|online|login|log in|text link|link|video|iPads?", "appointment_method fairness contacting location",
            ("A digital way in works for those who have what it asks. Another way depends on the process.", "Who gets in depends on the design of the system: what it asks people to have and to know."),
            "how many people could not use it, and what they did instead",
        ),
        _thing(
            "shown", r"show(?:ing|ed|n)? me|taught|teach|explain(?:ing|ed)?|told me how", "explaining pain discharge manner family contacting",
            ("Whether there is time to show somebody depends on how the appointment was planned.", "Teaching takes a chair and some minutes. Both depend on the routine of the day."),
            "how many people have done it once with somebody beside them",
        ),
        _thing(
            "news", r"been told|telt|telling (?:me|him|her)|results?|bad news", "kept_informed organisation information",
            ("Who hears first depends on which system is faster: the one that books, or the people who tell.", "How news arrives depends on a process. Booking and telling are two queues."),
            "how many people heard it from a person first",
        ),
        _thing(
            "message", r"messages?|texts?|reminders?|cancels?", "records manner contacting information",
            ("A system goes on sending until it is told. A message that stops the others depends on its design.", "What is sent after a loss depends on systems that do not know of it."),
            "how many messages went out that should have been stopped",
        ),
        _thing(
            "board", r"boards?|how long|whiteboard|telly", "kept_informed timeliness feeling_safe",
            ("What people in a queue know depends on who keeps the board true. That has to be on the rota.", "What people know depends on what the queue is told, how often, and by whom."),
            "how often the time on the board is the true one",
        ),
        _thing(
            "review", r"reviews?|checks?|annual|six-month", "referral timeliness appointments impact fairness",
            ("Whether a review takes place depends on a process that owns the date.", "Whether a review comes depends on the handover, and on who books it."),
            "how many people leave with a date, and a name beside it",
        ),
        _thing(
            "assessment", r"assessments?|the form|out of ten|face to face", "family fairness listening timeliness responsiveness discharge",
            ("What an assessment finds depends on how it is done: on a form, or where somebody lives.", "A form asks for a number. The rest depends on the process around it."),
            "how many people say something else face to face than on the form",
        ),
        _thing(
            "asked", r"asked? (?:us|me|what|if)|question on|tick(?:ed|box)?|the sheet|written? down", "listening discharge family fairness diagnosis pain surroundings impact",
            ("What gets asked depends on the form, and on where it is filled in.", "A form finds what it was designed to find. The rest depends on who asks, and where."),
            "how many people gave an answer nobody had heard before",
        ),
        _thing(
            "minute", r"a minute|one minute|wait|to finish|words (?:came|come)|hurry|hurried", "listening manner appointments competence",
            ("How long somebody has to answer depends on how the appointment was planned.", "The pace of a talk depends on the working day around it, and on the queue outside."),
            "how long people were given to answer before somebody else spoke",
        ),
        _thing(
            "overheard", r"in front of|overhear\w*|ward round|curtains?|(?:he|she|they|everyone) (?:could|can) hear|round the corner", "listening surroundings records discharge",
            ("What can be said depends on where it is asked: on the layout of the bay, and the routine of the round.", "Who is in earshot depends on a routine that was set up for the day’s work."),
            "how many people were asked where nobody else could hear",
        ),
    )
}  # fmt: skip


@lru_cache(maxsize=4096)
def _points(key: str, change: str, wish: str, title: str, quoted: str, text: str) -> float:
    found = THINGS[key].found
    told = min(_MOST_TOLD, len(found.findall(text)))
    asked = _CHANGE * bool(found.search(change)) + _WISH * bool(found.search(wish))
    return asked + _TITLE * bool(found.search(title)) + _QUOTED * bool(found.search(quoted)) + _TOLD * told


def turns_on(story: ClearedStory) -> Thing | None:
    """The thing that a story turns on: named in what its teller asks for, its title and its quotes, and of one of its themes. None when
    nothing is found that the story says often enough, or when it may be told whole only."""
    if story.whole_story_only or story.foreign:
        return None
    quoted = " ".join([*story.quotes, story.plot.challenge, story.plot.choice, story.plot.outcome])
    themes = list(story.themes)

    def points(thing: Thing) -> float:
        near = next((place for place, code in enumerate(themes) if code in thing.themes), None)
        if near is None:
            return 0.0
        return _points(thing.key, story.single_change, story.wish, story.title, quoted, story.text) + 1.0 / (near + 1)

    best = max(THINGS.values(), key=points)
    return best if points(best) >= ENOUGH else None
