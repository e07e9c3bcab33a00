"""Connections whose token nobody has seen: the newest few, so that they lock nobody out."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from websockets.asyncio.server import ServerConnection

STRANGERS_MAX = 160
"""More than come in one go; fewer than any system's limit of open files."""
AT_ONCE = 64
"""How many are let in between two looks at those who are there."""

log = logging.getLogger("frisket.strangers")


class Connection(Protocol):
    """What can be cut off."""

    @property
    def transport(self) -> asyncio.Transport: ...


class Strangers:
    """Who is at the door, in the order of coming. With one too many the first is cut off.

    A client needs milliseconds from its first byte to its token. Whoever holds a place longer, with
    half a handshake or with none, has it taken by those who come later.
    """

    def __init__(self, most: int = STRANGERS_MAX) -> None:
        self._most = most
        self._waiting: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def arrive(self, connection: Connection) -> None:
        """Somebody has connected."""
        self._waiting[connection] = None
        if len(self._waiting) > self._most:
            first = next(iter(self._waiting))
            self.leave(first)
            first.transport.abort()
            log.debug("a stranger was cut off for a newer one")

    def leave(self, connection: Connection) -> None:
        """They have shown the token, or gone."""
        self._waiting.pop(connection, None)


def watched(strangers: Strangers) -> type[ServerConnection]:
    """Connections that are strangers from their first byte on, before any handshake."""

    class Watched(ServerConnection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            strangers.arrive(self)

        def connection_lost(self, exc: Exception | None) -> None:
            strangers.leave(self)
            super().connection_lost(exc)

    return Watched
