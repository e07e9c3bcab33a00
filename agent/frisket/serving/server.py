"""The agent's front door: one listener on loopback, one session a connection, an orderly end.

Who gets in (SPEC section 8): loopback only; one `Host` that names this listener; no `Origin` that a
web page could have. Whatever is wrong there, and a wrong token in the head, is refused before the
upgrade; a client that shows its token in `hello` has it checked there (`greeting`).
"""

from __future__ import annotations

import asyncio
import contextlib
import http
import logging
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from frisket import __version__, installation
from frisket.config import Settings
from frisket_protocol import discovery
from frisket_protocol.discovery import Discovery
from frisket_protocol.errors import FailedPrecondition, FrisketError
from frisket_protocol.messages import SUBPROTOCOL
from frisket_protocol.watch import Watch

from .agent import Agent
from .greeting import HELLO_BYTES, is_token
from .session import REFUSAL_SECONDS, Session
from .strangers import AT_ONCE, Strangers, watched
from .worker import WARMING

HOST = "127.0.0.1"
CONNECTIONS_MAX = 32
LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}")
"""Names of this computer, whatever the port."""
OPEN_SECONDS = 5.0
STOP_SECONDS = 5.0
REST_CHECKS = 10
"""How often models are looked at in the time after which an idle one is unloaded."""

log = logging.getLogger("frisket.server")


async def run(settings: Settings, ready: Callable[[Discovery], None]) -> None:
    """Serve until told to stop. `ready` is called once clients can connect.

    Raises FailedPrecondition when this user's agent is running already, or the runtime folder is
    not safe to use.
    """
    with contextlib.ExitStack() as held:
        if settings.discoverable:
            lock = discovery.lock()
            if lock is None:
                frisket = installation.here().frisket
                raise FailedPrecondition(
                    "The frisket agent is running already.",
                    detail="running",
                    hint=f"{frisket('status')} shows it, {frisket('stop')} ends it.",
                )
            held.enter_context(lock)
        agent = Agent(settings)
        async with listening(agent) as found:
            _stop_on_signals(agent)
            if settings.discoverable:
                discovery.write(found)
                held.callback(discovery.remove, agent.epoch)
            ready(found)
            await agent.stopping.wait()


@contextlib.asynccontextmanager
async def listening(agent: Agent) -> AsyncIterator[Discovery]:
    """The listener, and what a client needs to know to reach it; ends every session at its end."""
    door = Door(agent)
    server = await serve(
        door.handle,
        HOST,
        agent.settings.port,
        create_connection=watched(door.strangers),
        backlog=AT_ONCE,
        process_request=door.check,
        select_subprotocol=_subprotocol,
        compression=None,
        max_size=HELLO_BYTES,
        max_queue=4,
        ping_interval=None,
        open_timeout=OPEN_SECONDS,
        close_timeout=1,
        server_header=None,
    )
    door.port = server.sockets[0].getsockname()[1]
    warming = asyncio.create_task(_warm(agent))
    idle = asyncio.create_task(_leave_when_idle(agent))
    resting = asyncio.create_task(_rest(agent))
    try:
        yield Discovery(
            HOST,
            door.port,
            agent.token,
            os.getpid(),
            __version__,
            agent.epoch,
            int(time.time() * 1000),
        )
    finally:
        idle.cancel()
        resting.cancel()
        warming.cancel()
        await _close(server, door, agent)


