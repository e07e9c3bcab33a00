"""Small ONNX files, good and bad, made when a test asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

SIDE = 32
OPERATORS = 17


def write(
    file: Path,
    nodes: Sequence[NodeProto],
    constants: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] | None = None,
    shape: Sequence[int | str] = (1, 3, SIDE, SIDE),
    domain: str = "",
    output: int = 0,
) -> Path:
    """A graph with one float input, `input`, and one output, `output`, of so many axes, if any."""
    graph = helper.make_graph(
        list(nodes),
        "graph",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [None] * output or None)],
        [numpy_helper.from_array(array, name) for name, array in (constants or {}).items()],
    )
    used = [helper.make_opsetid("", OPERATORS)]
    used += [helper.make_opsetid(domain, 1)] if domain else []
    model = helper.make_model(graph, opset_imports=used)
    model.ir_version = 9
    onnx.save(model, file)
    return file


def plus_one(file: Path) -> Path:
    """input + 1."""
    ones = np.ones((1, 3, SIDE, SIDE), np.float32)
    return write(file, [helper.make_node("Add", ["input", "one"], ["output"])], {"one": ones})


def outside(file: Path, location: str) -> Path:
    """`plus_one` with its constant in the file at `location`, which is not written."""
    model = onnx.load(plus_one(file))
    one = model.graph.initializer[0]
    length = len(one.raw_data)
    one.ClearField("raw_data")
    one.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(length))):
        entry = one.external_data.add()
        entry.key, entry.value = key, value
    file.write_bytes(model.SerializeToString())
    return file


def custom(file: Path) -> Path:
    """With an operator that is code of somebody's own."""
    node = helper.make_node("Foo", ["input"], ["output"], domain="elsewhere")
    return write(file, [node], domain="elsewhere")


def enormous(file: Path, side: int = 10**6) -> Path:
    """Asks for side × side numbers while it runs."""
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "size"], ["large"]),
        helper.make_node("ReduceMax", ["large"], ["most"], keepdims=0),
        helper.make_node("Add", ["input", "most"], ["output"]),
    ]
    return write(file, nodes, {"size": np.array([side, side], np.int64)})


def endless(file: Path) -> Path:
    """Adds 1 more often than anybody waits for."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["going"]),
            helper.make_node("Add", ["value", "one"], ["more"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        ],
        [
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("more", TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        ],
        [numpy_helper.from_array(np.ones((1, 3, SIDE, SIDE), np.float32), "one")],
    )
    loop = helper.make_node("Loop", ["often", "", "input"], ["output"], body=body)
    return write(file, [loop], {"often": np.array(10**12, np.int64)})


def two_inputs(file: Path) -> Path:
    """A picture and a number in, a map out."""
    ports = [
        helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, SIDE, SIDE]),
        helper.make_tensor_value_info("factor", TensorProto.FLOAT, []),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, SIDE, SIDE])
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["grey", "factor"], ["output"]),
    ]
    graph = helper.make_graph(nodes, "graph", ports, [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPERATORS)])
    model.ir_version = 9
    onnx.save(model, file)
    return file


def with_data(file: Path) -> Path:
    """The same graph with its constants in a second file, `….onnx_data`."""
    model = onnx.load(file)
    onnx.save_model(
        model, file, save_as_external_data=True, location=f"{file.name}_data", size_threshold=0
    )
    return file
