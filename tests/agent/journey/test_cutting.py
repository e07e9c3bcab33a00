"""Asking a segmenter: one embedding for many prompts, and a closer look at small things."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frisket.images import Picture
from frisket.journey import cutting
from frisket.journey.embeddings import Embeddings
from frisket.models.base import Candidate, Image, ObjectPrompt, Soft, Unwatched, Watch
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


class Given(FakeSegmenter):
    """Answers with a mask that was given to it, whatever it is asked."""

    def __init__(self, mask: Soft) -> None:
        self.mask = mask

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        return [[Candidate(self.mask, 1.0)] for _ in prompts]


def drawn(*boxes: Box) -> Soft:
    mask = np.zeros((600, 1000), np.uint8)
    for box in boxes:
        mask[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = 255
    return mask


@given(
    x=st.integers(-50, 900), y=st.integers(-50, 500), w=st.integers(1, 700), h=st.integers(1, 500)
)
def test_a_mask_for_a_box_has_no_specks_far_from_it(x: int, y: int, w: int, h: int) -> None:
    box = Box(x, y, x + w, y + h)
    inner = Box(max(0, x), max(0, y), min(1000, x + w), min(600, y + h))
    spare = max(cutting.BOX_SPARE, cutting.BOX_MARGIN * max(w, h)) + 1
    (mask,) = cut(Given(speckled(drawn(inner))), ObjectPrompt(box=box))
    if inner.is_empty:
        return
    assert (mask[drawn(inner) > 0] > 0).all(), "what is in the box stays"
    rows, columns = np.nonzero(mask)
    assert y - spare <= rows.min() <= rows.max() <= y + h + spare
    assert x - spare <= columns.min() <= columns.max() <= x + w + spare


def speckled(mask: Soft) -> Soft:
    """With specks all over the picture, as networks leave them, but none that joins the thing."""
    specks = np.zeros_like(mask)
    specks[5::40, 5::40] = 200
    specks[cv2.dilate(mask, np.ones((5, 5))) > 0] = 0
    return np.maximum(mask, specks)


def test_all_of_a_thing_stays_whose_box_is_too_small() -> None:
    """Half of it lies beyond the box, as where a person draws in a hurry."""
    thing = drawn(Box(100, 100, 600, 300), Box(550, 100, 600, 500))
    (mask,) = cut(Given(thing), ObjectPrompt(box=Box(100, 100, 350, 300)))
    np.testing.assert_array_equal(mask, thing)


def test_a_part_of_its_own_just_outside_of_a_sloppy_box_stays() -> None:
    thing = drawn(Box(100, 100, 300, 300), Box(310, 100, 330, 300))
    (mask,) = cut(Given(thing), ObjectPrompt(box=Box(100, 100, 290, 300)))
    np.testing.assert_array_equal(mask, thing)


def test_a_mask_that_lies_elsewhere_than_its_box_stays() -> None:
    thing = drawn(Box(700, 400, 900, 500))
    for box in (Box(100, 100, 300, 300), Box(2000, 2000, 2010, 2010)):
        (mask,) = cut(Given(thing), ObjectPrompt(box=box))
        np.testing.assert_array_equal(mask, thing)


def test_beside_clicks_or_a_selection_a_mask_may_have_pieces_beyond_the_box() -> None:
    """Whoever clicks outside of a box means what is there."""
    mask = speckled(drawn(LARGE))
    beside = [
        ObjectPrompt(LARGE, (Point(900, 550),)),
        ObjectPrompt(LARGE, scribble=drawn(SMALL)),
        ObjectPrompt(LARGE, rough=drawn(SMALL)),
    ]
    for one in cut(Given(mask), *beside):
        np.testing.assert_array_equal(one, mask)
