"""What strokes beside a selection are worth."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from classic_scenes import Pixels, Truth, overlap
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.first import as_clicks
from frisket_protocol.raster import Point

INSIDE, OUTSIDE = 255, 64


def two_discs(colour: tuple[int, int, int], radius: int) -> tuple[Pixels, Truth, Truth]:
    """A green disc, and another one of this colour and size, on light paper; and each of them."""
    picture = np.full((240, 400, 3), 230, np.uint8)
    first, second = np.zeros((240, 400), np.uint8), np.zeros((240, 400), np.uint8)
    cv2.circle(first, (130, 120), 70, 1, -1)
    cv2.circle(second, (300, 120), radius, 1, -1)
    picture[first > 0], picture[second > 0] = (60, 140, 80), colour
    return picture, first > 0, second > 0


def found(picture: Pixels, prompt: ObjectPrompt) -> Soft:
    engine = SegmentClassic()
    return engine.segment(engine.embed(picture, Unwatched()), [prompt], Unwatched())[0][0].mask


@pytest.mark.parametrize("radius", [25, 45])
@pytest.mark.parametrize("width", [2, 8])
@pytest.mark.parametrize("colour", [(200, 120, 40), (60, 140, 80), (20, 20, 20)])
def test_a_stroke_beside_a_selection_is_worth_a_click(
    colour: tuple[int, int, int], width: int, radius: int
) -> None:
    picture, first, second = two_discs(colour, radius)
    rough = first.astype(np.uint8) * np.uint8(255)
    strokes = np.zeros_like(rough)
    cv2.line(strokes, (290, 125), (312, 120), INSIDE, width)
    clicked = found(picture, ObjectPrompt(points=(Point(300, 122),), rough=rough))
    drawn = found(picture, ObjectPrompt(scribble=strokes, rough=rough))
    assert overlap(drawn, first | second) >= min(0.95, overlap(clicked, first | second))


def test_strokes_that_a_mask_follows_are_no_clicks() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[:, :30] = 255
    strokes = np.zeros_like(mask)
    strokes[10:14, 5:25], strokes[30:33, 40:55] = INSIDE, OUTSIDE
    assert as_clicks(strokes, mask) == []
    strokes[20:25, 40:51], strokes[2:5, 2:5] = INSIDE, OUTSIDE
    assert as_clicks(strokes, mask) == [Point(42.5, 22.5), Point(3.5, 3.5, inside=False)]