class Door:
    """Lets connections in, and knows who is inside."""

    def __init__(self, agent: Agent) -> None:
        self.port = 0
        self.sessions: set[Session] = set()
        self.strangers = Strangers()
        self._agent = agent

    async def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse a handshake, or let it go on by returning None."""
        status = self._fault(request)
        if status is None:
            if "Authorization" in request.headers:
                self.strangers.leave(connection)
            return None
        if status is http.HTTPStatus.UNAUTHORIZED:
            await asyncio.sleep(REFUSAL_SECONDS)
        log.info("a handshake was refused: %d", status)
        return connection.respond(status, f"{status.phrase}{self._advice(request, status)}\n")

    async def handle(self, connection: ServerConnection) -> None:
        """One connection from its hello to its end."""
        session = Session(connection, self._agent)
        has_token = connection.request is not None and "Authorization" in connection.request.headers
        self._agent.arrived()
        try:
            if await session.greet(has_token):
                self.strangers.leave(connection)
                self.sessions.add(session)
                await session.run()
        except ConnectionClosed:
            log.debug("a connection ended in between")
        finally:
            self.sessions.discard(session)
            self._agent.left()

    def _names(self) -> list[str]:
        """What a client may call this agent in a Host field."""
        own = [f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")]
        return own + list(self._agent.settings.hosts)

    def _advice(self, request: Request, status: http.HTTPStatus) -> str:
        """What to do about it, for a person whose tunnel begins at another port."""
        called = ",".join(request.headers.get_all("Host")).lower()
        if status != http.HTTPStatus.FORBIDDEN or called in self._names():
            return ""
        if not LOCAL.fullmatch(called):
            return ""
        return (
            f": this agent is 127.0.0.1:{self.port}, not {called}. Let the tunnel begin at port "
            f"{self.port} too, or start the agent with --allow-host {called}"
        )

    def _fault(self, request: Request) -> http.HTTPStatus | None:
        headers = request.headers
        own = self._names()
        hosts = headers.get_all("Host")
        if len(hosts) != 1 or hosts[0].lower() not in own:
            return http.HTTPStatus.FORBIDDEN
        # A page in a browser always has an http(s) origin; some editors send their own ws one.
        if any(
            origin not in [f"ws://{host}" for host in own] for origin in headers.get_all("Origin")
        ):
            return http.HTTPStatus.FORBIDDEN
        if request.path != "/":
            return http.HTTPStatus.NOT_FOUND
        shown = headers.get_all("Authorization")
        if shown and (len(shown) > 1 or not is_token(shown[0], f"Bearer {self._agent.token}")):
            return http.HTTPStatus.UNAUTHORIZED
        # Strangers count for nothing here: only who holds the token can keep others out.
        if len(self.sessions) >= CONNECTIONS_MAX:
            return http.HTTPStatus.SERVICE_UNAVAILABLE
        return None


def _subprotocol(
    connection: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    # Offered where a client can, never demanded: some editors' sockets cannot.
    return Subprotocol(SUBPROTOCOL) if SUBPROTOCOL in offered else None


def _stop_on_signals(agent: Agent) -> None:
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)  # its terminal is closed, and no `nohup` keeps it
    for number in numbers:
        try:
            loop.add_signal_handler(number, agent.stop)
        except NotImplementedError:
            # Windows: no handlers in the loop. The handler may run in between two of its steps.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(agent.stop))


async def _warm(agent: Agent) -> None:
    """Load what the first request will need, while nobody waits for it."""
    try:
        watch = Watch()
        await agent.worker.run(WARMING, lambda: agent.service().warm(watch), watch, WARMING)
    except FrisketError as error:
        log.warning("warming up failed: %s", error)
    except Exception:
        log.exception("warming up failed")


async def _rest(agent: Agent) -> None:
    """Let go of models, pictures and masks that nobody uses: the memory is for other programs."""
    seconds = agent.settings.unload_after
    while True:
        await asyncio.sleep(seconds / REST_CHECKS)
        if agent.worker.queued:
            continue  # what is at work has its models, however long it takes
        if agent.pool is not None and agent.pool.nbytes:
            idle = await agent.worker.run("rest", lambda: agent.service().rest(seconds), Watch())
            if idle:
                log.info("nobody used %s for %g s: unloaded", ", ".join(idle), seconds)
        if agent.is_idle(seconds) and not agent.is_rested:
            agent.store.clear()  # clients send again what they need
            await agent.worker.run("rest", lambda: agent.service().forget(), Watch())
            agent.is_rested = agent.is_idle(seconds)
            log.info(
                "nobody asked for anything for %g s: pictures and masks are forgotten", seconds
            )


async def _leave_when_idle(agent: Agent) -> None:
    if agent.settings.idle_exit is None:
        return
    while True:
        await agent.nobody_here.wait()
        try:
            async with asyncio.timeout(agent.settings.idle_exit):
                await agent.somebody_here.wait()
        except TimeoutError:
            log.info("nobody was here for %g s", agent.settings.idle_exit)
            agent.stop()
            return


async def _close(server: Server, door: Door, agent: Agent) -> None:
    """Take nobody in any more, let everybody finish, say goodbye."""
    server.close(close_connections=False)
    leaving = [session.leave("The agent is stopping.", STOP_SECONDS) for session in door.sessions]
    await asyncio.gather(*leaving, return_exceptions=True)
    await server.wait_closed()
    agent.close()
