"""Reaching the agent and starting it; what is known of it, for the light and for whoever helps."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from frisket_protocol import discovery, folders
from frisket_protocol.channel import SocketChannel, not_running
from frisket_protocol.client import Client
from frisket_protocol.discovery import Discovery
from frisket_protocol.errors import (
    FailedPrecondition,
    FrisketError,
    InvalidArgument,
)
from frisket_protocol.parts import RecipeInfo, Software
from frisket_protocol.reasons import reason
from frisket_protocol.watch import Watch

from . import __version__, surroundings
from .settings import Settings
from .setup import places
from .setup.program import apart

START_SECONDS = 120.0
"""How long an agent may take until it listens; a cold disk is slow."""
PATIENCE_SECONDS = 6.0
"""How long one that went away in the middle of a request is looked for."""
LOG_LINES = 8
LOG_BYTES = 8192
LOG_NAME = "agent-start.log"
INSTALLED_BY = Path(__file__).parents[1] / "agent.json"
"""How to start the frisket that put this plugin here, where one did."""

Light = Literal["running", "loading", "stopped", "silent", "mismatch", "refused"]
"""silent: it is there, but does not answer. mismatch: one side has to be updated. refused: it is
there, but does not let us in."""


@dataclass(frozen=True)
class State:
    """How the agent is; `problem` is the sentence that says what is wrong and what to do."""

    light: Light
    version: str = ""
    device: str = ""
    epoch: str = ""
    running: str = ""
    queued: int = 0
    loaded: tuple[str, ...] = ()
    recipes: tuple[RecipeInfo, ...] = ()
    problem: str = ""
    log: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it answers, or will in a moment."""
        return self.light in ("running", "loading")


def connect(settings: Settings, plugin: Software, patience: float = PATIENCE_SECONDS) -> Client:
    """A client of the agent that the settings name, else of the one that announces itself.

    It is looked for anew, for so many seconds, whenever it was lost. Raises FrisketError when it
    is not there now.
    """

    def found() -> SocketChannel:
        agent = by_hand(settings) or discovery.read()
        if agent is None:
            raise not_running()
        return SocketChannel(agent, plugin)

    return Client(found, patience)


def by_hand(settings: Settings) -> Discovery | None:
    """The agent at the address in the settings; None when there is no such address.

    Raises InvalidArgument for an address that is none.
    """
    if not settings.address.strip():
        return None
    host, _, port = settings.address.strip().rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise InvalidArgument(
            f"{settings.address!r:.60} is not an agent's address: that is a computer's name or "
            "number, a colon and a port, as in 127.0.0.1:4000.",
            detail="address",
            hint="Correct it in the settings, or leave it empty for this computer's own agent.",
        )
    return Discovery(host.strip("[]"), int(port), settings.token.strip(), 0, "", "", 0)


def command(settings: Settings) -> list[str]:
    """The words that start the agent. Raises FailedPrecondition when it is found nowhere."""
    given = settings.command.strip()
    if given:
        return _split(given)
    told = _told()
    if told:
        return told
    found = _program()
    if found is None:
        raise FailedPrecondition(
            "frisket is not found on this computer.",
            detail="no_agent",
            hint="Install it, or write its command into the settings.",
        )
    return [found, "serve"]


def start(settings: Settings, watch: Watch, is_there: Callable[[], bool] | None = None) -> None:
    """Start the agent and wait until it listens. It outlives the host program.

    is_there: asked again and again whether it can be reached. Raises FailedPrecondition with the
    end of its log when it ends instead, and Cancelled.
    """
    words = command(settings)
    log = discovery.runtime_folder() / LOG_NAME
    process = _launch(words, log)
    until = time.monotonic() + START_SECONDS
    never = threading.Event()
    there = is_there or _is_announced
    while not there():
        watch.step("start")
        if process.poll() is not None and not there():
            raise _failed(words, f"ended with {process.returncode}", log)
        if time.monotonic() > until:
            raise _failed(words, "is not ready yet", log)
        never.wait(0.1)


