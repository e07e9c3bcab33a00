"""Tiny SAM 2.1 and EdgeTAM, in the layout that is published: video models, memory and all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import (
    EdgeTamVideoConfig,
    EdgeTamVideoModel,
    EdgeTamVisionConfig,
    PreTrainedModel,
    Sam2HieraDetConfig,
    Sam2ImageProcessor,
    Sam2VideoConfig,
    Sam2VideoModel,
    Sam2VisionConfig,
    TimmWrapperConfig,
)

from frisket.models.files.cards import ModelCard

SIDE = 128
WIDTH = 32
GRID = SIDE // 16
SIZES = [[4 * GRID, 4 * GRID], [2 * GRID, 2 * GRID], [GRID, GRID]]
PROMPTS = {"hidden_size": WIDTH, "image_size": SIDE, "patch_size": 16, "mask_input_channels": 4}
DECODER = {
    "hidden_size": WIDTH,
    "mlp_dim": 32,
    "num_attention_heads": 2,
    "iou_head_hidden_dim": WIDTH,
    "iou_head_depth": 2,
}


def write(folder: Path, card: ModelCard) -> None:
    """A seeded model of the class that the card's option `kind` names."""
    torch.manual_seed(0)
    model = _edgetam() if card.options.get("kind") == "edgetam" else _sam2()
    _stir(model)
    model.save_pretrained(folder)
    Sam2ImageProcessor(
        size={"height": SIDE, "width": SIDE},
        mask_size={"height": 4 * GRID, "width": 4 * GRID},
    ).save_pretrained(folder)


def _sam2() -> PreTrainedModel:
    backbone = Sam2HieraDetConfig(
        hidden_size=8,
        num_attention_heads=1,
        image_size=[SIDE, SIDE],
        blocks_per_stage=[1, 1, 2, 1],
        embed_dim_per_stage=[8, 16, 32, 64],
        num_attention_heads_per_stage=[1, 1, 1, 1],
        window_size_per_stage=[8, 4, 4, 4],
        global_attention_blocks=[3],
        window_positional_embedding_background_size=[2, 2],
        mlp_ratio=2.0,
    )
    vision = Sam2VisionConfig(
        backbone_config=backbone.to_dict(),
        backbone_channel_list=[64, 32, 16, 8],
        backbone_feature_sizes=SIZES,
        fpn_hidden_size=WIDTH,
    )
    return Sam2VideoModel(
        Sam2VideoConfig(
            memory_attention_feed_forward_hidden_size=WIDTH,
            **_around(vision),
        )
    )


def _edgetam() -> PreTrainedModel:
    arguments = {"in_chans": 3, "features_only": True, "out_indices": [0, 1, 2, 3]}
    arguments |= {"embed_dim": [8, 16, 16, 32], "depth": [1, 1, 1, 1]}
    backbone = TimmWrapperConfig(architecture="repvit_m1", model_args=arguments)
    vision = EdgeTamVisionConfig(
        backbone_config=backbone.to_dict(),
        backbone_channel_list=[32, 16, 16, 8],
        backbone_feature_sizes=SIZES,
        fpn_hidden_size=WIDTH,
    )
    return EdgeTamVideoModel(
        EdgeTamVideoConfig(
            memory_attention_mlp_hidden_size=WIDTH,
            perceiver_resampler_hidden_size=8,
            perceiver_resampler_mlp_intermediate_size=16,
            perceiver_resampler_num_latents=4,
            perceiver_resampler_num_latents_2d=4,
            perceiver_resampler_num_layers=1,
            **_around(vision),
        )
    )


def _around(vision: Sam2VisionConfig | EdgeTamVisionConfig) -> dict[str, Any]:
    """That image encoder and all that both video models have around one, by the same names."""
    return {
        "vision_config": vision.to_dict(),
        "prompt_encoder_config": PROMPTS,
        "mask_decoder_config": DECODER,
        "image_size": SIDE,
        "memory_attention_hidden_size": WIDTH,
        "memory_attention_num_layers": 1,
        "memory_attention_rope_feat_sizes": [GRID, GRID],
        "memory_encoder_hidden_size": WIDTH,
        "memory_encoder_output_channels": 8,
        "mask_downsampler_embed_dim": WIDTH,
        "memory_fuser_num_layers": 1,
        "memory_fuser_embed_dim": WIDTH,
        "memory_fuser_intermediate_dim": WIDTH,
    }


def _stir(model: PreTrainedModel) -> None:
    """Fresh weights answer every prompt alike; larger ones make a difference to be compared."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and "mask_decoder" in name:
                parameter.mul_(3)
            elif name.endswith(("pos_embed", "pos_embed_window", "no_memory_embedding")):
                parameter.normal_(std=0.1)
