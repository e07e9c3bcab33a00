"""What people write, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.journey.words import Phrase, Pick, Reading, read

PICKED = [
    ("the left cat", "cat", Pick("left")),
    ("leftmost cat", "cat", Pick("left")),
    ("cat on the left", "cat", Pick("left")),
    ("the cat at the far left", "cat", Pick("left")),
    ("the far left cat", "cat", Pick("left")),
    ("the man on the right side", "man", Pick("right")),
    ("bird at the top", "bird", Pick("top")),
    ("the upper window", "window", Pick("top")),
    ("bottom drawer", "drawer", Pick("bottom")),
    ("the middle chair", "chair", Pick("middle")),
    ("person in the middle", "person", Pick("middle")),
    ("the largest dog", "dog", Pick("largest")),
    ("biggest dog", "dog", Pick("largest")),
    ("the smallest boat", "boat", Pick("smallest")),
    ("second largest dog", "dog", Pick("largest", 2)),
    ("the second car from the right", "car", Pick("right", 2)),
    ("2nd car from right", "car", Pick("right", 2)),
    ("the third red car from the left", "red car", Pick("left", 3)),
    ("the second car", "car", Pick("left", 2)),
    ("the two largest dogs", "dogs", Pick("largest", 1, 2)),
    ("the 3 leftmost windows", "windows", Pick("left", 1, 3)),
    ("Left Eye", "Eye", Pick("left")),
]
PLAIN = [
    ("fox", "fox"),
    ("the fox", "fox"),
    ("all dogs", "dogs"),
    ("every red apple.", "red apple"),
    ("  a   red\tapple ", "red apple"),
    ("woman on the right wearing a blue hat", "woman on the right wearing a blue hat"),
    ("two dogs", "two dogs"),
    ("left", "left"),
    ("the right", "right"),
    ("the", "the"),
    ("right-handed glove", "right-handed glove"),
    ("notebook", "notebook"),
    ("knot", "knot"),
    ("salt and pepper", "salt and pepper"),
    ("das rote Auto", "das rote Auto"),
    ("狐", "狐"),
]


@pytest.mark.parametrize(("words", "text", "pick"), PICKED)
def test_which_of_several(words: str, text: str, pick: Pick) -> None:
    assert read(words) == Reading((Phrase(text, pick),))


@pytest.mark.parametrize(("words", "text"), PLAIN)
def test_a_phrase_as_it_is(words: str, text: str) -> None:
    assert read(words) == Reading((Phrase(text),))


@pytest.mark.parametrize(
    "words", ["cat, dog", "cat; dog", "cat\ndog", " cat ,, dog, cat", "cat and the dog"]
)
def test_several_things(words: str) -> None:
    assert read(words) == Reading((Phrase("cat"), Phrase("dog")))


@pytest.mark.parametrize(
    "words",
    [
        "hair, not face",
        "hair but not the face",
        "hair without the face",
        "hair, without face",
        "hair except the face",
        "hair except for the face",
        "hair, -face",
        "hair minus face",
        "hair, Not the face",
    ],
)
def test_what_is_left_out(words: str) -> None:
    assert read(words) == Reading((Phrase("hair"),), ("face",))


def test_several_things_are_left_out() -> None:
    assert read("the left fox, not its shadow, not grass") == Reading(
        (Phrase("fox", Pick("left")),), ("shadow", "grass")
    )


def test_a_model_is_asked_for_each_thing_once() -> None:
    reading = read("the left cat, the right cat, dog, not tail, not dog")
    assert reading.texts == ["cat", "dog", "tail"]


@pytest.mark.parametrize("words", ["", " ", ",;\n", "...", "-"])
def test_nothing_is_nothing(words: str) -> None:
    assert read(words) == Reading(())


@given(st.text(max_size=80))
def test_any_text_can_be_read(words: str) -> None:
    reading = read(words)
    assert all(phrase.text.strip() for phrase in reading.wanted)
    assert all(text.strip() for text in reading.left_out)
    assert len(set(reading.texts)) == len(reading.texts)
