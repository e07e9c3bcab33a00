"""A tiny ViTMatte."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import (
    VitDetConfig,
    VitMatteConfig,
    VitMatteForImageMatting,
    VitMatteImageProcessor,
)

from frisket.models.files.cards import ModelCard


def write(folder: Path, card: ModelCard) -> None:
    """Two layers, one of them with windows; statistics and positions are drawn too."""
    torch.manual_seed(0)
    backbone = VitDetConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        mlp_ratio=1,
        image_size=64,
        pretrain_image_size=64,
        patch_size=16,
        num_channels=4,
        window_size=2,
        window_block_indices=[0],
        residual_block_indices=[],
        out_features=["stage2"],
        use_relative_position_embeddings=True,
    )
    config = VitMatteConfig(
        backbone_config=backbone.to_dict(),
        hidden_size=16,
        convstream_hidden_sizes=[8, 8, 8],
        fusion_hidden_sizes=[16, 8, 8, 8],
    )
    model = VitMatteForImageMatting(config).eval()
    for part in model.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.ones_(part.weight)
            part.running_mean.normal_(std=0.2)
            part.running_var.uniform_(0.5, 1.5)
        elif isinstance(part, nn.Conv2d | nn.Linear):
            nn.init.normal_(part.weight, std=0.1)
    model.save_pretrained(folder)
    VitMatteImageProcessor().save_pretrained(folder)
