"""From a mask of the picture to a finished mask of the layer."""

from __future__ import annotations

import math
from functools import reduce
from typing import get_args

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket import images
from frisket.images import Picture
from frisket.journey import geometry, placing
from frisket.masks import arithmetic
from frisket.models.base import Image, Soft, Unwatched, Watch
from frisket.models.fake import FakeMatter
from frisket_protocol import Box, Finish, Frame, Operations, Point, Raster, Size
from frisket_protocol.parts import Mode

LAYER = Size(400, 300)


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.7, 4.0])
def test_a_mask_is_placed_where_its_frame_says(scale: float) -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[20:40, 30:60] = 255
    placed = placing.place(mask, Frame(10, 20, scale), Operations(), LAYER, hard=True)
    expected = Frame(10, 20, scale).to_layer(Box(30, 20, 60, 40))
    assert placed.box.x0 == pytest.approx(expected.x0, abs=1)
    assert placed.box.y1 == pytest.approx(min(expected.y1, LAYER.height), abs=1)
    assert placed.mask.shape == (placed.box.height, placed.box.width)


def test_a_hard_edge_stays_a_pixel_wide_when_it_is_enlarged() -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[:, 50:] = 255
    placed = placing.place(mask, Frame(0, 0, 4), Operations(), LAYER, hard=True)
    row = placed.mask[100]
    assert np.count_nonzero((row > 0) & (row < 255)) <= 2


def test_an_empty_mask_has_an_empty_box() -> None:
    empty = np.zeros((75, 100), np.uint8)
    assert placing.place(empty, Frame(), Operations(), LAYER, hard=True).box.is_empty


@pytest.mark.parametrize(
    "operations",
    [Operations(grow=30), Operations(feather=25), Operations(grow=9.5, feather=10, smooth=4)],
    ids=str,
)
def test_a_mask_has_room_to_grow_into(operations: Operations) -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[140:160, 190:210] = 255
    placed = placing.place(mask, Frame(), operations, LAYER, hard=False)
    whole = np.zeros((300, 400), np.uint8)
    box = placed.box
    whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = placed.mask
    expected = arithmetic.apply(mask, operations)
    # A wide blur is computed on a coarser grid, which begins elsewhere in a smaller picture.
    assert np.abs(whole.astype(int) - expected).max() <= 3


def test_edges_are_as_the_mask_has_them_without_a_matter() -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[100:200, 100:200] = 255
    picture = Picture(np.zeros((300, 400, 3), np.uint8), Frame(), b"")
    plain = placing.finish(picture, mask, Finish("soft"), LAYER, None, Unwatched())
    soft = placing.finish(picture, mask, Finish("soft"), LAYER, FakeMatter(), Unwatched())
    assert set(np.unique(plain.mask)) == {255}
    assert soft.box.width > plain.box.width


def test_colours_come_with_the_mask_when_they_are_wanted() -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[100:200, 100:200] = 255
    picture = Picture(np.full((300, 400, 3), 77, np.uint8), Frame(), b"")
    wanted = Finish("hard", foreground=True)
    placed = placing.finish(picture, mask, wanted, LAYER, None, Unwatched())
    assert placed.colours is not None
    assert placed.colours.shape == (100, 100, 3)


class Eraser(FakeMatter):
    """Makes an edge that leaves nothing of a mask."""

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        return np.zeros_like(mask)


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_a_soft_edge_does_not_take_away_what_a_click_brought(scale: float) -> None:
    mask = np.zeros((100, 150), np.uint8)
    mask[20:40, 30:60], mask[70:90, 100:130] = 255, 255
    picture = Picture(np.zeros((100, 150, 3), np.uint8), Frame(5, 7, scale), b"")
    click = Point(5 + 45 * scale, 7 + 30 * scale)
    finish, layer = Finish("soft"), Size(400, 300)
    placed = placing.finish(picture, mask, finish, layer, Eraser(), Unwatched(), [click])
    assert placing.lost(placed, [click], finish.operations, layer) == []
    assert np.count_nonzero(placed.mask >= 128) == pytest.approx(600 * scale**2, rel=0.1)


