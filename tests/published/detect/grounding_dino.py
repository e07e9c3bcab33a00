"""Grounding DINO and its kin: transformers' converters (`convert_grounding_dino_to_hf.py`,
`convert_mm_grounding_dino_to_hf.py`, which makes LLMDet as well). They differ in the Swin
transformer that sees the picture; all else is default, BERT's base model included.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    GroundingDinoImageProcessor,
    MMGroundingDinoConfig,
    MMGroundingDinoForObjectDetection,
    SwinConfig,
)

from tiny.detect import grounding_dino as tiny

TINY = {"embed_dim": 96, "depths": [2, 2, 6, 2], "num_heads": [3, 6, 12, 24], "window_size": 7}
BASE = {"embed_dim": 128, "depths": [2, 2, 18, 2], "num_heads": [4, 8, 16, 32], "window_size": 12}
LARGE = {**BASE, "embed_dim": 192, "num_heads": [6, 12, 24, 48]}
BACKBONES: dict[str, dict[str, Any]] = {
    "grounding-dino-tiny": TINY,
    "grounding-dino-base": BASE,
    "mm-grounding-dino-tiny": TINY,
    "llmdet-tiny": TINY,
    "llmdet-base": BASE,
    "llmdet-large": LARGE,
}


def network(name: str) -> Any:
    """See `published`."""
    sizes = BACKBONES[name]
    levels = [1, 2, 3, 4] if sizes is LARGE else [2, 3, 4]
    side = 224 if sizes is TINY else 384
    settings = {
        "backbone_config": SwinConfig(image_size=side, out_indices=levels, **sizes).to_dict(),
        "num_feature_levels": len(levels) + 1,
    }
    if name.startswith("grounding-dino"):
        return GroundingDinoForObjectDetection(GroundingDinoConfig(**settings))
    return MMGroundingDinoForObjectDetection(MMGroundingDinoConfig(**settings))


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready, and words mostly spelt letter by letter."""
    GroundingDinoImageProcessor().save_pretrained(folder)
    tiny.tokenizer().save_pretrained(folder)
