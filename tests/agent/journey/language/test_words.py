"""What people write, and what it means: the table of docs/words.md, and laws of the grammar."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.journey.language.meanings import Phrase, Pick, Reading
from frisket.journey.language.telling import read_as
from frisket.journey.language.words import read

PAGE = Path(__file__).parents[4] / "docs/words.md"


def rows() -> list[tuple[str, str]]:
    """Each sentence of the page, and how it says that it is read."""
    lines = PAGE.read_text("utf-8").splitlines()
    table = [line.strip("|").replace("\\|", "\0") for line in lines if line.startswith("| ")]
    cells = [[cell.strip().replace("\0", "|") for cell in line.split("|")] for line in table]
    return [(words.replace("<br>", "\n"), told) for words, told in cells if words != "words"]


ROWS = rows()
SEPARATORS = [", ", "; ", " . ", ". ", " | ", "\n", "，", "、", "；", "。", "، ", " / ", " — "]
PIECES = re.findall(
    r"\S+",
    """the a left right top lower largest second two last red cat dogs and or not but except without
    all everything in on from of one other , . | - " ( )""",
)
NOUNS = st.sampled_from(["cat", "red circle", "fire hydrant", "狐", "top hat", "dogs"])


def test_the_page_has_sentences_enough() -> None:
    assert len({words for words, _ in ROWS}) >= 150


@pytest.mark.parametrize(("words", "told"), ROWS, ids=[words for words, _ in ROWS])
def test_a_sentence_is_read_as_the_page_says(words: str, told: str) -> None:
    assert read_as(read(words)) == told


@given(st.lists(NOUNS, min_size=2, max_size=4, unique=True), st.data())
def test_every_separator_parts_phrases(nouns: list[str], data: st.DataObject) -> None:
    said = nouns[0]
    for noun in nouns[1:]:
        said += data.draw(st.sampled_from(SEPARATORS)) + noun
    end = data.draw(st.sampled_from(["", ".", " .", "!", "。"]))
    assert read(said + end) == Reading(tuple(Phrase(noun) for noun in nouns))


@given(
    *[st.sampled_from(["red", "blue", "dark green", "striped"])] * 2,
    *[st.sampled_from(["square", "circle", "triangle", "glass", "cup", "star"])] * 2,
    st.sampled_from([" and ", " or ", " & ", ", ", " and the "]),
)
def test_things_with_their_colours_are_two_whatever_joins_them(
    one: str, other: str, first: str, second: str, joint: str
) -> None:
    """A square is a thing behind its colour, though square boxes are not."""
    names = read(f"{one} {first}{joint}{other} {second}").texts
    assert names == list(dict.fromkeys([f"{one} {first}", f"{other} {second}"]))


@pytest.mark.parametrize(
    ("words", "picks"),
    [
        ("the largest dog on the left", (Pick("left", 1, 0), Pick("largest"))),
        ("the two dogs on the left", (Pick("left", 1, 2),)),
        ("the dogs at the top", (Pick("top", 1, 0),)),
        ("three dogs", (Pick("surest", 1, 3),)),
        ("the lower left dog", (Pick("bottom left"),)),
        ("the second to last dog", (Pick("right", 2),)),
    ],
)
def test_a_place_narrows_and_a_pick_chooses(words: str, picks: tuple[Pick, ...]) -> None:
    (phrase,) = read(words).wanted
    assert phrase.picks == picks


def test_a_model_is_asked_for_each_thing_once() -> None:
    reading = read("the left cat, the right cat, dog, not tail, not dog, the largest hat or coat")
    assert reading.texts == ["cat", "dog", "hat", "coat", "tail"]


@pytest.mark.parametrize(
    ("words", "names", "text"),
    [
        ("left hand", {"left hand", "right hand"}, "left hand"),
        ("Left_Hand", {"left_hand"}, "Left_Hand"),
        ("the left hands", {"left_hand"}, "left hands"),
        ("left hand", {"hand"}, "hand"),
        ("second base on the right", {"second base"}, "second base"),
        ("the first aid", {"first aid"}, "first aid"),
        ("the coin on the left", {"coin"}, "coin"),
        ("all coins on the left", {"coin"}, "coins"),
        ("the", {"the"}, "the"),
        ("black and tan dog", {"black and tan dog"}, "black and tan dog"),
    ],
)
def test_a_name_that_the_detector_knows_is_not_taken_apart(
    words: str, names: set[str], text: str
) -> None:
    assert [phrase.text for phrase in read(words, names).wanted] == [text]


@given(st.sampled_from(["dog", "dogs", "Dog", "the dogs"]), st.sampled_from(["dog", "Dogs"]))
def test_one_thing_in_two_numbers_or_cases_is_one_thing(first: str, other: str) -> None:
    for words in (f"{first}, not the left {other}", f"the left {first} and the right {other}"):
        assert len(read(words).texts) == 1


def test_a_relation_goes_to_the_model_whole_and_is_marked() -> None:
    (phrase,) = read("the largest cat next to the dog").wanted
    assert phrase == Phrase("largest cat next to the dog", unread=True)


@pytest.mark.parametrize("words", ["", " ", ",;\n", "...", "-", "“”", "()", "1."])
def test_nothing_is_nothing(words: str) -> None:
    reading = read(words)
    assert not reading.whole
    assert all(phrase.text.strip(" .") in ("", "1", "“”", "()") for phrase in reading.wanted)


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_text_can_be_read(words: str) -> None:
    reading = read(words)
    assert all(phrase.text.strip() for phrase in (*reading.wanted, *reading.left_out))
    assert len(set(reading.texts)) == len(reading.texts)
    assert isinstance(read_as(reading), str)
