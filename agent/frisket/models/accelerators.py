"""What ONNX Runtime can calculate on here, as the runtime that is installed tells.

Which of them there are depends on the package: `onnxruntime` has the processor (and CoreML on
macOS), `onnxruntime-gpu` NVIDIA's GPUs, `onnxruntime-directml` every GPU on Windows,
`onnxruntime-openvino` Intel's, `onnxruntime-migraphx` AMD's. Apart from `graphs`, so that the agent
can tell without numpy.
"""

from __future__ import annotations

import importlib.util
from functools import cache

PROCESSOR = "CPUExecutionProvider"
TITLES = {
    "CUDAExecutionProvider": "CUDA",
    "MIGraphXExecutionProvider": "MIGraphX",
    "ROCMExecutionProvider": "ROCm",
    "DmlExecutionProvider": "DirectML",
    "CoreMLExecutionProvider": "CoreML",
    "OpenVINOExecutionProvider": "OpenVINO",
    PROCESSOR: "CPU",
}
"""The providers that are tried, the best first, and what they are called."""


@cache
def installed() -> tuple[str, ...]:
    """Those of TITLES that the installed runtime has, the best first; none without a runtime."""
    if importlib.util.find_spec("onnxruntime") is None:
        return ()
    import onnxruntime

    there = onnxruntime.get_available_providers()
    return tuple(name for name in TITLES if name in there)


def providers(device: str) -> tuple[str, ...]:
    """Which to try for a model on `device`, in this order; the processor is always the last.

    device: "cpu" for the processor alone, all else for the best there is.
    """
    if device == "cpu":
        return (PROCESSOR,)
    return tuple(name for name in installed() if name != PROCESSOR) + (PROCESSOR,)


def told() -> str:
    """For `frisket doctor`: the runtime and what it calculates on."""
    if not installed():
        return "not installed"
    import onnxruntime

    where = ", ".join(TITLES[name] for name in installed())
    return f"ONNX Runtime {onnxruntime.__version__} on {where}"
