"""Growing in few passes is, pixel by pixel, growing by one small disc after the other."""

from __future__ import annotations

import math

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.masks.growing import CORNERS, DISC, largest, moved_out, spread
from frisket.masks.parts import Soft
from frisket_protocol.watch import Watch
from made_masks import some_masks


def one_by_one(mask: Soft, distance: float) -> Soft:
    """Every disc gone through in full, and every picture computed in full."""
    whole = math.floor(distance)
    for _ in range(whole // DISC):
        mask = one_disc(mask, DISC)
    less, more = one_disc(mask, whole % DISC), one_disc(mask, whole % DISC + 1)
    weight = distance - whole
    return np.asarray(cv2.addWeighted(less, 1 - weight, more, weight, 0)) if weight else less


def one_disc(mask: Soft, radius: int) -> Soft:
    x = np.arange(-radius, radius + 1)
    squares = x[:, None] ** 2 + x**2
    disc = cv2.dilate(mask, (squares <= radius**2 + 2).astype(np.uint8)) if radius else mask
    if radius != 1:
        return np.asarray(disc)
    cross = cv2.dilate(mask, (squares <= 1).astype(np.uint8))
    return np.asarray(cv2.addWeighted(disc, 0.5, cross, 0.5, 0))


@settings(max_examples=120)
@given(some_masks(), st.one_of(st.integers(1, 90), st.floats(0.1, 20)))
def test_any_distance_is_that_of_the_discs_one_by_one(mask: Soft, distance: float) -> None:
    assert np.array_equal(moved_out(mask, distance), one_by_one(mask, distance))


@settings(max_examples=20)
@given(st.integers(1, 100), st.integers(0, 1), st.integers(0, 1))
def test_a_dot_becomes_the_polygon_also_in_a_corner(times: int, right: int, below: int) -> None:
    side = 2 * DISC * times + 3
    mask = np.zeros((side, side), np.uint8)
    mask[below * (side - 1), right * (side - 1)] = 255
    corners = [(right * (side - 1) + x * times, below * (side - 1) + y * times) for x, y in CORNERS]
    expected = np.zeros((3 * side, 3 * side), np.uint8)
    hull = cv2.convexHull(np.array(corners, np.int32) + side)
    cv2.fillConvexPoly(expected, hull, (255,))
    grown = spread(mask, times, Watch())
    # OpenCV draws an outline that passes between two pixels on both of them.
    assert (np.asarray(expected[side : 2 * side, side : 2 * side]) >= grown).all()
    inner = cv2.erode(expected, np.ones((3, 3), np.uint8))[side : 2 * side, side : 2 * side]
    assert (grown >= inner).all()


@given(some_masks(), st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_the_largest_value_in_a_shape_of_rows(mask: Soft, widths: list[int]) -> None:
    reach, wide = len(widths) - 1, max(widths)
    shape = np.zeros((2 * reach + 1, 2 * wide + 1), np.uint8)
    for row, width in enumerate(widths):
        for y in (reach - row, reach + row):
            shape[y, wide - width : wide + width + 1] = 1
    assert np.array_equal(largest(mask, widths), cv2.dilate(mask, shape))
