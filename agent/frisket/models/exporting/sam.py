"""SAM as an encoder and a decoder, in the layout of transformers.js.

The decoder has more than the published ones: it takes boxes and a mask prompt, and gives the one
answer to what is clear that the original gives, so that it answers as the original does
(`sam_layouts`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import SamModel

from frisket.models import tensors
from frisket.models.base import Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU

from . import sam_pairs
from .writing import write

MAPS = ("image_embeddings", "image_positional_embeddings")


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write the pair of the model in `folder`, and its settings, into another folder."""
    model = tensors.loaded(SamModel, folder, CPU)
    config = model.config.prompt_encoder_config
    picture = torch.zeros(1, 3, config.image_size, config.image_size)
    with torch.no_grad():
        watch.step("export", 0.0)
        write(_Encoder(model), {"pixel_values": picture}, MAPS, into / sam_pairs.ENCODER)
        watch.step("export", 0.6)
        grid = int(config.image_embedding_size)
        # Not one for both: the exporter would take them for the same input.
        maps = {name: torch.zeros(1, config.hidden_size, grid, grid) for name in MAPS}
        write(
            _Decoder(model),
            {**maps, **sam_pairs.prompts(4 * grid)},
            sam_pairs.ANSWERS,
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

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor]:
        places = self.model.get_image_wide_positional_embeddings()
        return self.model.get_image_embeddings(pixel_values), places


class _Decoder(nn.Module):
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(
        self,
        image_embeddings: Tensor,
        image_positional_embeddings: Tensor,
        input_points: Tensor,
        input_labels: Tensor,
        input_boxes: Tensor,
        input_masks: Tensor,
        has_input_masks: Tensor,
    ) -> tuple[Tensor, ...]:
        asked = self.model.prompt_encoder
        points, labels = sam_pairs.with_corners(input_points, input_labels, input_boxes, pad=False)
        sparse = asked._embed_points(points, labels, pad=False)
        # transformers tells points inside and outside apart there, but not corners.
        for label in (2, 3):
            corner = asked.point_embed[label].weight
            sparse = sparse + torch.where((labels == label)[..., None], corner, 0.0)
        looked = image_embeddings + sam_pairs.dense(asked, input_masks, has_input_masks)
        masks, scores = _decoded(
            self.model.mask_decoder, looked, image_positional_embeddings, sparse
        )
        return scores[:, :, 1:], masks[:, :, 1:], scores[:, :, :1], masks[:, :, :1]


def _decoded(head: Any, looked: Tensor, places: Tensor, sparse: Tensor) -> tuple[Tensor, Tensor]:
    """All four masks 1x1x4xhxw and their scores 1x1x4, of which transformers gives one or three.

    looked: the map of the picture and of the mask prompt; sparse: 1x1xKxC.
    """
    own = torch.cat([head.iou_token.weight, head.mask_tokens.weight])[None, None]
    told, seen = head.transformer(
        point_embeddings=torch.cat([own, sparse], dim=2),
        image_embeddings=looked,
        image_positional_embeddings=places,
        attention_similarity=None,
    )
    seen = seen.transpose(2, 3).reshape(looked.shape)
    seen = head.activation(head.upscale_layer_norm(head.upscale_conv1(seen)))
    seen = head.activation(head.upscale_conv2(seen))
    mixes = [mix(told[:, :, 1 + n]) for n, mix in enumerate(head.output_hypernetworks_mlps)]
    masks = torch.einsum("bpmc,bchw->bpmhw", torch.stack(mixes, dim=2), seen)
    return masks, head.iou_prediction_head(told[:, :, 0])
