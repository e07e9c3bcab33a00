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
from .loop import HELD_OUT, normalised, seeds, train
from .prompts import Batch
from .world import Drawn

SIDE, PATCH, WIDTH = 160, 8, 64
LOW = 4 * SIDE // PATCH
ASPECTS = (1.0, 1.0, 4 / 3, 16 / 9, 3 / 4)
BATCH = 6


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of facebook/sam-vit-base."""
    torch.manual_seed(0)
    model = SamModel(_config())
    prompts.begin(model)
    asked = {kind: _batch(np.random.default_rng(1), kind, _held_out()) for kind in ("box", "click")}

    def loss(rng: np.random.Generator, _: float) -> Tensor:
        kind = str(rng.choice(prompts.KINDS))
        several = kind == "click" or rng.uniform() < 0.2
        drawn = [_draw(seed, rng.choice(ASPECTS)) for seed in seeds(rng, BATCH)]
        return prompts.loss(answer, _batch(rng, kind, drawn), several)

    def answer(batch: Batch, several: bool) -> tuple[Tensor, Tensor]:
        out = model(
            pixel_values=batch.pictures,
            input_points=batch.points,
            input_labels=batch.labels,
            input_boxes=batch.boxes,
            input_masks=batch.masks,
            multimask_output=several,
        )
        return out.pred_masks, out.iou_scores

    def save(copy: SamModel) -> None:
        copy.save_pretrained(folder)

    train(model, loss, lambda: prompts.quality(answer, asked), save, folder, steps, 1.2e-3)
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


def _held_out() -> list[Drawn]:
    return [_draw(HELD_OUT + index, ASPECTS[index % len(ASPECTS)]) for index in range(30)]


def _draw(seed: int, aspect: float) -> Drawn:
    """A scene whose longer side is the model's."""
    width, height = round(SIDE * min(1, aspect)), round(SIDE / max(1, aspect))
    return prompts.scene_for(seed, width / height).draw(width, height)


def _batch(rng: np.random.Generator, kind: str, drawn: list[Drawn]) -> Batch:
    pictures = torch.cat([_square(normalised([one.picture])) for one in drawn])
    return prompts.batch(rng, drawn, pictures, kind, LOW)


def _square(picture: Tensor) -> Tensor:
    height, width = picture.shape[-2:]
    return functional.pad(picture, (0, SIDE - width, 0, SIDE - height))
