"""The overlay: what a painter can tell from it, measured."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.pictures.overlay import OUTLINES, line_width, overlay

SIDE = 200
PICTURE = np.full((SIDE, SIDE, 3), (200, 90, 30), np.uint8)


def square(left: int, right: int) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[60:140, left:right] = 255
    return mask


def test_what_is_selected_keeps_its_colours() -> None:
    assert (overlay(PICTURE, [square(60, 140)])[80:120, 80:120] == (200, 90, 30)).all()


def test_the_ground_is_gray_and_darker() -> None:
    ground = overlay(PICTURE, [square(60, 140)])[10, 10]
    assert len(set(ground.tolist())) == 1
    assert ground[0] < 90


def test_black_ground_is_told_from_black_selection() -> None:
    seen = overlay(np.zeros_like(PICTURE), [square(60, 140)])
    assert int(seen[10, 10, 0]) - int(seen[100, 100, 0]) >= 20


def test_the_outline_has_two_tones() -> None:
    row = overlay(PICTURE, [square(60, 140)])[100, 50:70].astype(int)
    for colour in (OUTLINES[0], (16, 16, 20)):
        assert np.abs(row - colour).max(axis=1).min() < 40


def test_a_hole_has_an_outline() -> None:
    mask = square(60, 140)
    mask[90:110, 90:110] = 0
    row = overlay(PICTURE, [mask])[100, 80:100].astype(int)
    assert np.abs(row - OUTLINES[0]).max(axis=1).min() < 40


def test_a_hair_is_not_buried_under_its_outline() -> None:
    mask = square(60, 140)
    mask[100:103, 140:190] = 255
    seen = overlay(PICTURE, [mask])
    assert (seen[101, 155:190] == PICTURE[0, 0]).all()
    assert marked(seen)[:, 160:].any()


def test_thin_things_on_white_are_shown() -> None:
    """An inked cross was one dot: black stays black, so that only an outline can show it."""
    page, cross = np.full((600, 900, 3), 255, np.uint8), np.zeros((600, 900), np.uint8)
    for ends in (((350, 100), (550, 300)), ((550, 100), (350, 300))):
        cv2.line(cross, *ends, 255, 3)
    page[cross > 0] = 0
    seen = overlay(page, [cross])
    assert (seen[cross > 0] <= 60).all(axis=1).mean() > 0.95
    assert far_from_a_mark(seen, cross) == 0


def marked(seen: np.ndarray) -> np.ndarray:
    """HxW, where there is something of the first outline's colour."""
    return np.asarray(seen[..., 1].astype(int) - seen[..., 2] > 60)


def far_from_a_mark(seen: np.ndarray, mask: np.ndarray) -> int:
    """How many pixels of a mask are not near an outline, and not parted by one from the ground."""
    mark, inside = marked(seen), mask >= 128
    reach = 8 * line_width(mask.shape[1], mask.shape[0])
    around = np.ones((2 * reach + 1,) * 2, np.uint8)
    near = cv2.dilate(mark.astype(np.uint8), around) > 0
    ground = cv2.dilate(inside.astype(np.uint8), around) == 0
    _, pieces = cv2.connectedComponents((~mark).astype(np.uint8), connectivity=4)
    return int(np.count_nonzero(inside & ~near & np.isin(pieces, pieces[ground & ~mark])))


def test_an_icon_is_not_buried_under_its_outline() -> None:
    icon, mask = np.full((16, 16, 3), 255, np.uint8), np.zeros((16, 16), np.uint8)
    mask[4:12, 4:12] = 255
    icon[4:12, 4:12] = (255, 0, 0)
    seen = overlay(icon, [mask])
    assert (seen[5:11, 5:11] == (255, 0, 0)).all()
    assert marked(seen).any()


