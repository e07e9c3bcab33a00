"""The last step: the edge at the picture's own pixels."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene, overlap
from frisket.models.segment.classic.edge import changed_mask, full_mask, grab_band
from frisket.models.segment.classic.window import whole
from frisket_protocol.raster import Point

IMAGE, TRUTH = disc_scene(1200, 900)
WINDOW = whole(1200, 900)
SMALL = WINDOW.shrink((TRUTH * 255).astype(np.uint8)) > 127


def test_the_edge_is_right_at_full_size() -> None:
    assert overlap(full_mask(IMAGE, WINDOW, SMALL), TRUTH) > 0.985


def test_an_edge_that_is_off_is_pulled_to_the_picture() -> None:
    off = np.roll(SMALL, 3, 1)
    assert overlap(full_mask(IMAGE, WINDOW, off), TRUTH) > 0.97


def test_a_small_thing_seen_coarsely_gets_the_pictures_own_edge() -> None:
    image, truth = disc_scene(60, 45)
    picture, there = np.full((900, 1200, 3), image[0, 0]), np.zeros((900, 1200), np.bool_)
    picture[300:345, 300:360], there[300:345, 300:360] = image, truth
    coarse = WINDOW.shrink((there * 255).astype(np.uint8)) > 127
    assert overlap(full_mask(picture, WINDOW, coarse), there) > 0.93


def test_a_line_of_one_pixel_is_not_lost() -> None:
    truth = np.zeros((900, 1200), np.bool_)
    truth[300, 60:1140] = True
    picture = np.where(truth[..., None], np.uint8(240), IMAGE)
    coarse = WINDOW.shrink((truth * 255).astype(np.uint8)) > 30
    assert overlap(full_mask(picture, WINDOW, coarse), truth) > 0.9


def test_nothing_inside_is_an_empty_mask() -> None:
    assert not full_mask(IMAGE, WINDOW, np.zeros_like(SMALL)).any()


def test_everything_inside_is_a_full_mask() -> None:
    assert (full_mask(IMAGE, WINDOW, np.ones_like(SMALL)) == 255).all()


def test_clicks_win_over_the_edge() -> None:
    mask = full_mask(IMAGE, WINDOW, SMALL, (Point(2.5, 3.5), Point(540, 450, inside=False)))
    assert (mask[3, 2], mask[450, 540]) == (255, 0)


def test_only_what_changed_is_made_anew() -> None:
    former = np.full((900, 1200), 77, np.uint8)
    changed = np.zeros_like(SMALL)
    changed[100:110, 100:110] = True
    mask = changed_mask(IMAGE, WINDOW, SMALL, (), former, changed)
    assert (mask[:200] == 77).all()
    assert (mask[300:320, 320:340] != 77).all()


def test_no_change_keeps_the_former_mask() -> None:
    former = np.full((900, 1200), 77, np.uint8)
    nothing = np.zeros_like(SMALL)
    assert (changed_mask(IMAGE, WINDOW, SMALL, (), former, nothing) == 77).all()


def test_too_few_pixels_are_left_as_they_are() -> None:
    inside = np.zeros((20, 20), np.bool_)
    inside[4, 4] = True
    assert np.array_equal(grab_band(np.zeros((20, 20, 3), np.uint8), inside, 3), inside)
