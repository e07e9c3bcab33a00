"""The client's half of a conversation, without a socket, a clock or a thread (SPEC section 4).

Packets go in through `receive`, which returns what happened; what is to be sent comes back from
`hello`, `request`, `upload` and `cancel` as buffers. Every request gets exactly one final answer:
`Replied` or `Failed`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import codec, errors
from .errors import DataLoss, FrisketError, InvalidArgument, ResourceExhausted, VersionMismatch
from .messages import (
    PROTOCOL_VERSION,
    Bye,
    Cancel,
    Data,
    Error,
    Hello,
    Progress,
    Reply,
    Request,
    Welcome,
)
from .parts import CHUNK_MAX, Capabilities, MaskInfo, Software
from .raster import Buffer, Mask
from .requests import METHOD_OF, METHODS, Masks, Params, Result
from .sizes import size

Packet = list[Buffer]

REPLY_MAX = 1 << 30
"""Bytes of the largest reply a client prepares memory for."""


@dataclass(frozen=True)
class Welcomed:
    """The agent has accepted the client; requests may be sent."""

    welcome: Welcome


@dataclass(frozen=True)
class Progressed:
    id: int
    stage: str
    fraction: float | None
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Replied:
    """A request's final answer, with all the bytes that belong to it."""

    id: int
    result: Result
    payload: memoryview = field(repr=False)

    @property
    def masks(self) -> list[Mask]:
        """The masks of a `Masks` result, unpacked. Raises DataLoss when sizes do not agree."""
        assert isinstance(self.result, Masks), "only some methods answer with masks"
        return list(unpack_masks(self.result, self.payload))


@dataclass(frozen=True)
class Failed:
    """A request's final answer when it came to nothing; id 0 is the connection itself."""

    id: int
    error: FrisketError


@dataclass(frozen=True)
class Leaving:
    """The agent says goodbye; `restart` says that another will be there soon."""

    reason: str
    restart: bool


Event = Welcomed | Progressed | Replied | Failed | Leaving


class Assembly:
    """The bytes of one reply or upload, which arrive in order, in pieces."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self.filled = 0

    @property
    def complete(self) -> bool:
        return self.filled == len(self.buffer)

    def add(self, offset: int, piece: Buffer) -> None:
        """Put `piece` at `offset`. Raises DataLoss when it is not the next or does not fit."""
        view = memoryview(piece)
        end = self.filled + view.nbytes
        if offset != self.filled or end > len(self.buffer) or not view.nbytes:
            raise DataLoss(
                f"{view.nbytes} bytes for offset {offset} came where offset {self.filled} "
                f"of {len(self.buffer)} was next.",
                detail="offset",
            )
        self.buffer[self.filled : end] = view
        self.filled = end


@dataclass
class _Pending:
    method: str
    reply: Reply | None = None
    assembly: Assembly | None = None


class Conversation:
    """One connection's worth of requests and answers."""

    def __init__(self) -> None:
        self.welcome: Welcome | None = None
        self._last_id = 0
        self._pending: dict[int, _Pending] = {}

    def hello(self, client: Software, token: str, capabilities: Capabilities) -> Packet:
        """The first packet of a connection."""
        return codec.encode(Hello((PROTOCOL_VERSION,), client, token, capabilities))

    def request(self, params: Params, slot: str = "") -> tuple[int, Packet]:
        """A new request: its id, and the packet to send."""
        self._last_id += 1
        method = METHOD_OF[type(params)]
        self._pending[self._last_id] = _Pending(method)
        return self._last_id, codec.encode(
            Request(self._last_id, method, codec.to_map(params), slot)
        )

    def upload(self, id: int, data: Buffer) -> Iterator[Packet]:
        """The packets that bring the pixels of `image.put` request `id`, one after the other."""
        view = memoryview(data).cast("B")
        assert self.welcome is not None, "uploads come after the welcome"
        chunk = min(self.welcome.limits.chunk_bytes, CHUNK_MAX)
        for offset in range(0, len(view), chunk):
            yield codec.encode(Data(id, offset), view[offset : offset + chunk])

    def cancel(self, id: int) -> Packet:
        """Ask for an end to request `id`; it still gets its one answer."""
        return codec.encode(Cancel(id))

    def receive(self, packet: Buffer) -> list[Event]:
        """What a packet of the agent's means. Raises FrisketError when it breaks the protocol."""
        message, payload = codec.decode(packet)
        if isinstance(message, Welcome):
            return [self._welcomed(message)]
        if isinstance(message, Progress) and message.id in self._pending:
            fraction = message.fraction if message.fraction >= 0 else None
            return [Progressed(message.id, message.stage, fraction, message.done, message.total)]
        if isinstance(message, Reply) and message.id in self._pending:
            return self._reply_begins(message, payload)
        if isinstance(message, Data) and message.id in self._pending:
            return self._reply_goes_on(message, payload)
        if isinstance(message, Error) and message.id in (0, *self._pending):
            self._pending.pop(message.id, None)
            failure = message.error
            return [
                Failed(
                    message.id,
                    errors.from_wire(
                        failure.code,
                        failure.message,
                        failure.hint,
                        failure.retry,
                        failure.after_ms,
                    ),
                )
            ]
        if isinstance(message, Bye):
            return [Leaving(message.reason, message.restart)]
        # Progress may outlive its request, and later minor versions may say more than this one.
        return []

    def _welcomed(self, welcome: Welcome) -> Welcomed:
        if welcome.version != PROTOCOL_VERSION:
            raise VersionMismatch(
                f"The agent speaks protocol version {welcome.version}, "
                f"this plugin speaks {PROTOCOL_VERSION}.",
                detail="version",
                hint="Update the agent and the plugin to matching versions.",
            )
        self.welcome = welcome
        return Welcomed(welcome)

    def _reply_begins(self, reply: Reply, payload: memoryview) -> list[Event]:
        pending = self._pending[reply.id]
        if pending.reply is not None or reply.size < 0:
            raise InvalidArgument("The agent's reply does not follow the protocol.", detail="size")
        if reply.size > REPLY_MAX:
            # The rest of it may come; with nobody waiting for it, it is ignored.
            del self._pending[reply.id]
            return [Failed(reply.id, _too_large())]
        pending.reply = reply
        if len(payload) == reply.size:
            return [self._replied(reply.id, payload)]
        pending.assembly = Assembly(memoryview(bytearray(reply.size)))
        if len(payload):
            pending.assembly.add(0, payload)
        return []

    def _reply_goes_on(self, data: Data, payload: memoryview) -> list[Event]:
        assembly = self._pending[data.id].assembly
        if assembly is None:
            raise DataLoss("The agent sent pieces of a reply that it never began.", detail="offset")
        assembly.add(data.offset, payload)
        return [self._replied(data.id, assembly.buffer)] if assembly.complete else []

    def _replied(self, id: int, payload: memoryview) -> Replied:
        pending = self._pending.pop(id)
        assert pending.reply is not None, "a reply begins before it ends"
        result_type: Any = METHODS[pending.method][1]
        return Replied(id, codec.from_map(result_type, pending.reply.result, "result"), payload)


