"""What is said below the picture of what was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frisket.journey.found import A_GUESS, SOME_GUESSED
from frisket_gimp.picking.telling import told_of, unread
from frisket_plugin import texts
from frisket_plugin.job import Outcome
from frisket_plugin.texts import t
from frisket_protocol import Box, Mask, Point, Prompt

CLICK, WORDS = Prompt(points=(Point(1, 1),)), Prompt(words="purple elephant")
MASK = Mask(Box(0, 0, 1, 1), b"\xff")
LACKING = "nothing called 'purple elephant' was found"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    texts.choose("en")
    yield
    texts.choose("en")


def test_words_that_name_nothing_are_told_of_once_and_with_advice() -> None:
    told = told_of({WORDS: Outcome((), reading=LACKING)}, ())
    assert told == (
        "Nothing called 'purple elephant' was found. Try other words, or a lower Threshold."
    )
    texts.choose("de")
    assert told_of({WORDS: Outcome((), reading=LACKING)}, ()).startswith(
        "Nichts namens „purple elephant“ gefunden. "
    )


def test_words_whose_reading_names_no_lack_are_no_place() -> None:
    told = told_of({WORDS: Outcome((), reading="asked for as it stands")}, ())
    assert told == f"{t('gimp.live.nothing_worded')} (asked for as it stands)"
    assert told_of({WORDS: Outcome(())}, ()) == t("gimp.live.nothing_worded")


def test_a_click_on_nothing_is_a_place() -> None:
    assert told_of({CLICK: Outcome(())}, ()) == t("gimp.live.nothing")


def test_that_nothing_was_found_is_said_once() -> None:
    note = "Your click: nothing was found there."
    assert told_of({CLICK: Outcome((), notes=(note,))}, ()) == note


def test_what_was_found_is_told_as_it_was_read() -> None:
    assert told_of({CLICK: Outcome((MASK,))}, ()) == t("gimp.live.hint")
    found = Outcome((MASK,), reading="the only 'fox'")
    assert told_of({WORDS: found}, ()) == "Read as: the only 'fox'."
    noted = Outcome((MASK,), reading="the only 'fox'", notes=("A note.",))
    assert told_of({WORDS: noted}, ()) == "A note. (the only 'fox')"


def test_what_was_read_in_the_window_is_not_said_again_when_it_is_gone() -> None:
    clear = "Your click: nothing is painted there, it is transparent."
    seen = {CLICK: Outcome((MASK,), notes=(clear,))}
    assert unread(seen, seen) == ()
    cropped = Outcome((MASK,), notes=(clear, "A note."))
    assert unread({CLICK: cropped}, seen) == ("A note.",)
    assert unread(seen, {}) == (clear, t("clear_there")), "nobody has read it yet"


@pytest.mark.parametrize("advice", [A_GUESS, SOME_GUESSED])
def test_how_to_go_on_is_not_said_where_nobody_can(advice: str) -> None:
    guessed = {CLICK: Outcome((MASK,), notes=(advice,))}
    assert told_of(guessed, ()) == advice
    assert unread(guessed, {}) == ()
