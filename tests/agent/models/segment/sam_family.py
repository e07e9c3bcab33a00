"""Tiny models of the Segment Anything family, each with what transformers answers on its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import (
    EdgeTamModel,
    Sam2ImageProcessor,
    Sam2Model,
    Sam2Processor,
    Sam3TrackerModel,
    Sam3TrackerProcessor,
    Sam3TrackerVideoModel,
    SamConfig,
    SamHQModel,
    SamImageProcessor,
    SamModel,
    SamProcessor,
)

from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU
from frisket.models.segment.sam_prompts import Canvas
from frisket_protocol import Box, Point
from tiny.segment import sam, sam2, sam3

WIDTH, HEIGHT = 160, 120
BOX = Box(20, 15, 100.5, 80)
CLICK = Point(60, 40)
OFF = Point(10.5, 100, inside=False)
Pixels: TypeAlias = NDArray[np.uint8]
Answer: TypeAlias = tuple[NDArray[np.bool_], NDArray[np.float32]]
"""Masks M×H×W and scores M of one object."""


def picture(height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def rough() -> Pixels:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    drawn[20:60, 30:90] = 255
    return drawn


@dataclass(frozen=True, eq=False)
class Family:
    """An adapter and what it is compared with, of the same files.

    documented: what transformers answers on a picture, with several masks or one, and a mask prompt
    1x1xhxw or None; all else is what `processor` takes. side: of the square that the model looks
    at, which the picture fills, or its long side where `is_padded`. embedded: how many numbers an
    embedding holds once it was asked. apart: in which part of a mask half precision may differ.
    """

    card: ModelCard
    folder: Path
    processor: Any
    documented: Callable[..., Answer]
    side: int
    is_padded: bool
    embedded: int
    apart: dict[str, float]
    ours: Any

    def answer(self, image: Pixels, *prompts: ObjectPrompt) -> list[list[Candidate]]:
        embedding = self.ours.embed(image, Unwatched())
        found: list[list[Candidate]] = self.ours.segment(embedding, prompts, Unwatched())
        return found

    def canvas(self, height: int = HEIGHT, width: int = WIDTH) -> Canvas:
        shape = Canvas.padded if self.is_padded else Canvas.stretched
        return shape(self.side, width, height)

    def centred(self, x: float, y: float, height: int = HEIGHT, width: int = WIDTH) -> list[float]:
        """As the processors count: from the pixel centres of the square."""
        if self.is_padded:
            height = width = max(height, width)
        return [x - 0.5 * width / self.side, y - 0.5 * height / self.side]


def family(kind: str, folder: Path) -> Family:
    """That one of KINDS, written into the folder."""
    return KINDS[kind](folder)


def _sam(folder: Path) -> Family:
    maps = 32 * (sam.SIDE // 16) ** 2
    return _padded(folder, "SegmentSam", SamModel, _plainly, maps)


def _hq(folder: Path) -> Family:
    grid = sam.SIDE // 16
    maps = 32 * grid**2 + 4 * (4 * grid) ** 2
    return _padded(folder, "SegmentSamHq", SamHQModel, _summed, maps)


def _padded(folder: Path, adapter: str, reference: Any, decode: Any, embedded: int) -> Family:
    """SAM and HQ-SAM."""
    card = _card(f"sam:{adapter}")
    sam.write(folder, card)
    model = reference.from_pretrained(folder).eval()
    processor = SamProcessor(SamImageProcessor.from_pretrained(folder))

    def documented(
        image: Pixels, several: bool, masks: Tensor | None = None, **prompts: Any
    ) -> Answer:
        given = processor(images=image, return_tensors="pt", **prompts)
        sizes, shown = given.pop("original_sizes"), given.pop("reshaped_input_sizes")
        # The processor's are of double precision, which no weight has.
        given = {k: one.float() if one.is_floating_point() else one for k, one in given.items()}
        with torch.no_grad():
            logits, scores = decode(model, several, input_masks=masks, **given)
        found = processor.image_processor.post_process_masks(logits, sizes, shown)[0][0]
        return found.numpy(), scores[0, 0].clamp(0, 1).numpy()

    return Family(
        card,
        folder,
        processor,
        documented,
        sam.SIDE,
        is_padded=True,
        embedded=embedded,
        apart={"float16": 0.05, "bfloat16": 0.15},
        ours=card.build(folder, CPU),
    )


def _plainly(model: Any, several: bool, **given: Any) -> tuple[Tensor, Tensor]:
    out = model(**given, multimask_output=several)
    return out.pred_masks, out.iou_scores


def _summed(
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
    gelu = functional.gelu
    fine = head.encoder_conv2(gelu(head.encoder_norm(head.encoder_conv1(last))))
    early = head.compress_vit_norm(head.compress_vit_conv1(early.permute(0, 3, 1, 2)))
    fine = fine + head.compress_vit_conv2(gelu(early))
    seen = head.mask_norm(head.mask_conv1(gelu(kept["seen"])))
    fine = fine + head.mask_conv2(gelu(seen))
    detail = torch.einsum("bpc,bchw->bphw", head.hq_mask_mlp(kept["told"][0][:, :, 5]), fine)
    masks[:, :, scores.argmax()] += detail
    return masks, scores


def _sam2(folder: Path) -> Family:
    return _published_for_videos(folder, "sam2", Sam2Model)


def _edgetam(folder: Path) -> Family:
    return _published_for_videos(folder, "edgetam", EdgeTamModel)


def _published_for_videos(folder: Path, kind: str, reference: Any) -> Family:
    """SAM 2.1 and EdgeTAM."""
    card = _card("sam2:SegmentSam2", kind=kind)
    sam2.write(folder, card)
    model = reference.from_pretrained(folder).eval()
    processor = Sam2Processor(Sam2ImageProcessor.from_pretrained(folder))
    embedded = 4 * 32**2 + 8 * 16**2 + 32 * 8**2
    apart = {"float16": 0.01, "bfloat16": 0.03}
    return _stretched(folder, card, processor, model, sam2.SIDE, embedded, apart)


def _sam3(folder: Path) -> Family:
    card = _card("sam3:SegmentSam3", threshold=0.0)
    sam3.write(folder, card)
    clicker = Sam3TrackerModel.from_pretrained(folder).eval()
    video = Sam3TrackerVideoModel.from_pretrained(folder).eval()

    def model(pixel_values: Tensor, **asked: Any) -> Any:
        # The image model marks a map that it then drops; the video model does not.
        return clicker(image_embeddings=video.get_image_embeddings(pixel_values), **asked)

    processor = Sam3TrackerProcessor(sam3.shown())
    embedded = 32 * 8**2 + 4 * 32**2 + 8 * 16**2 + 32 * 8**2
    apart = {"float16": 0.01, "bfloat16": 0.03}
    return _stretched(folder, card, processor, model, sam3.SIDE, embedded, apart)


def _stretched(
    folder: Path,
    card: ModelCard,
    processor: Any,
    model: Callable[..., Any],
    side: int,
    embedded: int,
    apart: dict[str, float],
) -> Family:
    """All with the click head of SAM 2."""

    def documented(
        image: Pixels, several: bool, masks: Tensor | None = None, **prompts: Any
    ) -> Answer:
        given = processor(images=image, return_tensors="pt", **prompts)
        sizes = given.pop("original_sizes")
        with torch.no_grad():
            out = model(**given, input_masks=masks, multimask_output=several)
        found = processor.post_process_masks(out.pred_masks, sizes)[0][0]
        scores = out.iou_scores * out.object_score_logits.sigmoid()
        return found.numpy(), scores[0, 0].numpy()

    return Family(
        card,
        folder,
        processor,
        documented,
        side,
        is_padded=False,
        embedded=embedded,
        apart=apart,
        ours=card.build(folder, CPU),
    )


def _card(builder: str, **options: Any) -> ModelCard:
    place = f"frisket.models.segment.{builder}"
    return ModelCard("tiny", "segment", "", "Apache-2.0", place, options=options)


KINDS: dict[str, Callable[[Path], Family]] = {
    "sam": _sam,
    "hq": _hq,
    "sam2": _sam2,
    "edgetam": _edgetam,
    "sam3": _sam3,
}
