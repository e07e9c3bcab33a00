"""From a mask of the picture to a finished mask of the layer."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.images import Picture
from frisket.journey import placing
from frisket.masks import arithmetic
from frisket.models.base import Unwatched
from frisket.models.fake import FakeMatter
from frisket_protocol import Box, Finish, Frame, Operations, Size

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
