"""What ONNX Runtime can calculate on here, as the runtime that is installed tells.

Which of them there are depends on the package: `onnxruntime` has the processor (and CoreML on
macOS), `onnxruntime-gpu` NVIDIA's GPUs, `onnxruntime-directml` every GPU on Windows,
`onnxruntime-openvino` Intel's, `onnxruntime-migraphx` AMD's. Apart from `graphs`, so that the agent
can tell without numpy.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from typing import Any

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
DEVICES = {
    "cuda": ("CUDAExecutionProvider", "MIGraphXExecutionProvider", "ROCMExecutionProvider"),
    "xpu": ("OpenVINOExecutionProvider",),
    "mps": ("CoreMLExecutionProvider",),
    "openvino": ("OpenVINOExecutionProvider",),
    "directml": ("DmlExecutionProvider",),
    "coreml": ("CoreMLExecutionProvider",),
    "migraphx": ("MIGraphXExecutionProvider", "ROCMExecutionProvider"),
}
"""What serves a device that a person names: as torch calls it, for which AMD's GPUs are cuda too,
or as the providers are called."""
SILENT = 4
"""ONNX Runtime says nothing by itself: what matters of it becomes an error."""
SAID = 200
"""Letters of what it says that a person is shown."""
NOTHING = (
    b'\x08\x08\x12\x00:7\n\x10\n\x01x\x12\x01y"\x08Identity\x12\x01gZ\x0f\n\x01x\x12\n\n\x08\x08\x01'
    b"\x12\x04\n\x02\x08\x01b\x0f\n\x01y\x12\n\n\x08\x08\x01\x12\x04\n\x02\x08\x01B\x04\n\x00\x10\r"
)
"""A graph that does nothing, to see what starts."""


@dataclass(frozen=True)
class Runs:
    """What a graph runs on, one of TITLES, and what the accelerator said that does not run it."""

    where: str = "CPU"
    accelerator: str = ""
    said: str = ""


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

    device: one of DEVICES or "cpu", also with a number, or anything else for the best there is.
    """
    kind = device.partition(":")[0]
    wanted = () if kind == "cpu" else DEVICES.get(kind, tuple(TITLES))
    there = (name for name in installed() if name in wanted and name != PROCESSOR)
    return (*there, PROCESSOR)


def own_devices() -> list[str]:
    """The names of DEVICES that something of the installed runtime serves."""
    return [name for name, serving in DEVICES.items() if set(serving) & set(installed())]


def session(model: str | bytes, options: Any, provider: str, device: str) -> Any:
    """ONNX Runtime's session of a file or of its bytes on one provider. Raises what that raises."""
    import onnxruntime

    # Otherwise a provider that fails prints on the terminal and another one takes its place.
    found = onnxruntime.InferenceSession(
        model,
        options,
        providers=[(provider, _chosen(provider, device))],
        enable_fallback=False,
        disable_fallback=1,
    )
    if provider not in found.get_providers():
        # Where a library of the maker's is missing, the runtime goes on without a word.
        raise RuntimeError(f"{TITLES[provider]} or a library that it needs cannot be loaded")
    return found


def _chosen(provider: str, device: str) -> dict[str, str]:
    """Which of several devices of a kind, in the provider's own words."""
    kind, _, number = device.partition(":")
    if provider == "OpenVINOExecutionProvider" and kind == "xpu":
        return {"device_type": f"GPU.{number}" if number else "GPU"}
    return {"device_id": number} if number and provider != PROCESSOR else {}


def told() -> str:
    """For `frisket doctor`: the runtime, what it calculates on, and what of that does not start."""
    if not installed():
        return "not installed"
    import onnxruntime

    works, fails = [], []
    options = onnxruntime.SessionOptions()
    options.log_severity_level = SILENT
    for name in installed():
        try:
            session(NOTHING, options, name, "")
        except Exception as error:  # The runtime's own errors have no class in common.
            fails.append(f". {TITLES[name]} does not start: {' '.join(str(error).split())[:SAID]}")
        else:
            works.append(TITLES[name])
    return f"ONNX Runtime {onnxruntime.__version__} on {', '.join(works)}{''.join(fails)}"
