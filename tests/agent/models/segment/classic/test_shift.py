"""A selection of the right shape in the wrong place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from classic_scenes import disc_scene
from frisket.models.segment.classic.regions import Marks
from frisket.models.segment.classic.shift import moved_onto_edges, outline_of, translated

IMAGE, TRUTH = disc_scene()
SIDE = 7


def disc(size: int) -> Marks:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)) > 0)


@pytest.mark.parametrize("move", [(7, 0), (-6, 3), (0, -8), (5, 5)])
def test_a_moved_selection_moves_back(move: tuple[int, int]) -> None:
    found = moved_onto_edges(IMAGE, translated(TRUTH, *move), TRUTH)
    assert found is not None
    assert np.count_nonzero(found ^ TRUTH) < 0.03 * np.count_nonzero(TRUTH)


@pytest.mark.parametrize("grow", [True, False])
def test_one_drawn_loosely_stays(grow: bool) -> None:
    kernel = disc(2 * SIDE + 1).astype(np.uint8)
    change = cv2.dilate if grow else cv2.erode
    loose = change(TRUTH.astype(np.uint8), kernel) > 0
    assert moved_onto_edges(IMAGE, np.asarray(loose), TRUTH) is None


def test_one_in_place_stays() -> None:
    assert moved_onto_edges(IMAGE, TRUTH, TRUTH) is None


@pytest.mark.parametrize("mask", [np.zeros_like(TRUTH), np.ones_like(TRUTH)])
def test_what_has_no_outline_stays(mask: Marks) -> None:
    assert moved_onto_edges(IMAGE, mask, TRUTH) is None
    assert moved_onto_edges(IMAGE, TRUTH, mask) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (3, 3)])
def test_the_smallest_pictures(size: tuple[int, int]) -> None:
    image = np.zeros((*size, 3), np.uint8)
    mask = np.zeros(size, np.bool_)
    mask[0, 0] = True
    assert moved_onto_edges(image, mask, mask) is None


def test_normals_have_length_one_and_point_across_the_edge() -> None:
    outline = outline_of(TRUTH)
    assert np.allclose(np.linalg.norm(outline.normals, axis=1), 1, atol=1e-3)
    middle = np.argwhere(TRUTH).mean(axis=0)
    towards = middle[::-1] - np.stack([outline.columns, outline.rows], axis=1)
    assert ((towards * outline.normals).sum(axis=1) > 0).all()


def test_what_comes_in_is_as_the_side_was() -> None:
    mask = np.zeros((4, 5), np.bool_)
    mask[:, :2] = True
    assert translated(mask, 2, 0)[:, :4].all()
    assert not translated(mask, 2, 0)[:, 4].any()
    assert not translated(mask, -2, 0).any()
