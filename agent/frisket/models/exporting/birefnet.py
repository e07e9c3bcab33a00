"""BiRefNet as ONNX, with deformable convolution as the one operator that ONNX has for it.

The exports that are published spell it out in gathers, which takes gigabytes. A file has one fixed
size: positions in the windows of its encoder follow from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.onnx import symbolic_helper
from torch.onnx import utils as onnx_utils

from frisket.models import graphs
from frisket.models.base import Unwatched, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.matte.birefnet import checkpoint
from frisket.models.place import CPU

from .writing import OPERATORS, write

FILE = "model.onnx"
OFF = 0.05
"""A difference of alpha that shows, on a ground of another colour."""


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write `model.onnx` into `into`, of the weights in `folder`, at the largest side of the card.

    In: `input_image` 1x3xside×side float32, normalised. Out: `output_image` 1x1xside×side logits.
    """
    watch.step("export")
    network = checkpoint.load(folder / "model.safetensors", "cpu", torch.float32)
    side = card.options["sides"][1]
    shown = torch.zeros(1, 3, side, side)
    onnx_utils.register_custom_op_symbolic("torchvision::deform_conv2d", _deform_conv2d, OPERATORS)
    write(network, {"input_image": shown}, ("output_image",), into / FILE)


def compared(card: ModelCard, folder: Path, into: Path) -> tuple[float]:
    """In which share of the pixels of one picture of smooth noise alpha, 0 to 1, is off by more
    than OFF."""
    side = card.options["sides"][1]
    picture = _picture(side)
    network = checkpoint.load(folder / "model.safetensors", "cpu", torch.float32)
    with torch.inference_mode():
        expected = network(torch.from_numpy(picture)).sigmoid().numpy()
    graph = graphs.opened(into / FILE, CPU)
    found = graph.run({"input_image": picture}, Unwatched())["output_image"]
    off = np.abs(1 / (1 + np.exp(-found)) - expected)
    return (float(np.mean(~(off <= OFF))),)  # what is not a number is off


def _picture(side: int) -> NDArray[np.float32]:
    coarse = np.random.default_rng(0).standard_normal((1, 3, 8, 8)).astype(np.float32)
    large = torch.nn.functional.interpolate(torch.from_numpy(coarse), (side, side), mode="bicubic")
    return np.ascontiguousarray(large.numpy(), np.float32)


@symbolic_helper.parse_args("v", "v", "v", "v", "v", "i", "i", "i", "i", "i", "i", "i", "i", "b")
def _deform_conv2d(
    g: Any,
    picture: Any,
    weight: Any,
    offset: Any,
    mask: Any,
    bias: Any,
    stride_h: int,
    stride_w: int,
    pad_h: int,
    pad_w: int,
    dilation_h: int,
    dilation_w: int,
    groups: int,
    offset_groups: int,
    use_mask: bool,
) -> Any:
    """torchvision's operator in ONNX's: the arguments are the same, in another order."""
    return g.op(
        "DeformConv",
        *(picture, weight, offset, bias, *([mask] if use_mask else [])),
        dilations_i=[dilation_h, dilation_w],
        group_i=groups,
        offset_group_i=offset_groups,
        pads_i=[pad_h, pad_w, pad_h, pad_w],
        strides_i=[stride_h, stride_w],
    )
