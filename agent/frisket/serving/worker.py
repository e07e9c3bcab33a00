"""Where pictures are worked on and the GPU is touched: by one at a time, and in turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from frisket_protocol.watch import Watch, cancellation

from .turns import Turns

T = TypeVar("T")

WARMING = "warm"
"""The name of the work that loads what the first request needs."""
THREADS = 40
"""More than there can be clients: whoever asks for something has a thread, which waits its turn."""


class Worker:
    """Runs the work of one client piece after piece, and that of several clients in slices.

    However many threads there are, one of them works. It goes on to another client's work when it
    looks at its watch and has worked for a while, so that a small request waits for no large one.
    A slot holds at most one request: the latest wins.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="frisket-worker")
        self._turns = Turns()
        # A client's line is there for as long as anybody stands in it.
        self._lines: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._slots: dict[Hashable, Watch] = {}
        self._queued = 0

    @property
    def running(self) -> str:
        """The name of the work that is done now; empty for none."""
        return self._turns.running

    @property
    def queued(self) -> int:
        """How many pieces of work wait or run."""
        return self._queued

    def take(self, slot: Hashable, watch: Watch) -> None:
        """Have a slot from now on; what had it is cancelled, wherever it stands."""
        if slot in self._slots:
            self._slots[slot].cancel("superseded")
        self._slots[slot] = watch

    def leave(self, slot: Hashable, watch: Watch) -> None:
        """Give a slot back, if nobody has taken it meanwhile."""
        if self._slots.get(slot) is watch:
            del self._slots[slot]

    async def run(
        self,
        name: str,
        work: Callable[[], T],
        watch: Watch,
        client: Hashable = None,
        ready: Callable[[], Awaitable[None]] | None = None,
    ) -> T:
        """The outcome of `work`. Raises Cancelled at once when `watch` is cancelled.

        The work itself ends at its next step; what it returns then, nobody sees. One client's work
        is done in the order in which it comes, and when the client is `ready` for it.
        """
        line = self._lines.get(client) or asyncio.Lock()
        self._lines[client] = line
        self._queued += 1
        try:
            await wanted(line.acquire(), watch)
            try:
                if ready is not None:
                    await wanted(ready(), watch)
            except BaseException:
                line.release()
                raise
        except BaseException:
            self._queued -= 1
            raise
        loop = asyncio.get_running_loop()

        def end() -> None:
            self._queued -= 1
            line.release()

        def ended(_: object) -> None:
            # The loop is closed when the agent left without waiting for this work.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(end)

        begun = self._threads.submit(self._work, name, work, watch)
        begun.add_done_callback(ended)
        return await wanted(asyncio.wrap_future(begun), watch)

    def _work(self, name: str, work: Callable[[], T], watch: Watch) -> T:
        with self._turns.take(name) as turn:
            watch.check()
            watch.when_checked(turn.offer)
            try:
                return work()
            finally:
                watch.when_checked(None)

    def close(self) -> None:
        """Take nothing more on. What runs is cancelled by those who asked for it."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def wanted(coming: Awaitable[T], watch: Watch) -> T:
    """The outcome of what is coming. Raises Cancelled at once when `watch` is cancelled.

    What has not begun then never will; what has begun finds out for itself.
    """
    loop = asyncio.get_running_loop()
    cancelled = asyncio.Event()

    def tell() -> None:
        loop.call_soon_threadsafe(cancelled.set)

    future = asyncio.ensure_future(coming)
    watch.when_cancelled(tell)
    waiting = asyncio.ensure_future(cancelled.wait())
    try:
        both: list[asyncio.Future[Any]] = [future, waiting]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        watch.when_cancelled(None)
    if future.done() and not future.cancelled():
        return future.result()
    future.add_done_callback(_look_at)
    future.cancel()
    raise cancellation(watch.reason)


def _look_at(future: asyncio.Future[T]) -> None:
    """Look at what nobody waits for, so that nobody is told that it was never looked at."""
    if not future.cancelled():
        future.exception()
