"""A module of torch's as an .onnx file."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

OPERATORS = 18
"""The version of ONNX's operators: old enough for every runtime that frisket may meet."""
BESIDE = "_data"
"""Added to a file's name: where its weights lie, as the hub's files have it."""
LARGE = 1024
"""Bytes from which a tensor lies beside."""


def write(
    network: nn.Module,
    given: Mapping[str, Tensor],
    outputs: Sequence[str],
    file: Path,
    free: Mapping[str, Mapping[int, str]] = {},
) -> None:
    """Write `network`, traced with what it is given by name, in this order.

    free: of an input, which axes may have any length, and what that length is called.
    """
    shapes: list[Any] = [
        {axis: torch.export.Dim.DYNAMIC for axis in free.get(name, ())} or None for name in given
    ]
    with warnings.catch_warnings(), _quietly():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network.eval(),
            tuple(given.values()),
            dynamo=True,
            opset_version=OPERATORS,
            input_names=list(given),
            output_names=list(outputs),
            dynamic_shapes=tuple(shapes),
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _name_lengths(model, free)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.name + BESIDE
    (file.parent / beside).unlink(missing_ok=True)
    onnx.save_model(
        model, file, save_as_external_data=True, location=beside, size_threshold=LARGE
    )


def _name_lengths(model: onnx.ModelProto, free: Mapping[str, Mapping[int, str]]) -> None:
    """Call the free lengths of inputs what a person calls them."""
    for port in model.graph.input:
        for axis, name in free.get(port.name, {}).items():
            port.type.tensor_type.shape.dim[axis].dim_param = name


class _quietly:
    """Nothing of the exporter's in the log: what matters becomes an error."""

    def __enter__(self) -> None:
        self._before = logging.root.manager.disable
        logging.disable(logging.WARNING)

    def __exit__(self, *_: object) -> None:
        logging.disable(self._before)
