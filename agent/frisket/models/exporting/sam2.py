"""SAM 2.1 and EdgeTAM as an encoder and a decoder, in the layout of transformers.js.

The decoder has more than the published ones: it takes a mask prompt, and gives the one answer to
what is clear that the original gives, so that it answers as the original does (`sam_layouts`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from frisket.models import tensors
from frisket.models.base import Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU
from frisket.models.segment.sam2 import KINDS

from . import sam_pairs
from .writing import write

MAPS = ("image_embeddings.0", "image_embeddings.1", "image_embeddings.2")


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write the pair of the model in `folder`, and its settings, into another folder."""
    model = tensors.loaded(KINDS[card.options.get("kind", "sam2")], folder, CPU)
    side = int(model.config.prompt_encoder_config.image_size)
    picture = torch.zeros(1, 3, side, side)
    with torch.no_grad():
        maps = dict(zip(MAPS, model.get_image_embeddings(picture), strict=True))
        watch.step("export", 0.0)
        write(_Encoder(model), {"pixel_values": picture}, MAPS, into / sam_pairs.ENCODER)
        watch.step("export", 0.6)
        prompts = sam_pairs.prompts(model.prompt_encoder.mask_input_size[0])
        write(
            _Decoder(model),
            {**maps, **prompts},
            (*sam_pairs.ANSWERS, "object_score_logits"),
            into / sam_pairs.DECODER,
            sam_pairs.FREE,
        )
    sam_pairs.take_settings(folder, into)
    watch.step("export", 1.0)


def compared(card: ModelCard, folder: Path, into: Path) -> tuple[float, float]:
    """As `sam_pairs.compared`."""
    return sam_pairs.compared(card, folder, into)


class _Encoder(nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.model.get_image_embeddings(pixel_values))


class _Decoder(nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        # What chooses the one answer to what is clear gets all four, and lets go of three.
        self.choose = model.mask_decoder._dynamic_multimask_via_stability
        if not model.mask_decoder.dynamic_multimask_via_stability:
            self.choose = lambda masks, scores: (masks[:, :, :1], scores[:, :, :1])
        model.mask_decoder.dynamic_multimask_via_stability = True
        model.mask_decoder._dynamic_multimask_via_stability = lambda masks, scores: (masks, scores)

    def forward(
        self,
        image_embeddings_0: Tensor,
        image_embeddings_1: Tensor,
        image_embeddings_2: Tensor,
        input_points: Tensor,
        input_labels: Tensor,
        input_boxes: Tensor,
        input_masks: Tensor,
        has_input_masks: Tensor,
    ) -> tuple[Tensor, ...]:
        asked = self.model.prompt_encoder
        # Corners are points with labels of their own, and each box is followed by one that pads.
        points, labels = sam_pairs.with_corners(input_points, input_labels, input_boxes, pad=True)
        masks, scores, _, there = self.model.mask_decoder(
            image_embeddings=image_embeddings_2,
            image_positional_embeddings=self.model.get_image_wide_positional_embeddings(),
            sparse_prompt_embeddings=asked._embed_points(points, labels, pad=False),
            dense_prompt_embeddings=sam_pairs.dense(asked, input_masks, has_input_masks),
            multimask_output=False,
            high_resolution_features=[image_embeddings_0, image_embeddings_1],
        )
        mask, score = self.choose(masks, scores)
        return scores[:, :, 1:], masks[:, :, 1:], score, mask, there
