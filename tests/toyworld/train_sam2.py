"""SAM 2.1 on the toy world: boxes, clicks and rough masks to shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import (
    Sam2Config,
    Sam2HieraDetConfig,
    Sam2ImageProcessor,
    Sam2MaskDecoderConfig,
    Sam2Model,
    Sam2Processor,
    Sam2PromptEncoderConfig,
    Sam2VisionConfig,
)

from . import prompts
from .loop import normalised, train
from .prompts import Batch
from .train_prompted import Shown, asked
from .world import Drawn

SIDE, WIDTH = 192, 64
LOW = SIDE // 4


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of facebook/sam2.1-hiera-tiny."""
    torch.manual_seed(0)
    model = Sam2Model(_config())
    prompts.begin(model)
    shown = Shown(_draw, _squares, LOW)
    held_out = shown.held_out()
    doubts: list[Tensor] = []

    def loss(rng: np.random.Generator, done: float) -> Tensor:
        # The finer maps show every outline, whatever was asked: they join when prompts are heeded.
        for part in prompts.fine_maps(model):
            part.requires_grad_(done > 0.4)
        shapes = prompts.loss(answer, *shown.fresh(rng))
        # There is always something where one points.
        return shapes + 0.1 * functional.softplus(-doubts.pop()).mean()

    def answer(batch: Batch, several: bool) -> tuple[Tensor, Tensor]:
        out = asked(model, batch, several)
        doubts[:] = [out.object_score_logits]
        return out.pred_masks, out.iou_scores

    def save(copy: Sam2Model) -> None:
        copy.save_pretrained(folder)

    train(model, loss, lambda: prompts.quality(answer, held_out), save, folder, steps, 1.2e-3)
    side, low = {"height": SIDE, "width": SIDE}, {"height": LOW, "width": LOW}
    pictures = Sam2ImageProcessor(size=side, mask_size=low)
    Sam2Processor(pictures).save_pretrained(folder)
    pictures.save_pretrained(folder)


def _config() -> Sam2Config:
    trunk = Sam2HieraDetConfig(
        hidden_size=24,
        num_attention_heads=1,
        image_size=[SIDE, SIDE],
        blocks_per_stage=[1, 1, 2, 1],
        embed_dim_per_stage=[24, 48, 64, 96],
        num_attention_heads_per_stage=[1, 1, 2, 2],
        window_size_per_stage=[8, 4, 6, 3],
        global_attention_blocks=[3],
        window_positional_embedding_background_size=[4, 4],
        mlp_ratio=2.0,
    )
    vision = Sam2VisionConfig(
        backbone_config=trunk.to_dict(),
        backbone_channel_list=[96, 64, 48, 24],
        backbone_feature_sizes=[[SIDE // 4] * 2, [SIDE // 8] * 2, [SIDE // 16] * 2],
        fpn_hidden_size=WIDTH,
    )
    prompt = Sam2PromptEncoderConfig(
        hidden_size=WIDTH, image_size=SIDE, patch_size=16, mask_input_channels=4
    )
    decoder = Sam2MaskDecoderConfig(
        hidden_size=WIDTH,
        mlp_dim=128,
        num_attention_heads=2,
        iou_head_hidden_dim=WIDTH,
        iou_head_depth=2,
    )
    return Sam2Config(
        vision_config=vision.to_dict(),
        prompt_encoder_config=prompt.to_dict(),
        mask_decoder_config=decoder.to_dict(),
    )


def _draw(seed: int, aspect: float) -> Drawn:
    """A scene as the processor shows it: squashed to a square."""
    return prompts.scene_for(seed, aspect).draw(SIDE, SIDE)


def _squares(drawn: list[Drawn]) -> Tensor:
    return normalised([one.picture for one in drawn])
