"""Frames of pictures: where a pixel of one lies in another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.journey import geometry
from frisket_protocol import Box, Frame, Point

SCALES = st.floats(0.5, 8)
SHIFTS = st.floats(-50, 50)


def test_the_same_frame_is_the_same_picture() -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(6, 10)
    np.testing.assert_array_equal(
        geometry.resample(picture, Frame(3, 4), Frame(3, 4), 10, 6), picture
    )


def test_a_whole_pixel_shift_is_a_crop() -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(6, 10)
    cut = geometry.resample(picture, Frame(), Frame(2, 1), 5, 4)
    np.testing.assert_array_equal(cut, picture[1:5, 2:7])


@given(SCALES, SCALES, SHIFTS, SHIFTS)
def test_a_ramp_lies_in_layer_pixels_wherever_it_is_seen_from(
    source_scale: float, target_scale: float, x: float, y: float
) -> None:
    source = Frame(-100, -100, source_scale)
    columns = np.arange(512)
    ramp = (source.x + (columns + 0.5) * source_scale) / 16
    picture = np.tile(np.clip(np.rint(ramp + 64), 0, 255).astype(np.uint8), (512, 1))
    target = Frame(x, y, target_scale)
    seen = geometry.resample(picture, source, target, 6, 4)
    expected = (x + (np.arange(6) + 0.5) * target_scale) / 16 + 64
    inside = (expected > 60) & (expected < (source.x + 500 * source_scale) / 16 + 64)
    np.testing.assert_allclose(seen[0][inside], np.clip(expected, 0, 255)[inside], atol=1.1)


def test_a_mask_ends_where_its_picture_ends() -> None:
    mask = np.full((10, 10), 255, np.uint8)
    moved = geometry.resample_mask(mask, Frame(5, 5), Frame(), 30, 30)
    assert geometry.bounds(moved) == Box(5, 5, 15, 15)


def test_a_mask_wholly_outside_is_empty() -> None:
    mask = np.full((10, 10), 255, np.uint8)
    moved = geometry.resample_mask(mask, Frame(500, 500), Frame(), 30, 30)
    assert geometry.bounds(moved) is None


def test_shrinking_averages() -> None:
    stripes = np.zeros((64, 64), np.uint8)
    stripes[:, ::2] = 200
    small = geometry.resample(stripes, Frame(), Frame(0, 0, 8), 8, 8)
    np.testing.assert_allclose(small, 100, atol=1)


@pytest.mark.parametrize("width", [6, 20, 80])
def test_what_fades_becomes_an_edge_and_what_is_half_all_over_stays(width: int) -> None:
    ramp = np.interp(np.arange(200), [60, 60 + width], [0, 255]).astype(np.uint8)
    faded = np.tile(ramp, (20, 1))
    hard = geometry.hardened(faded, 16)
    assert np.count_nonzero((hard[10] > 0) & (hard[10] < 255)) <= max(1, width // 12)
    np.testing.assert_array_equal(hard >= 128, faded >= 128)
    half = np.zeros((40, 40), np.uint8)
    half[10:30, 10:30] = 180
    np.testing.assert_array_equal(geometry.hardened(half, 16), half)


def test_crispen_brings_an_enlarged_edge_back_to_a_pixel() -> None:
    ramp = np.linspace(0, 255, 9).astype(np.uint8)[None]
    crisp = geometry.crispen(ramp, 8.0)
    assert np.count_nonzero((crisp > 0) & (crisp < 255)) <= 1


@pytest.mark.parametrize("inside", [True, False])
def test_points_go_from_layer_to_picture(inside: bool) -> None:
    moved = geometry.point_from_layer(Point(30, 50, inside), Frame(10, 20, 2))
    assert moved == Point(10, 15, inside)
