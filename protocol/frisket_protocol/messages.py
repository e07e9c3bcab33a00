"""The messages of protocol version 1: the header of every packet (SPEC section 4).

A message that leaves is built here and a message that arrives is one of these; nothing else knows
the names of the keys. `protocol.json` is the same table for other languages, and a test holds the
two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .parts import Capabilities, Control, Failure, Limits, ModelInfo, RecipeInfo, Software

PROTOCOL_VERSION = 1
SUBPROTOCOL = "v1.frisket"


@dataclass(frozen=True)
class Hello:
    """The first message of a client, and the only one an agent reads before `welcome`."""

    versions: tuple[int, ...]
    client: Software
    token: str = field(default="", repr=False)
    capabilities: Capabilities = field(default_factory=dict)


@dataclass(frozen=True)
class Welcome:
    version: int
    agent: Software
    epoch: str
    limits: Limits = Limits()
    capabilities: Capabilities = field(default_factory=dict)
    recipes: tuple[RecipeInfo, ...] = ()
    models: tuple[ModelInfo, ...] = ()
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Request:
    """`id` is the client's, above 0 and rising; `params` is the map of the method's fields."""

    id: int
    method: str
    params: dict[str, Any] = field(default_factory=dict)
    slot: str = ""


@dataclass(frozen=True)
class Cancel:
    id: int


@dataclass(frozen=True)
class Data:
    """A piece of an upload or of a reply; the bytes stand in the packet's payload."""

    id: int
    offset: int


@dataclass(frozen=True)
class Progress:
    """Where a request stands; `fraction` is 0 to 1, or -1 while nobody can tell.

    done, total: bytes of a download.
    """

    id: int
    stage: str
    fraction: float = -1.0
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Reply:
    """The answer. `size` bytes belong to it: first this packet's payload, then `data` packets."""

    id: int
    result: dict[str, Any] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True)
class Error:
    """The other answer; with id 0 it speaks of the connection and `bye` follows."""

    error: Failure
    id: int = 0


@dataclass(frozen=True)
class Bye:
    reason: str = ""
    restart: bool = False


Message = Hello | Welcome | Request | Cancel | Data | Progress | Reply | Error | Bye
MESSAGES: dict[str, type[Message]] = {
    "hello": Hello,
    "welcome": Welcome,
    "request": Request,
    "cancel": Cancel,
    "data": Data,
    "progress": Progress,
    "reply": Reply,
    "error": Error,
    "bye": Bye,
}
