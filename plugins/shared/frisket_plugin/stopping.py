"""Ending an agent, so that another can take its place: the panel's own, or one that hangs."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

from frisket_protocol import discovery
from frisket_protocol.channel import SocketChannel
from frisket_protocol.client import Client
from frisket_protocol.errors import ConnectionLost, FrisketError
from frisket_protocol.parts import Software
from frisket_protocol.requests import Stop

from . import __version__
from .settings import Settings
from .setup import places

STOP_SECONDS = 10.0
"""How long it may take until it is gone."""


def stop_installed() -> bool:
    """End that agent; gives, once it is gone and another can be started, whether it ran."""
    own = places.installed(places.places())
    with contextlib.suppress(FrisketError, OSError):
        found = discovery.read()
        if found is not None and own is not None and found.version == places.version(own):
            channel = SocketChannel(found, Software("frisket-setup", __version__))
            with contextlib.suppress(ConnectionLost), Client(lambda: channel) as client:
                client.ask(Stop())  # it may be gone before it answers
            _wait_until_gone()
            return True
    return False


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
        _wait_until_gone()


def _wait_until_gone() -> None:
    """Until it has let go of the right to be this user's agent. Raises FrisketError and OSError."""
    until, never = time.monotonic() + STOP_SECONDS, threading.Event()
    while (lock := discovery.lock()) is None and time.monotonic() < until:
        never.wait(0.1)
    if lock is not None:
        lock.release()
