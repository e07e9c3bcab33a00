"""A graph that was written in single precision, rewritten in fewer bits.

fp16: weights and maps in 16 bits; inputs and outputs stay as they are. Half the size; made for
accelerators: a processor without such numbers calculates in 32 bits all the same.
int8: the weights of matrix products in 8 bits, and what is multiplied with them rounded to 8 while
it runs. Convolutions stay as they are: on processors they are slower in whole numbers.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16

from .writing import save

PRODUCTS = ["MatMul", "Gemm"]
"""What is calculated in 8 bits."""
EXACT = [*DEFAULT_OP_BLOCK_LIST, "DeformConv", "GridSample"]
"""What is calculated in 32 bits all the same: what has no halves, and where things are looked up
by their place, which halves tell to a pixel in 2000."""


def reduce(folder: Path, precision: str) -> None:
    """Rewrite every graph in `folder` where it lies. precision: one of REWRITES."""
    rewrite = REWRITES[precision]
    with _quietly():
        for file in sorted(folder.rglob("*.onnx")):
            save(rewrite(file), file)


def _in_halves(file: Path) -> onnx.ModelProto:
    halves: onnx.ModelProto = convert_float_to_float16(
        onnx.load(file), keep_io_types=True, op_block_list=EXACT
    )
    return halves


def _in_whole_numbers(file: Path) -> onnx.ModelProto:
    graph = onnx.load(file).graph
    # A scale for each column is nothing for what has none, such as D-FINE's places of an edge.
    lists = {weight.name for weight in graph.initializer if len(weight.dims) < 2}
    exact = [
        node.name for node in graph.node if node.op_type in PRODUCTS and node.input[1] in lists
    ]
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as scratch:
        written = Path(scratch) / file.name
        quantize_dynamic(
            file,
            written,
            op_types_to_quantize=PRODUCTS,
            nodes_to_exclude=exact,
            per_channel=True,
            weight_type=QuantType.QInt8,
            use_external_data_format=True,
        )
        return onnx.load(written)


REWRITES: Mapping[str, Callable[[Path], onnx.ModelProto]] = {
    "fp16": _in_halves,
    "int8": _in_whole_numbers,
}


@contextmanager
def _quietly() -> Iterator[None]:
    """Nothing of what it advises to do in the log and among warnings: the comparison tells."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
