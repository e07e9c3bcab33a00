"""SAM 2.1 (`sam2/configs/sam2.1/*.yaml` of Meta's repository, to which the tests of
`files/sam2` hold TRUNKS) and EdgeTAM (transformers' own converter,
`convert_edgetam_video_to_hf.py`). Both are published as models for videos.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    EdgeTamConfig,
    EdgeTamModel,
    EdgeTamVideoConfig,
    EdgeTamVideoModel,
    EdgeTamVisionConfig,
    Sam2ImageProcessor,
    Sam2Model,
    Sam2VideoConfig,
    Sam2VideoModel,
    TimmWrapperConfig,
)

from frisket.models.files.sam2 import TRUNKS

SAM2 = {f"sam2.1-{trunk.size}": trunk for trunk in TRUNKS}
FEATURES = {"in_chans": 3, "features_only": True, "out_indices": [0, 1, 2, 3]}


def network(name: str) -> Any:
    """See `published`."""
    if name == "edgetam":
        return EdgeTamVideoModel(
            EdgeTamVideoConfig(
                vision_config=_edgetam(),
                enable_temporal_pos_encoding_for_object_pointers=False,
                enable_occlusion_spatial_embedding=False,
            )
        )
    return Sam2VideoModel(Sam2VideoConfig(vision_config=SAM2[name].config.vision_config.to_dict()))


def for_pictures(name: str) -> Any:
    """The part that is loaded: all that still pictures need."""
    if name == "edgetam":
        return EdgeTamModel(EdgeTamConfig(vision_config=_edgetam()))
    return Sam2Model(SAM2[name].config)


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready for it."""
    Sam2ImageProcessor().save_pretrained(folder)


def _edgetam() -> dict[str, Any]:
    backbone = TimmWrapperConfig(architecture="repvit_m1", model_args=FEATURES)
    return EdgeTamVisionConfig(backbone_config=backbone.to_dict()).to_dict()
