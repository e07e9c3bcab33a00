"""Asking a segmenter: one embedding for many prompts, and a closer look at small things."""

from __future__ import annotations

import numpy as np

from frisket.images import Picture
from frisket.journey import cutting
from frisket.journey.embeddings import Embeddings
from frisket.models.base import Image, ObjectPrompt, Unwatched, Watch
from frisket.models.fake import FakeEmbedding, FakeSegmenter
from frisket_protocol import Box, Frame, Point

SMALL, LARGE = Box(500, 300, 520, 316), Box(100, 100, 600, 500)


class Zooming(FakeSegmenter):
    """Draws like the fake one, and remembers the sizes of the pictures that it was shown."""

    zooms = True

    def __init__(self) -> None:
        self.shown: list[tuple[int, int]] = []

    def embed(self, image: Image, watch: Watch) -> FakeEmbedding:
        self.shown.append((image.shape[1], image.shape[0]))
        return super().embed(image, watch)


def picture(width: int = 1000, height: int = 600) -> Picture:
    return Picture(np.zeros((height, width, 3), np.uint8), Frame(3, 4, 2), b"name")


def cut(segmenter: FakeSegmenter, *prompts: ObjectPrompt) -> list[np.ndarray]:  # type: ignore[type-arg]
    answers = cutting.cut(picture(), prompts, segmenter, Embeddings(10_000), Unwatched())
    return [answer[0].mask for answer in answers]


def test_an_embedding_is_made_once_for_all_prompts() -> None:
    embeddings = Embeddings(1000)
    segmenter = FakeSegmenter()
    first = cutting.embed(picture(), segmenter, embeddings, Unwatched())
    assert cutting.embed(picture(), segmenter, embeddings, Unwatched()) is first


def test_a_small_thing_gets_a_closer_look() -> None:
    segmenter = Zooming()
    cut(segmenter, ObjectPrompt(box=SMALL), ObjectPrompt(box=LARGE))
    assert segmenter.shown == [(1000, 600), (44, 40)]


def test_a_closer_look_lands_where_the_thing_is() -> None:
    (mask,) = cut(Zooming(), ObjectPrompt(box=SMALL))
    expected = np.zeros((600, 1000), np.uint8)
    expected[300:316, 500:520] = 255
    np.testing.assert_array_equal(mask, expected)


def test_clicks_and_segmenters_that_see_every_pixel_are_left_alone() -> None:
    zooming = Zooming()
    cut(zooming, ObjectPrompt(points=(Point(5, 5),)), ObjectPrompt(SMALL, (Point(510, 308),)))
    assert zooming.shown == [(1000, 600)]


def test_no_more_than_a_few_things_are_looked_at_closely() -> None:
    zooming = Zooming()
    cut(zooming, *[ObjectPrompt(box=Box(x, 10, x + 9, 19)) for x in range(0, 600, 20)])
    assert len(zooming.shown) == 1 + cutting.ZOOMS_MAX


def test_a_small_box_outside_the_picture_is_answered() -> None:
    (mask,) = cut(Zooming(), ObjectPrompt(box=Box(2000, 2000, 2010, 2010)))
    assert not mask.any()


def test_a_crop_knows_where_it_lies_and_has_a_name_of_its_own() -> None:
    crop = picture().crop(Box(10, 20, 40, 60))
    assert crop.size == (30, 40)
    assert crop.frame == Frame(23, 44, 2)
    assert crop.sha256 not in (b"name", picture().crop(Box(10, 20, 40, 61)).sha256)
