"""From a published safetensors file to a network: its shapes say which, its keys must all fit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from frisket_protocol.errors import InvalidArgument

from .network import BiRefNet, Sizes
from .swin import SwinSizes

UNUSED = ("relative_position_index", "conv_ms_spvn_", "gdt_convs_pred_")
"""Parts of names that the files hold and inference does not need: what can be worked out from the
window's size, and the heads that training alone looks at."""

Shapes = Mapping[str, tuple[int, ...]]


def load(file: Path, device: str, dtype: torch.dtype) -> BiRefNet:
    """The network in `file`, ready for inference, its floating-point weights as `dtype`.

    Every name in the file must be one of the network's or UNUSED, each shape must fit, and none
    may be missing. Raises InvalidArgument.
    """
    try:
        tensors = needed(load_file(file, device=device))
        network = blank(sizes_of({name: tuple(one.shape) for name, one in tensors.items()}))
        # Integers (how many batches training saw) stay as they are.
        weights = {
            name: one.to(dtype) if one.is_floating_point() else one for name, one in tensors.items()
        }
        network.load_state_dict(weights, strict=True, assign=True)
    except (SafetensorError, KeyError, IndexError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise InvalidArgument(
            f"{file.name} does not hold the weights of a BiRefNet: {reason:.300}",
            detail="checkpoint",
            hint="Fetch the model again, or import a file of a published BiRefNet.",
        ) from error
    return network.eval().requires_grad_(False)


def needed(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors that inference needs."""
    return {name: one for name, one in tensors.items() if not any(part in name for part in UNUSED)}


def blank(sizes: Sizes) -> BiRefNet:
    """A network of these sizes without any memory behind its weights."""
    with torch.device("meta"):
        return BiRefNet(sizes)


def sizes_of(shapes: Shapes) -> Sizes:
    """The sizes of the network that has weights of these shapes.

    Raises KeyError, IndexError or ValueError where they are none of a BiRefNet's.
    """
    first = "bb.layers.{}.blocks.0.attn.relative_position_bias_table"
    tables = [shapes[first.format(stage)] for stage in range(4)]
    blocks = {tuple(name.split(".")[:5]) for name in shapes if name.startswith("bb.layers.")}
    width = shapes["bb.patch_embed.proj.weight"][0]
    swin = SwinSizes(
        width=width,
        depths=tuple(
            sum(block[2] == str(stage) and block[3] == "blocks" for block in blocks)
            for stage in range(4)
        ),
        heads=tuple(heads for _, heads in tables),
        window=(math.isqrt(tables[0][0]) + 1) // 2,
        expansion=shapes["bb.layers.0.blocks.0.mlp.fc1.weight"][0] / width,
    )
    return Sizes(
        swin,
        inner=shapes["squeeze_module.0.conv_in.weight"][0],
        branch=shapes["squeeze_module.0.dec_att.aspp1.bn.weight"][0],
        reference=shapes["decoder.gdt_convs_4.0.weight"][0],
    )
