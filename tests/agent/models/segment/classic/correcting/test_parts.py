"""A thing on a thing: what a click lies on by itself."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from classic_scenes import overlap
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.correcting.parts import own_part
from frisket.models.segment.classic.regions import build_graph
from frisket_protocol.raster import Box, Point

COAT, BADGE, WALL = (225, 90, 40), (90, 60, 160), (120, 125, 120)
BODY = Box(60, 40, 340, 300)


def scene(
    x: int, y: int, radius: int, colour: tuple[int, int, int] = BADGE
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """A coat on a wall, with a badge on it that carries a lighter sign: the picture, both masks."""
    coat = cv2.ellipse(np.zeros((340, 400), np.uint8), (200, 170), (140, 130), 0, 0, 360, 1, -1) > 0
    badge = cv2.circle(np.zeros((340, 400), np.uint8), (x, y), radius, 1, -1) > 0
    image = np.full((340, 400, 3), WALL, np.float32)
    image[coat] = COAT
    image[badge] = colour
    cv2.circle(image, (x + radius // 4, y), radius // 4, (200, 190, 210), -1)
    image += np.random.default_rng(x + y).normal(0, 6, image.shape)
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    return np.clip(smooth, 0, 255).astype(np.uint8), np.asarray(coat), np.asarray(badge)


def cut(image: NDArray[np.uint8], box: Box | None, *points: Point) -> Soft:
    engine, watch = SegmentClassic(), Unwatched()
    prompt = ObjectPrompt(box=box, points=points)
    return engine.segment(engine.embed(image, watch), [prompt], watch)[0][0].mask


@pytest.mark.parametrize("radius", [16, 30, 45])
@pytest.mark.parametrize(("x", "y"), [(200, 170), (150, 140), (235, 215)])
@pytest.mark.parametrize("box", [BODY, None])
def test_a_click_off_takes_the_badge_and_leaves_the_coat(
    x: int, y: int, radius: int, box: Box | None
) -> None:
    image, coat, badge = scene(x, y, radius)
    first = () if box else (Point(200, 60),)
    mask = cut(image, box, *first, Point(x + 0.5, y - radius / 4, inside=False))
    assert overlap(mask, coat & ~badge) > 0.93


@pytest.mark.parametrize("radius", [12, 20])
def test_a_click_far_away_adds_the_thing_that_it_lies_on_and_nothing_else(radius: int) -> None:
    image, coat, badge = scene(365, 50, radius)
    mask = cut(image, BODY, Point(360, 55))
    assert overlap(mask, coat | badge) > 0.93


def test_what_lies_round_it_must_belong_to_the_mask() -> None:
    """The wall shows through a ring: a click on a mote in it does not mean the mote alone."""
    image, coat, badge = scene(200, 170, 20, colour=(60, 60, 60))
    image[~coat & ~badge] = COAT[::-1]
    graph = build_graph(image)
    wrongly = graph.mean(np.ones(coat.shape, np.bool_)) > 0.5  # all of the picture
    middle = (200.0, 170.0, False)
    assert own_part(graph, wrongly, middle, 10.0) is None


def test_a_click_on_plain_cloth_lies_on_nothing_by_itself() -> None:
    image, coat, _ = scene(150, 140, 30)
    graph = build_graph(image)
    assert own_part(graph, graph.mean(coat) > 0.5, (250.0, 220.0, False), 60.0) is None
