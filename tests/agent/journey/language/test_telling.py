"""How a reading is told, with the numbers of what was found."""

from __future__ import annotations

import pytest

from frisket.journey import finding
from frisket.journey.finding import Seen
from frisket.journey.language.meanings import Pick
from frisket.journey.language.telling import LONGEST, which_one
from frisket.journey.language.words import read
from frisket_protocol import Box

SIZE = (400, 100)
SEEN = [
    *(Seen(Box(x, 10, x + 10 + x / 10, 30), 0.9, "red", "red") for x in (0, 100, 250, 300)),
    Seen(Box(50, 60, 70, 80), 0.5, "blue", "blue"),
]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("red", "all 4 'red'"),
        ("blue", "1 'blue'"),
        ("green", "nothing called 'green' was found"),
        ("the left red", "leftmost of 4 'red'"),
        ("the left red, not the largest red", "leftmost of 4 'red'; left out: largest 'red'"),
        ("the second red from the right", "2nd from the right of 4 'red'"),
        ("the sixth red", "there is no 6th from the left of 4 'red'"),
        ("the left green", "nothing called 'green' was found"),
        ("the two largest red", "2 largest of 4 'red'"),
        ("the lower left red", "lower left one of 4 'red'"),
        ("the middle red", "middle one of 4 'red'"),
        ("all red on the right", "2 in the right half of 4 'red'"),
        ("the largest red on the left", "largest of 2 in the left half of 4 'red'"),
        ("red, not green", "all 4 'red'; left out: 'green' (none found)"),
        ("red with a hat", "'red with a hat' asked for as it stands, 0 found"),
        ("red, blue", "all 4 'red', 1 'blue'"),
        ("everything but red", "the whole picture; left out: 'red'"),
    ],
)
def test_a_reading_is_told_with_its_numbers(words: str, told: str) -> None:
    assert finding.choose(SEEN, read(words), [], SIZE).told == told


def test_only_what_lies_in_the_boxes_is_counted() -> None:
    chosen = finding.choose(SEEN, read("the left red"), [Box(90, 0, 400, 100)], SIZE)
    assert chosen.told == "leftmost of 3 'red'"


def test_a_long_prompt_is_told_shortly() -> None:
    long = finding.choose(SEEN, read("a" * 500), [], SIZE).told
    assert len(long) < LONGEST + 30
    many = finding.choose(SEEN, read(", ".join(f"thing{n}" for n in range(500))), [], SIZE).told
    assert many.endswith("and 488 more")
    assert len(many) < 500


@pytest.mark.parametrize(
    ("pick", "said"),
    [
        (Pick("left", 11), "11th from the left"),
        (Pick("top", 22), "22nd from the top"),
        (Pick("right", 2, 2), "2nd to 3rd from the right"),
        (Pick("largest", 3), "3rd largest"),
    ],
)
def test_ordinals_are_said_as_people_say_them(pick: Pick, said: str) -> None:
    assert which_one(pick) == said