def log_tail(log: Path) -> str:
    """The last lines of a log, without empty ones; nothing when there is none."""
    with contextlib.suppress(OSError), log.open("rb") as stream:
        stream.seek(max(0, log.stat().st_size - LOG_BYTES))
        text = stream.read().decode("utf-8", "replace")
        return "\n".join([line for line in text.splitlines() if line.strip()][-LOG_LINES:])
    return ""


def diagnostics(state: State, settings: Settings, host: str) -> str:
    """What someone who helps needs to know. No token and no picture is in it."""
    lines = {
        "frisket plugin": __version__,
        "host": host,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "agent": f"{state.light} {state.version}".strip(),
        "problem": state.problem or "none",
        "device": state.device or "unknown",
        "running": state.running or "nothing",
        "models in memory": ", ".join(state.loaded) or "none",
        "recipes": _recipes(state),
        "command": settings.command or " ".join(_told()) or _program() or "not found",
        "address by hand": settings.address or "none",
        "runtime folder": str(discovery.runtime_folder()),
        "log": state.log or str(discovery.runtime_folder() / LOG_NAME),
    }
    told = [f"{name:18} {value}" for name, value in lines.items()]
    tail = log_tail(Path(lines["log"]))
    return "\n".join([*told, *(["", tail] if tail else [])]) + "\n"


def _recipes(state: State) -> str:
    named = [one.name if one.ready else f"{one.name} (not ready)" for one in state.recipes]
    return ", ".join(named) or "unknown"


def _is_announced() -> bool:
    with contextlib.suppress(FrisketError, OSError):
        agent = discovery.read()
        if agent is not None:
            SocketChannel(agent, Software("frisket-start", __version__)).close()
            return True
    return False


def _split(text: str, system: str = sys.platform) -> list[str]:
    """The words of a command line; on Windows a backslash is no escape."""
    try:
        words = shlex.split(text, posix=system != "win32")
    except ValueError as error:
        raise FailedPrecondition(
            "The agent's command in the settings cannot be read.",
            detail="command",
            hint="Check its quotation marks.",
        ) from error
    return [word.strip('"') for word in words] if system == "win32" else words


def _told() -> list[str]:
    """What `frisket plugins install` wrote down; nothing where that frisket is gone."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        words = [str(word) for word in json.loads(INSTALLED_BY.read_bytes())["command"]]
        if words and os.access(words[0], os.X_OK) and os.path.isfile(words[0]):
            return words
    return []


def _program() -> str | None:
    """The one that the panel has set up; else `frisket` on PATH, or where installers put programs:
    a host from the desktop knows no PATH that a shell has set."""
    own = places.installed(places.places())
    if own is not None:
        return str(places.program(own))
    name = "frisket.exe" if sys.platform == "win32" else "frisket"
    usual = [folder / name for folder in _places()]
    return shutil.which("frisket") or next(
        (str(place) for place in usual if os.access(place, os.X_OK) and place.is_file()), None
    )


def _places() -> list[Path]:
    home = folders.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return [
            home / ".local/bin",
            local / "frisket",
            *sorted((local / "Programs/Python").glob("*/Scripts")),
            local / "frisket/venv/Scripts",
        ]
    return [
        home / ".local/bin",
        home / ".local/share/frisket/venv/bin",
        home / "bin",
        Path("/opt/homebrew/bin"),
        Path("/usr/local/bin"),
        Path("/opt/frisket/bin"),
    ]


def _launch(words: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Without a shell, apart from the host: closing one does not end the other."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            started: subprocess.Popen[bytes] = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(words),
                **apart(),
            )
            return started
    except OSError as error:
        raise FailedPrecondition(
            f"The agent could not be started with {words[0]}: {reason(error)}.",
            detail="start",
            hint="Check its command in the settings.",
        ) from error


def _environment(words: list[str]) -> dict[str, str]:
    """The host's, without what bundles such as AppImages set for their own Python and libraries.

    Outside of them a person may have set it for this very command.
    """
    if surroundings.is_bundled(os.environ) or words[0] == _program():
        return surroundings.cleaned(os.environ)
    return dict(os.environ)


def _failed(words: list[str], how: str, log: Path) -> FailedPrecondition:
    tail = log_tail(log)
    return FailedPrecondition(
        f"The agent {how}.",
        detail="start",
        hint=f"It was started with: {' '.join(words)}" + (f"\n{tail}" if tail else ""),
    )
