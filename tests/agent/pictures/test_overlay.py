"""The overlay: what a painter can tell from it, measured."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.pictures.overlay import OUTLINES, overlay

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


def lines_beside_the_square(mask: np.ndarray) -> int:
    """How much of the first outline's colour there is to the right of column 160."""
    seen = overlay(PICTURE, [mask])[:, 160:].astype(int)
    return int((np.abs(seen - OUTLINES[0]).max(axis=2) < 40).sum())


def test_a_hair_is_not_buried_under_its_outline() -> None:
    mask = square(60, 140)
    mask[100:103, 140:190] = 255
    assert lines_beside_the_square(mask) == 0


def test_a_selection_of_hairs_alone_has_an_outline() -> None:
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[100:103, 140:190] = 255
    assert lines_beside_the_square(mask) > 0


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
