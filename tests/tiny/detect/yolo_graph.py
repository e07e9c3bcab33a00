"""The tiny YOLO in the layout of ultralytics' own export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from frisket.models.exporting.writing import write as traced

SIDE = 128
FILE = "model.onnx"


def write_of(network: Any, file: Path, free: bool = False) -> None:
    """The graph of one of ultralytics' networks, of one size or of any, with what it says of it."""
    head = network.model[-1]
    head.export, head.format, head.dynamic = True, "onnx", free
    shown = torch.rand(1, 3, SIDE, SIDE)
    sides = {"images": {2: "height", 3: "width"}} if free else {}
    with torch.no_grad():
        network(shown)
    traced(_First(network), {"images": shown}, ("output0",), file, sides)
    head.export = head.dynamic = False
    model = onnx.load(file)
    said = {"names": network.names, "imgsz": [SIDE, SIDE], "stride": 32, "task": network.task}
    for name, value in said.items():
        model.metadata_props.add(key=name, value=str(value))
    onnx.save(model, file)


class _First(nn.Module):
    """The boxes alone."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, shown: Tensor) -> Tensor:
        answer = self.network(shown)
        while not isinstance(answer, Tensor):
            answer = answer[0]
        return answer
