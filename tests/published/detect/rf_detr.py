"""RF-DETR and D-FINE in full size: what the config.json of each published repository says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    DFineConfig,
    DFineForObjectDetection,
    RfDetrConfig,
    RfDetrForObjectDetection,
    RfDetrImageProcessor,
    RTDetrImageProcessor,
)

RF_DETR = {
    "rf-detr-nano": {"decoder_layers": 2, "side": 384},
    "rf-detr-small": {"decoder_layers": 3, "side": 512},
    "rf-detr-medium": {"decoder_layers": 4, "side": 576},
    "rf-detr-large": {"decoder_layers": 4, "side": 704},
}
BASIC: dict[str, Any] = {
    "hidden_sizes": [128, 256, 512, 1024],
    "stem_channels": [3, 16, 16],
    "stage_in_channels": [16, 64, 256, 512],
    "stage_mid_channels": [16, 32, 64, 128],
    "stage_out_channels": [64, 256, 512, 1024],
    "stage_num_blocks": [1, 1, 2, 1],
    "stage_numb_of_layers": [3] * 4,
    "use_learnable_affine_block": True,
}
WIDE = {"hidden_sizes": [256, 512, 1024, 2048], "stage_out_channels": [128, 512, 1024, 2048]}
BACKBONES: dict[str, dict[str, Any]] = {
    "dfine-nano-coco": {**BASIC, "out_indices": [3, 4]},
    "dfine-small-coco": BASIC,
    "dfine-medium-coco": {
        "hidden_sizes": [192, 384, 768, 1536],
        "stem_channels": [3, 24, 32],
        "stage_in_channels": [32, 96, 384, 768],
        "stage_mid_channels": [32, 64, 128, 256],
        "stage_out_channels": [96, 384, 768, 1536],
        "stage_num_blocks": [1, 1, 3, 1],
        "stage_numb_of_layers": [4] * 4,
        "use_learnable_affine_block": True,
    },
    "dfine-large-coco": {
        **WIDE,
        "stem_channels": [3, 32, 48],
        "stage_in_channels": [48, 128, 512, 1024],
        "stage_mid_channels": [48, 96, 192, 384],
        "stage_num_blocks": [1, 1, 3, 1],
        "stage_numb_of_layers": [6] * 4,
    },
    "dfine-xlarge-coco": {
        **WIDE,
        "stem_channels": [3, 32, 64],
        "stage_in_channels": [64, 128, 512, 1024],
        "stage_mid_channels": [64, 128, 256, 512],
        "stage_num_blocks": [1, 2, 5, 2],
        "stage_numb_of_layers": [6] * 4,
    },
}
D_FINE: dict[str, dict[str, Any]] = {
    "dfine-nano-coco": {
        "num_feature_levels": 2,
        "encoder_ffn_dim": 512,
        "encode_proj_layers": [1],
        "d_model": 128,
        "encoder_hidden_dim": 128,
        "decoder_ffn_dim": 512,
        "decoder_n_points": [6, 6],
        "decoder_in_channels": [128, 128],
        "feat_strides": [16, 32],
        "depth_mult": 0.5,
        "decoder_layers": 3,
        "hidden_expansion": 0.34,
        "encoder_in_channels": [512, 1024],
    },
    "dfine-small-coco": {"decoder_layers": 3, "hidden_expansion": 0.5, "depth_mult": 0.34},
    "dfine-medium-coco": {"decoder_layers": 4, "depth_mult": 0.67},
    "dfine-large-coco": {},
    "dfine-xlarge-coco": {
        "encoder_hidden_dim": 384,
        "encoder_ffn_dim": 2048,
        "decoder_in_channels": [384] * 3,
    },
}


def network(name: str) -> Any:
    """The network of a card, on whatever device torch makes things."""
    if name in RF_DETR:
        return RfDetrForObjectDetection(_rf_detr(**RF_DETR[name]))
    backbone = {
        "model_type": "hgnet_v2",
        "layer_type": "basic",
        "embedding_size": 32,
        "depths": [3, 4, 6, 3],
        "out_indices": [2, 3, 4],
        "stage_downsample": [False, True, True, True],
        "stage_light_block": [False, False, True, True],
        "stage_kernel_size": [3, 3, 5, 5],
        **BACKBONES[name],
    }
    others = {
        "num_labels": 80,
        "hidden_expansion": 1.0,
        "decoder_layers": 6,
        "decoder_n_points": [3, 6, 3],
        "encoder_in_channels": backbone["stage_out_channels"][1:],
        **D_FINE[name],
    }
    return DFineForObjectDetection(DFineConfig(backbone_config=backbone, **others))


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready for it."""
    if name in RF_DETR:
        side = RF_DETR[name]["side"]
        RfDetrImageProcessor(size={"height": side, "width": side}).save_pretrained(folder)
    else:
        RTDetrImageProcessor(size={"height": 640, "width": 640}).save_pretrained(folder)


def _rf_detr(decoder_layers: int, side: int) -> RfDetrConfig:
    backbone = {
        "model_type": "rf_detr_dinov2",
        "hidden_size": 384,
        "num_hidden_layers": 12,
        "num_attention_heads": 6,
        "mlp_ratio": 4,
        "image_size": side,
        "patch_size": 16,
        "num_windows": 2,
        "out_indices": [3, 6, 9, 12],
    }
    return RfDetrConfig(
        backbone_config=backbone,
        decoder_layers=decoder_layers,
        decoder_n_points=2,
        num_labels=91,
    )
