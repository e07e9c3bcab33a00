"""Which devices there are for models, as torch and ONNX Runtime tell, and what is free for them.

Unlike `pool` it needs no numpy.
"""

from __future__ import annotations

import importlib.util
import os
import sys

from frisket.config import machine_memory
from frisket_protocol.errors import FailedPrecondition

from . import accelerators
from .place import CPU

DEVICE_SHARE = 0.8
"""Of a GPU's memory, what models may take; the rest is for pictures and what is worked out."""
MEMORY_SHARE = 0.5
"""Of the machine's memory, what models may take where they run on the processor."""


def check_device(device: str) -> None:
    """Raise FailedPrecondition for a device that is not here; the sentence names those that are.

    device: as torch names it, such as "cuda:1", or one of ONNX Runtime's; "" for whatever is best.
    torch is asked only where it is installed, and not for the processor, which is there always.
    """
    kind, _, index = device.partition(":")
    if not device or (kind == CPU.device and int(index or 0) == 0):
        return
    serving = accelerators.own_devices()
    if kind in serving:  # of which number, its own library knows
        return
    here = [*devices(), *serving]
    if device in here or (kind in here and int(index or 0) == 0):
        return
    installed = importlib.util.find_spec("torch") is not None
    why = "" if installed else " PyTorch, which knows of others, is not installed."
    raise FailedPrecondition(
        f"There is no device {device} here.{why}",
        hint=f"There {'is' if len(here) == 1 else 'are'}: {', '.join(here)}. "
        "Without --device the best is taken.",
    )


def devices() -> list[str]:
    """Every device that models can run on, the processor last; those of one kind with numbers."""
    kinds = [kind for kind in ("cuda", "xpu", "mps") if _may_be(kind)]
    if not kinds or importlib.util.find_spec("torch") is None:
        return [CPU.device]
    import torch

    found = []
    for kind in kinds:
        if kind == "mps":
            found += [kind] * torch.backends.mps.is_available()
            continue
        module = getattr(torch, kind)
        count = module.device_count() if module.is_available() else 0
        found += [kind, *(f"{kind}:{number}" for number in range(1, count))] if count else []
    return [*found, CPU.device]


def best_device() -> str:
    """The device with most power: cuda (NVIDIA, and AMD through ROCm), xpu, mps or cpu."""
    if importlib.util.find_spec("torch") is None:
        return CPU.device
    import torch

    for kind in ("cuda", "xpu"):
        if getattr(torch, kind).is_available():
            return kind
    return "mps" if torch.backends.mps.is_available() else CPU.device


def device_budget(device: str) -> int:
    """Bytes that models may take on a device."""
    kind = device.partition(":")[0]
    if kind not in ("cuda", "xpu") or importlib.util.find_spec("torch") is None:
        # Apple's GPUs share the machine's memory; how much another has only torch tells.
        return int(machine_memory() * MEMORY_SHARE)
    import torch

    properties = getattr(torch, kind).get_device_properties(torch.device(device))
    return int(properties.total_memory * DEVICE_SHARE)


def title(device: str) -> str:
    """A device as it is sold, where torch knows that; else as torch names it."""
    kind = device.partition(":")[0]
    torch = sys.modules.get("torch")
    if kind not in ("cuda", "xpu") or torch is None:
        return "the processor" if kind == CPU.device else device
    name: str = getattr(torch, kind).get_device_name(torch.device(device))
    return f"{device}: {name}"


def _may_be(kind: str) -> bool:
    """Whether torch has to be asked, which takes seconds: Linux shows every driver as a file."""
    if kind == "mps" or sys.platform == "darwin":
        return kind == "mps" and sys.platform == "darwin"
    if sys.platform != "linux":
        return True
    names = {"cuda": ("nv", "kfd", "dxg"), "xpu": ("dri", "dxg")}[kind]
    return any(name.startswith(names) for name in os.listdir("/dev"))
