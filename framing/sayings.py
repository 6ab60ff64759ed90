"""What we say between people's words and the figures, each in several forms. Which one a page says is chosen by its story: framing.variety.

{name} is whom the story is about, {poss} theirs, {where} a place a small test could start. A form with a colon brings a quote.
"""

from __future__ import annotations

FRAME_STEPS = {"person": 0, "have": 1, "small": 2}  # so that the three frames of one story say it three ways

# What became of a change, and what it taught: one sentence that brings the words.
LEARNED = {
    "worked": ("It worked, and {name} would pass this on:", "It was tried and it worked. {poss} advice:", "It worked. What {name} learned:"),
    "partly": ("Part of it worked. What {name} learned:", "Some of it held and some did not. {poss} advice:", "It worked in part, and {name} would pass this on:"),
    "failed": ("It did not work, and {name} says why:", "It was tried and it did not work. What {name} learned:", "It did not work. {poss} advice:"),
    "": ("What {name} learned:", "{poss} advice:", "{name} would pass this on:"),
}  # fmt: skip
WOULD_CHANGE = ("{name} would start here:", "{poss} own answer is this:", "What would have helped, {name} says:")
WISHES_FOR = ("{name} wishes for this:", "What {name} hopes for:", "{poss} wish is this:")
# The teller's wish, where it answers the question a page opens with.
ANSWERS = ("{poss} answer to that:", "Asked that, {name} said:", "To that, {name} says:", "{name} has an answer to that:")
# Every form that promises exact words, for the gate that looks for them; and those that pages used to say, which people have copied out.
PROMISING = (*(form for forms in LEARNED.values() for form in forms), *WOULD_CHANGE, *WISHES_FOR, *ANSWERS)
USED_BEFORE = (
    "Part of it went well:", "One thing here is worth keeping:", "Something went right already:", "There is this to build on:",
    "{name} looks back on it:", "It went like this, {name} says:", "{name} remembers:", "This is how {name} tells it:", "{name} puts it plainly:",
    "It did not stay like that:", "It turned in the end:", "A better part was still to come:", "Then it shifted:", "It did not end there:",
    "It was left like this:", "There was more to come:", "That was not the last of it:", "{name} says what they did:",
    "{name} tells what was changed:", "This is what {name} says was tried:", "The change worked, and {name} came away with this:",
    "{name} took this from it:", "It taught {name} this:", "{name} came away with this:", "What {name} took from it:",
    "Something went right already, and can be built on:", "There is something here to build on:", "One thing in this story is worth keeping:",
    "{name} would change one thing first:", "What would have helped most, {name} says, is this:", "One thing would have made the difference, {name} says:",
    "If one thing could be different, {name} would choose this:", "What {name} hopes for is this:", "This is the wish {name} leaves us with:",
)  # fmt: skip

TOLD_WHOLE = (
    "{title} is a story by {who}. It may be told whole and no other way, so nothing of it is quoted here.",
    "There is a story called {title}, by {who}. It is to be told whole, so nothing of it is quoted here.",
    "{who}, allows this story to be told whole and no other way. So nothing of it is quoted here. It is called {title}.",
)
AS_TOLD = "The words stand here as they were told. A translation is needed, and none has been made."
READ_WHOLE = ("Read it together, from beginning to end, before you talk.", "Read it aloud first, all of it, and talk afterwards.")
ALL_ASKED = (
    "Each of them was asked what services should be like.",
    "They were asked the same thing: what should services be like?",
    "We asked each of them what they would wish for.",
)

# How typical it is, by what the link says. Every form says how common, or that nobody knows; how sure the figure is stands with its source.
TYPICAL = {
    "common": ("{name} is not alone", "{name} is not the only one", "{poss} day is a common one"),
    "uncommon": ("For most people it went another way", "It is not how it goes for most people", "Most people would tell it differently"),
    "rare": ("What {name} tells is rare, and it happens", "A day like {poss} is rare", "It is rare, and it happened to {name}"),
    "": (
        "We do not know how many others could tell {poss} story",
        "We do not know how common a story like {poss} is",
        "How common a day like {poss} is, nobody has counted",
    ),
}
# A figure about others than the teller: {who} is counted, {side} is where the teller stands.
OTHER_SIDE = (
    "{name} tells it {side}, and how common that is we do not know",
    "That counts {who}. We do not know how many {beside} could say what {name} says",
    "{name} saw it {side}: how common that is, nobody has counted",
)
# A figure that is getting better, where there is none about what the story tells.
NOT_THIS = (
    "It is getting better, and it is not quite {poss} story: how often that happens, we do not know",
    "That is moving the right way. How common a day like {poss} is, it does not say",
    "It has improved, and of days like {poss} we do not know how many there are",
)
EXCEPTION = (
    "{poss} story is an exception to that figure, and a place to learn from",
    "Against that figure {poss} story is an exception",
    "{name} is an exception to it, and shows what it leaves out",
)
STRENGTH = (
    "That is a strength to keep, and {poss} story shows where it does not yet reach",
    "It is worth keeping. {poss} story comes from where it does not yet reach",
    "{poss} story comes from where it does not yet reach",
)
NO_FIGURE = (
    "How often this happens we do not know: we have found no figure for it.",
    "We have found no figure for this, so how common it is we cannot say yet.",
    "Nobody has counted this where we could find it, and we do not know how common it is.",
    "We do not know how many others could tell {poss} story, for we have found no figure.",
)
CHOSE = (
    "These are people who chose to answer, so it may not hold for everyone.",
    "The survey cannot speak for those who did not answer.",
    "It counts those who chose to answer.",
)
FROM_NEARBY = (
    "It was asked of people in a similar service.",
    "That is from a similar service, not the same one.",
    "A similar service was asked, not the same one.",
)
ANALOGOUS = (
    "It comes from a similar service, and would need trying in {where} first.",
    "That was a similar service, not the same one: {where} would be a first test.",
    "It is about a similar service, so what it does in {where} we would have to see.",
)
OWN_COUNT = (
    "That is a team’s own count, so an early sign.",
    "One team counted this for itself: an early sign.",
    "It was counted by the team itself, so it is an early sign.",
)
SMALL_FIGURE = (
    "It is an early figure, to be held lightly.",
    "Hold it lightly: it is an early figure.",
    "That is an early figure, so hold it lightly.",
)
SMALL_COUNT = ("It is an early sign, and no more.", "That is an early sign.", "An early sign, then.")

