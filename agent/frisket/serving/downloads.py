"""Models that are being fetched: each once, however many clients wait for it.

Apart from the work on pictures: a slow line keeps nobody's click waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading

from frisket.models.files import weights
from frisket.models.files.cards import ModelCard
from frisket_protocol.watch import Watch

from .worker import wanted

THREADS = 4
"""Models that are fetched at a time; further ones wait, as a line is shared anyhow."""


class Download:
    """One model on its way, and who waits for it. For the event loop's thread."""

    def __init__(self, card: ModelCard, turn: threading.Semaphore) -> None:
        self._card = card
        self._turn = turn
        self._loop = asyncio.get_running_loop()
        self._watch = Watch()
        self._watchers: set[Watch] = set()
        self._latest = (0, 0)
        self.ended: asyncio.Future[None] = self._loop.create_future()

    async def wait(self, watch: Watch) -> None:
        """Until the model is there. The last one who leaves ends it, and what came stays."""
        self._watchers.add(watch)
        try:
            self._tell(watch)
            await wanted(asyncio.shield(self.ended), watch)
        finally:
            self._watchers.discard(watch)
            if not self._watchers:
                self._watch.cancel()

    @property
    def is_wanted(self) -> bool:
        """Whether it can be joined: one that nobody waited for any more is ending."""
        return not self._watch.cancelled

    def stop(self) -> None:
        """The agent leaves."""
        self._watch.cancel("stopping")

    def fetch(self) -> None:
        """On a thread of its own; how it went is told to those who wait."""
        failure: BaseException | None = None
        try:
            # Whoever waits has accepted the licence.
            with self._turn:
                weights.pull(self._card, self._card.licence, self._watch, self._received)
        except BaseException as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the agent has left
            self._loop.call_soon_threadsafe(self._end, failure)

    def _received(self, done: int, total: int) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._note, done, total)

    def _note(self, done: int, total: int) -> None:
        self._latest = done, total
        for watch in self._watchers:
            self._tell(watch)

    def _tell(self, watch: Watch) -> None:
        done, total = self._latest
        if not watch.cancelled:
            watch.step("pull", min(1.0, done / total) if total else 0.0)
            watch.received(done, total)

    def _end(self, failure: BaseException | None) -> None:
        if failure is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(failure)
            self.ended.exception()  # looked at, also where nobody waits any more


class Downloads:
    """Those of one agent."""

    def __init__(self) -> None:
        self._turn = threading.Semaphore(THREADS)
        self._running: dict[str, Download] = {}

    @property
    def are_running(self) -> bool:
        """Whether anything is being fetched."""
        return bool(self._running)

    async def pull(self, card: ModelCard, accept_licence: str, watch: Watch) -> None:
        """Have a model fetched, or wait for it with the others. Raises what `weights.pull` does."""
        if weights.installed(card):
            return
        weights.check_licence(card, accept_licence)
        while True:
            download = self._running.get(card.name)
            if download is None:
                download = self._begin(card)
            if download.is_wanted:
                return await download.wait(watch)
            with contextlib.suppress(Exception):
                await wanted(asyncio.shield(download.ended), watch)
            watch.check()

    def _begin(self, card: ModelCard) -> Download:
        download = self._running[card.name] = Download(card, self._turn)
        download.ended.add_done_callback(lambda _: self._running.pop(card.name, None))
        # One that waits for the network must not keep a process that leaves.
        threading.Thread(target=download.fetch, name="frisket-download", daemon=True).start()
        return download

    def close(self) -> None:
        """End all of them; what came stays."""
        for download in self._running.values():
            download.stop()
