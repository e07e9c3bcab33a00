"""A real agent in a thread of the test's own process, on a port that the system chose."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from frisket.config import Settings
from frisket.serving import server
from frisket.serving.agent import Agent
from frisket_protocol import Client, Software
from frisket_protocol.channel import SocketChannel
from frisket_protocol.discovery import Discovery

SOFTWARE = Software("test", "1")


@dataclass(frozen=True)
class Running:
    """The agent, how to reach it, and the loop that it lives in."""

    agent: Agent
    found: Discovery
    loop: asyncio.AbstractEventLoop

    def channel(self, capabilities: dict[str, dict[str, object]] | None = None) -> SocketChannel:
        """A connection of its own."""
        return SocketChannel(self.found, SOFTWARE, capabilities)

    def client(self) -> Client:
        """A client with a connection of its own."""
        return Client(self.channel)

    def wait_until_alone(self) -> None:
        """Until the agent has noticed that every client has gone."""
        waiting = asyncio.run_coroutine_threadsafe(self.agent.nobody_here.wait(), self.loop)
        waiting.result(20)


@contextmanager
def running(settings: Settings | None = None, agent: Agent | None = None) -> Iterator[Running]:
    """An agent that serves until the block ends."""
    started: list[Running] = []
    ready = threading.Event()
    failures: list[BaseException] = []

    async def serve() -> None:
        served = agent or Agent(settings or Settings(models="fake", discoverable=False))
        async with server.listening(served) as found:
            started.append(Running(served, found, asyncio.get_running_loop()))
            ready.set()
            await served.stopping.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as failure:
            failures.append(failure)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="agent")
    thread.start()
    ready.wait(20)
    if failures:
        raise failures[0]
    try:
        yield started[0]
    finally:
        # It may have been told to stop before, and be gone.
        with suppress(RuntimeError):
            started[0].loop.call_soon_threadsafe(started[0].agent.stop)
        thread.join(20)
    assert not thread.is_alive(), "the agent stops when it is told to"
    if failures:
        raise failures[0]
