"""How an agent is set up: one frozen value, from flags over the environment over the defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from frisket_protocol.discovery import runtime_folder

IMAGES_BYTES_MAX = 2 << 30
MEMORY_SHARE = 4
"""Uploaded images may take a quarter of the machine's memory, and no more than the maximum."""


@dataclass(frozen=True)
class Settings:
    """port 0 lets the system choose. idle_exit: leave after so many seconds without a client."""

    models: str = "installed"
    port: int = 0
    images_bytes: int = IMAGES_BYTES_MAX
    embeddings_bytes: int = 512 << 20
    idle_exit: float | None = None
    discoverable: bool = True

    @property
    def log(self) -> Path:
        """Where `frisket serve` writes its log."""
        return runtime_folder() / "agent.log"


def images_budget() -> int:
    """Bytes of uploaded images that this machine can well hold."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        # Windows has no sysconf.
        return IMAGES_BYTES_MAX // 2
    return min(IMAGES_BYTES_MAX, memory // MEMORY_SHARE)
