"""WebSocket frames as a client writes and reads them (RFC 6455 section 5). Pure functions.

| FIN RSV1-3 opcode | MASK length | length, if it is 126 or more | key, if masked | payload |
        8 bit            8 bit            16 or 64 bit                 32 bit
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .errors import ConnectionLost
from .raster import Buffer

CONTINUATION, TEXT, BINARY = 0x0, 0x1, 0x2
CLOSE, PING, PONG = 0x8, 0x9, 0xA

CONTROL_MAX = 125
"""Bytes of a control frame's payload (section 5.5)."""

NORMAL, BROKEN_PROTOCOL, UNSUPPORTED, NO_STATUS = 1000, 1002, 1003, 1005
BROKEN_TEXT, TOO_BIG = 1007, 1009
CLOSE_CODES = {1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)}
"""The codes that may stand in a close frame: section 7.4 and those registered since."""

NO_MASK = bytes(4)
"""The key that leaves a payload as it is. Section 5.3 wants keys that nobody can predict, so that a
web page cannot choose what a proxy between it and the server gets to read. Pixels that go to an
agent on the same machine pass no proxy and come from no page, and masking them in pure Python takes
four times as long as sending them."""

_KNOWN = {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}
_BLOCK = 128 * 1024  # a multiple of 4, the length of a masking key


class ProtocolError(ConnectionLost):
    """The other side broke RFC 6455. `close_code` is what section 7.4.1 has as an answer to it."""

    def __init__(self, reason: str, close_code: int = BROKEN_PROTOCOL) -> None:
        super().__init__(
            f"The agent broke the WebSocket protocol: {reason}.", detail="websocket", retry="never"
        )
        self.reason = reason
        self.close_code = close_code


@dataclass(frozen=True)
class Header:
    """What stands before a payload. `final` says that the message has no more frames."""

    final: bool
    opcode: int
    length: int

    @property
    def is_control(self) -> bool:
        return self.opcode >= CLOSE


def header_size(start: Buffer) -> int:
    """Bytes of the header that begins with `start`, as far as can be told from it."""
    return 2 if len(start) < 2 else 2 + {126: 2, 127: 8}.get(start[1] & 0x7F, 0)


def read_header(data: Buffer) -> Header:
    """`data` is one whole header of a server. Raises ProtocolError for what section 5 forbids."""
    final, opcode = bool(data[0] & 0x80), data[0] & 0x0F
    length = int.from_bytes(data[2:], "big") if len(data) > 2 else data[1] & 0x7F
    if data[0] & 0x70:  # section 5.2: "MUST be 0 unless an extension is negotiated"
        raise ProtocolError("a reserved bit is set")
    if opcode not in _KNOWN:
        raise ProtocolError(f"there is no opcode {opcode}")
    if data[1] & 0x80:  # section 5.1: "A client MUST close a connection"
        raise ProtocolError("a server must not mask its frames")
    if opcode >= CLOSE and not final:  # section 5.5
        raise ProtocolError("a control frame is fragmented")
    if opcode >= CLOSE and data[1] > CONTROL_MAX:
        raise ProtocolError("a control frame is longer than 125 bytes")
    if length >> 63:  # section 5.2: "the most significant bit MUST be 0"
        raise ProtocolError("a length has its highest bit set")
    if len(data) != 2 + _length_size(length):  # section 5.2: "the minimal number of bytes"
        raise ProtocolError("a length takes more bytes than it needs")
    return Header(final, opcode, length)


def encode(opcode: int, parts: Sequence[Buffer], key: bytes | None = None) -> list[Buffer]:
    """One final frame whose payload is all `parts`, as buffers to be sent one after the other.

    `key` masks it; without one it gets its own (section 5.3: unpredictable, new for each frame).
    """
    views = [memoryview(part).cast("B") for part in parts]
    length = sum(len(view) for view in views)
    key = key or os.urandom(4)
    size = _length_size(length)
    short = length if size == 0 else 126 if size == 2 else 127
    start = bytes([0x80 | opcode, 0x80 | short]) + (length.to_bytes(size, "big") if size else b"")
    return [start + key, *(views if key == NO_MASK else _masked(views, key))]


def encode_close(code: int, reason: str) -> list[Buffer]:
    """A close frame (section 5.5.1); a reason that is too long is cut between two characters."""
    room = CONTROL_MAX - 2
    text = reason.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return encode(CLOSE, [struct.pack("!H", code) + text.encode()])


def read_close(payload: bytes) -> tuple[int, str]:
    """Code and reason of a close frame. Raises ProtocolError when they may not stand there."""
    if not payload:
        return NO_STATUS, ""  # section 7.1.5
    if len(payload) == 1:
        raise ProtocolError("a close frame has half a code")
    try:
        reason = payload[2:].decode()
    except UnicodeDecodeError:  # section 8.1
        raise ProtocolError("a close reason is not UTF-8", BROKEN_TEXT) from None
    code = int.from_bytes(payload[:2], "big")
    if code not in CLOSE_CODES:
        raise ProtocolError(f"{code} is not a close code")
    return code, reason


def _length_size(length: int) -> int:
    """Bytes that a length takes behind the first two of a header."""
    return 0 if length < 126 else 2 if length < 1 << 16 else 8


def _masked(views: Sequence[memoryview], key: bytes) -> Iterator[Buffer]:
    """Section 5.3: each byte XOR the byte of the key whose turn it is, across all parts.

    Without a C extension the fastest way is one `translate` for every fourth byte, in blocks that
    stay in the processor's cache.
    """
    tables = [_xor_table(byte) for byte in key]
    for view in views:
        for start in range(0, len(view), _BLOCK):
            block = bytearray(view[start : start + _BLOCK])
            for lane, table in enumerate(tables):
                block[lane::4] = block[lane::4].translate(table)
            yield block
        turn = len(view) % 4
        tables = tables[turn:] + tables[:turn]


@lru_cache(256)
def _xor_table(byte: int) -> bytes:
    return bytes(value ^ byte for value in range(256))
