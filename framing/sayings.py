"""What we say between people's words and the figures, each in several forms. Which one a page says is chosen by its story: framing.variety.

{name} is whom the story is about, {poss} theirs, {where} a place a small test could start. A form with a colon brings a quote.
"""

from __future__ import annotations

FRAME_STEPS = {"person": 0, "have": 1, "small": 2}  # so that the three frames of one story say it three ways

# Before a quote. {name} says, in one form or another, what follows.
FIRST = (
    "{name} looks back on it:",
    "It went like this, {name} says:",
    "{name} remembers:",
    "This is how {name} tells it:",
    "{name} puts it plainly:",
)
TURNED = ("It did not stay like that:", "It turned in the end:", "A better part was still to come:", "Then it shifted:")
STAYED = ("It did not end there:", "It was left like this:", "There was more to come:", "That was not the last of it:")
TRIED = ("{name} says what they did:", "{name} tells what was changed:", "This is what {name} says was tried:")
# What became of a change, and what it taught: one sentence that brings the words.
LEARNED = {
    "worked": (
        "The change worked, and {name} came away with this:",
        "What was tried worked, and {name} took this from it:",
        "The change worked. It taught {name} this:",
    ),
    "partly": (
        "The change worked in part, and {name} came away with this:",
        "Part of what was tried worked. {name} took this from it:",
        "Some of the change worked, and it taught {name} this:",
    ),
    "failed": (
        "The change did not work, and {name} came away with this:",
        "What was tried did not work. {name} took this from it:",
        "The change did not work, and it taught {name} this:",
    ),
    "": ("{name} came away with this:", "What {name} took from it:", "It taught {name} this:"),
}
WENT_RIGHT = (
    "Something went right already, and can be built on:",
    "One thing in this story is worth keeping:",
    "There is something here to build on:",
    "Part of it went well:",
)
WOULD_CHANGE = (
    "Asked for the one change that would have helped most, {name} said:",
    "{name} would change one thing first:",
    "What would have helped most, {name} says, is this:",
    "One thing would have made the difference, {name} says:",
    "If one thing could be different, {name} would choose this:",
)
WISHES_FOR = (
    "Asked what services should be like, {name} said:",
    "{name} wishes for this:",
    "What {name} hopes for is this:",
    "This is the wish {name} leaves us with:",
)
# Every form that promises exact words, for the gate that looks for them.
PROMISING = (
    *FIRST, *TURNED, *STAYED, *TRIED, *(form for forms in LEARNED.values() for form in forms), *WENT_RIGHT, *WOULD_CHANGE, *WISHES_FOR,
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

# How typical it is, by what the link says. Every form says how common, or that nobody knows.
TYPICAL = {
    "common": (
        "{name} is not alone.",
        "{poss} story is one story of many.",
        "What {name} tells is common.",
        "{name} is not the only one.",
        "Stories like {poss} are common.",
    ),
    "uncommon": (
        "This is not how it goes for most people, and it is how it went for {name}.",
        "For most people it goes otherwise. {name} is not the only one for whom it did not.",
        "What {name} tells is not common, and it does happen.",
    ),
    "rare": (
        "What is told here is rare, and {poss} story shows what it asks of one person.",
        "Few people live through this. {poss} story says what a rare thing is like from inside.",
        "This is rare. Rare things happen to somebody, and here it was {name}.",
    ),
    "": (
        "The figure gives the scale; how many people share this exact story, we do not yet know.",
        "{poss} story belongs to that figure, and we do not yet know how common the whole of it is.",
        "We do not yet know how many others could tell this very story. The figure gives the scale.",
    ),
}
EXCEPTION = (
    "{poss} story is an exception to that figure. Exceptions are where a service can learn.",
    "Against that figure {poss} story is an exception, and worth hearing because of it.",
    "Set beside that figure, {poss} story is an exception. It shows what the figure leaves out.",
)
STRENGTH = (
    "That is a strength to keep. {poss} story shows where it does not yet reach.",
    "That is worth keeping. {poss} story comes from where it does not yet reach.",
    "There is a strength in that, and {poss} story shows where it does not yet reach.",
)
NO_FIGURE = (
    ("We do not yet know how common this is.", "Finding out could be something we do together."),
    ("How common this is, we do not yet know.", "Asking others who use the service would be a good beginning."),
    ("One story cannot say how often this happens, and we have found no figure that does.", "We could start to count, with you."),
    ("Nobody has told us yet how common this is.", "You may know whom to ask."),
)
SURE = (
    "The figure comes from {kind}, so its size is well known.",
    "It comes from {kind}, so its size can be relied on.",
    "Behind the figure stands {kind}: its size is well known.",
)
CHOSE = (
    "Those who answered chose to, so it may not speak for everyone.",
    "People chose whether to answer, so it may not speak for those who did not.",
    "It was open to whoever wished to answer, and may not speak for the rest.",
)
ANALOGOUS = (
    "That comes from a similar service, not the same one.",
    "It was found in a similar service, not the same one.",
    "It is about a similar service, not the same one.",
)
OWN_COUNT = (
    "That is a team’s own count, with nothing to compare it with: an early sign.",
    "One team counted this for itself, with nothing beside it to compare: an early sign.",
    "It was counted by the team itself and compared with nothing, so it is an early sign.",
)
SMALL_COUNT = (
    "That is small or local: an early sign.",
    "The count is small or local, so it is an early sign and no more.",
    "An early sign, then: it is small or local.",
)

# What helps.
NO_ANSWER = (
    (
        "We have no tested answer to this yet, and we say so.",
        "What we can offer is a local test, small enough to stop, looked at together with people who use the service.",
    ),
    ("What would help here is not proven.", "A small test in {where} would show us something, and it can be stopped on any day."),
    ("We cannot point to a proven answer.", "We can propose a small test, in the open, with the people it is meant for."),
    (
        "We know of no place that has solved this, and we would be glad to hear of one.",
        "Until then a small test could be our way to learn.",
    ),
)
KNOWN_HERE = (
    "What is here already is what {name} knows, and what the staff around this story know.",
    "There is knowledge here already: {poss}, and that of the staff around this story.",
    "{name} knows where it goes wrong, and so do the staff who were there. That is something to begin with.",
)
OUTCOME = {
    "worked": (
        "What {name} describes is more than a wish: it was tried, and it worked.",
        "The change {name} describes was tried, and it worked.",
        "{name} speaks of a change that was made, and it worked.",
    ),
    "partly": (
        "It has been tried, and part of it worked.",
        "Some of it worked when it was tried, and some of it did not.",
        "The change {name} describes worked in part.",
    ),
    "failed": (
        "It was tried, and it did not work. What was learned is worth having.",
        "The change {name} describes did not work. It left something behind that is worth knowing.",
        "What {name} tried did not work, and saying so is part of the help.",
    ),
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
CAN_IMPROVE = (
    "So it can get better, though what moved it we do not yet know.",
    "It is moving the right way, and what moved it we do not yet know.",
    "Something moved it, and it would help to find out what.",
)
TEST_HERE = (
    "We would test it here before relying on it.",
    "Whether it helps here, a test would have to show.",
    "It would need trying here first.",
)

# Who else, and what is asked.
IN_THE_ROOM = (
    "Two others belong in the room: {one} and {two}.",
    "Please make room for {one} and for {two}.",
    "This conversation also needs {one} and {two}.",
    "We would bring in {one} and {two}.",
)
ALSO_ASK = (
    "{poss} story also turns on {roles}: ask them too.",
    "Ask {roles} as well; they come into {poss} story.",
    "Others saw it from another side: {roles}. Ask them too.",
)
ALSO_ASK_ALL = (
    "These stories also turn on {roles}: ask them too.",
    "Ask {roles} as well; they come into these stories.",
    "Others saw it from another side: {roles}. They should be asked.",
)
BEFORE = (
    "Nothing should be settled before they have been heard.",
    "Let them be heard before anything is settled.",
    "What they say should come before any decision.",
    "Please decide nothing until they have been heard.",
)
ASKED_INSTEAD = ("A question to put first:", "Before that, we might ask:", "Another question could come first:")
AND_INSTEAD = ("We would ask instead:", "There we might ask:", "What we would ask is this:")
FIRST_STEP = (
    "A first step, in the next few weeks: {step}",
    "It can begin in the next few weeks. The first step: {step}",
    "The first step is small and can be taken this month: {step}",
    "To begin with, in the next few weeks: {step}",
)
LOOK_AT = (
    "To see whether it helps, we would look at {measure}.",
    "Together we would watch {measure}.",
    "The sign to look for is {measure}.",
    "What will tell us most is {measure}.",
)
THEN = (
    "The second step is left open on purpose: we decide it from what we see.",
    "What comes second is left open on purpose, until the first step has taught us something.",
    "We leave the second step open on purpose. The first one should decide it.",
    "There is no second step yet, on purpose: it depends on what we see.",
)

# Headings, so that no two pages of one service look ruled by the same hand.
HEADINGS = {
    "happened": ("What happened", "In {poss} words", "How it went", "The story"),
    "statistic": ("The wider picture", "Beyond one story", "Others too", "Set beside others"),
    "typical": ("The wider picture", "Beyond one story", "What we do not know"),
    "cause": ("What lies behind it", "Where to look", "How it comes about"),
    "works": ("What helps", "What could help", "A way forward"),
    "loss": ("What stays the same", "What stays yours", "What you keep"),
    "room": ("Who else needs to be in the room", "Who else to hear", "Round the table"),
    "ask": ("What we are asking", "The ask", "One thing to do"),
}
