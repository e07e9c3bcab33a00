"""How much memory some work took at most."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

_NEVER = 1 << 62
"""More bytes than anything takes."""
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Gauge:
    """Looks at the memory of a device, or for the processor at that of this process.

    On a device of torch's what it had allocated; on Linux how much the process held resident;
    elsewhere nothing is known.
    """

    def __init__(self, device: str) -> None:
        self._kind = device.partition(":")[0]
        self._before = self._begun()

    def taken(self) -> int:
        """Bytes at most since then, beyond what there was; 0 where that is not known."""
        return max(0, self._peak() - self._before)

    def _begun(self) -> int:
        if self._kind in ("cuda", "xpu"):
            torch = sys.modules.get("torch")
            if torch is None:  # nothing has been allocated yet
                return 0
            getattr(torch, self._kind).reset_peak_memory_stats()
            return int(getattr(torch, self._kind).memory_allocated())
        try:
            _RESET.write_text("5")  # the kernel's word for: begin the highest mark anew
        except OSError:
            return _NEVER  # else what somebody else took before would count
        return _resident("VmRSS")

    def _peak(self) -> int:
        if self._kind in ("cuda", "xpu"):
            torch = sys.modules.get("torch")
            return 0 if torch is None else int(getattr(torch, self._kind).max_memory_allocated())
        return _resident("VmHWM")


def _resident(name: str) -> int:
    """Bytes that the kernel gives for this process under that name; 0 where it gives none."""
    with contextlib.suppress(OSError, ValueError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0
