"""Running a program of somebody else's: what it says goes into the log, and it can be ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.reasons import reason
from frisket_protocol.watch import Watch

from ..texts import t

LOG_BYTES = 1 << 20


def begin(log: Path) -> None:
    """Before anything is written into it: one that has become too long begins anew."""
    with contextlib.suppress(OSError):
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.unlink()


class Programs:
    """What they have in common: their environment, their log, and the lock that they hold."""

    def __init__(self, environment: Mapping[str, str], log: Path, lock: int | None = None) -> None:
        self.environment = dict(environment)
        self.log = log
        self._lock = lock

    def run(self, words: Sequence[str | Path], watch: Watch, sentence: str) -> str:
        """What it prints. `sentence` is told when it fails, with the log's last line.

        Raises FailedPrecondition, and Cancelled after it was ended.
        """
        watch.check()
        given = [str(word) for word in words]
        self.note("$ " + " ".join(given))
        try:
            process = self._start(given)
        except OSError as error:
            raise _failed(sentence, reason(error)) from error
        watch.when_cancelled(lambda: end(process))
        try:
            output, complaints = process.communicate()
        finally:
            watch.when_cancelled(None)
        told = complaints.decode("utf-8", "replace").strip()
        self.note(told)
        watch.check()
        if process.returncode:
            raise _failed(sentence, _last(told) or f"exit code {process.returncode}")
        return output.decode("utf-8", "replace")

    def note(self, text: str) -> None:
        """Lines into the log. Nothing fails because the log cannot be written."""
        if text:
            with contextlib.suppress(OSError), self.log.open("a", encoding="utf-8") as log:
                log.write(text + "\n")

    def _start(self, words: list[str]) -> subprocess.Popen[bytes]:
        kept = {} if self._lock is None or sys.platform == "win32" else {"pass_fds": (self._lock,)}
        started: subprocess.Popen[bytes] = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.log.parent,
            **apart(),
            **kept,  # type: ignore[call-overload]
        )
        return started


def apart(system: str = sys.platform) -> dict[str, Any]:
    """What starts a program in a group of its own, so that it outlives whoever started it, and it
    and all that it started can be ended together; on Windows without a console that is seen."""
    if system == "win32":
        return {"creationflags": 0x00000200 | 0x08000000}
    return {"start_new_session": True}


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program, and what it has started."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _failed(sentence: str, why: str) -> FailedPrecondition:
    return FailedPrecondition(
        f"{sentence} {why}".strip(), detail="program", hint=t("setup.program.hint")
    )


def _last(told: str) -> str:
    lines = [line.strip(" ×╰─▶│├┬·") for line in told.splitlines()]
    lines = [line for line in lines if line]
    errors = [line for line in lines if line.lower().startswith(("error", "caused by"))]
    return (errors or lines or [""])[-1][:300]
