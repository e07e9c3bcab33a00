"""Checkpoints as Meta's SAM 2 repository saves them, also fine-tuned, for transformers' classes.

Converted once: a `.pt` is a pickle, which is read here without running anything in it. The names
on the right are those that the published conversions have.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import (
    Sam2Config,
    Sam2HieraDetConfig,
    Sam2ImageProcessor,
    Sam2Model,
    Sam2VisionConfig,
)

from frisket_protocol.errors import InvalidArgument


@dataclass(frozen=True)
class Trunk:
    """The image encoder of one of the published sizes; the rest is the same in all of them.

    Heads and windows leave no trace in the weights: a size is known by its width and its depth.
    """

    size: str
    width: int
    heads: int
    blocks: tuple[int, ...]
    global_blocks: tuple[int, ...]
    windows: tuple[int, ...]
    background: tuple[int, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Of each stage, the finest first: every stage doubles it."""
        return tuple(self.width * 2**stage for stage in range(len(self.blocks)))

    @property
    def config(self) -> Sam2Config:
        backbone = Sam2HieraDetConfig(
            hidden_size=self.width,
            num_attention_heads=self.heads,
            blocks_per_stage=list(self.blocks),
            embed_dim_per_stage=list(self.widths),
            num_attention_heads_per_stage=[self.heads * 2**n for n in range(len(self.blocks))],
            window_size_per_stage=list(self.windows),
            global_attention_blocks=list(self.global_blocks),
            window_positional_embedding_background_size=list(self.background),
        )
        vision = Sam2VisionConfig(
            backbone_config=backbone.to_dict(), backbone_channel_list=list(self.widths[::-1])
        )
        return Sam2Config(vision_config=vision.to_dict())


TRUNKS = (
    Trunk("tiny", 96, 1, (1, 2, 7, 2), (5, 7, 9), (8, 4, 14, 7), (7, 7)),
    Trunk("small", 96, 1, (1, 2, 11, 2), (7, 10, 13), (8, 4, 14, 7), (7, 7)),
    Trunk("base-plus", 112, 2, (2, 3, 16, 3), (12, 16, 20), (8, 4, 14, 7), (14, 14)),
    Trunk("large", 144, 2, (2, 6, 36, 4), (23, 33, 43), (8, 4, 16, 8), (7, 7)),
)
"""`sam2/configs/sam2.1/*.yaml` of Meta's repository; those of SAM 2.0 say the same."""

VIDEO = re.compile(
    r"(memory_attention|memory_encoder|obj_ptr_proj|obj_ptr_tpos_proj|mask_downsample)\..+"
    r"|maskmem_tpos_enc|no_mem_pos_enc|no_obj_ptr|no_obj_embed_spatial"
)
"""What only tracking in videos needs; it may be there or not."""
PLACES = "sam_prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"
"""The directions in which places are encoded, for prompts and for the picture."""
CORNERS = "sam_prompt_encoder.point_embeddings.{}.weight"
"""Of a click outside and inside, and of a box's two corners: one table there, four here."""
NAMES = tuple(
    (re.compile(found), named)
    for found, named in (
        (r"^no_mem_embed$", "no_memory_embedding"),
        (r"^image_encoder\.trunk\.", "vision_encoder.backbone."),
        (r"\.patch_embed\.proj\.", ".patch_embed.projection."),
        (r"^image_encoder\.neck\.convs\.(\d+)\.conv\.", r"vision_encoder.neck.convs.\1."),
        (r"^sam_prompt_encoder\.mask_downscaling\.0\.", "prompt_encoder.mask_embed.conv1."),
        (r"^sam_prompt_encoder\.mask_downscaling\.1\.", "prompt_encoder.mask_embed.layer_norm1."),
        (r"^sam_prompt_encoder\.mask_downscaling\.3\.", "prompt_encoder.mask_embed.conv2."),
        (r"^sam_prompt_encoder\.mask_downscaling\.4\.", "prompt_encoder.mask_embed.layer_norm2."),
        (r"^sam_prompt_encoder\.mask_downscaling\.6\.", "prompt_encoder.mask_embed.conv3."),
        (r"^sam_prompt_encoder\.", "prompt_encoder."),
        (r"^sam_mask_decoder\.output_upscaling\.0\.", "mask_decoder.upscale_conv1."),
        (r"^sam_mask_decoder\.output_upscaling\.1\.", "mask_decoder.upscale_layer_norm."),
        (r"^sam_mask_decoder\.output_upscaling\.3\.", "mask_decoder.upscale_conv2."),
        (r"^sam_mask_decoder\.", "mask_decoder."),
        (r"\.out_proj\.", ".o_proj."),
        (r"\.norm(\d|_final_attn)\.", r".layer_norm\1."),
        (r"\.mlp\.layers\.0\.", ".mlp.proj_in."),
        (r"\.mlp\.layers\.1\.", ".mlp.proj_out."),
        (r"(mlps\.\d|_head)\.layers\.0\.", r"\1.proj_in."),
        (r"(mlps\.\d|_head)\.layers\.2\.", r"\1.proj_out."),
        (r"(mlps\.\d|_head)\.layers\.1\.", r"\1.layers.0."),
    )
)
"""What of a name becomes what; each is tried, in this order."""


