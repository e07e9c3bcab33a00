"""What an overlap is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from frisket.trials.measuring import difference, overlap, soft_overlap

SHAPE = (9, 11)
softs = arrays.arrays(np.uint8, SHAPE)


@given(softs, softs)
def test_an_overlap_is_that_of_two_sets(mask: NDArray[np.uint8], other: NDArray[np.uint8]) -> None:
    truth = other >= 128
    one, two = set(np.flatnonzero(mask >= 128)), set(np.flatnonzero(truth))
    assert overlap(mask, truth) == (len(one & two) / len(one | two) if one | two else 1.0)


@given(softs, softs)
def test_soft_ones_are_between_0_and_1_and_only_like_is_1(
    mask: NDArray[np.uint8], alpha: NDArray[np.uint8]
) -> None:
    measured = soft_overlap(mask, alpha)
    assert 0 <= measured <= 1
    assert 0 <= difference(mask, alpha) <= 1
    assert soft_overlap(alpha, alpha) == 1
    assert difference(alpha, alpha) == 0
    assert (measured == 1) == (difference(mask, alpha) == 0)


@pytest.mark.parametrize("far", [0, 255])
def test_what_is_far_from_the_edge_does_not_count(far: int) -> None:
    alpha = np.zeros((40, 90), np.uint8)
    alpha[:, 20:30] = 128
    mask = alpha.copy()
    mask[:, 60:] = far
    assert soft_overlap(mask, alpha) == 1


@given(st.integers(0, 255))
def test_an_error_of_so_much_is_told_as_so_much(value: int) -> None:
    alpha = np.full(SHAPE, 128, np.uint8)
    mask = np.full(SHAPE, value, np.uint8)
    assert difference(mask, alpha) == pytest.approx(abs(value - 128) / 255)
    assert soft_overlap(mask, alpha) == pytest.approx(min(value, 128) / max(value, 128))
