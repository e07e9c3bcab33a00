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


def silhouette(seed: int) -> tuple[Pixels, Truth]:
    """A beast in one colour: a body on four thin legs with hooves, a neck and a tail."""
    random = np.random.default_rng(seed)
    drawn = np.zeros((200, 280), np.uint8)
    cv2.ellipse(drawn, (140, 90), (80, 32), 0, 0, 360, 1, -1)
    for x in (75, 95, 180, 205):
        foot = int(x + random.integers(-22, 22)), int(random.integers(165, 185))
        cv2.line(drawn, (x, 100), foot, 1, int(random.integers(2, 7)))
        cv2.ellipse(drawn, foot, (7, 3), 0, 0, 360, 1, -1)
    cv2.line(drawn, (205, 80), (245, 30), 1, 14)
    cv2.line(drawn, (65, 80), (35, 130), 1, 2)
    light, dark = random.integers(0, 60), random.integers(180, 256)
    ground, ink = (light, dark) if seed % 2 else (dark, light)
    return np.repeat(np.where(drawn > 0, ink, ground).astype(np.uint8)[..., None], 3, 2), drawn > 0


@pytest.mark.parametrize("seed", range(8))
def test_the_subject_of_a_silhouette_is_all_of_it(seed: int) -> None:
    picture, beast = silhouette(seed)
    engine = SegmentClassic()
    embedding = engine.embed(picture, Unwatched())
    mask = engine.segment(embedding, [ObjectPrompt()], Unwatched())[0][0].mask > 127
    assert (mask == beast).all()


GREEN, BROWN = (60, 140, 80), (200, 60, 40)


@pytest.mark.parametrize(
    ("colours", "way"),
    [((GREEN,), way) for way in ((20, 20), (-18, 9), (0, -25), (28, -4), (0, 0))]
    + [((GREEN, BROWN), way) for way in ((-18, 9), (0, -12), (12, 8))],
)
def test_a_selection_in_the_wrong_place_is_of_the_flat_thing(
    colours: tuple[tuple[int, int, int], ...], way: tuple[int, int]
) -> None:
    picture = np.full((240, 400, 3), 230, np.uint8)
    there = np.zeros((240, 400), np.uint8)
    cv2.circle(there, (150, 120), 80, 1, -1)
    picture[there > 0] = colours[0]
    picture[110:130][there[110:130] > 0] = colours[-1]
    cv2.circle(picture, (310, 120), 50, (200, 120, 40), -1)
    rough = np.roll(there, way, (0, 1)) * np.uint8(255)
    engine = SegmentClassic()
    embedding = engine.embed(picture, Unwatched())
    mask = engine.segment(embedding, [ObjectPrompt(rough=rough)], Unwatched())[0][0].mask > 127
    assert np.count_nonzero(mask != (there > 0)) <= 0.01 * np.count_nonzero(there)
    boxed = ObjectPrompt(Box(66, 36, 234, 204), rough=rough)
    mask = engine.segment(embedding, [boxed], Unwatched())[0][0].mask > 127
    assert np.count_nonzero(mask != (there > 0)) <= 0.01 * np.count_nonzero(there)


def test_half_of_a_flat_area_may_be_selected() -> None:
    picture = np.full((200, 300, 3), 230, np.uint8)
    picture[40:160, 50:250] = (60, 140, 80)
    rough = np.zeros((200, 300), np.uint8)
    rough[30:170, 40:150] = 255
    engine = SegmentClassic()
    embedding = engine.embed(picture, Unwatched())
    mask = engine.segment(embedding, [ObjectPrompt(rough=rough)], Unwatched())[0][0].mask > 127
    assert not mask[60:140, 200:].any()
