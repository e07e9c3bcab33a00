"""A part at the edge of a thing: a click on it takes all of it, and not a nick."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from classic_scenes import overlap
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol.raster import Box, Point
from photographs import photographs
from prompts import corrections, jittered_box

SIZE = 340, 400
BODY = Box(55, 35, 345, 305)
HAT = (60, 50, 110)


def scene(brim: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """A head on a wall, and a hat on it down to a row: the picture, both together, the hat."""
    both = cv2.ellipse(np.zeros(SIZE, np.uint8), (200, 170), (140, 130), 0, 0, 360, 1, -1) > 0
    hat = both & (np.arange(SIZE[0])[:, None] < brim)
    image = np.full((*SIZE, 3), (120, 125, 120), np.float32)
    image[both], image[hat] = (225, 160, 120), HAT
    image += np.random.default_rng(seed).normal(0, 9, image.shape)
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    made = np.clip(smooth, 0, 255).astype(np.uint8)
    return made, np.asarray(both, np.bool_), np.asarray(hat, np.bool_)


def cut(image: NDArray[np.uint8], box: Box, *points: Point) -> Soft:
    engine, watch = SegmentClassic(), Unwatched()
    prompt = ObjectPrompt(box=box, points=points)
    return engine.segment(engine.embed(image, watch), [prompt], watch)[0][0].mask


PLACES = [(150.5, 80.5), (200.5, 60.5), (240.5, 75.5)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("brim", [100, 125])
def test_a_click_off_takes_the_hat_and_leaves_the_head(
    brim: int, place: tuple[float, float]
) -> None:
    image, both, hat = scene(brim, seed=3)
    mask = cut(image, BODY, Point(*place, inside=False))
    assert overlap(mask, both & ~hat) > 0.93


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_a_click_on_the_nose_of_a_rocket_reaches_the_side_of_its_box(seed: int) -> None:
    """Dark gray before the night: its body alone was found, and the click took a piece of it."""
    rocket = next(one for one in photographs() if one.name == "rocket")
    box = jittered_box(rocket.truth, seed)
    body = cut(rocket.image, box)
    click = corrections(rocket.truth)(body)
    whole = cut(rocket.image, box, click)
    assert overlap(whole, rocket.truth) > overlap(body, rocket.truth) + 0.07
    highest = np.flatnonzero((whole > 127).any(axis=1))[0]
    assert highest < box.y0 + 0.06 * box.height
