"""Ends an agent that does not answer, so that another can be started in its place."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from frisket_protocol import discovery
from frisket_protocol.errors import FrisketError

from .settings import Settings

WAIT_SECONDS = 5.0


def end_silent(settings: Settings) -> None:
    """End the agent that announces itself on this computer; nothing where the settings name one
    elsewhere. Ask only of one that was reached and did not answer: its number is its own then."""
    if settings.address.strip():
        return
    with contextlib.suppress(FrisketError, OSError):
        found = discovery.read()
        if found is None or found.pid <= 0 or found.pid == os.getpid():
            return
        os.kill(found.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        _wait(found.pid)


def _wait(pid: int) -> None:
    """Until it is gone, so that its place is free; on Windows it is gone at once."""
    until = time.monotonic() + WAIT_SECONDS
    while os.name == "posix" and time.monotonic() < until:
        os.kill(pid, 0)  # OSError: it is gone
        time.sleep(0.05)
