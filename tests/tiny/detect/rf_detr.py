"""RF-DETR and D-FINE with networks of 40 000 parameters that know four things."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import (
    DFineConfig,
    DFineForObjectDetection,
    HGNetV2Config,
    RfDetrConfig,
    RfDetrDinov2Config,
    RfDetrForObjectDetection,
    RfDetrImageProcessor,
    RTDetrImageProcessor,
)

from frisket.models.files.cards import ModelCard

COCO = ("N/A", "person", "tv", "wine glass")
"""As in the published RF-DETR, whose classes have COCO's numbers and its gaps."""
VOC = ("person", "tvmonitor", "wine glass")
"""As in the published D-FINE, which calls things as PASCAL VOC does."""
SIDE = 64


def write(folder: Path, card: ModelCard) -> None:
    """A model of the family that the card's repository belongs to."""
    torch.manual_seed(5)
    model, processor = _d_fine() if "dfine" in card.repository else _rf_detr()
    _spread(model)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)


def _rf_detr() -> tuple[Any, Any]:
    backbone = RfDetrDinov2Config(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        mlp_ratio=1,
        image_size=SIDE,
        patch_size=16,
        num_windows=2,
        out_indices=[1, 2],
    )
    config = RfDetrConfig(
        backbone_config=backbone.to_dict(),
        d_model=32,
        decoder_ffn_dim=16,
        decoder_self_attention_heads=2,
        decoder_cross_attention_heads=2,
        decoder_layers=1,
        num_queries=10,
        group_detr=1,
        decoder_n_points=2,
        c2f_num_blocks=1,
        id2label=dict(enumerate(COCO)),
    )
    processor = RfDetrImageProcessor(size={"height": SIDE, "width": SIDE})
    return RfDetrForObjectDetection(config).eval(), processor


def _d_fine() -> tuple[Any, Any]:
    backbone = HGNetV2Config(
        stage_in_channels=[16] * 4,
        stage_mid_channels=[8] * 4,
        stage_out_channels=[16] * 4,
        stage_num_blocks=[1] * 4,
        stage_numb_of_layers=[1] * 4,
        stage_downsample=[False, True, True, True],
        stage_light_block=[False, False, True, True],
        stage_kernel_size=[3] * 4,
        stem_channels=[3, 8, 16],
        embedding_size=8,
        hidden_sizes=[16] * 4,
        depths=[1] * 4,
        out_indices=[2, 3, 4],
    )
    config = DFineConfig(
        backbone_config=backbone.to_dict(),
        encoder_hidden_dim=16,
        encoder_in_channels=[16] * 3,
        encoder_ffn_dim=16,
        encoder_attention_heads=2,
        encoder_layers=1,
        d_model=16,
        decoder_in_channels=[16] * 3,
        decoder_ffn_dim=16,
        decoder_attention_heads=2,
        decoder_layers=2,
        num_queries=12,
        num_denoising=0,
        hidden_expansion=0.5,
        decoder_n_points=[2, 2, 2],
        depth_mult=0.34,
        id2label=dict(enumerate(VOC)),
    )
    processor = RTDetrImageProcessor(size={"height": SIDE, "width": SIDE})
    return DFineForObjectDetection(config).eval(), processor


def _spread(model: Any) -> None:
    """Let the answer depend on the picture: through fresh weights nothing of it gets."""
    for name, layer in model.named_modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight)
        if isinstance(layer, nn.Linear) and "class_embed" in name:
            nn.init.normal_(layer.bias, mean=-1.0)
