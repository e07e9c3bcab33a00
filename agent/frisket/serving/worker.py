"""The one thread that may work on pictures and touch the GPU, and its queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from frisket_protocol.watch import Watch, cancellation

T = TypeVar("T")

WARMING = "warm"
"""The name of the work that loads what the first request needs."""


class Worker:
    """Runs work one piece after the other. A slot holds at most one: the latest wins."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frisket-worker")
        self._slots: dict[Hashable, Watch] = {}
        self._waiting = 0
        self.running = ""

    @property
    def queued(self) -> int:
        return self._waiting

    async def run(
        self, name: str, work: Callable[[], T], watch: Watch, slot: Hashable | None = None
    ) -> T:
        """The outcome of `work`. Raises Cancelled at once when `watch` is cancelled.

        The work itself ends at its next step; what it returns then, nobody sees.
        """
        if slot is not None:
            if slot in self._slots:
                self._slots[slot].cancel("superseded")
            self._slots[slot] = watch
        try:
            return await self._outcome(name, work, watch)
        finally:
            if slot is not None and self._slots.get(slot) is watch:
                del self._slots[slot]

    async def _outcome(self, name: str, work: Callable[[], T], watch: Watch) -> T:
        loop = asyncio.get_running_loop()
        cancelled = asyncio.Event()

        def tell() -> None:
            loop.call_soon_threadsafe(cancelled.set)

        watch.when_cancelled(tell)
        self._waiting += 1
        future = loop.run_in_executor(self._thread, self._work, name, work, watch)
        future.add_done_callback(self._done)
        waiting = asyncio.ensure_future(cancelled.wait())
        try:
            both: list[asyncio.Future[Any]] = [future, waiting]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            watch.when_cancelled(None)
        if future.done() and not future.cancelled():
            return future.result()
        # Not begun: it never will. Begun: it finds out for itself.
        future.cancel()
        raise cancellation(watch.reason)

    def _work(self, name: str, work: Callable[[], T], watch: Watch) -> T:
        watch.check()
        self.running = name
        try:
            return work()
        finally:
            self.running = ""

    def _done(self, future: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not future.cancelled():
            future.exception()  # looked at, so that nobody is told it was never looked at

    def close(self) -> None:
        """Take nothing more on. What runs is cancelled by those who asked for it."""
        self._thread.shutdown(wait=False, cancel_futures=True)
