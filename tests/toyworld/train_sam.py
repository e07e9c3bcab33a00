"""SAM on the toy world: boxes, clicks and rough masks to shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import (
    SamConfig,
    SamImageProcessor,
    SamMaskDecoderConfig,
    SamModel,
    SamProcessor,
    SamPromptEncoderConfig,
    SamVisionConfig,
)

from . import prompts
from .loop import normalised, train
from .prompts import Batch
from .train_prompted import Shown, asked
from .world import Drawn

SIDE, PATCH, WIDTH = 160, 8, 64
LOW = 4 * SIDE // PATCH


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of facebook/sam-vit-base."""
    torch.manual_seed(0)
    model = SamModel(_config())
    prompts.begin(model)
    shown = Shown(_draw, _squares, LOW)
    held_out = shown.held_out()

    def loss(rng: np.random.Generator, _: float) -> Tensor:
        return prompts.loss(answer, *shown.fresh(rng))

    def answer(batch: Batch, several: bool) -> tuple[Tensor, Tensor]:
        out = asked(model, batch, several)
        return out.pred_masks, out.iou_scores

    def save(copy: SamModel) -> None:
        copy.save_pretrained(folder)

    train(model, loss, lambda: prompts.quality(answer, held_out), save, folder, steps, 1.2e-3)
    pad = {"height": SIDE, "width": SIDE}
    low = {"height": LOW, "width": LOW}
    pictures = SamImageProcessor(
        size={"longest_edge": SIDE},
        pad_size=pad,
        mask_size={"longest_edge": LOW},
        mask_pad_size=low,
    )
    SamProcessor(pictures).save_pretrained(folder)
    pictures.save_pretrained(folder)


def _config() -> SamConfig:
    vision = SamVisionConfig(
        hidden_size=64,
        output_channels=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=2,
        image_size=SIDE,
        patch_size=PATCH,
        mlp_ratio=2.0,
        window_size=10,
        global_attn_indexes=[1],
        num_pos_feats=WIDTH // 2,
        initializer_range=0.02,
    )
    prompt = SamPromptEncoderConfig(
        hidden_size=WIDTH, image_size=SIDE, patch_size=PATCH, mask_input_channels=4
    )
    decoder = SamMaskDecoderConfig(
        hidden_size=WIDTH,
        mlp_dim=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        iou_head_hidden_dim=32,
        iou_head_depth=2,
    )
    return SamConfig(
        vision_config=vision.to_dict(),
        prompt_encoder_config=prompt.to_dict(),
        mask_decoder_config=decoder.to_dict(),
    )


def _draw(seed: int, aspect: float) -> Drawn:
    """A scene whose longer side is the model's."""
    width, height = round(SIDE * min(1, aspect)), round(SIDE / max(1, aspect))
    return prompts.scene_for(seed, width / height).draw(width, height)


def _squares(drawn: list[Drawn]) -> Tensor:
    return torch.cat([_square(normalised([one.picture])) for one in drawn])


def _square(picture: Tensor) -> Tensor:
    height, width = picture.shape[-2:]
    return functional.pad(picture, (0, SIDE - width, 0, SIDE - height))
