"""A tiny SAM 3 in the layout that is published: of the video model, with both of its heads."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import (
    CLIPTokenizer,
    Sam3ImageProcessor,
    Sam3Processor,
    Sam3VideoConfig,
    Sam3VideoModel,
)

from frisket.models.files.cards import ModelCard

SIDE = 112
WIDTH = 32
GRID = SIDE // 14
SIZES = [[4 * GRID, 4 * GRID], [2 * GRID, 2 * GRID], [GRID, GRID]]
QUERIES = 10
TEXT_LIMIT = 32
LETTERS = string.ascii_lowercase + string.digits + "-'.,"


def write(folder: Path, card: ModelCard) -> None:
    """A seeded model with a head for words, one for clicks, and their one image encoder."""
    torch.manual_seed(0)
    write_model(folder, Sam3VideoModel(config()))


def write_model(folder: Path, model: Any) -> None:
    """`model` with all that goes with it."""
    stir(model)
    # save_pretrained of a fresh model writes "tracker_model.tracker_model.…", which nothing reads.
    weights = {name: one.contiguous() for name, one in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model.config.save_pretrained(folder)
    Sam3Processor(shown(), tokenizer()).save_pretrained(folder)
    write_words(folder)


def write_words(folder: Path) -> None:
    """The words of the tokenizer as CLIP has them, from which SAM 3.1 makes its own."""
    (folder / "vocab.json").write_text(json.dumps(tokenizer().get_vocab()), "utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", "utf-8")


def config() -> Sam3VideoConfig:
    """All parts, each as small as it can be."""
    return Sam3VideoConfig(detector_config=_detector(), tracker_config=_tracker())


def shown() -> Sam3ImageProcessor:
    """How a picture is made ready for it."""
    return Sam3ImageProcessor(
        size={"height": SIDE, "width": SIDE},
        mask_size={"height": 4 * GRID, "width": 4 * GRID},
    )


def tokenizer() -> CLIPTokenizer:
    """CLIP's, spelling letter by letter."""
    spelt = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    names = [*spelt, "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={name: number for number, name in enumerate(names)},
        merges=[],
        model_max_length=TEXT_LIMIT,
    )


def stir(model: Any) -> None:
    """Fresh weights answer every prompt alike; larger ones make a difference to be compared."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "no_memory_embedding" in name or "position_embedding" in name:
                parameter.normal_(std=0.1)
            elif parameter.dim() > 1:
                parameter.mul_(3)


def _vision() -> dict[str, Any]:
    return {
        "model_type": "sam3_vision_model",
        "fpn_hidden_size": WIDTH,
        "backbone_feature_sizes": SIZES,
        "backbone_config": {
            "model_type": "sam3_vit_model",
            "hidden_size": WIDTH,
            "intermediate_size": WIDTH,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": SIDE,
            "patch_size": 14,
            "window_size": 4,
            "global_attn_indexes": [1],
            "pretrain_image_size": SIDE // 2,
        },
    }


def _detector() -> dict[str, Any]:
    layers = {
        "hidden_size": WIDTH,
        "num_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": WIDTH,
    }
    names = 2 * len(LETTERS) + 2
    return {
        "vision_config": _vision(),
        "text_config": {
            "vocab_size": names,
            "hidden_size": WIDTH,
            "intermediate_size": WIDTH,
            "projection_dim": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "max_position_embeddings": TEXT_LIMIT,
            "bos_token_id": names - 2,
            "eos_token_id": names - 1,
            "pad_token_id": names - 1,
        },
        "geometry_encoder_config": layers,
        "detr_encoder_config": layers,
        "detr_decoder_config": {**layers, "num_layers": 2, "num_queries": QUERIES},
        "mask_decoder_config": {"hidden_size": WIDTH, "num_attention_heads": 2},
    }


def _tracker() -> dict[str, Any]:
    return {
        "vision_config": _vision(),
        "prompt_encoder_config": {
            "hidden_size": WIDTH,
            "image_size": SIDE,
            "patch_size": 14,
            "mask_input_channels": 4,
        },
        "mask_decoder_config": {
            "hidden_size": WIDTH,
            "mlp_dim": WIDTH,
            "num_attention_heads": 2,
            "iou_head_hidden_dim": WIDTH,
        },
        "image_size": SIDE,
        "memory_attention_hidden_size": WIDTH,
        "memory_attention_num_layers": 1,
        "memory_attention_feed_forward_hidden_size": WIDTH,
        "memory_attention_rope_feat_sizes": [GRID, GRID],
        "memory_encoder_hidden_size": WIDTH,
        "memory_encoder_output_channels": 16,
        "mask_downsampler_embed_dim": WIDTH,
        "memory_fuser_num_layers": 1,
        "memory_fuser_embed_dim": WIDTH,
        "memory_fuser_intermediate_dim": WIDTH,
    }
