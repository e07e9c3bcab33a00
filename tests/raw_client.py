"""A client that sends and receives single packets, for what a well-behaved one never does."""

from __future__ import annotations

import socket
from collections import deque
from typing import Any

from frisket_protocol import codec
from frisket_protocol.discovery import Discovery
from frisket_protocol.messages import Error, Hello, Message, Reply, Request
from frisket_protocol.parts import Software
from frisket_protocol.raster import Buffer
from frisket_protocol.requests import Params
from frisket_protocol.websocket import Closed, WebSocket
from frisket_protocol.websocket import Message as Received

SECONDS = 20


class RawClient:
    """A connection with its WebSocket handshake done, and nothing else."""

    def __init__(self, agent: Discovery, token: str = "") -> None:
        self.socket = socket.create_connection((agent.host, agent.port), timeout=SECONDS)
        self.websocket = WebSocket(agent.host_header, token=token, max_message=1 << 22)
        self.payload = b""
        self.close_code = 0
        self._waiting: deque[bytes] = deque()
        self._ended = False
        try:
            self.socket.sendall(self.websocket.request())
            while not self.websocket.opened:
                self._receive()
        except BaseException:
            self.socket.close()
            raise

    @staticmethod
    def params(asked: Params) -> dict[str, Any]:
        """The parameters of a method as they stand on the wire."""
        return codec.to_map(asked)

    def hello(self, token: str, versions: tuple[int, ...] = (1,)) -> None:
        self.send(Hello(versions, Software("raw", "1"), token))

    def send(self, message: Message, payload: Buffer = b"") -> None:
        self.send_packet(b"".join(codec.encode(message, payload)))

    def send_packet(self, packet: bytes) -> None:
        for buffer in self.websocket.send([packet]):
            self.socket.sendall(buffer)

    def next(self) -> Message | None:
        """The next message, its payload in `payload`; None when the agent has closed."""
        while not self._waiting and not self._ended:
            self._receive()
        if not self._waiting:
            return None
        message, payload = codec.decode(self._waiting.popleft())
        self.payload = bytes(payload)
        return message

    def next_final(self) -> Message | None:
        """The next message that is a reply or an error."""
        while True:
            message = self.next()
            if message is None or isinstance(message, (Reply, Error)):
                return message

    def final(self, id: int) -> Message | None:
        """The answer to request `id`; what comes before it is passed over."""
        while True:
            message = self.next_final()
            if message is None or self.answer_id(message) == id:
                return message

    @staticmethod
    def answer_id(message: Message | None) -> int:
        assert isinstance(message, (Reply, Error, Request))
        return message.id

    def _receive(self) -> None:
        data = self.socket.recv(1 << 18)
        if not data:
            self._ended = True
            self.websocket.receive_end()
            return
        for event in self.websocket.receive(data):
            if isinstance(event, Received):
                self._waiting.append(bytes(event.data))
            elif isinstance(event, Closed):
                self._ended, self.close_code = True, event.code

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
