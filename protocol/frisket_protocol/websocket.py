"""The client's half of a WebSocket (RFC 6455), without a socket, a clock or a thread.

    request()                    the bytes to send first
    receive(bytes) ─► events     what they were; afterwards send what to_send() holds
    send(parts) ─► buffers       one binary message, masked by a key of its own or by the one given
    ping, pong, close            put a control frame into to_send()
    receive_end()                the other side closed the stream

A shell may receive into one buffer again and again: nothing that `receive` returns points into it.
One thread may receive while another sends; two must not do the same at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from . import frames, handshake
from .errors import ConnectionLost, FailedPrecondition, FrisketError, InvalidArgument
from .frames import ProtocolError
from .raster import Buffer

__all__ = [
    "Closed",
    "Event",
    "Message",
    "Opened",
    "Ping",
    "Pong",
    "ProtocolError",
    "WebSocket",
]


@dataclass(frozen=True)
class Opened:
    """The handshake is done; messages may be sent. `subprotocol` is "" for none."""

    subprotocol: str


@dataclass(frozen=True)
class Message:
    """A whole binary message. The bytes are the receiver's own."""

    data: Buffer = field(repr=False)


@dataclass(frozen=True)
class Ping:
    """The other side asked for a sign of life; the pong stands in `to_send()` already."""

    payload: bytes


@dataclass(frozen=True)
class Pong:
    """The answer to a ping, or an unasked sign of life."""

    payload: bytes


@dataclass(frozen=True)
class Closed:
    """The other side has closed; nothing comes after this event. `code` is 1005 if it gave none.

    The answer stands in `to_send()` already. The server ends the stream first (section 7.1.1).
    """

    code: int
    reason: str


Event = Opened | Message | Ping | Pong | Closed


