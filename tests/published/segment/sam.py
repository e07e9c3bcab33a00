"""SAM and HQ-SAM: `segment_anything/build_sam.py` and `build_sam_hq` of the authors' repositories;
all else is transformers' default.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    SamConfig,
    SamHQConfig,
    SamHQMaskDecoderConfig,
    SamHQModel,
    SamHQVisionConfig,
    SamImageProcessor,
    SamModel,
    SamVisionConfig,
)

ENCODERS = {
    "base": (768, 12, 12, [2, 5, 8, 11]),
    "large": (1024, 24, 16, [5, 11, 17, 23]),
    "huge": (1280, 32, 16, [7, 15, 23, 31]),
}
"""Width, layers, heads, and the layers that see the whole picture."""
NETWORKS = {f"{family}-{size}": (family, size) for family in ("sam", "sam-hq") for size in ENCODERS}


def network(name: str) -> Any:
    """See `published`."""
    family, size = NETWORKS[name]
    width, layers, heads, everywhere = ENCODERS[size]
    vision: dict[str, Any] = {
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "global_attn_indexes": everywhere,
    }
    if family == "sam":
        return SamModel(SamConfig(vision_config=SamVisionConfig(**vision).to_dict()))
    return SamHQModel(
        SamHQConfig(
            vision_config=SamHQVisionConfig(**vision).to_dict(),
            mask_decoder_config=SamHQMaskDecoderConfig(vit_dim=width).to_dict(),
        )
    )


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready for it."""
    SamImageProcessor().save_pretrained(folder)
