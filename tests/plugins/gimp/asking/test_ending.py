"""What is said of what was found, and that a dialog stays where nothing came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from frisket.journey.choosing import GUESSED
from frisket.journey.found import A_GUESS, SOME_GUESSED
from frisket_gimp import catalog
from frisket_gimp.asking import ending, wishes
from frisket_gimp.asking.wishes import Wish
from frisket_plugin import texts
from frisket_plugin.texts import t
from frisket_protocol import Box, Mask

MASK = Mask(Box(0, 0, 1, 1), b"\xff")
LACKING = "nothing called 'purple elephant' was found"


@dataclass(frozen=True)
class Answered:
    objects: tuple[Mask, ...] = ()
    joined: Mask | None = None
    reading: str = ""
    notes: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    texts.choose("en")
    yield
    texts.choose("en")


def _wish(short: str, **given: object) -> Wish:
    procedure = catalog.named(f"{catalog.PREFIX}{short}")
    return wishes.so_far(procedure, {"words": "purple elephant", **given}.get)


def test_words_that_name_nothing_keep_the_dialog_with_a_sentence() -> None:
    told = ending.lacking([Answered(reading=LACKING)], _wish("select-by-words"))
    assert told == (
        "Nothing called 'purple elephant' was found. Try other words, or a lower Threshold."
    )


@pytest.mark.parametrize("procedure", [one for one in catalog.PROCEDURES if one.arguments])
def test_whatever_finds_nothing_says_something(procedure: catalog.Procedure) -> None:
    wish = wishes.so_far(procedure, {}.get)
    assert ending.lacking([Answered()], wish) == t("nothing_found")
    assert ending.lacking([], wish) == t("nothing_found")
    made = [Answered((MASK,), MASK), Answered()]
    assert ending.lacking(made, wish) == "", "of several layers, one is enough"


def test_options_that_leave_nothing_are_named() -> None:
    shrunk = _wish("select-subject", grow=-50.0)
    assert ending.lacking([Answered()], shrunk) == t("gimp.nothing_or_gone")
    joined = ending.lacking([Answered((MASK,))], _wish("select-subject", invert=True))
    assert joined == t("gimp.live.nothing_left")


def test_each_object_by_itself_needs_no_joined_mask() -> None:
    assert ending.lacking([Answered((MASK,))], _wish("channels-by-words")) == ""


@pytest.mark.parametrize("advice", [GUESSED, A_GUESS, SOME_GUESSED])
def test_advice_is_for_who_can_follow_it(advice: str) -> None:
    wish, note = _wish("select-subject"), "Of the picture a part was read."
    assert ending.lacking([Answered(notes=(advice,))], wish).endswith(advice)
    found = [Answered((MASK,), MASK, notes=(advice, note))]
    assert ending.notes(found, wish, with_advice=False) == (note,)


def test_how_words_were_read_is_told_of_what_was_made() -> None:
    found = [Answered((MASK,), MASK, reading="the only 'fox'")]
    told = ending.told_of(found, _wish("select-by-words"))
    assert told == "1 object was found. Read as: the only 'fox'."
    assert ending.told_of([Answered((MASK,), MASK)], _wish("select-subject")) == ""


@pytest.mark.parametrize("short", ["select-by-words", "channels-by-words", "paths-by-words"])
def test_what_the_canvas_cuts_off_is_said(short: str) -> None:
    wish = _wish(short)
    ten = Mask(Box(0, 0, 10, 10), b"\xff" * 100)
    joined = None if wish.output in catalog.EACH else ten
    found = Answered((ten,), joined)
    assert ending.cut_off(found, wish, (0, 0), (10, 10)) == ()
    for origin in ((-1, 0), (0, -1), (1, 0), (0, 1)):
        assert ending.cut_off(found, wish, origin, (10, 10)) == (t("gimp.cut_off"),)


def test_a_soft_edge_beside_the_canvas_is_no_loss() -> None:
    faint = Mask(Box(0, 0, 10, 10), (b"\x7f" + b"\xff" * 9) * 10)
    found = Answered((faint,), faint)
    assert ending.cut_off(found, _wish("select-subject"), (-1, 0), (10, 10)) == ()


def test_what_is_made_of_a_layer_is_not_cut_off_at_the_canvas() -> None:
    ten = Mask(Box(0, 0, 10, 10), b"\xff" * 100)
    found = Answered((ten,), ten)
    for wish in (
        _wish("mask-by-words"),
        _wish("remove-background"),
        _wish("select-subject", invert=True),
    ):
        assert ending.cut_off(found, wish, (-5, 0), (10, 10)) == ()
