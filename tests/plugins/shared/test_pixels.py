"""Work on bytes without numpy, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from frisket_plugin import pixels
from frisket_protocol import Box, Mask

MASKS = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    elements=st.sampled_from([0, 0, 0, 1, 128, 254, 255]),
)


@given(MASKS)
def test_bounds_are_those_of_what_is_not_zero(mask: np.ndarray) -> None:
    ys, xs = np.nonzero(mask)
    wanted = Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1) if len(xs) else None
    assert pixels.bounds(mask.tobytes(), mask.shape[1]) == wanted


@given(MASKS)
def test_soft_runs_are_all_that_is_between(mask: np.ndarray) -> None:
    marked = np.zeros(mask.size, bool)
    for start, stop in pixels.soft_runs(mask.tobytes()):
        marked[start:stop] = True
    flat = mask.reshape(-1)
    assert (marked == ((flat > 0) & (flat < 255))).all()


@given(MASKS, st.integers(1, 5))
def test_only_soft_pixels_are_cleaned(mask: np.ndarray, size: int) -> None:
    old = np.full((mask.size, size), 7, np.uint8)
    new = np.full((mask.size, size), 9, np.uint8)
    got = pixels.cleaned(old.tobytes(), new.tobytes(), mask.tobytes(), size)
    flat = mask.reshape(-1, 1)
    wanted = np.where((flat > 0) & (flat < 255), new, old)
    assert got == wanted.tobytes()


def test_boxes_of_different_sizes_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="different boxes"):
        pixels.cleaned(b"1234", b"123", b"1", 4)


@given(st.integers(-3, 5), st.integers(-3, 5), st.integers(1, 6), st.integers(1, 6))
def test_what_is_moved_lies_where_it_lay(x: int, y: int, width: int, height: int) -> None:
    whole = np.zeros((16, 16, 2), np.uint8)
    whole[4:8, 4:9] = np.arange(40, dtype=np.uint8).reshape(4, 5, 2)
    data = whole[4:8, 4:9].tobytes()
    wanted = whole[y + 4 : y + 4 + height, x + 4 : x + 4 + width]
    box = Box(x, y, x + width, y + height)
    assert pixels.moved(data, Box(0, 0, 5, 4), box, 2) == wanted.tobytes()


def test_a_mask_without_anything_is_empty() -> None:
    assert pixels.is_empty(Mask(Box(3, 3, 3, 3), b""))
    assert pixels.is_empty(Mask(Box(0, 0, 2, 1), b"\0\0"))
    assert not pixels.is_empty(Mask(Box(0, 0, 2, 1), b"\0\1"))
