"""SAM against transformers' documented calls; HQ-SAM against SAM's decoder and the paper's sum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import SamConfig, SamHQModel, SamImageProcessor, SamModel, SamProcessor

from frisket.models import tensors
from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.models.segment import sam
from frisket.models.segment.sam_prompts import MANY, Canvas, mask_logits
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled
from tiny.segment.sam import SIDE, write

WIDTH, HEIGHT = 160, 120
KINDS = {"sam": "SegmentSam", "hq": "SegmentSamHq"}
SAME = 2e-3
"""Part of the pixels in which a mask may differ from the reference: those with a logit near 0."""
BOX = Box(20, 15, 100.5, 80)
CLICK = Point(60, 40)
OFF = Point(10.5, 100, inside=False)
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def card(kind: str) -> ModelCard:
    builder = f"frisket.models.segment.sam:{KINDS[kind]}"
    return ModelCard(f"tiny-{kind}", "segment", "", "Apache-2.0", builder)


def picture(height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def rough() -> Pixels:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    drawn[20:60, 30:90] = 255
    return drawn


def centred(x: float, y: float) -> list[float]:
    """As the processor counts: from pixel centres of the square, SIDE to the long side of 160."""
    return [x - 0.5 * 160 / SIDE, y - 0.5 * 160 / SIDE]


class Family:
    """An adapter and what it is compared with, of the same files."""

    def __init__(self, kind: str, folder: Path) -> None:
        write(folder, card(kind))
        self.kind, self.folder = kind, folder
        self.ours = card(kind).build(folder, CPU)
        reference = SamModel if kind == "sam" else SamHQModel
        self.model = reference.from_pretrained(folder).eval()
        self.processor = SamProcessor(SamImageProcessor.from_pretrained(folder))

    def documented(
        self, image: Pixels, several: bool, masks: Tensor | None = None, **prompts: Any
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Masks M×H×W and scores of one object."""
        given = self.processor(images=image, return_tensors="pt", **prompts)
        sizes, shown = given.pop("original_sizes"), given.pop("reshaped_input_sizes")
        # The processor's are of double precision, which no weight has.
        given = {k: one.float() if one.is_floating_point() else one for k, one in given.items()}
        with torch.no_grad():
            if self.kind == "sam":
                out = self.model(**given, input_masks=masks, multimask_output=several)
                logits, scores = out.pred_masks, out.iou_scores
            else:
                logits, scores = summed(self.model, several, input_masks=masks, **given)
        found = self.processor.image_processor.post_process_masks(logits, sizes, shown)[0][0]
        return found.numpy(), scores[0, 0].clamp(0, 1).numpy()

    def answer(self, image: Pixels, *prompts: ObjectPrompt) -> list[list[Candidate]]:
        embedding = self.ours.embed(image, Unwatched())
        found: list[list[Candidate]] = self.ours.segment(embedding, prompts, Unwatched())
        return found


