"""Tiny SAM and HQ-SAM."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import (
    PreTrainedModel,
    SamConfig,
    SamHQConfig,
    SamHQMaskDecoderConfig,
    SamHQModel,
    SamHQPromptEncoderConfig,
    SamHQVisionConfig,
    SamImageProcessor,
    SamMaskDecoderConfig,
    SamModel,
    SamPromptEncoderConfig,
    SamVisionConfig,
)

from frisket.models.files.cards import ModelCard

SIDE = 64
WIDTH = 32
VISION = {
    "hidden_size": WIDTH,
    "output_channels": WIDTH,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "image_size": SIDE,
    "patch_size": 16,
    "mlp_ratio": 2.0,
    "window_size": 2,
    "global_attn_indexes": [1],
    "num_pos_feats": WIDTH // 2,
}
PROMPTS = {"hidden_size": WIDTH, "image_size": SIDE, "patch_size": 16, "mask_input_channels": 4}
DECODER = {
    "hidden_size": WIDTH,
    "mlp_dim": 32,
    "num_attention_heads": 2,
    "iou_head_hidden_dim": 16,
    "iou_head_depth": 2,
}


def write(folder: Path, card: ModelCard) -> None:
    """A seeded model of the class that the card's builder loads."""
    torch.manual_seed(0)
    model = _hq() if card.builder.endswith(":SegmentSamHq") else _sam()
    _stir(model)
    model.save_pretrained(folder)
    SamImageProcessor(
        size={"longest_edge": SIDE},
        pad_size={"height": SIDE, "width": SIDE},
        mask_size={"longest_edge": SIDE // 4},
        mask_pad_size={"height": SIDE // 4, "width": SIDE // 4},
    ).save_pretrained(folder)


def _sam() -> PreTrainedModel:
    return SamModel(
        SamConfig(
            vision_config=SamVisionConfig(**VISION).to_dict(),
            prompt_encoder_config=SamPromptEncoderConfig(**PROMPTS).to_dict(),
            mask_decoder_config=SamMaskDecoderConfig(**DECODER).to_dict(),
        )
    )


def _hq() -> PreTrainedModel:
    return SamHQModel(
        SamHQConfig(
            vision_config=SamHQVisionConfig(**VISION).to_dict(),
            prompt_encoder_config=SamHQPromptEncoderConfig(**PROMPTS).to_dict(),
            mask_decoder_config=SamHQMaskDecoderConfig(**DECODER, vit_dim=WIDTH).to_dict(),
        )
    )


def _stir(model: PreTrainedModel) -> None:
    """Fresh weights answer every prompt alike; larger ones make a difference to be compared."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and "mask_decoder" in name:
                parameter.mul_(3)
            elif "pos_embed" in name or "rel_pos" in name:
                parameter.normal_(std=0.1)
