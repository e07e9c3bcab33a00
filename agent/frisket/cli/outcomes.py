"""Which exit code an error has, and a command that did several things; how an error is told."""

from __future__ import annotations

from collections.abc import Sequence

from frisket import installation
from frisket_protocol.errors import (
    AgentNotRunning,
    ConnectionLost,
    FrisketError,
    InvalidArgument,
    NotFound,
)

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


def worst(codes: Sequence[int]) -> int:
    """The exit code of a command that did several things, of which each has one."""
    return max(codes, key=[OK, NOTHING_FOUND, USAGE, FAILED].index)


def told(error: FrisketError) -> str:
    """What went wrong and what to do; the client cannot know how frisket is started here."""
    if isinstance(error, AgentNotRunning) or (
        isinstance(error, ConnectionLost) and error.hint.startswith("Start it again")
    ):
        return f"{error.message} {installation.here().to_start()}"
    return str(error)
