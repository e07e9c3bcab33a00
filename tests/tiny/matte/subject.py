"""A network "picture → one map" without weights worth the name: brightness, as logits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import helper

from frisket.models.files.cards import ModelCard
from tiny import onnx_files

SIDE = 64


def write(folder: Path, card: ModelCard) -> None:
    """The graph of the card: at a fixed size, whatever the card says of sides."""
    (name,) = (name for name in card.files if name.endswith(".onnx"))
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    brightness(folder / name)


def brightness(file: Path, steep: float = 4.0, shape: tuple[int | str, ...] = ()) -> Path:
    """The mean of the three channels times `steep`: 0 where the picture has the mean colour."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["grey", "steep"], ["output"]),
    ]
    constants = {"steep": np.float32(steep).reshape(())}
    return onnx_files.write(file, nodes, constants, shape or (1, 3, SIDE, SIDE), output=4)