def test_clicks_that_a_finished_mask_has_lost_are_found() -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[100:104, 100:104], mask[200:260, 200:260] = 255, 255
    inside, outside = Point(102, 102), Point(30, 30, inside=False)
    beside = Point(-5, 3)
    for operations, missing in (
        (Operations(), []),
        (Operations(drop_specks=100), [inside]),
        (Operations(invert=True), []),
    ):
        placed = placing.place(mask, Frame(), operations, LAYER, hard=True)
        assert placing.lost(placed, [inside, outside, beside], operations, LAYER) == missing


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    """A soft mask anywhere about the layer, finer or coarser than it."""
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    pixels = np.random.default_rng(draw(st.integers(0, 9))).integers(0, 256, (height, width))
    x, y = draw(st.integers(-60, 440)), draw(st.integers(-60, 340))
    frame = Frame(x, y, draw(st.sampled_from([0.5, 1.0, 2.0, 3.0])))
    return Raster(width, height, "gray8", pixels.astype(np.uint8).data.cast("B"), frame)


@given(st.lists(rasters(), min_size=1, max_size=4), st.sampled_from(get_args(Mode)))
def test_masks_are_joined_as_if_each_were_as_large_as_the_layer(
    masks: list[Raster], mode: Mode
) -> None:
    joined, _ = placing.edit(masks, mode, Operations(), LAYER, Unwatched())
    size = LAYER.width, LAYER.height
    planes = [geometry.resample_mask(images.gray(one), one.frame, Frame(), *size) for one in masks]
    expected = reduce(lambda base, mask: arithmetic.combine(base, mask, mode), planes)
    assert np.abs(joined.astype(int) - expected).max() <= 1


def test_a_thousand_small_masks_are_joined_on_a_large_layer() -> None:
    """Each costs its own pixels: 1,000 times 24 megapixels would not end in a test's patience."""
    layer = Size(6000, 4000)
    data = bytes([255]) * 576
    masks = [
        Raster(24, 24, "gray8", data, Frame(40 * (one % 100), 40 * (one // 100)))
        for one in range(1000)
    ]
    joined, _ = placing.edit(masks, "add", Operations(), layer, Unwatched())
    assert np.count_nonzero(joined) == 576 * 1000


@given(
    st.lists(st.tuples(*[st.integers(0, 60)] * 4, st.integers(1, 255)), max_size=4),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
)
def test_a_matter_held_to_the_edge_changes_nothing_away_from_it(
    boxes: list[tuple[int, int, int, int, int]], ground: int, seed: int
) -> None:
    """Whatever it says: here, noise all over. The distance is measured in another way, by growing
    a disc round the outline."""
    mask = np.full((64, 72), ground if seed % 4 == 0 else 0, np.uint8)
    for x, y, width, height, value in boxes:
        mask[y : y + height, x : x + width] = value
    kept = mask.copy()
    made = placing.AtEdge(_Noise(seed)).matte(np.zeros((64, 72, 3), np.uint8), mask, Unwatched())
    assert np.array_equal(mask, kept)
    solid = mask >= 128
    far = math.ceil(placing.reach(solid)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * far + 1,) * 2)
    grown = cv2.dilate(solid.astype(np.uint8), disc) > 0
    within = cv2.dilate((~solid).astype(np.uint8), disc) > 0
    has_outline = solid.any() and not solid.all()
    near = grown & within if has_outline else np.zeros_like(solid)
    assert np.array_equal(made[~near], mask[~near])
    if has_outline and min(mask.shape) > 2:
        assert not np.array_equal(made, mask), "at the edge it has its say"


class _Noise:
    name = "noise"

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        return np.random.default_rng(self._seed).integers(0, 256, mask.shape, np.uint8)
