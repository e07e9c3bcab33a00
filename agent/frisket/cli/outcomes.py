"""Which exit code an error has, and a command that did several things; how an error is told."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Sequence

from frisket import installation
from frisket.serving import ending
from frisket_protocol import discovery
from frisket_protocol.errors import (
    AgentNotRunning,
    ConnectionLost,
    DeadlineExceeded,
    FrisketError,
    Internal,
    InvalidArgument,
    NotFound,
    ResourceExhausted,
)
from frisket_protocol.reasons import reason

from .exit_codes import FAILED, NOTHING_FOUND, OK, USAGE

_USAGE = (
    (FrisketError, "usage"),
    (InvalidArgument, "point"),
    (InvalidArgument, "box"),
    (NotFound, "recipe"),
    (NotFound, "model"),
    (NotFound, "example"),
)
"""What is wrong with what was typed, and not with a file or a machine."""


def code_of(error: FrisketError) -> int:
    """The exit code with which a command ends that failed so."""
    is_usage = any(isinstance(error, kind) and error.detail == detail for kind, detail in _USAGE)
    return USAGE if is_usage else FAILED


def as_told(error: Exception) -> FrisketError:
    """Whatever ended the work on one picture, as something that a person can be told."""
    if isinstance(error, FrisketError):
        return error
    if isinstance(error, MemoryError):
        return ResourceExhausted(
            "This computer's memory does not suffice for it.",
            detail="memory",
            hint="Close other programs, or scale the picture down.",
        )
    if isinstance(error, OSError):
        name = (
            f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
        )
        return InvalidArgument(f"It cannot be done: {reason(error)}{name}.", detail="file")
    where = traceback.extract_tb(error.__traceback__)[-1:]
    places = "".join(f", in {os.path.basename(one.filename)}:{one.lineno}" for one in where)
    return Internal(
        f"A fault of frisket's own: {type(error).__name__}: {error}{places}.",
        hint="Please report it with the picture and with what "
        f"{installation.here().frisket('doctor')} prints.",
    )


def worst(codes: Sequence[int]) -> int:
    """The exit code of a command that did several things, of which each has one."""
    return max(codes, key=[OK, NOTHING_FOUND, USAGE, FAILED].index)


def told(error: FrisketError) -> str:
    """What went wrong and what to do; the client cannot know how frisket is started here."""
    if isinstance(error, DeadlineExceeded):
        stop = installation.here().frisket("stop")
        return f"{error.message} {_capitalised(ending.described())}. {stop} ends it."
    if isinstance(error, AgentNotRunning) and _is_there():
        stop = installation.here().frisket("stop")
        return (
            "An agent is just ending, or cannot be reached: what it left in "
            f"{discovery.runtime_folder() / discovery.FILE_NAME} is gone. "
            f"{_capitalised(ending.described())}. {stop} ends it."
        )
    if isinstance(error, AgentNotRunning) or (
        isinstance(error, ConnectionLost) and error.hint.startswith("Start it again")
    ):
        return f"{error.message} {installation.here().to_start()}"
    return str(error)


def _is_there() -> bool:
    with contextlib.suppress(FrisketError, OSError):
        return ending.is_there()
    return False


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
