"""What goes out to one client: every result, and of the progress what is new."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from frisket_protocol import codec
from frisket_protocol.messages import Data, Message, Progress, Reply
from frisket_protocol.raster import Buffer
from frisket_protocol.watch import OnBytes, OnProgress

SEND_SECONDS = 30.0
"""A client that reads nothing for so long is let go."""

UNREAD_MAX = 64 << 20
"""Bytes of unread answers from which on no further request of a client is begun."""

log = logging.getLogger("frisket.outbox")


class Outbox:
    """The sending side of a connection."""

    def __init__(self, connection: ServerConnection, chunk: int) -> None:
        self._connection = connection
        self._chunk = chunk
        self._unread = 0
        self._read = asyncio.Condition()
        self._progress: dict[int, Progress] = {}
        self._news = asyncio.Event()

    @property
    def unread(self) -> int:
        """Bytes of answers that are ready and that the client has not taken yet."""
        return self._unread

    async def room(self) -> None:
        """Until the client has taken so much of its answers that more may be made for it."""
        async with self._read:
            await self._read.wait_for(lambda: self._unread < UNREAD_MAX)

    async def send(self, message: Message, payload: Sequence[Buffer] = ()) -> None:
        """One message, and its payload in as many packets as it takes."""
        size = sum(len(memoryview(buffer)) for buffer in payload)
        self._unread += size
        try:
            await self._send(message, payload)
        finally:
            self._unread -= size
            async with self._read:
                self._read.notify_all()

    async def _send(self, message: Message, payload: Sequence[Buffer]) -> None:
        # A client that has gone is noticed by the receiving side, which ends the session.
        with contextlib.suppress(ConnectionClosed):
            for packet in packets(message, payload, self._chunk):
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self._connection.send(packet)
                except TimeoutError:
                    log.info("a client that reads nothing was let go")
                    self._connection.transport.abort()
                    return

    def progress_of(self, id: int) -> OnProgress:
        """A function for the worker's thread to call as request `id` goes on."""
        loop = asyncio.get_running_loop()

        def tell(stage: str, fraction: float | None) -> None:
            news = Progress(id, stage, -1.0 if fraction is None else round(fraction, 3))
            loop.call_soon_threadsafe(self._note, news)

        self._progress[id] = NOTHING_YET
        return tell

    def bytes_of(self, id: int) -> OnBytes:
        """The same for a download: a function to tell what has come, of how much, in bytes."""
        loop = asyncio.get_running_loop()

        def tell(done: int, total: int) -> None:
            news = Progress(id, "pull", round(min(1.0, done / max(1, total)), 3), done, total)
            loop.call_soon_threadsafe(self._note, news)

        return tell

    def end(self, id: int) -> None:
        """Request `id` has its answer; what is left of its progress is not sent."""
        self._progress.pop(id, None)

    async def send_progress(self) -> None:
        """For ever: send the latest progress of each request; what it overtook is never sent."""
        while True:
            await self._news.wait()
            self._news.clear()
            for id, news in list(self._progress.items()):
                if news is not NOTHING_YET and id in self._progress:
                    self._progress[id] = NOTHING_YET
                    await self.send(news)

    def _note(self, news: Progress) -> None:
        if news.id in self._progress:
            self._progress[news.id] = news
            self._news.set()


NOTHING_YET = Progress(0, "")


def packets(message: Message, payload: Sequence[Buffer], chunk: int) -> Iterator[bytes]:
    """`message` with the beginning of its payload, then the rest in `data` packets."""
    pieces = _pieces(payload, chunk)
    yield b"".join([*codec.encode(message), *next(pieces, [])])
    offset = chunk
    for piece in pieces:
        assert isinstance(message, Reply), "only replies have a payload"
        yield b"".join([*codec.encode(Data(message.id, offset)), *piece])
        offset += chunk


def _pieces(payload: Sequence[Buffer], chunk: int) -> Iterator[list[memoryview]]:
    """The buffers one after the other, cut into lists of `chunk` bytes each, the last shorter."""
    piece: list[memoryview] = []
    room = chunk
    for buffer in payload:
        view = memoryview(buffer)
        while len(view):
            piece.append(view[:room])
            view = view[room:]
            room -= len(piece[-1])
            if not room:
                yield piece
                piece, room = [], chunk
    if piece:
        yield piece
