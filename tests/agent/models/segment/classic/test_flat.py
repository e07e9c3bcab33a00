"""Clicks in drawings: flat colours, lines round empty paper, sprites of a few pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from classic_quality import photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.flat import filled, flat_area
from frisket_protocol.raster import Box, Point

WATCH = Unwatched()
Pixels = NDArray[np.uint8]


def _overlap(mask: Soft, truth: NDArray[np.bool_]) -> float:
    inside = mask > 127
    return float((inside & truth).sum() / (inside | truth).sum())


def _clicked(image: Pixels, x: float, y: float) -> list[Soft]:
    engine = SegmentClassic()
    prompt = ObjectPrompt(points=(Point(x, y),))
    return [one.mask for one in engine.segment(engine.embed(image, WATCH), [prompt], WATCH)[0]]


def _cells(seed: int, width: int, height: int, line: int) -> tuple[Pixels, Pixels]:
    """A drawing of closed lines on paper, and which cell each pixel is in (0: a line)."""
    random = np.random.default_rng([seed, width, line])
    image = np.full((height, width, 3), random.integers(180, 256, 3), np.uint8)
    for _ in range(5):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (
            int(random.integers(width // 8, width // 3)),
            int(random.integers(height // 8, 200)),
        )
        turned = float(random.integers(0, 180))
        cv2.ellipse(image, centre, axes, turned, 0, 360, (10, 10, 30), line, cv2.LINE_AA)
    paper = (image == image.reshape(-1, 3).max(axis=0)).all(axis=2)
    _, cells = cv2.connectedComponents(paper.astype(np.uint8), connectivity=4)
    return image, cells.astype(np.uint8)


@pytest.mark.parametrize("line", [1, 2, 4, 9])
@pytest.mark.parametrize("seed", range(4))
def test_a_click_between_lines_fills_to_the_lines(seed: int, line: int) -> None:
    image, cells = _cells(seed, 600, 420, line)
    sizes = np.bincount(cells.ravel())
    for cell in np.flatnonzero(sizes[1:] > 2000) + 1:
        ys, xs = np.nonzero(cv2.erode((cells == cell).astype(np.uint8), np.ones((9, 9), np.uint8)))
        if len(xs):
            middle = len(xs) // 2
            area = flat_area(image, Point(xs[middle] + 0.5, ys[middle] + 0.5))
            assert area is not None
            assert not (area[cells == cell] < 128).any()
            others = (cells != cell) & (cells != 0) & (sizes[cells] > 20)
            assert not (area[others] > 0).any()


@pytest.mark.parametrize("side", [16, 24, 32, 64])
@pytest.mark.parametrize("seed", range(2))
def test_sprites_are_found_by_a_click_and_by_their_box(side: int, seed: int) -> None:
    random = np.random.default_rng([side, seed])
    sky, ground, coat, head = random.permutation(
        [(90, 170, 230), (60, 140, 50), (200, 40, 40), (250, 210, 170)]
    ).astype(np.uint8)
    image = np.empty((side, side, 3), np.uint8)
    image[: side * 3 // 4], image[side * 3 // 4 :] = sky, ground
    body = (slice(side // 3, side * 7 // 8), slice(side * 3 // 8, side * 5 // 8))
    face = (slice(side // 8, side // 3), slice(side * 3 // 8 + side // 16, side * 5 // 8))
    image[body], image[face] = coat, head
    thing = np.zeros((side, side), np.bool_)
    thing[body] = True
    x, y = side / 2, side / 2
    assert _overlap(_clicked(image, x, y)[0], thing) > 0.99
    thing[face] = True
    engine = SegmentClassic()
    box = ObjectPrompt(box=Box(side * 3 // 8, side // 8, side * 5 // 8, side * 7 // 8))
    found = engine.segment(engine.embed(image, WATCH), [box], WATCH)[0][0].mask
    assert _overlap(found, thing) > (0.8 if side > 32 else 0.7)


def test_another_guess_is_the_area_with_what_it_surrounds() -> None:
    image = np.full((300, 400, 3), 250, np.uint8)
    cv2.circle(image, (200, 150), 120, (20, 20, 20), 3, cv2.LINE_AA)
    cv2.circle(image, (200, 150), 60, (200, 30, 30), -1, cv2.LINE_AA)
    first, second = _clicked(image, 200, 60)[:2]
    assert first[150, 200] == 0
    assert second[150, 200] == 255
    assert second[5, 5] == 0


def test_filled_is_never_less() -> None:
    random = np.random.default_rng(3)
    for _ in range(30):
        blurred = cv2.GaussianBlur(random.random((60, 80)), (0, 0), 4)
        area = np.clip((blurred - blurred.mean()) * 9000, 0, 255).astype(np.uint8)
        assert (filled(area) >= area).all()


def test_photographs_have_no_flat_areas_in_their_objects() -> None:
    random = np.random.default_rng(1)
    found = tried = 0
    for scene in photograph_scenes():
        ys, xs = np.nonzero(scene.truth)
        for index in random.integers(0, len(xs), 20):
            point = Point(xs[index] + 0.5, ys[index] + 0.5)
            found += flat_area(scene.image, point) is not None
            tried += 1
    assert tried >= 100
    assert found <= tried // 50
