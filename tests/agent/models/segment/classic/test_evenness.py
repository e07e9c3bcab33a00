"""What counts as nothing to see: many pictures that show nothing, and many that show a little."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import composites
from classic_scenes import disc_scene
from drawing import textures
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.embedding import ClassicEmbedding
from frisket_protocol.raster import Box, Point

SIZES = ((400, 300), (90, 700), (1500, 1000), (160, 120))
WATCH = Unwatched()


def _shown(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(values, 0, 255).astype(np.uint8)


def empty_pictures() -> Iterator[tuple[str, NDArray[np.uint8]]]:
    random = np.random.default_rng(5)
    for width, height in SIZES:
        shape = (height, width, 3)
        size = f"{width}x{height}"
        for _ in range(3):
            tone = random.integers(0, 256, 3)
            yield f"one colour {tone} {size}", _shown(np.zeros(shape) + tone)
        for spread in (1, 4, 12, 40):
            noise = 128 + random.normal(0, spread, shape)
            yield f"noise {spread} {size}", _shown(noise)
            yield f"grey noise {spread} {size}", _shown(np.repeat(noise[..., :1], 3, axis=2))
        down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
        for _ in range(3):
            first, second = random.uniform(30, 225, (2, 3))
            along = across if random.random() < 0.5 else (across + down) / 2
            ramp = first + (second - first) * along[..., None]
            yield f"gradient {size}", _shown(ramp)
            yield f"gradient and noise {size}", _shown(ramp + random.normal(0, 5, shape))


def pictures_of_something() -> Iterator[tuple[str, NDArray[np.uint8]]]:
    random = np.random.default_rng(6)
    for contrast, radius, noise in ((12, 5, 0), (12, 40, 2), (25, 12, 5), (40, 60, 12), (60, 5, 5)):
        picture = np.full((300, 400, 3), 120.0)
        cv2.circle(picture, (150, 140), radius, (120.0 + contrast,) * 3, -1)
        yield (
            f"disc {contrast} {radius} {noise}",
            _shown(picture + random.normal(0, noise, picture.shape)),
        )
    halves = np.zeros((300, 400, 3), np.uint8)
    halves[:, 200:] = 90
    yield "two halves", halves
    yield "disc scene", disc_scene()[0]
    for surface in textures.SURFACES:
        yield (
            f"{surface.__name__} alone",
            _shown(surface(np.random.default_rng(3), (320, 240)).astype(np.float64)),
        )
    for case in composites.cases((320, 240)):
        yield case.name, case.image


@pytest.mark.parametrize(("name", "picture"), list(empty_pictures()))
def test_one_colour_gradients_and_noise_show_nothing(name: str, picture: NDArray[np.uint8]) -> None:
    assert ClassicEmbedding(picture).shows_nothing, name


@pytest.mark.parametrize(("name", "picture"), list(pictures_of_something()))
def test_things_and_textures_are_something(name: str, picture: NDArray[np.uint8]) -> None:
    assert not ClassicEmbedding(picture).shows_nothing, name


@pytest.mark.parametrize(("name", "picture"), list(empty_pictures())[::5])
def test_clicks_and_the_subject_find_nothing_there_and_a_box_is_kept(
    name: str, picture: NDArray[np.uint8]
) -> None:
    height, width = picture.shape[:2]
    box = Box(width // 4, height // 4, width * 3 // 4, height * 3 // 4)
    click = Point(width / 2, height / 2)
    prompts = [
        ObjectPrompt(),
        ObjectPrompt(points=(click,)),
        ObjectPrompt(points=(click, Point(5, 5, inside=False), Point(9, 9))),
        ObjectPrompt(box=box),
    ]
    engine = SegmentClassic()
    *nothing, drawn = engine.segment(engine.embed(picture, WATCH), prompts, WATCH)
    assert [len(found) for found in nothing] == [1, 1, 1]
    assert all(found[0].score == 0 and not found[0].mask.any() for found in nothing)
    truth = np.zeros((height, width), np.bool_)
    truth[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = True
    mask = drawn[0].mask > 127
    assert np.count_nonzero(mask & truth) / np.count_nonzero(mask | truth) > 0.9, name
