"""SAM 2.1 and EdgeTAM against transformers' documented calls on the same weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import EdgeTamModel, Sam2ImageProcessor, Sam2Model, Sam2Processor

from frisket.models import tensors
from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.models.segment import sam_decoder
from frisket.models.segment.sam_prompts import MANY, Canvas, mask_logits
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition
from tiny.segment.sam2 import write

WIDTH, HEIGHT = 160, 120
REFERENCE = {"sam2": Sam2Model, "edgetam": EdgeTamModel}
SAME = 2e-3
"""Part of the pixels in which a mask may differ from the reference: those with a logit near 0."""
BOX = Box(20, 15, 100.5, 80)
CLICK = Point(60, 40)
OFF = Point(10.5, 100, inside=False)


def card(kind: str) -> ModelCard:
    return ModelCard(
        f"tiny-{kind}",
        "segment",
        "",
        "Apache-2.0",
        "frisket.models.segment.sam2:SegmentSam2",
        options={"kind": kind},
    )


def picture(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def rough() -> np.ndarray[Any, np.dtype[np.uint8]]:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    drawn[20:60, 30:90] = 255
    return drawn


class Family:
    """An adapter and what it is compared with, of the same files."""

    def __init__(self, kind: str, folder: Path) -> None:
        write(folder, card(kind))
        self.kind, self.folder = kind, folder
        self.ours = card(kind).build(folder, CPU)
        self.model = REFERENCE[kind].from_pretrained(folder).eval()
        self.processor = Sam2Processor(Sam2ImageProcessor.from_pretrained(folder))

    def documented(
        self,
        image: np.ndarray[Any, np.dtype[np.uint8]],
        several: bool,
        masks: torch.Tensor | None = None,
        **prompts: Any,
    ) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], np.ndarray[Any, np.dtype[np.float32]]]:
        """Masks M×H×W and scores of one object, as the model's documentation has it."""
        given = self.processor(images=image, return_tensors="pt", **prompts)
        sizes = given.pop("original_sizes")
        with torch.no_grad():
            out = self.model(**given, input_masks=masks, multimask_output=several)
        found = self.processor.post_process_masks(out.pred_masks, sizes)[0][0]
        scores = out.iou_scores * out.object_score_logits.sigmoid()
        return found.numpy(), scores[0, 0].numpy()

    def answer(
        self, image: np.ndarray[Any, np.dtype[np.uint8]], *prompts: ObjectPrompt
    ) -> list[list[Candidate]]:
        found: list[list[Candidate]] = self.ours.segment(
            self.ours.embed(image, Unwatched()), prompts, Unwatched()
        )
        return found


@pytest.fixture(scope="module", params=REFERENCE)
def family(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Family:
    return Family(request.param, tmp_path_factory.mktemp(request.param))


def centred(x: float, y: float, height: int = HEIGHT, width: int = WIDTH) -> list[float]:
    """As the processors count: from pixel centres of the square, 128 a side here."""
    return [x - 0.5 * width / 128, y - 0.5 * height / 128]


def check(
    ours: list[Candidate],
    masks: np.ndarray[Any, np.dtype[np.bool_]],
    scores: np.ndarray[Any, np.dtype[np.float32]],
) -> None:
    order = np.argsort(-scores, kind="stable")
    np.testing.assert_allclose([one.score for one in ours], scores[order], atol=1e-5)
    for one, mask in zip(ours, masks[order], strict=True):
        assert mask.any()
        assert not mask.all()
        assert np.mean((one.mask >= 128) != mask) <= SAME


@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (50, 200), (200, 50), (1, 1), (3, 2)], ids=str)
def test_the_picture_is_prepared_as_the_processor_does(
    family: Family, size: tuple[int, int]
) -> None:
    shown = family.processor.image_processor
    given = shown(picture(*size), input_data_format="channels_last", return_tensors="pt")
    square = tensors.on_square(
        tensors.pixels(picture(*size), CPU), (128, 128), 128, shown.image_mean, shown.image_std
    )
    torch.testing.assert_close(square, given["pixel_values"], atol=1e-5, rtol=0)


def test_a_box_has_one_answer_the_documented_one(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(box=BOX))
    corners = [*centred(BOX.x0, BOX.y0), *centred(BOX.x1, BOX.y1)]
    check(ours, *family.documented(picture(), False, input_boxes=[[corners]]))


def test_a_click_has_three_answers_ranked_by_their_scores(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(points=(CLICK,)))
    points = [[[centred(CLICK.x, CLICK.y)]]]
    assert len(ours) == 3
    check(ours, *family.documented(picture(), True, input_points=points, input_labels=[[[1]]]))


def test_several_clicks_have_one_answer(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(points=(CLICK, OFF)))
    points = [[[centred(CLICK.x, CLICK.y), centred(OFF.x, OFF.y)]]]
    check(ours, *family.documented(picture(), False, input_points=points, input_labels=[[[1, 0]]]))


def test_a_box_and_clicks_are_one_prompt(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(BOX, (CLICK, OFF)))
    documented = family.documented(
        picture(),
        False,
        input_boxes=[[[*centred(BOX.x0, BOX.y0), *centred(BOX.x1, BOX.y1)]]],
        input_points=[[[centred(CLICK.x, CLICK.y), centred(OFF.x, OFF.y)]]],
        input_labels=[[[1, 0]]],
    )
    check(ours, *documented)


