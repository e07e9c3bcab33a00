"""A blocking connection to the agent: one socket round `websocket` and `conversation`.

One thread asks at a time; another may cancel what the first one waits for, through its `Watch`.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from .conversation import Conversation, Event, Failed, Leaving, Packet, Progressed, Replied
from .discovery import Discovery
from .errors import (
    AgentNotRunning,
    ConnectionLost,
    DeadlineExceeded,
    FailedPrecondition,
    FrisketError,
)
from .frames import NO_MASK
from .messages import SUBPROTOCOL, Welcome
from .parts import PACKET_MAX, Capabilities, Software
from .raster import Buffer, Raster
from .requests import ImageHave, ImagePut, Params
from .watch import Watch
from .websocket import Closed, Message, Opened, WebSocket

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 300.0
"""How long an agent may say nothing about a request: loading a large model takes minutes."""
CANCEL_SECONDS = 5.0
"""How long it may say nothing once the request was cancelled."""
TICK_SECONDS = 0.5
RECEIVE_BYTES = 1 << 18
LOOPBACK = ("127.0.0.1", "::1")
"""The addresses that are connected to: behind them there is no network, so that the token stays on
this computer and pixels need no masking (`frames.NO_MASK`)."""

_NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)
_SO_NOSIGPIPE = 0x1022
"""Python ignores SIGPIPE; a program that embeds Python, as Krita does, may not, and would be ended
by the first message to an agent that has gone."""


class Channel(Protocol):
    """How requests reach an agent: over a socket, or straight into one in the same process."""

    @property
    def welcome(self) -> Welcome:
        """What the agent said of itself."""

    def ask(
        self, params: Params, rasters: Sequence[Raster] = (), *, watch: Watch, slot: str = ""
    ) -> Replied:
        """Bring `rasters` where the agent lacks them, ask, and wait for the answer."""

    def close(self) -> None:
        """End the connection."""


class SocketChannel:
    """A channel over loopback TCP. Raises FrisketError with one sentence when it cannot open."""

    def __init__(
        self, agent: Discovery, client: Software, capabilities: Capabilities | None = None
    ) -> None:
        self._conversation = Conversation()
        self._sending = threading.Lock()
        self._asking = threading.Lock()
        self._known: set[bytes] = set()
        self._leaving = False
        self._incoming = memoryview(bytearray(RECEIVE_BYTES))
        self._pixel_key = NO_MASK  # nothing but loopback is connected to
        self._socket = _connect(agent)
        self._websocket = WebSocket(
            f"{agent.host}:{agent.port}",
            token=agent.token,
            subprotocol=SUBPROTOCOL,
            max_message=PACKET_MAX,
        )
        try:
            self._open(agent.token, client, capabilities or {})
        except BaseException:
            self._socket.close()
            raise

    def _open(self, token: str, client: Software, capabilities: Capabilities) -> None:
        deadline = time.monotonic() + CONNECT_SECONDS
        self._transmit([self._websocket.request()])
        while not self._websocket.opened:
            for event in self._receive(deadline):
                if isinstance(event, Failed):
                    raise event.error
        self._send(self._conversation.hello(client, token, capabilities))
        while self._conversation.welcome is None:
            for event in self._receive(deadline):
                if isinstance(event, Failed):
                    raise event.error

    @property
    def welcome(self) -> Welcome:
        assert self._conversation.welcome is not None, "opened in the constructor"
        return self._conversation.welcome

    def ask(
        self, params: Params, rasters: Sequence[Raster] = (), *, watch: Watch, slot: str = ""
    ) -> Replied:
        with self._asking:
            for raster in rasters:
                self._put(raster, watch)
            return self._exchange(params, watch, slot)

    def _put(self, raster: Raster, watch: Watch) -> None:
        """Make sure that the agent has the pixels; it is only asked once a connection."""
        if raster.sha256 in self._known:
            return
        announced = ImagePut(raster.width, raster.height, raster.format, raster.sha256)
        replied = self._exchange(announced, watch, "")
        assert isinstance(replied.result, ImageHave), "the method decides the result"
        if not replied.result.have:
            for packet in self._conversation.upload(replied.id, raster.data):
                watch.check()
                self._send(packet, self._pixel_key)
        self._known.add(raster.sha256)

    def put(self, raster: Raster, watch: Watch) -> None:
        """Bring a raster ahead of the requests that will name it."""
        with self._asking:
            self._put(raster, watch)

    def upload(self, raster: Raster, watch: Watch) -> None:
        """Bring a raster and wait until the agent has checked it."""
        with self._asking:
            self._put(raster, watch)
            announced = ImagePut(raster.width, raster.height, raster.format, raster.sha256)
            self._exchange(announced, watch, "")

    def _exchange(self, params: Params, watch: Watch, slot: str) -> Replied:
        watch.check()
        if self._leaving:
            raise ConnectionLost("The agent is stopping.", hint="Start it again, then repeat.")
        id, packet = self._conversation.request(params, slot)
        self._send(packet)
        watch.when_cancelled(lambda: self._send_cancel(id))
        try:
            return self._answer(id, watch)
        finally:
            watch.when_cancelled(None)

    def _answer(self, id: int, watch: Watch) -> Replied:
        heard = time.monotonic()
        while True:
            patience = CANCEL_SECONDS if watch.cancelled else SILENCE_SECONDS
            events = self._receive(heard + patience)
            if not events and not watch.cancelled:
                watch.quiet()
            for event in events:
                heard = time.monotonic()
                if isinstance(event, Replied) and event.id == id:
                    return event
                if isinstance(event, Failed) and event.id in (0, id):
                    raise event.error
                if isinstance(event, Progressed) and event.id == id and not watch.cancelled:
                    watch.step(event.stage, event.fraction)
                    watch.received(event.done, event.total)
                # It lets what runs come to its end; only new requests are for another agent.
                self._leaving = self._leaving or isinstance(event, Leaving)

    def _send_cancel(self, id: int) -> None:
        # A lost connection is noticed by the thread that waits, which can say so.
        with contextlib.suppress(ConnectionLost):
            self._send(self._conversation.cancel(id))

    def close(self) -> None:
        with contextlib.suppress(FrisketError, OSError), self._sending:
            self._websocket.close(1000, "")
            self._transmit(self._websocket.to_send())
        self._socket.close()

    # --- bytes ---

    def _receive(self, deadline: float) -> list[Event]:
        """What the next bytes from the agent mean; nothing at all after a quiet moment."""
        try:
            count = self._socket.recv_into(self._incoming)
        except TimeoutError:
            if time.monotonic() > deadline:
                raise _silent() from None
            return []
        except OSError as error:
            raise _lost() from error
        if not count:
            self._websocket.receive_end()
            raise _lost()
        try:
            return self._events(self._incoming[:count])
        except FrisketError:
            # Whoever breaks the protocol once is not to be understood any more.
            self._socket.close()
            raise

    def _events(self, data: memoryview) -> list[Event]:
        events: list[Event] = []
        for happened in self._websocket.receive(data):
            if isinstance(happened, Message):
                events += self._conversation.receive(happened.data)
            elif isinstance(happened, Closed) and not events:
                raise _lost()
            elif not isinstance(happened, Opened):
                with self._sending:
                    self._transmit(self._websocket.to_send())
        return events

    def _send(self, packet: Packet, key: bytes | None = None) -> None:
        with self._sending:
            self._transmit(self._websocket.send(packet, key))

    def _transmit(self, buffers: Sequence[Buffer]) -> None:
        deadline = time.monotonic() + SILENCE_SECONDS
        for buffer in buffers:
            view = memoryview(buffer)
            while view:
                try:
                    view = view[self._socket.send(view, _NO_SIGNAL) :]
                except TimeoutError:
                    # A busy agent reads later. `sendall` would lose count of what has gone.
                    if time.monotonic() > deadline:
                        raise _silent() from None
                except OSError as error:
                    raise _lost() from error


def _connect(agent: Discovery) -> socket.socket:
    if agent.host not in LOOPBACK:
        raise FailedPrecondition(
            f"The agent is said to be at {agent.host:.60}, which is not this computer.",
            detail="discovery",
            hint="Start the agent again; one on another computer is reached through a tunnel "
            "that begins at 127.0.0.1.",
        )
    try:
        connected = socket.create_connection((agent.host, agent.port), timeout=CONNECT_SECONDS)
    except OSError:
        raise not_running() from None
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "darwin":
        connected.setsockopt(socket.SOL_SOCKET, _SO_NOSIGPIPE, 1)
    connected.settimeout(TICK_SECONDS)
    return connected


def not_running() -> AgentNotRunning:
    return AgentNotRunning(
        "The frisket agent is not running.",
        hint="Start it with `frisket serve`, or in a clone with `uv run frisket serve`.",
    )


def _silent() -> DeadlineExceeded:
    return DeadlineExceeded("The agent does not answer.", hint="Look at its log, or start it anew.")


def _lost() -> ConnectionLost:
    return ConnectionLost(
        "The connection to the frisket agent was lost.", hint="Start it again, then repeat."
    )
