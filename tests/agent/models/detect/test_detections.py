"""Boxes cut to the picture and put in order."""

from __future__ import annotations

from frisket.models.base import Detection
from frisket.models.detect.detections import in_picture
from frisket_protocol.raster import Box


def test_boxes_are_cut_to_the_picture_and_the_best_comes_first() -> None:
    found = [
        Detection(Box(-5, 2, 4, 30), 0.2, "a"),
        Detection(Box(1, 1, 2, 2), 0.9, "b"),
        Detection(Box(3, 3, 4, 4), 0.9, "c"),
    ]
    assert in_picture(found, 10, 20) == [
        Detection(Box(1, 1, 2, 2), 0.9, "b"),
        Detection(Box(3, 3, 4, 4), 0.9, "c"),
        Detection(Box(0, 2, 4, 20), 0.2, "a"),
    ]


def test_a_box_of_which_nothing_is_in_the_picture_is_left_out() -> None:
    outside = [Box(10, 0, 12, 5), Box(-3, 0, 0, 5), Box(2, 2, 2, 9), Box(5, 5, 4, 6)]
    assert in_picture([Detection(box, 0.5) for box in outside], 10, 20) == []