def test_a_long_picture_is_stretched_to_the_square(family: Family) -> None:
    image = picture(50, 200)
    (ours,) = family.answer(image, ObjectPrompt(points=(CLICK,)))
    points = [[[centred(CLICK.x, CLICK.y, 50, 200)]]]
    check(ours, *family.documented(image, True, input_points=points, input_labels=[[[1]]]))


def test_a_rough_selection_is_a_box_a_click_and_a_mask(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(points=(CLICK,), rough=rough()))
    logits = mask_logits(rough(), Canvas.stretched(128, WIDTH, HEIGHT), 32)
    documented = family.documented(
        picture(),
        False,
        torch.from_numpy(logits)[None, None],
        input_boxes=[[[*centred(30, 20), *centred(90, 60)]]],
        input_points=[[[centred(CLICK.x, CLICK.y)]]],
        input_labels=[[[1]]],
    )
    check(ours, *documented)


def test_many_prompts_are_answered_as_one_by_one(family: Family) -> None:
    """To a level or two: kernels add up in another order when they add up more."""
    boxes = [ObjectPrompt(box=Box(x, 5, x + 40, 90)) for x in range(0, 100, 10)]
    others = [
        ObjectPrompt(points=(CLICK,)),
        ObjectPrompt(rough=rough()),
        ObjectPrompt(points=(CLICK, OFF)),
        ObjectPrompt(rough=np.roll(rough(), 30, axis=1)),
        ObjectPrompt(),
    ]
    asked = [*boxes[:5], *others, *boxes[5:]]
    for prompt, together in zip(asked, family.answer(picture(), *asked), strict=True):
        (alone,) = family.answer(picture(), prompt)
        for one, other in zip(together, alone, strict=True):
            assert one.score == pytest.approx(other.score, abs=1e-5)
            assert np.abs(one.mask.astype(int) - other.mask).max() <= 2


def test_among_many_prompts_a_click_has_its_best_answer_alone(family: Family) -> None:
    """As in a search for everything in sight: three full masks to a click would be gigabytes."""
    clicked = [ObjectPrompt(points=(Point(8 * n, 40),)) for n in range(MANY + 1)]
    found = family.answer(picture(), *clicked)
    assert [len(one) for one in found] == [1] * len(clicked)
    (alone,) = family.answer(picture(), clicked[7])
    assert found[7][0].score == pytest.approx(alone[0].score, abs=1e-5)
    assert np.abs(found[7][0].mask.astype(int) - alone[0].mask).max() <= 2


def test_an_embedding_answers_as_often_as_it_is_asked(family: Family) -> None:
    embedding = family.ours.embed(picture(), Unwatched())
    for _ in range(2):
        (ours,) = family.ours.segment(embedding, [ObjectPrompt(points=(CLICK,))], Unwatched())
        (fresh,) = family.answer(picture(), ObjectPrompt(points=(CLICK,)))
        for one, other in zip(ours, fresh, strict=True):
            np.testing.assert_array_equal(one.mask, other.mask)
    assert embedding.nbytes == 4 * (4 * 32**2 + 8 * 16**2 + 32 * 8**2)
    assert (embedding.width, embedding.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2)], ids=str)
def test_pictures_of_any_shape_are_answered(family: Family, size: tuple[int, int]) -> None:
    prompts = (ObjectPrompt(), ObjectPrompt(rough=np.full(size, 255, np.uint8)))
    for found, *_ in family.answer(picture(*size), *prompts):
        assert found.mask.shape == size


def test_between_two_calls_of_the_decoder_work_can_be_cancelled(family: Family) -> None:
    class Impatient(Watch):
        steps = 0

        def step(self, stage: str, fraction: float | None = None) -> None:
            self.steps += 1
            if self.steps == 2:
                self.cancel()
            super().step(stage, fraction)

    embedding = family.ours.embed(picture(), Unwatched())
    watch = Impatient()
    with pytest.raises(Cancelled):
        family.ours.segment(embedding, [ObjectPrompt(box=BOX)] * (sam_decoder.MOST + 1), watch)
    assert watch.steps == 2


@pytest.mark.parametrize(("dtype", "apart"), [("float16", 0.01), ("bfloat16", 0.03)])
def test_half_precision_answers_nearly_alike(family: Family, dtype: Any, apart: float) -> None:
    half = card(family.kind).build(family.folder, Place("cpu", dtype))
    assert half.nbytes < 0.6 * family.ours.nbytes
    prompts = [ObjectPrompt(box=BOX), ObjectPrompt(points=(CLICK,)), ObjectPrompt(rough=rough())]
    found = half.segment(half.embed(picture(), Unwatched()), prompts, Unwatched())
    for ours, whole in zip(found, family.answer(picture(), *prompts), strict=True):
        for one in ours:
            nearest = min(np.mean((one.mask >= 128) != (other.mask >= 128)) for other in whole)
            assert nearest <= apart


def test_files_that_lack_a_part_are_refused(family: Family, tmp_path: Path) -> None:
    for file in family.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    del weights["mask_decoder.iou_token.weight"]
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(FailedPrecondition, match="iou_token") as refused:
        card(family.kind).build(tmp_path, CPU)
    assert refused.value.detail == "model_files"
