"""The steps of a mask's journey, each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from frisket import pipeline
from frisket.embeddings import Embeddings
from frisket.models.base import Unwatched
from frisket.models.fake import FakeMatter, FakeSegmenter
from frisket_protocol import Box, Frame, Operations, Prompt, Size
from frisket_protocol.errors import FailedPrecondition

LAYER = Size(400, 300)
MODELS = pipeline.Models(FakeSegmenter(), FakeMatter())


def picture(frame: Frame = Frame(), width: int = 100, height: int = 75) -> pipeline.Picture:
    return pipeline.Picture(np.zeros((height, width, 3), np.uint8), frame, b"name")


def test_words_without_a_detector_are_refused() -> None:
    with pytest.raises(FailedPrecondition):
        pipeline.locate(picture(), pipeline.Wanted(Prompt("fox")), None, Unwatched())


def test_a_prompt_in_layer_pixels_is_shown_in_picture_pixels() -> None:
    wanted = pipeline.Wanted(Prompt(boxes=(Box(40, 80, 120, 160),)))
    (target,) = pipeline.locate(picture(Frame(0, 0, 4)), wanted, None, Unwatched())
    assert target.prompt.box == Box(10, 20, 30, 40)


def test_an_embedding_is_made_once_for_all_prompts() -> None:
    embeddings = Embeddings(1000)
    first = pipeline.embed(picture(), MODELS.segmenter, embeddings, Unwatched())
    assert pipeline.embed(picture(), MODELS.segmenter, embeddings, Unwatched()) is first


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.7, 4.0])
def test_a_mask_is_placed_where_its_frame_says(scale: float) -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[20:40, 30:60] = 255
    placed = pipeline.place(mask, Frame(10, 20, scale), Operations(), LAYER, hard=True)
    expected = Frame(10, 20, scale).to_layer(Box(30, 20, 60, 40))
    assert placed.box.x0 == pytest.approx(expected.x0, abs=1)
    assert placed.box.y1 == pytest.approx(min(expected.y1, LAYER.height), abs=1)
    assert placed.mask.shape == (placed.box.height, placed.box.width)


def test_a_hard_edge_stays_a_pixel_wide_when_it_is_enlarged() -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[:, 50:] = 255
    placed = pipeline.place(mask, Frame(0, 0, 4), Operations(), LAYER, hard=True)
    row = placed.mask[100]
    assert np.count_nonzero((row > 0) & (row < 255)) <= 2


def test_an_empty_mask_has_an_empty_box() -> None:
    empty = np.zeros((75, 100), np.uint8)
    assert pipeline.place(empty, Frame(), Operations(), LAYER, hard=True).box.is_empty


@pytest.mark.parametrize(
    "operations",
    [Operations(grow=30), Operations(feather=25), Operations(grow=9.5, feather=10, smooth=4)],
    ids=str,
)
def test_a_mask_has_room_to_grow_into(operations: Operations) -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[140:160, 190:210] = 255
    placed = pipeline.place(mask, Frame(), operations, LAYER, hard=False)
    whole = np.zeros((300, 400), np.uint8)
    box = placed.box
    whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = placed.mask
    expected = pipeline.masks.apply(mask, operations)
    # A wide blur is computed on a coarser grid, which begins elsewhere in a smaller picture.
    assert np.abs(whole.astype(int) - expected).max() <= 3


def test_refining_on_the_same_picture_changes_nothing() -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[20:40, 30:60] = 200
    refined = pipeline.refine(picture(), mask, Frame(), MODELS, Embeddings(100), Unwatched())
    np.testing.assert_array_equal(refined, mask)


def test_refining_moves_the_mask_onto_the_crop() -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[20:40, 30:60] = 255
    crop = picture(Frame(100, 60), 200, 150)
    refined = pipeline.refine(crop, mask, Frame(0, 0, 4), MODELS, Embeddings(100), Unwatched())
    assert refined.shape == (150, 200)
    assert refined[60, 60] == 255
    assert refined[5, 5] == 0
