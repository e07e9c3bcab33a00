"""Lines round pixels, and through soft edges."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from frisket.pictures.contours import contours, loops
from frisket.pictures.outlines import filled as quickly_filled

MASKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)))
SOFT = arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)))


def filled(lines: list[np.ndarray], height: int, width: int) -> np.ndarray:
    """What the even-odd rule fills, pixel by pixel at its middle, worked out by hand."""
    inside = np.zeros((height, width), bool)
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    for line in lines:
        for (x0, y0), (x1, y1) in zip(line.tolist(), np.roll(line, -1, 0).tolist(), strict=True):
            if y0 != y1:
                crosses = (y0 > y) != (y1 > y)
                inside ^= crosses & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return inside


@given(MASKS)
def test_the_lines_hold_exactly_what_is_inside(mask: np.ndarray) -> None:
    lines = list(loops(mask))
    np.testing.assert_array_equal(filled(lines, *mask.shape), mask)
    assert all(len(line) >= 4 for line in lines)


@given(MASKS)
def test_pixels_that_touch_in_a_corner_stay_apart(mask: np.ndarray) -> None:
    """A line round each piece whose pixels share edges, and one round each hole in such pieces."""
    pieces = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[0] - 1
    around = cv2.connectedComponents(np.pad(~mask, 1, constant_values=True).astype(np.uint8))[0]
    assert len(list(loops(mask))) == pieces + around - 2


@given(SOFT)
def test_a_line_at_half_cover_passes_between_pixels_inside_and_outside(mask: np.ndarray) -> None:
    """Each pixel's middle is on the right side, whatever the values."""
    lines = [contour.points for contour in contours(mask)]
    np.testing.assert_array_equal(filled(lines, *mask.shape), mask >= 128)


@given(st.lists(arrays.arrays(np.float64, (5, 2), elements=st.integers(-30, 90)), max_size=4))
def test_filling_agrees_with_looking_at_each_pixel(lines: list[np.ndarray]) -> None:
    lines = [line / 10.3 for line in lines]
    np.testing.assert_array_equal(quickly_filled(lines, 7, 6), filled(lines, 7, 6))


def test_a_ramp_is_cut_where_it_is_half() -> None:
    ramp = np.tile(np.array([255, 255, 204, 102, 0, 0], np.uint8), (9, 1))
    (contour,) = contours(ramp)
    across = contour.points[(contour.points[:, 1] > 2) & (contour.points[:, 1] < 7), 0]
    assert set(across.round(6)) == {0.0, 3.25}