def summed(
    hq: Any,
    several: bool,
    pixel_values: Tensor,
    input_points: Tensor | None = None,
    input_labels: Tensor | None = None,
    input_boxes: Tensor | None = None,
    input_masks: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """HQ-SAM by the paper: SAM's masks, with one more token among the prompt's, plus a mask that
    this token mixes of SAM's upscaled map and of features of the encoder (section 3.2).
    """
    config = hq.config.to_dict()
    parts = ("vision_config", "prompt_encoder_config", "mask_decoder_config")
    original = SamModel(SamConfig(**{part: config[part] for part in parts})).eval()
    assert not original.load_state_dict(hq.state_dict(), strict=False).missing_keys
    (last, (early, *_)), head = hq.get_image_embeddings(pixel_values), hq.mask_decoder
    sparse, dense = original.prompt_encoder(input_points, input_labels, input_boxes, input_masks)
    kept: dict[str, Any] = {}
    hooks = [
        module.register_forward_hook(lambda _, __, out, name=name: kept.update({name: out}))
        for name, module in (
            ("told", original.mask_decoder.transformer),
            ("seen", original.mask_decoder.upscale_conv2),
        )
    ]
    masks, scores = original.mask_decoder(
        image_embeddings=last,
        image_positional_embeddings=original.get_image_wide_positional_embeddings(),
        sparse_prompt_embeddings=torch.cat([head.hq_token.weight.expand(1, 1, 1, -1), sparse], 2),
        dense_prompt_embeddings=dense,
        multimask_output=several,
    )
    assert len(hooks) == len(kept)
    gelu = torch.nn.functional.gelu
    fine = head.encoder_conv2(gelu(head.encoder_norm(head.encoder_conv1(last))))
    early = head.compress_vit_norm(head.compress_vit_conv1(early.permute(0, 3, 1, 2)))
    fine = fine + head.compress_vit_conv2(gelu(early))
    seen = head.mask_norm(head.mask_conv1(gelu(kept["seen"])))
    fine = fine + head.mask_conv2(gelu(seen))
    detail = torch.einsum("bpc,bchw->bphw", head.hq_mask_mlp(kept["told"][0][:, :, 5]), fine)
    masks[:, :, scores.argmax()] += detail
    return masks, scores


@pytest.fixture(scope="module", params=KINDS)
def family(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Family:
    return Family(request.param, tmp_path_factory.mktemp(request.param))


def check(ours: list[Candidate], masks: np.ndarray[Any, Any], scores: np.ndarray[Any, Any]) -> None:
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
    canvas = Canvas.padded(SIDE, size[1], size[0])
    fitted = (canvas.shown_height, canvas.shown_width)
    assert given["reshaped_input_sizes"].tolist() == [list(fitted)]
    square = tensors.on_square(
        tensors.pixels(picture(*size), CPU), fitted, SIDE, shown.image_mean, shown.image_std
    )
    torch.testing.assert_close(square, given["pixel_values"], atol=1e-5, rtol=0)


def test_a_box_has_one_answer(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(box=BOX))
    corners = [*centred(BOX.x0, BOX.y0), *centred(BOX.x1, BOX.y1)]
    check(ours, *family.documented(picture(), False, input_boxes=[[corners]]))


def test_a_click_has_three_answers_ranked_by_their_scores(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(points=(CLICK,)))
    points = [[[centred(CLICK.x, CLICK.y)]]]
    assert len(ours) == 3
    check(ours, *family.documented(picture(), True, input_points=points, input_labels=[[[1]]]))


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


def test_the_padding_of_a_long_picture_is_cut_off_before_it_is_enlarged(family: Family) -> None:
    image = picture(40, 160)
    (ours,) = family.answer(image, ObjectPrompt(points=(Point(60, 20),)))
    points = [[[centred(60, 20)]]]
    check(ours, *family.documented(image, True, input_points=points, input_labels=[[[1]]]))


def test_a_rough_selection_is_a_box_a_click_and_a_mask(family: Family) -> None:
    (ours,) = family.answer(picture(), ObjectPrompt(points=(CLICK,), rough=rough()))
    logits = mask_logits(rough(), Canvas.padded(SIDE, WIDTH, HEIGHT), SIDE // 4)
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
        ObjectPrompt(points=(Point(90, 30),)),
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


def test_an_embedding_holds_what_prompts_need_and_no_more(family: Family) -> None:
    embedding = family.ours.embed(picture(), Unwatched())
    grid = SIDE // 16
    detail = 4 * (4 * grid) ** 2 if family.kind == "hq" else 0
    assert embedding.nbytes == 4 * (32 * grid**2 + detail)
    assert (embedding.width, embedding.height) == (WIDTH, HEIGHT)
    first, second = (
        family.ours.segment(embedding, [ObjectPrompt(points=(CLICK,))], Unwatched())[0]
        for _ in range(2)
    )
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.mask, other.mask)


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
        family.ours.segment(embedding, [ObjectPrompt(box=BOX)] * (sam.MOST + 1), watch)
    assert watch.steps == 2


@pytest.mark.parametrize(("dtype", "apart"), [("float16", 0.05), ("bfloat16", 0.15)])
def test_half_precision_answers_nearly_alike(family: Family, dtype: Any, apart: float) -> None:
    half = card(family.kind).build(family.folder, Place("cpu", dtype))
    assert half.nbytes < 0.6 * family.ours.nbytes
    prompts = [ObjectPrompt(box=BOX), ObjectPrompt(points=(CLICK,)), ObjectPrompt(rough=rough())]
    found = half.segment(half.embed(picture(), Unwatched()), prompts, Unwatched())
    for ours, whole in zip(found, family.answer(picture(), *prompts), strict=True):
        for one in ours:
            nearest = min(np.mean((one.mask >= 128) != (other.mask >= 128)) for other in whole)
            assert nearest <= apart
