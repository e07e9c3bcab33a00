"""One click on what is too small to be seen in the whole picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from classic_scenes import Pixels, Truth, overlap
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.embedding import ClassicEmbedding
from frisket_protocol.raster import Point

WATCH = Unwatched()


@pytest.mark.parametrize(
    ("width", "across", "least"),
    [(3200, 30, 0.7), (3200, 50, 0.75), (3200, 90, 0.75), (1600, 30, 0.6), (1600, 40, 0.7)],
)
@pytest.mark.parametrize("place", [(0.75, 0.2), (0.7, 0.8)])
def test_a_small_ball_in_a_large_picture_is_found(
    width: int, across: int, least: float, place: tuple[float, float]
) -> None:
    image, ball = _small_ball(width, across, place)
    engine = SegmentClassic()
    embedding = engine.embed(image, WATCH)
    assert overlap(_mask(engine, embedding, _at(width, place)), ball) > least


def test_the_large_ball_beside_it_is_found_as_before() -> None:
    image, _ = _small_ball(1600, 40, (0.75, 0.2))
    engine = SegmentClassic()
    rows, columns = np.mgrid[:1200, :1600]
    large = np.hypot(columns - 640, rows - 600) < 240
    found = _mask(engine, engine.embed(image, WATCH), Point(600.5, 560.5))
    assert overlap(found, np.asarray(large, np.bool_)) > 0.95


def test_a_click_off_takes_away_what_a_closer_look_found() -> None:
    image, ball = _small_ball(1600, 40, (0.75, 0.2))
    engine = SegmentClassic()
    embedding = engine.embed(image, WATCH)
    middle, wall = _at(1600, (0.75, 0.2)), Point(1200.5, 300.5, inside=False)
    assert overlap(_mask(engine, embedding, middle, wall), ball) > 0.7


def _mask(engine: SegmentClassic, embedding: ClassicEmbedding, *points: Point) -> Pixels:
    return engine.segment(embedding, [ObjectPrompt(points=points)], WATCH)[0][0].mask


def _at(width: int, place: tuple[float, float]) -> Point:
    return Point(place[0] * width + 0.5, place[1] * width * 0.75 + 0.5)


def _small_ball(width: int, across: int, place: tuple[float, float]) -> tuple[Pixels, Truth]:
    """A red ball of so many pixels across before a green wall with a large yellow ball."""
    height = width * 3 // 4
    rows, columns = np.ogrid[:height, :width]
    image = np.empty((height, width, 3), np.uint8)
    image[:] = (70, 110, 80)
    image[np.hypot(columns - width * 0.4, rows - height * 0.5) < height * 0.2] = (220, 190, 60)
    ball = np.hypot(columns - width * place[0], rows - height * place[1]) < across / 2
    image[ball] = (220, 30, 60)
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), 1.5), np.uint8)
    grain = np.random.default_rng(0).normal(0, 4, (height, width, 1))
    return np.clip(image + grain, 0, 255).astype(np.uint8), np.asarray(ball, np.bool_)
