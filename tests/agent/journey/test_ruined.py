"""Masks of which nothing is left, or which are everything: measured on the masks themselves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.journey import placing, ruined
from frisket_protocol import Box, Frame, Operations, Size

LAYER = Size(120, 90)
PLAIN = Operations()


def disc(radius: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = np.zeros((90, 120), np.uint8)
    cv2.circle(mask, (60, 45), radius, 255, -1)
    return mask


def said(
    found: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], operations: Operations
) -> tuple[str, float]:
    """What is told of a mask, and the part of the layer that is inside before it is inverted."""
    placed = placing.place(found, Frame(), operations, LAYER, hard=False)
    whole = np.zeros((90, 120), np.uint8)
    box = placed.box
    whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = placed.mask
    plain = 255 - whole if operations.invert else whole
    told = ruined.told(found, Frame(), placed, operations, LAYER)
    return told, float((plain >= 128).mean())


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize(
    ("operations", "sentence"),
    [
        ({"feather": 2000}, "Feathering by 2000 pixels left nothing"),
        ({"feather": 60}, "Feathering by 60 pixels left only a haze"),
        ({"grow": 500}, "Growing by 500 pixels spread the mask over almost everything"),
        ({"grow": -500}, "Shrinking by 500 pixels left nothing"),
        ({"grow": -19}, "Shrinking by 19 pixels left almost nothing"),
        ({"drop_specks": 5000}, "Dropping pieces below 5000 square pixels left nothing"),
        ({"smooth": 60}, "Smoothing by 60 pixels left nothing"),
        ({"feather": 4, "grow": 3, "smooth": 2}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_what_ruined_a_mask_is_named(
    operations: dict[str, float], sentence: str, invert: bool
) -> None:
    told, _ = said(disc(20), Operations(invert=invert, **operations))  # type: ignore[arg-type]
    assert told.startswith(sentence)
    assert bool(told) == bool(sentence)


@settings(deadline=None)
@given(
    radius=st.integers(3, 50),
    grow=st.integers(-60, 150),
    feather=st.integers(0, 400),
    invert=st.booleans(),
)
def test_a_mask_that_is_next_to_nothing_or_everything_is_told_and_no_other(
    radius: int, grow: int, feather: int, invert: bool
) -> None:
    found = disc(radius)
    before = float((found >= 128).mean())
    told, after = said(found, Operations(grow=grow, feather=feather, invert=invert))
    is_gone = after < ruined.ALMOST * before
    is_all = 1 - after < ruined.ALMOST * (1 - before) and 1 - before > ruined.LITTLE
    assert bool(told) == (is_gone or is_all)


def test_a_mask_of_nearly_everything_may_become_all_of_it() -> None:
    found = np.full((90, 120), 255, np.uint8)
    found[:1] = 0
    assert said(found, Operations(grow=3)) == ("", 1.0)


def test_nothing_that_was_found_stays_untold() -> None:
    assert said(np.zeros((90, 120), np.uint8), Operations(grow=-3)) == ("", 0.0)


@pytest.mark.parametrize("invert", [False, True])
def test_nothing_is_blamed_on_operations_that_there_were_not(invert: bool) -> None:
    gone = np.zeros((0, 0), np.uint8)
    left = np.full((90, 120), 255, np.uint8) if invert else gone
    placed = placing.Placed(left, Box(0, 0, *left.shape[::-1]))
    told = ruined.told(disc(1), Frame(), placed, Operations(invert=invert), LAYER)
    assert told == ruined.TINY
    beyond = ruined.told(disc(1), Frame(200, 0), placed, Operations(invert=invert), LAYER)
    assert beyond == ruined.OUTSIDE