def convert_sam2(source: Path, target: Path) -> str:
    """Write the SAM 2.1 or 2.0 of Meta's `.pt` file `source` into the folder `target`, which is
    made where it is not there: `model.safetensors`, `config.json`, `preprocessor_config.json`.

    Returns which size it is: "tiny", "small", "base-plus" or "large". Only what still pictures
    need is written. Raises InvalidArgument (checkpoint) when the file is something else, lacks a
    weight or has one too many; nothing is written then. OSError is passed on.
    """
    weights = _read(source)
    trunk = _trunk(source, weights)
    converted = _renamed(source, weights)
    _check(source, converted, trunk)
    target.mkdir(parents=True, exist_ok=True)
    trunk.config.save_pretrained(target)
    Sam2ImageProcessor().save_pretrained(target)
    save_file(converted, target / "model.safetensors", {"format": "pt"})
    return trunk.size


def _read(source: Path) -> dict[str, Tensor]:
    """The weights in a file, under `model` as Meta saves them or bare; nothing in it is run."""
    try:
        found = torch.load(source, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise _refused(source, "has more in it than weights, or is damaged") from error
    found = found.get("model", found) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not found:
        raise _refused(source, "holds no weights by name")
    if not all(isinstance(one, Tensor) for one in found.values()):
        raise _refused(source, "has more in it than weights")
    return {str(name): one for name, one in found.items()}


def _trunk(source: Path, weights: Mapping[str, Tensor]) -> Trunk:
    places = weights.get("image_encoder.trunk.pos_embed")
    width = places.shape[1] if places is not None and places.dim() == 4 else 0
    blocks = {name.split(".")[3] for name in weights if name.startswith("image_encoder.trunk.blo")}
    for trunk in TRUNKS:
        if (trunk.width, sum(trunk.blocks)) == (width, len(blocks)):
            return trunk
    raise _refused(
        source,
        f"has an image encoder of {len(blocks)} blocks and width {width}, which no SAM 2.1 has",
    )


def _renamed(source: Path, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights for still pictures by the names of transformers' Sam2Model."""
    left = {name: one for name, one in weights.items() if not VIDEO.fullmatch(name)}
    places = left.pop(PLACES, None)
    corners = [left.pop(CORNERS.format(number), None) for number in range(4)]
    if places is None or any(corner is None for corner in corners):
        raise _refused(source, "lacks the encoder of clicks")
    renamed = {_name(name): one.contiguous() for name, one in left.items()}
    renamed["prompt_encoder.point_embed.weight"] = torch.cat([c for c in corners if c is not None])
    renamed["prompt_encoder.shared_embedding.positional_embedding"] = places.clone()
    renamed["shared_image_embedding.positional_embedding"] = places.clone()
    return renamed


def _name(name: str) -> str:
    for found, named in NAMES:
        name = found.sub(named, name)
    return name


def _check(source: Path, converted: Mapping[str, Tensor], trunk: Trunk) -> None:
    """Whether all weights are there, each in its size, and no other."""
    with torch.device("meta"):
        expected = {k: tuple(v.shape) for k, v in Sam2Model(trunk.config).state_dict().items()}
    found = {name: tuple(one.shape) for name, one in converted.items()}
    wrong = {
        "lacks": sorted(expected.keys() - found.keys()),
        "has, beside what is known,": sorted(found.keys() - expected.keys()),
        "has in another size": sorted(
            name for name in expected.keys() & found.keys() if expected[name] != found[name]
        ),
    }
    said = [f"{what} {_some(names)}" for what, names in wrong.items() if names]
    if said:
        raise _refused(source, f"is a SAM 2.1 {trunk.size} that {' and '.join(said)}")


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _refused(source: Path, why: str) -> InvalidArgument:
    return InvalidArgument(
        f"{source.name} {why}.",
        detail="checkpoint",
        hint="Take a .pt file of Meta's SAM 2 repository, or one tuned with its scripts.",
    )