def unpack_masks(result: Masks, payload: memoryview) -> Iterator[Mask]:
    """Each mask of a reply with its bytes.

    Raises DataLoss when sizes do not agree, ResourceExhausted when all together are too large.
    """
    offset, room = 0, REPLY_MAX
    for info in result.masks:
        area = int(info.box.width) * int(info.box.height)
        room -= area * 4 if info.foreground_size else area
        if room < 0:
            raise _too_large()
        data = _inflate(payload[offset : offset + info.size], info.encoding, area)
        offset += info.size
        foreground = None
        if info.foreground_size:
            colours = payload[offset : offset + info.foreground_size]
            foreground = _inflate(colours, info.encoding, area * 3)
            offset += info.foreground_size
        yield _mask(info, data, foreground)
    if offset != len(payload):
        raise DataLoss("The agent's reply holds other bytes than it announces.", detail="size")


def _too_large() -> ResourceExhausted:
    return ResourceExhausted(
        f"The masks take more than {size(REPLY_MAX)}.",
        detail="reply_too_large",
        hint="Ask for fewer objects at once.",
    )


def _mask(info: MaskInfo, data: Buffer, foreground: Buffer | None) -> Mask:
    return Mask(
        info.box,
        data,
        info.score,
        info.label,
        info.phrase,
        info.object,
        info.candidate,
        foreground,
    )


def _inflate(data: memoryview, encoding: str, size: int) -> Buffer:
    """`size` bytes out of `data`; hardly more, whatever a zlib stream may hold."""
    plain: Buffer = data
    if encoding == "zlib":
        inflater = zlib.decompressobj()
        try:
            # One byte more than there may be: 0 would stand for no limit, and the end is reached.
            plain = inflater.decompress(data, size + 1)
        except zlib.error:
            raise DataLoss("A mask in the agent's reply does not unpack.", detail="zlib") from None
        if not inflater.eof and len(plain) <= size:
            raise DataLoss("A mask in the agent's reply breaks off.", detail="zlib")
    if memoryview(plain).nbytes != size:
        raise DataLoss("A mask in the agent's reply has the wrong size.", detail="size")
    return plain
