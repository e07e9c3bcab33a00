"""A selection that is about right."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene, overlap, two_discs
from frisket.models.segment.classic.rough import BAND, cut_pixels, finer, sure_parts

IMAGE, TRUTH = disc_scene()
NOTHING = np.zeros_like(TRUTH)


def test_a_shifted_selection_moves_onto_the_object() -> None:
    found = cut_pixels(IMAGE, np.roll(TRUTH, 6, 1), NOTHING, NOTHING)
    assert (found & TRUTH).sum() / (found | TRUTH).sum() > 0.95


def test_the_sure_parts_leave_a_band_open() -> None:
    core, away = sure_parts(TRUTH, BAND)
    assert core.any()
    assert (core & ~TRUTH).sum() == (away & TRUTH).sum() == 0
    assert (~core & ~away).any()


def test_a_thin_selection_keeps_a_sure_core() -> None:
    line = np.zeros((50, 50), np.bool_)
    line[25, 5:45] = True
    assert sure_parts(line, BAND)[0].any()


def coarse(truth: np.ndarray, scale: int, shift: int = 0) -> np.ndarray:
    """The truth in blocks of `scale` pixels, moved to the right by some; 0 or 255."""
    blocks = np.roll(truth, shift, 1)[scale // 2 :: scale, scale // 2 :: scale]
    return np.kron(blocks, np.full((scale, scale), 255, np.uint8))


def test_a_mask_from_a_smaller_picture_gets_the_edge_of_this_one() -> None:
    image, truth = disc_scene(960, 720)
    found = coarse(truth, 12, 8)
    assert overlap(found, truth) < 0.96
    assert overlap(finer(image, found), truth) > 0.985


def test_a_finer_mask_is_of_the_same_thing() -> None:
    image, left, _ = two_discs(960, 640)
    assert overlap(finer(image, coarse(left, 8)), left) > 0.98


def test_what_the_picture_does_not_show_stays() -> None:
    image, _ = disc_scene(960, 720)
    speck = np.zeros((720, 960), np.uint8)
    speck[600:603, 900:903] = 255
    assert np.array_equal(finer(image, speck), speck)


def test_nothing_stays_nothing_and_all_stays_all() -> None:
    image, truth = disc_scene(960, 720)
    nothing = np.zeros(truth.shape, np.uint8)
    assert not finer(image, nothing).any()
    assert (finer(image, ~nothing) == 255).all()


def test_strokes_that_leave_one_side_empty_are_taken_at_their_word() -> None:
    assert not cut_pixels(IMAGE, TRUTH, NOTHING, ~NOTHING).any()
    assert cut_pixels(IMAGE, TRUTH, ~NOTHING, NOTHING).all()
