"""A network as an .onnx file, by following one call of it.

torch's other way to ONNX (`dynamo=True`) keeps lengths that are free as formulas. For a tiny
Grounding DINO with free sizes it took more than six minutes here and wrote a graph that ONNX
Runtime refuses, with fixed ones 40 seconds of a processor; this way takes 3 and is exact at every
size, because the few places that would be remembered as they were in the example are put right.
Only this way is there an operator for deformable convolution, too, which BiRefNet needs.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

OPERATORS = 20
"""The version of ONNX's operators: the first with GELU, and the last that this way writes."""
BESIDE = "_data"
"""Added to a file's name: where weights lie that are too many for it; the hub calls it so too."""
LARGE = 1 << 30
"""Bytes of weights that a file holds itself; ONNX's own limit is twice as much."""
SILENT = 4
BESIDE_OPTION = "session.optimized_model_external_initializers_file_name"
"""What ONNX Runtime has to be told, for a graph beyond ONNX's limit."""
UNCHECKED = "TRANSFORMERS_DISABLE_TORCH_CHECK"
"""transformers' own switch: its checks of lengths become operators that ONNX has not."""


def write(
    network: nn.Module,
    given: Mapping[str, Tensor],
    outputs: Sequence[str],
    file: Path,
    free: Mapping[str, Mapping[int, str]] = {},
) -> None:
    """Write `network`, called with what it is given by name, in this order.

    free: of an input or output, which axes may have any length, and what that length is called.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as scratch:
        # Beyond ONNX's limit torch writes each weight into a file of its own.
        written = Path(scratch) / file.name
        with warnings.catch_warnings(), _unchecked(), torch.no_grad(), _Free():
            # That this way is the older one, and that Python's own `if` is not followed.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network.eval(),
                tuple(given.values()),
                str(written),
                dynamo=False,
                opset_version=OPERATORS,
                input_names=list(given),
                output_names=list(outputs),
                dynamic_axes={name: dict(axes) for name, axes in free.items()},
            )
        save(_folded(written), file)


def _folded(file: Path) -> onnx.ModelProto:
    """The graph with all worked out that does not depend on what it is given.

    What is followed keeps how every length was found, also where all are known. ONNX Runtime 1.24
    and 1.25 calculated SAM 2.1's encoder from that wrongly, and differently each time; 1.32 not.
    """
    folded = file.with_name(f"folded-{file.name}")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = SILENT
    # The level of what is of no processor in particular, and has ONNX's own operators alone.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folded)
    options.add_session_config_entry(BESIDE_OPTION, folded.name + BESIDE)
    onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    model = onnx.load(folded)
    named = [one for one in model.opset_import if one.domain]
    for one in named:  # all that this runtime knows, and nothing of it is used
        model.opset_import.remove(one)
    answers = {one.name for one in model.graph.output}
    for weight in model.graph.initializer:
        if weight.name in answers:  # valid, and more than what makes halves of it understands
            answer, weight.name = weight.name, f"{weight.name}_known"
            node = onnx.helper.make_node("Identity", [weight.name], [answer])
            model.graph.node.append(node)
    return model


def save(model: onnx.ModelProto, file: Path) -> None:
    """Write a graph, and its weights beside it where they are too many for one file."""
    beside = file.with_name(file.name + BESIDE)
    beside.unlink(missing_ok=True)
    if sum(len(weight.raw_data) for weight in model.graph.initializer) <= LARGE:
        onnx.save_model(model, file)
    else:
        onnx.save_model(model, file, save_as_external_data=True, location=beside.name)


class Answer(nn.Module):
    """A model of transformers' that is given its inputs in order and answers with two tensors."""

    def __init__(self, model: nn.Module, inputs: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.inputs = tuple(inputs)

    def forward(self, *given: Tensor) -> tuple[Tensor, Tensor]:
        answer = self.model(**dict(zip(self.inputs, given, strict=True)))
        return answer.logits, answer.pred_boxes


class _Free(TorchFunctionMode):
    """Within it, what is made of lengths stays free to be of other lengths."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if func is torch.as_tensor and isinstance(args[0], list) and args[0]:
            # Heights and widths.
            pairs = [torch.stack([torch.as_tensor(one) for one in pair]) for pair in args[0]]
            return torch.stack(pairs).to(named.get("dtype"))
        if func is torch.linspace:
            # Everywhere in these models from one to the next it is 1.
            steps = torch.arange(args[2], device=named.get("device"))
            return args[0] + steps.to(named.get("dtype") or torch.float32)
        return func(*args, **named)


@contextmanager
def _unchecked() -> Iterator[None]:
    before = os.environ.get(UNCHECKED)
    os.environ[UNCHECKED] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[UNCHECKED]
        else:
            os.environ[UNCHECKED] = before
