"""A box on a drawing: all that is drawn in it, however thin."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from classic_scenes import Pixels, Truth, disc_scene
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.drawing import drawn_in
from frisket_protocol.raster import Box, Point

FRAME = Box(60, 40, 240, 180)
SIZE = 300, 220
PAPER, RED, BLUE = (245, 245, 245), (200, 30, 30), (40, 90, 180)
INSIDE = ("a disc", "a rectangle", "a ring", "two things", "nothing")


def framed(thick: int, inside: str) -> tuple[Pixels, Truth, Truth]:
    """A red frame so many pixels thick on light paper; it, and the blue things in it."""
    picture = np.full((SIZE[1], SIZE[0], 3), PAPER, np.uint8)
    frame, things = np.zeros(picture.shape[:2], np.uint8), np.zeros(picture.shape[:2], np.uint8)
    x0, y0, x1, y1 = (int(side) for side in (FRAME.x0, FRAME.y0, FRAME.x1, FRAME.y1))
    frame[y0:y1, x0:x1] = 1
    frame[y0 + thick : y1 - thick, x0 + thick : x1 - thick] = 0
    if inside == "a disc":
        cv2.circle(things, (150, 110), 35, 1, -1)
    elif inside == "a rectangle":
        things[90:130, 100:190] = 1
    elif inside == "a ring":
        cv2.circle(things, (150, 110), 40, 1, 9)
    elif inside == "two things":
        cv2.circle(things, (110, 110), 20, 1, -1)
        things[80:120, 170:200] = 1
    picture[frame > 0], picture[things > 0] = RED, BLUE
    return picture, frame > 0, things > 0


def found(picture: Pixels, box: Box, *clicks: Point) -> Soft:
    engine = SegmentClassic()
    embedding = engine.embed(picture, Unwatched())
    return engine.segment(embedding, [ObjectPrompt(box, clicks)], Unwatched())[0][0].mask


@pytest.mark.parametrize("loose", [-2, 0, 5])
@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("thick", [1, 2, 3, 4, 6])
def test_a_thin_frame_is_found_with_anything_in_it(thick: int, inside: str, loose: int) -> None:
    picture, frame, things = framed(thick, inside)
    box = Box(FRAME.x0 - loose, FRAME.y0 - loose, FRAME.x1 + loose, FRAME.y1 + loose)
    mask = found(picture, box) > 127
    assert mask[frame].all()
    assert not mask[~(frame | things)].any()


@pytest.mark.parametrize("thick", [1, 2, 3, 4, 6])
def test_what_is_in_a_frame_is_clicked_away_and_the_frame_stays(thick: int) -> None:
    picture, frame, things = framed(thick, "a disc")
    mask = found(picture, FRAME, Point(150, 110, inside=False)) > 127
    assert mask[frame].all()
    assert not mask[things].any()


def face(thick: int, softly: bool, eyes: int) -> tuple[Pixels, Truth]:
    """A face drawn in black lines on white, and all of it."""
    picture, whole = np.full((220, 220, 3), 255, np.uint8), np.zeros((220, 220), np.uint8)
    way = cv2.LINE_AA if softly else cv2.LINE_8
    cv2.circle(picture, (110, 110), 80, (0, 0, 0), thick, way)
    for x in (85, 135)[:eyes]:
        cv2.circle(picture, (x, 90), 12, (0, 0, 0), 2, way)
    cv2.ellipse(picture, (110, 120), (40, 30), 0, 20, 160, (0, 0, 0), thick, way)
    cv2.circle(whole, (110, 110), 78, 1, -1)
    return picture, whole > 0


@pytest.mark.parametrize("eyes", [0, 1, 2])
@pytest.mark.parametrize("softly", [True, False])
@pytest.mark.parametrize("thick", [2, 3])
def test_a_face_in_lines_is_all_of_the_face(thick: int, softly: bool, eyes: int) -> None:
    picture, whole = face(thick, softly, eyes)
    mask = found(picture, Box(27, 27, 194, 194)) > 127
    assert mask[whole].all()
    around = cv2.dilate(whole.astype(np.uint8), np.ones((11, 11), np.uint8))
    assert not mask[around == 0].any()


def test_the_lines_of_a_face_are_its_other_answer() -> None:
    picture, _ = face(3, True, 2)
    whole, lines = drawn_in(picture, Box(27, 27, 194, 194))
    assert whole[90, 85] == whole[60, 110] == 255
    assert lines[90, 85] == lines[60, 110] == 0
    assert lines[30, 110] == 255


def test_a_ring_and_a_letter_keep_their_holes() -> None:
    picture = np.full((120, 200, 3), 255, np.uint8)
    cv2.putText(picture, "8O", (20, 90), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 3, cv2.LINE_AA)
    (mask,) = drawn_in(picture, Box(10, 10, 190, 110))
    ink = picture[..., 0] < 128
    assert (mask > 127)[ink].all()
    assert np.count_nonzero(mask[~ink] > 127) < 0.3 * np.count_nonzero(ink)


def test_what_goes_on_beyond_the_box_is_for_others() -> None:
    picture, _, _ = framed(6, "a disc")
    assert not drawn_in(picture, Box(30, 20, 150, 200))


def test_a_photograph_and_a_shadow_are_no_drawings() -> None:
    noisy, _ = disc_scene()
    assert not drawn_in(noisy, Box(50, 30, 170, 150))
    picture, _, _ = framed(4, "a disc")
    shade = cv2.GaussianBlur(picture, (0, 0), 6)
    picture[100:] = shade[100:]
    assert not drawn_in(picture, Box(50, 30, 250, 190))
