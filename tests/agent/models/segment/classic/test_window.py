"""Windows and the coordinates in them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from frisket.models.segment.classic.window import (
    WORKING_PIXELS,
    Window,
    around,
    halves,
    part_of,
    transfer,
    whole,
)
from frisket_protocol.raster import Box


def test_a_large_picture_is_worked_on_small() -> None:
    window = whole(4000, 3000)
    assert window.width * window.height == pytest.approx(WORKING_PIXELS, rel=0.02)
    assert window.width / window.height == pytest.approx(4 / 3, rel=0.02)


def test_a_box_gets_a_margin_within_the_picture() -> None:
    window = around(Box(0, 100, 40, 140), 300, 300)
    assert (window.x0, window.y0, window.x1, window.y1) == (0, 90, 50, 150)


@pytest.mark.parametrize("box", [Box(900, 900, 950, 950), Box(-9, -9, -5, -5), Box(7, 7, 7, 7)])
def test_any_box_gives_a_window_in_the_picture(box: Box) -> None:
    window = around(box, 100, 80)
    assert 0 <= window.x0 < window.x1 <= 100
    assert 0 <= window.y0 < window.y1 <= 80


def test_points_and_boxes_are_scaled_from_the_windows_corner() -> None:
    window = Window(10, 20, 110, 70, 50, 25)
    assert window.point(60, 30) == (25, 5)
    assert window.box(Box(10, 20, 60, 70)) == Box(0, 0, 25, 25)


def test_points_outside_move_to_the_windows_side() -> None:
    assert Window(0, 0, 100, 100, 50, 50).point(-5, 400) == (0.5, 49.5)


def test_a_mask_goes_to_a_part_and_stays_in_place() -> None:
    window = Window(0, 0, 200, 100, 100, 50)
    mask = np.zeros((50, 100), np.bool_)
    mask[10:20, 30:60] = True
    part = part_of(window, mask, 2)
    assert (part.x0, part.y0, part.x1, part.y1) == (56, 16, 124, 44)
    inside = transfer(mask, window, part)
    assert inside[2:12, 2:32].all()
    assert inside.sum() == mask.sum()


def test_nothing_is_beyond_the_window_that_a_mask_comes_from() -> None:
    small, large = Window(50, 50, 60, 60, 10, 10), Window(0, 0, 100, 100, 100, 100)
    assert transfer(np.ones((10, 10), np.bool_), small, large).sum() == 100


def test_a_picture_is_halved_while_it_is_far_larger() -> None:
    picture = np.zeros((961, 1283, 3), np.uint8)
    assert [one.shape for one in halves(picture, 200, 150)] == [(961, 1283, 3), (481, 642, 3)]
    assert [one.shape for one in halves(picture, 640, 480)] == [(961, 1283, 3)]


def test_shrinking_over_halves_keeps_size_and_place() -> None:
    disc = np.zeros((961, 1283), np.uint8)
    cv2.circle(disc, (700, 400), 250, 255, -1)
    small = Window(0, 0, 1283, 961, 64, 48).shrink(disc) / 255
    rows, columns = np.mgrid[:48, :64] + 0.5
    assert small.sum() / small.size == pytest.approx(np.pi * 250**2 / disc.size, rel=0.005)
    assert (small * columns).sum() / small.sum() == pytest.approx(700.5 * 64 / 1283, abs=0.02)
    assert (small * rows).sum() / small.sum() == pytest.approx(400.5 * 48 / 961, abs=0.02)
