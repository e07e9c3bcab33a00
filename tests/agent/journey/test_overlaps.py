"""Which boxes and masks show the same thing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.journey.overlaps import box_iou, distinct_boxes, distinct_masks, mask_iou
from frisket_protocol import Box


@pytest.mark.parametrize(
    ("one", "other", "iou"),
    [
        (Box(0, 0, 10, 10), Box(0, 0, 10, 10), 1.0),
        (Box(0, 0, 10, 10), Box(10, 0, 20, 10), 0.0),
        (Box(0, 0, 10, 10), Box(5, 0, 15, 10), 1 / 3),
        (Box(0, 0, 10, 10), Box(0, 0, 5, 10), 0.5),
        (Box(0, 0, 0, 0), Box(0, 0, 0, 0), 0.0),
    ],
)
def test_boxes_overlap(one: Box, other: Box, iou: float) -> None:
    assert box_iou(one, other) == pytest.approx(iou)


def test_the_earlier_of_two_boxes_wins() -> None:
    boxes = [Box(0, 0, 10, 10), Box(0, 0, 10, 9), Box(20, 0, 30, 10), Box(0, 0, 10, 10)]
    assert distinct_boxes(boxes, 0.8) == [0, 2]


@given(st.lists(st.tuples(*[st.floats(0, 50)] * 4), max_size=12), st.floats(0.1, 0.9))
def test_what_is_kept_is_distinct(corners: list[tuple[float, ...]], limit: float) -> None:
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in corners]
    kept = distinct_boxes(boxes, limit)
    assert all(box_iou(boxes[a], boxes[b]) <= limit for a in kept for b in kept if a < b)
    assert kept[:1] == [0][: len(boxes)]


def drawn(x0: int, x1: int, side: int = 1000) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = np.zeros((side, side), np.uint8)
    mask[100:800, x0:x1] = 255
    return mask


def test_masks_that_are_nearly_one_are_one() -> None:
    assert distinct_masks([drawn(100, 500), drawn(110, 500), drawn(300, 900)], 0.8) == [0, 2]


def test_masks_apart_are_all_kept() -> None:
    assert distinct_masks([drawn(0, 100), drawn(200, 300), drawn(500, 501)], 0.1) == [0, 1, 2]


def test_empty_masks_overlap_nothing() -> None:
    empty = np.zeros((5, 5), np.uint8)
    assert mask_iou(empty, empty) == 0.0
    assert distinct_masks([empty, empty], 0.5) == [0, 1]