@st.composite
def things(draw: st.DrawFn) -> np.ndarray:
    """Lines, specks, rings and discs on pictures from 90 pixels on, hard or soft."""
    random = np.random.default_rng(draw(st.integers(0, 100_000)))
    height, width = draw(st.sampled_from([(90, 120), (600, 900), (300, 1500)]))
    mask, side = np.zeros((height, width), np.uint8), min(height, width)
    for _ in range(draw(st.integers(1, 5))):
        ends = [tuple(map(int, random.integers(0, (width, height)))) for _ in range(2)]
        thick = int(random.choice([1, 2, 3, 5, max(1, side // 8)]))
        if random.random() < 0.6:
            cv2.line(mask, *ends, 255, thick, cv2.LINE_AA)
        else:
            cv2.circle(mask, ends[0], int(random.integers(0, side // 3)), 255, thick)
    return cv2.GaussianBlur(mask, (3, 3), 0) if draw(st.booleans()) else mask


@settings(max_examples=200, deadline=None)
@given(things())
def test_all_of_a_mask_is_seen(mask: np.ndarray) -> None:
    """The law: all of it has its own colours, and a line near or round it that is nowhere else."""
    picture = np.full((*mask.shape, 3), 255, np.uint8)
    seen = overlay(picture, [mask])
    assert far_from_a_mark(seen, mask) == 0
    assert (seen[mask == 255] == 255).all()
    if (mask >= 128).any():
        away = cv2.distanceTransform((mask < 128).astype(np.uint8), cv2.DIST_L2, 5)
        assert away[marked(seen)].max(initial=0) <= 2 * line_width(*mask.shape[::-1]) + 1


def test_the_ground_between_coins_is_not_joined_by_a_line() -> None:
    """Two coins, in the ground that is selected about them: a line ran from one to the other."""
    mask = np.full((303, 384), 255, np.uint8)
    for middle in ((120, 150), (262, 150)):
        cv2.circle(mask, middle, 69, 0, -1, cv2.LINE_AA)
    seen = overlay(np.full((*mask.shape, 3), 200, np.uint8), [mask])
    neck = mask[130:171, 180:202] == 255
    assert neck.any()
    assert (seen[130:171, 180:202][neck] == 200).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from([(90, 120), (600, 900), (1200, 1600)]))
def test_an_outline_is_where_the_mask_ends(seed: int, size: tuple[int, int]) -> None:
    """The law: what is wide enough has its outline nowhere but on its edge.

    The white of an inked face, between mouth and chin, had one round the line beside it.
    """
    random = np.random.default_rng(seed)
    height, width = size
    line = line_width(width, height)
    mask = np.zeros((height, width), np.uint8)
    middle = (width // 2, height // 2)
    cv2.circle(mask, middle, 2 * height // 5, 255, -1, cv2.LINE_AA)
    gap = int(random.integers(4 * line + 16, 8 * line + 24))  # between a cut and the edge
    cv2.ellipse(
        mask, middle, (2 * height // 5 - gap,) * 2, 0, 20, int(random.integers(60, 160)), 0, line
    )
    seen = overlay(np.full((height, width, 3), 255, np.uint8), [mask])
    edge = cv2.morphologyEx((mask >= 128).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3)))
    far = cv2.distanceTransform(1 - edge, cv2.DIST_L2, 5)
    assert far[marked(seen)].max() <= 2 * line + 2


@pytest.mark.parametrize("number", range(len(OUTLINES) + 1))
def test_each_object_has_a_colour_of_its_own(number: int) -> None:
    nothing = np.zeros((SIDE, SIDE), np.uint8)
    row = overlay(PICTURE, [nothing] * number + [square(60, 140)])[100, 50:70].astype(int)
    assert np.abs(row - OUTLINES[number % len(OUTLINES)]).max(axis=1).min() < 40


def test_objects_that_touch_both_keep_their_colours() -> None:
    seen = overlay(PICTURE, [square(40, 100), square(100, 160)])
    assert (seen[100, 70] == PICTURE[0, 0]).all()
    assert (seen[100, 130] == PICTURE[0, 0]).all()


def test_a_half_selected_pixel_is_half_way() -> None:
    seen = overlay(PICTURE, [np.full((SIDE, SIDE), 100, np.uint8)])[100, 100].astype(int)
    ground = overlay(PICTURE, [])[100, 100].astype(int)
    np.testing.assert_allclose(seen, ground + (PICTURE[0, 0] - ground) * 100 / 255, atol=1)


def test_the_picture_given_is_not_changed() -> None:
    picture = PICTURE.copy()
    overlay(picture, [square(60, 140)])
    np.testing.assert_array_equal(picture, PICTURE)
