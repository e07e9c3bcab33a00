"""Smoothing and feathering in parts and on smaller pictures: as on the whole one."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.masks.parts import Soft
from frisket.masks.softening import feather, smooth
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import SMOOTH_MAX, Operations
from made_masks import some_masks


@settings(max_examples=40)
@given(some_masks(), st.integers(1, int(SMOOTH_MAX)))
def test_smoothing_by_parts_shows_no_seams(mask: Soft, radius: int) -> None:
    assert np.array_equal(smooth(mask, radius), cv2.medianBlur(mask, 2 * radius + 1))


def test_the_largest_square_is_counted_in_full() -> None:
    mask = np.zeros((600, 600), np.uint8)
    mask[:, 300:] = 255
    assert np.array_equal(smooth(mask, SMOOTH_MAX), mask)
    with pytest.raises(InvalidArgument, match="at most 127 pixels"):
        Operations(smooth=SMOOTH_MAX + 1)


@settings(max_examples=40)
@given(
    st.integers(1, 300), st.integers(1, 300), st.floats(4, 3000), st.booleans(), st.integers(0, 9)
)
def test_any_feather_is_a_gaussian_also_at_the_border(
    width: int, height: int, radius: float, noise: bool, seed: int
) -> None:
    mask = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    if not noise:
        mask = np.where(cv2.GaussianBlur(mask, (0, 0), 5) > 127, 255, 0).astype(np.uint8)
    result = feather(mask, radius).astype(float)
    expected = spread_out(spread_out(mask.astype(float), radius / 2).T, radius / 2).T
    assert np.abs(result - expected).max() < 3


def spread_out(rows: np.ndarray, sigma: float) -> np.ndarray:
    """Each row's exact Gaussian; what lies beyond its ends is as they are."""
    count = rows.shape[1]
    edges = np.arange(count + 1)
    weights = np.empty((count, count))
    for to in range(count):
        ends = [0.5 * math.erf((edge - to - 0.5) / sigma / math.sqrt(2)) for edge in edges]
        ends[0], ends[-1] = -0.5, 0.5
        weights[to] = np.diff(ends)
    return np.asarray(rows @ weights.T)
