"""An agent that cannot be reached: which process it is, and ending it where that is sure.

It may hang, or its `agent.json` may be lost or damaged. The lock tells that there is one, and in it
stands which process that is.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from pathlib import Path

from frisket.config import Settings
from frisket_protocol import discovery
from frisket_protocol.errors import FrisketError

TOLD_SECONDS = 3.0
"""How long it may take to end by itself once it was told to; one that hangs cannot."""
GONE_SECONDS = 10.0
PID_BYTES = 32


def is_there() -> bool:
    """Whether an agent runs for this user, reached or not. Raises FailedPrecondition."""
    lock = discovery.lock()
    if lock is None:
        return True
    lock.release()
    return False


def process() -> int | None:
    """The process of the agent that runs; None where it is not sure to be that one.

    A number alone is no proof: inside of a sandbox processes have other ones.
    """
    try:
        if not is_there():
            return None
        with (discovery.runtime_folder() / discovery.LOCK_NAME).open("rb") as file:
            file.seek(1)
            pid = int(file.read(PID_BYTES).split(b"\n")[0])
    except (FrisketError, OSError, ValueError):
        return None
    return pid if pid > 1 and pid != os.getpid() and _has_lock(pid) else None


def described() -> str:
    """Half a sentence for whoever looks for it: its process, where that is sure, and its log."""
    pid = process()
    which = f"it is process {pid}, and its log is" if pid else "its log is"
    return f"{which} {Settings().log}"


def end(pid: int) -> bool:
    """End the agent that is this process, as `process` has told; gives whether it is gone."""
    for number, seconds in (
        (signal.SIGTERM, TOLD_SECONDS),
        (getattr(signal, "SIGKILL", signal.SIGTERM), GONE_SECONDS),
    ):
        if process() != pid:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        _wait(seconds)
    if is_there():
        return False
    # Whoever was killed could not withdraw it.
    (discovery.runtime_folder() / discovery.FILE_NAME).unlink(missing_ok=True)
    return True


def _has_lock(pid: int) -> bool:
    """Whether that process has the lock's file open, where the system tells."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        own = os.stat(discovery.runtime_folder() / discovery.LOCK_NAME)
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if os.path.samestat(own, descriptor.stat()):
                    return True
    except OSError:
        pass
    return False


def _wait(seconds: float) -> None:
    until, never = time.monotonic() + seconds, threading.Event()
    while is_there() and time.monotonic() < until:
        never.wait(0.05)
