"""Pieces and holes of any mask, against finding each alone and filling it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from frisket.masks import pieces
from frisket.masks.parts import Soft, at_least
from frisket.masks.pieces import small_outlines
from made_masks import some_masks

CORNERS = np.ones((3, 3), bool)
SIDES = ndimage.generate_binary_structure(2, 1)


def one_by_one(solid: Soft, area: float, holes: bool) -> Soft:
    """Each piece or hole alone, filled, and counted."""
    inside = np.pad(solid > 0, 1)
    found = ~inside if holes else inside
    labels, count = ndimage.label(found, SIDES if holes else CORNERS)
    result = np.zeros(inside.shape, bool)
    for number in range(1, count + 1):
        alone = labels == number
        if holes and alone[0, 0]:
            continue
        # What a hole lies in hangs together by corners, what a piece lies in by sides.
        filled = ndimage.binary_fill_holes(alone, CORNERS if holes else SIDES)
        if filled.sum() <= area:
            result |= filled
    return result[1:-1, 1:-1].astype(np.uint8) * 255


@st.composite
def small_masks(draw: st.DrawFn) -> Soft:
    """Hard ones, up to 24 × 24, with all that can lie in each other."""
    width, height = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    share = draw(st.sampled_from([0.3, 0.5, 0.6, 0.75]))
    return (random.random((height, width)) < share).astype(np.uint8) * 255


@settings(max_examples=150)
@given(small_masks(), st.sampled_from([1, 2, 5, 20, 1e9]), st.booleans(), st.integers(1, 60))
def test_small_outlines_of_any_mask_in_bands_of_any_height(
    mask: Soft, area: float, holes: bool, pixels: int
) -> None:
    before = pieces.BAND_BYTES
    pieces.BAND_BYTES = pixels
    try:
        found = small_outlines(mask, area, holes)
    finally:
        pieces.BAND_BYTES = before
    assert np.array_equal(found, one_by_one(mask, area, holes))


@settings(max_examples=15)
@given(some_masks(), st.booleans())
def test_small_outlines_of_masks_as_they_come(mask: Soft, holes: bool) -> None:
    solid = at_least(mask, 128)
    assert np.array_equal(small_outlines(solid, 9, holes), one_by_one(solid, 9, holes))


def test_rings_in_rings_are_told_apart() -> None:
    side = 201
    y, x = np.mgrid[:side, :side]
    rings = (np.maximum(abs(x - 100), abs(y - 100)) // 2 % 2 == 0).astype(np.uint8) * 255
    for area in (9, 120, 5000):
        assert np.array_equal(small_outlines(rings, area, False), one_by_one(rings, area, False))
        assert np.array_equal(small_outlines(rings, area, True), one_by_one(rings, area, True))
