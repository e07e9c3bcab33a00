"""ViTMatte: transformers' converter (`convert_vitmatte_to_hf.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    VitDetConfig,
    VitMatteConfig,
    VitMatteForImageMatting,
    VitMatteImageProcessor,
)

SIZES = {"vitmatte-small": (384, 6), "vitmatte-base": (768, 12)}
"""Width and heads."""


def network(name: str) -> Any:
    """See `published`."""
    width, heads = SIZES[name]
    backbone = VitDetConfig(
        hidden_size=width,
        num_attention_heads=heads,
        num_channels=4,
        image_size=512,
        pretrain_image_size=224,
        patch_size=16,
        window_size=14,
        window_block_indices=[0, 1, 3, 4, 6, 7, 9, 10],
        residual_block_indices=[2, 5, 8, 11],
        use_relative_position_embeddings=True,
        out_features=["stage12"],
    )
    return VitMatteForImageMatting(
        VitMatteConfig(
            backbone_config=backbone.to_dict(),
            hidden_size=width,
            fusion_hidden_sizes=[256, 128, 64, 32],
        )
    )


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready for it."""
    VitMatteImageProcessor().save_pretrained(folder)
