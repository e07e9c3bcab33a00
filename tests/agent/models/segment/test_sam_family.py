"""What all models of the Segment Anything family answer to boxes, clicks and masks: as transformers
documents it on the same weights, HQ-SAM as SAM's decoder and the paper's sum.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.place import CPU, Place
from frisket.models.segment import sam_decoder
from frisket.models.segment.sam_pictures import on_canvas
from frisket.models.segment.sam_prompts import MANY, mask_logits
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled

from .sam_family import (
    BOX,
    CLICK,
    HEIGHT,
    KINDS,
    OFF,
    WIDTH,
    Answer,
    Family,
    family,
    picture,
    rough,
)

SAME = 1e-3
"""Part of the pixels in which a mask may differ from the reference: those with a logit near 0."""


@pytest.fixture(scope="module", params=KINDS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Family:
    return family(request.param, tmp_path_factory.mktemp(request.param))


def check(ours: list[Candidate], documented: Answer) -> None:
    masks, scores = documented
    order = np.argsort(-scores, kind="stable")
    np.testing.assert_allclose([one.score for one in ours], scores[order], atol=1e-6)
    for one, mask in zip(ours, masks[order], strict=True):
        assert mask.any()
        assert not mask.all()
        assert np.mean((one.mask >= 128) != mask) <= SAME


@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (50, 200), (200, 50), (1, 1), (3, 2)], ids=str)
def test_the_picture_is_prepared_as_the_processor_does(
    model: Family, size: tuple[int, int]
) -> None:
    shown = model.processor.image_processor
    given = shown(picture(*size), input_data_format="channels_last", return_tensors="pt")
    square = on_canvas(picture(*size), model.canvas(*size), shown, CPU)
    torch.testing.assert_close(square, given["pixel_values"], atol=1e-5, rtol=0)


def test_a_box_has_one_answer(model: Family) -> None:
    (ours,) = model.answer(picture(), ObjectPrompt(box=BOX))
    corners = [*model.centred(BOX.x0, BOX.y0), *model.centred(BOX.x1, BOX.y1)]
    check(ours, model.documented(picture(), False, input_boxes=[[corners]]))


def test_a_click_has_three_answers_ranked_by_their_scores(model: Family) -> None:
    (ours,) = model.answer(picture(), ObjectPrompt(points=(CLICK,)))
    points = [[[model.centred(CLICK.x, CLICK.y)]]]
    assert len(ours) == 3
    check(ours, model.documented(picture(), True, input_points=points, input_labels=[[[1]]]))


def test_several_clicks_have_one_answer(model: Family) -> None:
    (ours,) = model.answer(picture(), ObjectPrompt(points=(CLICK, OFF)))
    points = [[[model.centred(CLICK.x, CLICK.y), model.centred(OFF.x, OFF.y)]]]
    check(ours, model.documented(picture(), False, input_points=points, input_labels=[[[1, 0]]]))


def test_a_box_and_clicks_are_one_prompt(model: Family) -> None:
    (ours,) = model.answer(picture(), ObjectPrompt(BOX, (CLICK, OFF)))
    documented = model.documented(
        picture(),
        False,
        input_boxes=[[[*model.centred(BOX.x0, BOX.y0), *model.centred(BOX.x1, BOX.y1)]]],
        input_points=[[[model.centred(CLICK.x, CLICK.y), model.centred(OFF.x, OFF.y)]]],
        input_labels=[[[1, 0]]],
    )
    check(ours, documented)


@pytest.mark.parametrize("size", [(40, 160), (50, 200)], ids=str)
def test_a_long_picture_fills_the_square_or_its_padding_is_cut_off_before_it_is_enlarged(
    model: Family, size: tuple[int, int]
) -> None:
    (ours,) = model.answer(picture(*size), ObjectPrompt(points=(Point(60, 20),)))
    points = [[[model.centred(60, 20, *size)]]]
    check(ours, model.documented(picture(*size), True, input_points=points, input_labels=[[[1]]]))


def test_a_rough_selection_is_a_box_a_click_and_a_mask(model: Family) -> None:
    (ours,) = model.answer(picture(), ObjectPrompt(points=(CLICK,), rough=rough()))
    low = model.processor.image_processor.mask_size
    logits = mask_logits(rough(), model.canvas(), low.get("longest_edge") or low["height"])
    documented = model.documented(
        picture(),
        False,
        torch.from_numpy(logits)[None, None],
        input_boxes=[[[*model.centred(30, 20), *model.centred(90, 60)]]],
        input_points=[[[model.centred(CLICK.x, CLICK.y)]]],
        input_labels=[[[1]]],
    )
    check(ours, documented)


def test_many_prompts_are_answered_as_one_by_one(model: Family) -> None:
    """To a level or two: kernels add up in another order when they add up more."""
    boxes = [ObjectPrompt(box=Box(x, 5, x + 40, 90)) for x in range(0, 90, 10)]
    others = [
        ObjectPrompt(points=(CLICK,)),
        ObjectPrompt(points=(Point(90, 30),)),
        ObjectPrompt(rough=rough()),
        ObjectPrompt(points=(CLICK, OFF)),
        ObjectPrompt(BOX, (CLICK,)),
        ObjectPrompt(rough=np.roll(rough(), 30, axis=1)),
        ObjectPrompt(),
    ]
    asked = [*boxes[:5], *others, *boxes[5:]]
    assert len(asked) == MANY
    for prompt, together in zip(asked, model.answer(picture(), *asked), strict=True):
        (alone,) = model.answer(picture(), prompt)
        for one, other in zip(together, alone, strict=True):
            apart = np.abs(one.mask.astype(int) - other.mask)
            assert one.score == pytest.approx(other.score, abs=1e-5)
            assert apart.max() <= 2
            assert np.mean(apart) < 0.5


def test_among_many_prompts_a_click_has_its_best_answer_alone(model: Family) -> None:
    """As in a search for everything in sight: three full masks to a click would be gigabytes."""
    clicked = [ObjectPrompt(points=(Point(8 * n, 40),)) for n in range(MANY + 1)]
    found = model.answer(picture(), *clicked)
    assert [len(one) for one in found] == [1] * len(clicked)
    (alone,) = model.answer(picture(), clicked[7])
    assert found[7][0].score == pytest.approx(alone[0].score, abs=1e-5)
    assert np.abs(found[7][0].mask.astype(int) - alone[0].mask).max() <= 2


def test_an_embedding_answers_as_often_as_it_is_asked_and_holds_no_more(model: Family) -> None:
    embedding = model.ours.embed(picture(), Unwatched())
    for _ in range(2):
        (ours,) = model.ours.segment(embedding, [ObjectPrompt(points=(CLICK,))], Unwatched())
        (fresh,) = model.answer(picture(), ObjectPrompt(points=(CLICK,)))
        for one, other in zip(ours, fresh, strict=True):
            np.testing.assert_array_equal(one.mask, other.mask)
    assert embedding.nbytes == 4 * model.embedded
    assert (embedding.width, embedding.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2)], ids=str)
def test_pictures_of_any_shape_are_answered(model: Family, size: tuple[int, int]) -> None:
    prompts = (ObjectPrompt(), ObjectPrompt(rough=np.full(size, 255, np.uint8)))
    for found, *_ in model.answer(picture(*size), *prompts):
        assert found.mask.shape == size


def test_between_two_calls_of_the_decoder_work_can_be_cancelled(model: Family) -> None:
    class Impatient(Watch):
        done = 0.0

        def step(self, stage: str, fraction: float | None = None) -> None:
            if fraction:
                self.done = fraction
                self.cancel()
            super().step(stage, fraction)

    embedding = model.ours.embed(picture(), Unwatched())
    watch = Impatient()
    asked = [ObjectPrompt(box=BOX)] * (sam_decoder.MOST + 1)
    with pytest.raises(Cancelled):
        model.ours.segment(embedding, asked, watch)
    assert watch.done == sam_decoder.MOST / len(asked)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_answers_nearly_alike(model: Family, dtype: str) -> None:
    half = model.card.build(model.folder, Place("cpu", dtype))
    assert half.nbytes < 0.6 * model.ours.nbytes
    prompts = [ObjectPrompt(box=BOX), ObjectPrompt(points=(CLICK,)), ObjectPrompt(rough=rough())]
    found = half.segment(half.embed(picture(), Unwatched()), prompts, Unwatched())
    for ours, whole in zip(found, model.answer(picture(), *prompts), strict=True):
        for one in ours:
            nearest = min(np.mean((one.mask >= 128) != (other.mask >= 128)) for other in whole)
            assert nearest <= model.apart[dtype]
