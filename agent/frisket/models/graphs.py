"""What adapters made with ONNX Runtime share: a file opened, arrays in, arrays out.

A file is strangers' data. ONNX Runtime itself refuses operators that it does not have and weights
that lie outside of the file's folder; here every way in which it fails becomes a sentence, and no
graph gets more memory than models may take.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from frisket.config import machine_memory
from frisket_protocol.errors import FailedPrecondition

from . import accelerators
from .accelerators import Runs
from .base import Watch
from .place import Place

log = logging.getLogger(__name__)

Array = NDArray[Any]

LOOK_SECONDS = 0.05
"""While a graph runs, how often somebody looks whether its answer is still wanted."""
MEMORY_SHARE = 0.5
"""Of the machine's memory, what all graphs on the processor may take together."""
MOST_SIDE = 8192
"""Longer than this no fixed side of an input is: nobody shows a model more."""
NUMBERS = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
    "tensor(uint8)": np.uint8,
}


@dataclass(frozen=True)
class Port:
    """An input or output of a graph. shape: None where a length is free."""

    name: str
    numbers: str
    shape: tuple[int | None, ...]


class Graph:
    """A network from an .onnx file, ready to be asked.

    runs: where, and what has been tried before. metadata: what its exporter wrote beside the graph,
    by name.
    """

    def __init__(self, session: Any, nbytes: int, runs: Runs) -> None:
        self._session = session
        self.nbytes = nbytes
        self.runs = runs
        self.inputs = {port.name: port for port in map(_port, session.get_inputs())}
        self.metadata = dict(session.get_modelmeta().custom_metadata_map)
        self.outputs = {port.name: port for port in map(_port, session.get_outputs())}

    def run(
        self, given: Mapping[str, Array], watch: Watch, wanted: Sequence[str] = ()
    ) -> dict[str, Array]:
        """The outputs called `wanted`, or all; given are all inputs, in any numbers.

        Halves come back as float32. Raises Cancelled soon after `watch` says so, MemoryError where
        the graph asks for more than there is, FailedPrecondition where it cannot be run.
        """
        names = list(wanted or self.outputs)
        cast: dict[str, Array] = {
            name: np.ascontiguousarray(array, NUMBERS[self.inputs[name].numbers])
            for name, array in given.items()
        }
        found = _run(self._session, names, cast, watch)
        return {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in zip(names, found, strict=True)
        }


def opened(file: Path, place: Place) -> Graph:
    """The graph in `file`, on the accelerator of the place or on the processor.

    Raises FailedPrecondition for a file that is none, or that needs what is not here.
    """
    size = _size(file)
    failed = Runs()
    for provider in accelerators.providers(place.device):
        title = accelerators.TITLES[provider]
        try:
            session = accelerators.session(str(file), _options(), provider, place.device)
        except Exception as error:
            # ONNX Runtime's own errors have no class in common.
            if provider != accelerators.PROCESSOR:
                # Of several that fail the best is told of.
                failed = failed if failed.accelerator else Runs("", title, _said(error))
                log.warning("%s does not run %s: %s", title, file.name, _said(error))
                continue
            raise unusable(file, error) from error
        graph = Graph(session, size, replace(failed, where=title))
        _check(file, graph)
        return graph
    raise AssertionError("the processor is always there")


def unusable(file: Path, error: Exception) -> FailedPrecondition:
    """What to say of a file that ONNX Runtime does not take."""
    said, name = _said(error), file.name
    if "external data" in said.lower():
        return FailedPrecondition(
            f"{name} cannot be used: its weights lie in a second file, which is missing or not in "
            "the same folder.",
            detail="model_files",
            hint="Put the .onnx file and its weights (.onnx_data) side by side, and try again.",
        )
    if "is not a registered function/op" in said:
        return FailedPrecondition(
            f"{name} cannot be used: it has operators of its own, which are code that frisket does "
            "not run.",
            detail="model_files",
            hint="Take an export of the model with ONNX's own operators alone.",
        )
    if "Could not find an implementation" in said:
        return FailedPrecondition(
            f"{name} cannot be used: it has operators that ONNX Runtime {ort.__version__} lacks.",
            detail="model_files",
            hint="Take another export of the model, or a newer ONNX Runtime.",
        )
    if "parsing failed" in said or "No graph was found" in said:
        return FailedPrecondition(
            f"{name} cannot be used: it is damaged, cut short, or no ONNX file.",
            detail="model_files",
            hint="Fetch it again.",
        )
    return FailedPrecondition(
        f"{name} cannot be used. ONNX Runtime says: {said}.",
        detail="model_files",
        hint="Take another export of the model.",
    )


