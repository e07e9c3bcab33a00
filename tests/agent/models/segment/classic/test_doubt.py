"""What is little more than a guess has a score that says so."""

from __future__ import annotations

import numpy as np
import pytest

from classic_scenes import disc_scene, two_discs
from clicks_obeyed import Told, shown, told
from composites import cases
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.doubt import GUESS
from frisket_protocol.raster import Point
from photographs import photographs
from prompts import corrections

WATCH = Unwatched()
SEED = 43
KINDS = ("textured", "hair", "low_contrast")


def test_most_wrong_answers_to_one_click_are_called_a_guess_and_few_right_ones() -> None:
    """On composites of a seed that nothing was fitted to."""
    clicks = _on_composites(SEED)
    wrong = [one.is_guess for one in clicks if one.is_right is False]
    right = [one.is_guess for one in clicks if one.is_right is True]
    assert min(len(wrong), len(right)) >= 8
    assert np.mean(wrong) >= 0.75
    assert np.mean(right) <= 0.2


@pytest.mark.parametrize("place", [(225.5, 130.5), (225.5, 30.5), (380.5, 400.5)])
def test_a_face_with_its_collar_and_the_wall_is_a_guess(place: tuple[float, float]) -> None:
    astronaut = next(one for one in photographs() if one.name == "astronaut")
    assert _scores(astronaut.image, Point(*place))[0] < GUESS


@pytest.mark.parametrize("seed", range(4))
def test_a_thing_that_stands_out_is_none(seed: int) -> None:
    image, _ = disc_scene(seed=seed)
    assert _scores(image, Point(72.0, 80.0))[0] > 0.5
    image, _, _ = two_discs()
    assert _scores(image, Point(50.0 + seed, 80.0))[0] > 0.5


def test_clicks_that_set_the_guess_right_end_it() -> None:
    astronaut = next(one for one in photographs() if one.name == "astronaut")
    next_click = corrections(astronaut.truth)
    engine, clicks = SegmentClassic(), list[Point]()
    embedding = engine.embed(astronaut.image, WATCH)
    mask, scores = None, list[float]()
    for _ in range(3):
        clicks.append(next_click(mask))
        found = engine.segment(embedding, [ObjectPrompt(points=tuple(clicks))], WATCH)[0][0]
        mask = found.mask
        scores.append(found.score)
    assert scores[0] < GUESS < 0.5 < min(scores[1:])


def _on_composites(seed: int) -> list[Told]:
    scenes = [shown(case) for case in cases((480, 360), seed, KINDS)]
    return [one for scene in scenes for one in told(scene, 2)]


def _scores(image: np.ndarray, *points: Point) -> list[float]:
    engine = SegmentClassic()
    found = engine.segment(engine.embed(image, WATCH), [ObjectPrompt(points=points)], WATCH)[0]
    return [one.score for one in found]
