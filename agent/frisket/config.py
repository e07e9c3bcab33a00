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
    """port 0 lets the system choose.

    device, models_bytes: where models run and what they may take; empty and 0 for what suits the
    machine. unload_after: seconds after which a model that nobody asks for leaves the memory.
    idle_exit: leave after so many seconds without a client. hosts: further addresses, as HOST:PORT,
    that clients may call the agent by, such as the near end of a tunnel.
    """

    models: str = "installed"
    port: int = 0
    images_bytes: int = IMAGES_BYTES_MAX
    embeddings_bytes: int = 512 << 20
    device: str = ""
    models_bytes: int = 0
    unload_after: float = 600.0
    idle_exit: float | None = None
    discoverable: bool = True
    hosts: tuple[str, ...] = ()

    @property
    def log(self) -> Path:
        """Where `frisket serve` writes its log."""
        return runtime_folder() / "agent.log"


def images_budget() -> int:
    """Bytes of uploaded images that this machine can well hold."""
    return min(IMAGES_BYTES_MAX, machine_memory() // MEMORY_SHARE)


def machine_memory() -> int:
    """Bytes of memory that this machine has."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        # Windows has no sysconf; a machine that paints has this much.
        return 4 << 30