# What helps. Where the teller asks for something, it is what is not tried yet.
NO_ANSWER = (
    "We know of no tested answer. A local test in {where} can be stopped on any day.",
    "What would help in {where} is not proven. So we ask for a local test.",
)
NOT_TRIED = (
    "We know of no place that has tried it. A local test would be a first.",
    "Nobody we know of has tried it. So a local test in {where} comes first.",
    "We have no proof to bring. A local test in {where} is how we would find out.",
    "It is not proven, and so we ask for a local test.",
)
KNOWN_HERE = (
    "What {name} knows is here already, and so is what the staff around this story know.",
    "{name} knows where it goes wrong, and so do the staff who were there.",
    "There is knowledge here already: {poss}, and that of the staff who were there.",
)
OUTCOME = {
    "worked": ("What {name} tells of was tried, and it worked.", "It was tried, and it worked.", "It worked when it was tried."),
    "partly": ("It has been tried, and part of it worked.", "What {name} tells of worked in part.", "Some of it worked when it was tried."),
    "failed": ("It was tried, and it did not work.", "What {name} tried did not work.", "It did not work when it was tried."),
}
SOMEBODY_TRIED = {
    "worked": ("Somebody has tried, and it worked.", "Elsewhere a change was tried. It worked.", "It worked when somebody tried it."),
    "partly": (
        "Somebody has tried. It worked in part.",
        "A change like it was tried, and part of it worked.",
        "When somebody tried, some of it worked and some did not.",
    ),
    "failed": (
        "Somebody has tried, and it did not work. What was learned is worth having.",
        "A change like it was tried and did not work. It taught something.",
        "It did not work when somebody tried. They can say why.",
    ),
}

# Who else, and what is asked. Whoever is heard could also help to carry the loss.
IN_THE_ROOM = (
    "{one} should be heard before you decide. {two} could help you see it through.",
    "Nothing should be settled without {one}. {two} could help you carry it.",
    "We would begin with {one}. {two} could share the work of it.",
)
# For those who have lived it themselves: they are heard, and the work of it is not theirs.
AMONG_YOU = (
    "Before anything is settled, we would hear {one} beside you. The work of it is for others: {two}, first of all.",
    "You are asked first, and with you {one}. Carrying it out falls to others, beginning with {two}.",
    "With you we would want {one}. What follows is work for {two}, and not for you.",
)
ALSO_ASK = (
    "Please ask {roles} too: they are part of {poss} story.",
    "{poss} story has {roles} in it as well: please ask them.",
    "{name} speaks of {roles} too, and they should be asked.",
)
ALSO_ASK_BY_NAME = (
    "And ask {who}, the {role} in {poss} story.",
    "{who}, the {role} in {poss} story, should be asked as well.",
    "We would ask {who} too, the {role} {name} speaks of.",
)
ASKED_INSTEAD = ("A question to put first:", "Before that, we might ask:", "Another question could come first:")
AND_INSTEAD = ("We would ask instead:", "There we might ask:", "What we would ask is this:")
FIRST_STEP = ("A first step this month: {step}", "To begin with: {step}", "First, this month: {step}", "A start, this month: {step}")
# What we would count, and that the second step is left open on purpose until then.
COUNT = (
    "We would count {measure}, and choose the second step from that.",
    "What comes second depends on {measure}.",
    "The second step is open until we have counted {measure}.",
    "Count {measure}: the second step is open till then.",
)
LOOK_AT = (
    "Together we would look at {measure}, and choose the second step from that.",
    "What comes second depends on {measure}.",
    "The second step is open until we have seen {measure}.",
    "Look at {measure}: the second step is open till then.",
)