def described(graph: Graph) -> str:
    """The inputs and outputs of a graph in one line, for a person who looks for the right file."""
    ports = ", ".join(f"{port.name} {_shape(port)}" for port in graph.inputs.values())
    return f"{ports} → {', '.join(graph.outputs)}"


# --- ONNX Runtime ---


def _options() -> Any:
    options = ort.SessionOptions()
    options.log_severity_level = accelerators.SILENT
    _limit_memory()
    options.add_session_config_entry("session.use_env_allocators", "1")
    return options


@functools.cache
def _limit_memory() -> None:
    """One arena for all graphs, with a limit: beyond it a graph fails, and not the machine."""
    info = ort.OrtMemoryInfo(
        "Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT
    )
    most = int(machine_memory() * MEMORY_SHARE)
    # 1: it grows by what is asked for, not by doubling.
    ort.create_and_register_allocator(
        info, ort.OrtArenaCfg({"max_mem": most, "arena_extend_strategy": 1})
    )


def _run(session: Any, names: list[str], given: dict[str, Array], watch: Watch) -> list[Array]:
    """Run in a thread of its own, so that this one can look at `watch` meanwhile."""
    options = ort.RunOptions()
    options.log_severity_level = accelerators.SILENT
    # Else an arena keeps the most that it ever held: 1.6 GB after one picture of IS-Net's.
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    outcome: list[Any] = []

    def work() -> None:
        try:
            outcome.append(session.run(names, given, options))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work, name="graph", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            watch.check()
            thread.join(LOOK_SECONDS)
    except BaseException:
        options.terminate = True
        thread.join()
        raise
    (found,) = outcome
    if isinstance(found, BaseException):
        raise _failed(found) from found
    return list(found)


def _failed(error: BaseException) -> Exception:
    said = _said(error)
    if "AllocateRaw" in said or "bad_alloc" in said or "Failed to allocate" in said:
        return MemoryError(said)
    return FailedPrecondition(
        f"The model could not be run: {said}.",
        detail="model_files",
        hint="Take another export of the model.",
    )


def _check(file: Path, graph: Graph) -> None:
    for port in (*graph.inputs.values(), *graph.outputs.values()):
        if port.numbers not in NUMBERS:
            raise unusable(file, ValueError(f"{port.name} is a {port.numbers}"))
    for port in graph.inputs.values():
        if any(length is not None and length > MOST_SIDE for length in port.shape):
            raise unusable(file, ValueError(f"{port.name} is {_shape(port)} large"))


def _size(file: Path) -> int:
    """Bytes of a graph and of the weights beside it."""
    beside = (file, *file.parent.glob(f"{file.name}[._]data*"))
    return sum(one.stat().st_size for one in beside)


def _port(told: Any) -> Port:
    # What ONNX Runtime knows no length of has a name there, or nothing, or is negative.
    shape = (one if isinstance(one, int) and one > 0 else None for one in told.shape)
    return Port(told.name, told.type, tuple(shape))


def _shape(port: Port) -> str:
    return "×".join("?" if length is None else str(length) for length in port.shape) or "1"


def _said(error: BaseException) -> str:
    """What ONNX Runtime says, in one line, without its codes and without where the file lies."""
    text = " ".join(str(error).split()) or type(error).__name__
    text = re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", text)
    return re.sub(r"^Load model from .* failed: ?", "", text).rstrip(".")[: accelerators.SAID]