class WebSocket:
    """One connection, from the handshake to the close.

    `max_message` is the size of the largest message that is taken in: of a larger one not a byte
    is kept. Raises InvalidArgument when an argument cannot stand in a handshake.
    """

    def __init__(
        self,
        host_header: str,
        path: str = "/",
        token: str = "",
        subprotocol: str = "v1.frisket",
        *,
        max_message: int,
    ) -> None:
        self._offer = handshake.Offer(host_header, path, token, subprotocol)
        self._max_message = max_message
        self._state: Literal["connecting", "open", "closing", "closed"] = "connecting"
        self._failure: FrisketError | None = None
        # The handshake's answer: its head while that is coming in, then, of a refusal, the body.
        self._head = bytearray()
        self._answer: handshake.Answer | None = None
        self._body = bytearray()
        # The frame that is coming in: its header's bytes, the header, and where the payload goes.
        self._start = bytearray()
        self._frame: frames.Header | None = None
        self._payload = bytearray()
        self._missing = 0
        # The message that is coming in, in one frame or several; None between two messages.
        self._message: bytearray | None = None
        # Control frames that wait to be sent.
        self._pong: list[Buffer] = []
        self._queue: deque[list[Buffer]] = deque()

    @property
    def opened(self) -> bool:
        """Whether messages may be sent: the handshake is done, and nobody has closed."""
        return self._state == "open"

    def request(self) -> bytes:
        """The opening handshake, to be sent before anything else."""
        return handshake.request(self._offer)

    def receive(self, data: Buffer) -> list[Event]:
        """What the next bytes of the stream complete, wherever it was cut.

        Raises ProtocolError after a fault in a frame, and what `handshake.refusal` lists when the
        connection is not opened. Events from before the fault are not lost: they are returned, and
        the next call raises. Whatever comes of it, send what `to_send()` holds.
        """
        self._raise_failure()
        view = memoryview(data).cast("B")
        events: list[Event] = []
        try:
            if self._state == "connecting":
                view = self._receive_answer(view, events)
            self._receive_frames(view, events)
        except FrisketError as error:
            self._fail(error)
            if not events:
                raise
        return events

    def receive_end(self) -> None:
        """The other side ended the stream. Raises ConnectionLost unless a close came before."""
        self._raise_failure()
        if self._answer is not None and self._answer.status != 101:
            self._failure = handshake.refusal(self._offer, self._answer, bytes(self._body))
        elif self._state == "connecting":
            self._failure = ConnectionLost("The agent closed the connection without an answer.")
        elif self._state == "open":
            self._failure = ConnectionLost("The connection to the agent broke off.")
        self._state = "closed"
        self._raise_failure()

    def send(self, parts: Sequence[Buffer], key: bytes | None = None) -> list[Buffer]:
        """One binary message of all `parts`, as buffers to be sent one after the other.

        `parts` stay as they are; `key` is `frames.encode`'s. Raises ConnectionLost when the
        connection is not open any more.
        """
        self._require("open")
        return frames.encode(frames.BINARY, parts, key)

    def ping(self, payload: bytes = b"") -> None:
        """Ask for a sign of life; the answer comes as a `Pong` with the same payload."""
        self._require("open", "closing")
        self._queue.append(_encode_control(frames.PING, payload))

    def pong(self, payload: bytes = b"") -> None:
        """Give a sign of life. Of several that wait, only the newest is sent (section 5.5.3)."""
        self._require("open", "closing")
        self._pong = _encode_control(frames.PONG, payload)

    def close(self, code: int = frames.NORMAL, reason: str = "") -> None:
        """Begin to close: what comes in is still received, but no message can be sent.

        A long reason is cut at 123 bytes. Raises InvalidArgument for a code that may not be sent.
        """
        if code not in frames.CLOSE_CODES:
            raise InvalidArgument(f"{code} is not a close code that can be sent.", detail="code")
        if self._state == "open":
            self._queue.append(frames.encode_close(code, reason))
            self._state = "closing"
        elif self._state == "connecting":
            self._state = "closed"

    def to_send(self) -> list[Buffer]:
        """The control frames that wait, handed out once; never to be put inside a message."""
        waiting, self._pong = self._pong, []
        while self._queue:
            waiting += self._queue.popleft()
        return waiting

    def _receive_answer(self, view: memoryview, events: list[Event]) -> memoryview:
        """Take in the handshake's answer; what is left of `view` belongs to frames."""
        if self._answer is None:
            known = len(self._head)
            self._head += view[: handshake.HEAD_MAX - known]
            end = self._head.find(b"\r\n\r\n", max(0, known - 3))
            if end < 0:
                handshake.check_beginning(self._head, self._offer.host)
                return view[:0]
            self._answer = handshake.read_answer(bytes(self._head[:end]), self._offer.host)
            view = view[end + 4 - known :]
        if self._answer.status == 101:
            events.append(Opened(handshake.accept(self._offer, self._answer)))
            self._state = "open"
            return view
        self._body += view[: self._answer.body_size - len(self._body)]
        if len(self._body) == self._answer.body_size:
            raise handshake.refusal(self._offer, self._answer, bytes(self._body))
        return view[:0]

    def _receive_frames(self, view: memoryview, events: list[Event]) -> None:
        """Take in frames; each byte of a payload is copied once, to where it stays."""
        while self._state in ("open", "closing"):  # section 1.4: what follows a close is discarded
            if self._frame is None:
                view = self._receive_header(view)
            if self._frame is None:
                return
            taken = view[: self._missing]
            self._payload += taken
            self._missing -= len(taken)
            if self._missing:
                return
            view = view[len(taken) :]
            self._end_frame(self._frame, events)

    def _receive_header(self, view: memoryview) -> memoryview:
        """Take in a frame's header and make room for its payload, if the header is allowed."""
        while len(self._start) < (size := frames.header_size(self._start)):
            if not view:
                return view
            taken = view[: size - len(self._start)]
            self._start += taken
            view = view[len(taken) :]
        header = frames.read_header(self._start)
        if header.is_control:
            self._payload = bytearray()
        else:
            self._payload = self._message = self._room_for(header)
        self._start.clear()
        self._frame, self._missing = header, header.length
        return view

    def _room_for(self, header: frames.Header) -> bytearray:
        """The message to which a data frame belongs (section 5.4)."""
        if header.opcode == frames.CONTINUATION and self._message is None:
            raise ProtocolError("a continuation without a beginning")
        if header.opcode != frames.CONTINUATION and self._message is not None:
            raise ProtocolError("a message begins inside another")
        if header.opcode == frames.TEXT:
            raise ProtocolError("a text message, where all are binary", frames.UNSUPPORTED)
        message = bytearray() if self._message is None else self._message
        if len(message) + header.length > self._max_message:
            raise ProtocolError(f"a message of more than {self._max_message} bytes", frames.TOO_BIG)
        return message

    def _end_frame(self, frame: frames.Header, events: list[Event]) -> None:
        """The frame's payload is complete: what follows from it."""
        payload, self._frame = self._payload, None
        if frame.opcode == frames.PING:
            self.pong(bytes(payload))
            events.append(Ping(bytes(payload)))
        elif frame.opcode == frames.PONG:
            events.append(Pong(bytes(payload)))
        elif frame.opcode == frames.CLOSE:
            code, reason = frames.read_close(bytes(payload))
            if self._state == "open":  # section 5.5.1: the answer echoes the code
                self._queue.append(frames.encode(frames.CLOSE, [payload]))
            self._state = "closed"
            events.append(Closed(code, reason))
        elif frame.final:
            events.append(Message(payload))
            self._message = None

    def _fail(self, error: FrisketError) -> None:
        """Section 7.1.7: say why, unless a close was sent already, and take in nothing more."""
        if isinstance(error, ProtocolError) and self._state == "open":
            self._queue.append(frames.encode_close(error.close_code, error.reason))
        self._failure, self._state = error, "closed"

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _require(self, *states: str) -> None:
        self._raise_failure()
        if self._state == "connecting":
            raise FailedPrecondition("The connection to the agent is not open yet.")
        if self._state not in states:
            raise ConnectionLost("The connection to the agent is closed.")


def _encode_control(opcode: int, payload: bytes) -> list[Buffer]:
    if len(payload) > frames.CONTROL_MAX:
        raise InvalidArgument(
            f"A ping or pong carries at most {frames.CONTROL_MAX} bytes.", detail="payload"
        )
    return frames.encode(opcode, [payload])
