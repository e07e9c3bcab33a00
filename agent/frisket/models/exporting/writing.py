"""A module of torch's as an .onnx file."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

OPERATORS = 20
"""The version of ONNX's operators: the first in which GELU is one of them."""
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
        dict.fromkeys(free.get(name, ()), torch.export.Dim.DYNAMIC) or None for name in given
    ]
    with _quietly():
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
    onnx.save_model(model, file, save_as_external_data=True, location=beside, size_threshold=LARGE)


def _name_lengths(model: onnx.ModelProto, free: Mapping[str, Mapping[int, str]]) -> None:
    """Call the free lengths of inputs what a person calls them."""
    for port in model.graph.input:
        for axis, name in free.get(port.name, {}).items():
            port.type.tensor_type.shape.dim[axis].dim_param = name


@contextmanager
def _quietly() -> Iterator[None]:
    """Nothing of the exporter's in the log and among warnings: what matters becomes an error."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
