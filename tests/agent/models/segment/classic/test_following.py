"""A mask follows the picture's edges up to its own pixels."""

from __future__ import annotations

import numpy as np
import pytest

from classic_scenes import disc_scene, overlap
from frisket.models.segment.classic.following import edge_band, follow
from frisket.models.segment.classic.regions import Marks, to_lab
from frisket.models.segment.classic.window import Window

SMALL = (160, 120)
SIDES = {"a few times larger": (480, 360), "much larger": (1283, 963), "a lot": (2560, 1920)}


def shown_small(picture: np.ndarray, truth: Marks) -> tuple[np.ndarray, Marks]:
    """A picture's CIELAB and the truth at the size of `SMALL`."""
    height, width = truth.shape
    window = Window(0, 0, width, height, *SMALL)
    return to_lab(window.shrink(picture)), window.shrink(truth.astype(np.uint8) * 255) > 127


@pytest.mark.parametrize("size", SIDES.values(), ids=SIDES)
def test_the_edge_is_the_pictures_at_any_size(size: tuple[int, int]) -> None:
    image, truth = disc_scene(*size)
    mask = follow(image, *shown_small(image, truth))
    assert overlap(mask, truth) > 0.985


@pytest.mark.parametrize("size", SIDES.values(), ids=SIDES)
def test_an_edge_that_is_off_by_a_pixel_comes_back(size: tuple[int, int]) -> None:
    image, truth = disc_scene(*size)
    lab, inside = shown_small(image, truth)
    mask = follow(image, lab, np.roll(inside, 1, 1))
    assert overlap(mask, truth) > 0.985


def test_what_lies_far_from_the_edge_stays() -> None:
    image, truth = disc_scene(1280, 960)
    lab, inside = shown_small(image, truth)
    mask = follow(image, lab, inside)
    away = np.kron(~edge_band(inside, 3), np.ones((8, 8), np.bool_))
    assert np.array_equal(mask[away], np.kron(inside, np.full((8, 8), np.uint8(255)))[away])


@pytest.mark.parametrize("size", [(480, 360), (2560, 1920)])
@pytest.mark.parametrize("value", [False, True])
def test_without_an_edge_all_is_alike(size: tuple[int, int], value: bool) -> None:
    image, truth = disc_scene(*size)
    lab, inside = shown_small(image, truth)
    mask = follow(image, lab, np.full_like(inside, value))
    assert (mask == (255 if value else 0)).all()


def test_what_the_picture_does_not_show_at_all_may_vanish() -> None:
    """An even picture: nothing is left to ask about at the larger sizes."""
    image = np.full((1920, 2560, 3), 128, np.uint8)
    lab, inside = shown_small(image, np.zeros(image.shape[:2], np.bool_))
    inside[60, 80] = True
    assert not follow(image, lab, inside).any()


def test_a_band_lies_on_both_sides() -> None:
    image, truth = disc_scene(480, 360)
    _, inside = shown_small(image, truth)
    band = edge_band(inside, 3)
    assert (band & inside).any()
    assert (band & ~inside).any()
    assert band.sum() < 0.15 * band.size
