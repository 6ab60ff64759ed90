"""The rubric's fifteen lines: what each asks for in plain words, and which must not be missing. What looks for them is in `rubric`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the rubric: `name` completes "It …"; `required` lines must not be missing."""

    code: str
    name: str
    required: bool = False


CRITERIA: dict[str, Criterion] = {
    each.code: each
    for each in (
        Criterion("R1", "opens with what we want for people", required=True),
        Criterion("R2", "names one thing we all value"),
        Criterion("R3", "brings one person in their own words", required=True),
        Criterion("R4", "tells what happened, in order"),
        Criterion("R5", "ties one figure to that story, with its source", required=True),
        Criterion("R6", "gives a figure that can be read aloud"),
        Criterion("R7", "says how typical the story is", required=True),
        Criterion("R8", "finds the cause in the system, and not in a person", required=True),
        Criterion("R9", "shows that change is possible", required=True),
        Criterion("R10", "threatens nobody without a way out"),
        Criterion("R11", "names what this audience may lose, with respect", required=True),
        Criterion("R12", "asks for something concrete, with a first step", required=True),
        Criterion("R13", "says who else needs to be in the room"),
        Criterion("R14", "uses respectful words"),
        Criterion("R15", "is plain and short"),
    )
}
