"""One client's conversation with the agent: message in, answer out.

Every request gets exactly one final answer. This is the one place where exceptions become errors
on the wire; what a client may not know goes to the log instead.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any, cast

from websockets.asyncio.server import ServerConnection

from frisket.models.files import token
from frisket_protocol import codec
from frisket_protocol.errors import (
    FrisketError,
    Internal,
    InvalidArgument,
    ResourceExhausted,
    Unauthenticated,
    Unimplemented,
)
from frisket_protocol.messages import (
    Bye,
    Cancel,
    Data,
    Error,
    Message,
    Reply,
    Request,
)
from frisket_protocol.parts import PACKET_MAX, Encoding, Failure, ImageRef
from frisket_protocol.raster import Buffer
from frisket_protocol.requests import (
    METHODS,
    ImagePut,
    LoggedIn,
    ModelsList,
    ModelsLogIn,
    ModelsPull,
    Params,
    Recipes,
    RecipesList,
    Result,
    Status,
    Stop,
    Stopping,
)
from frisket_protocol.watch import Watch

from .agent import Agent
from .greeting import check_hello
from .outbox import Outbox
from .store import Stored
from .uploads import Uploads
from .worker import WARMING, wanted

HELLO_SECONDS = 3.0
REFUSAL_SECONDS = 0.15
"""A wrong token is answered late, so that nobody tries many."""
GOING_AWAY, VIOLATION = 1001, 1008

log = logging.getLogger("frisket.session")


class Session:
    """One connection, from hello to its end."""

    def __init__(self, connection: ServerConnection, agent: Agent) -> None:
        self._connection = connection
        self._agent = agent
        self._encoding: Encoding = "raw"
        self._last_id = 0
        self._watches: dict[int, Watch] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._uploads = Uploads(agent.store, agent.limits)
        self._outbox = Outbox(connection, agent.limits.chunk_bytes)
        agent.outboxes.add(self._outbox)

    async def greet(self, has_token: bool) -> bool:
        """Read the hello and welcome the client. False when it was refused, and told why."""
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                packet = await self._connection.recv(decode=False)
            hello = check_hello(packet, self._agent.token, has_token)
        except FrisketError as error:
            if isinstance(error, Unauthenticated):
                await asyncio.sleep(REFUSAL_SECONDS)
            await self._refuse(error)
            return False
        except TimeoutError:
            await self._refuse(Unauthenticated("No hello came in time.", detail="hello"))
            return False
        # From here on the client is known; its packets may be of full size.
        self._connection.protocol.max_message_size = PACKET_MAX
        self._encoding = "zlib" if "zlib" in hello.capabilities else "raw"
        await self._outbox.send(self._agent.welcome())
        return True

    async def run(self) -> None:
        """Answer requests until the connection ends; then stop what was being done for it."""
        sender = asyncio.create_task(self._outbox.send_progress())
        try:
            async for packet in self._connection:
                self._receive(packet)
        except FrisketError as error:
            await self._refuse(error)
        finally:
            sender.cancel()
            for watch in self._watches.values():
                watch.cancel("disconnected")
            self._uploads.give_up()

    async def leave(self, reason: str, patience: float) -> None:
        """Say goodbye, and give what runs `patience` seconds to end."""
        await self._outbox.send(Bye(reason))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for watch in self._watches.values():
            watch.cancel("stopping")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)
        await self._connection.close(GOING_AWAY, reason)

    # --- messages in ---

    def _receive(self, packet: str | bytes) -> None:
        if isinstance(packet, str):
            raise InvalidArgument("Messages are binary, not text.", detail="packet")
        message, payload = codec.decode(packet)
        if isinstance(message, Data):
            arrived = self._uploads.add(message, payload)
            if arrived is not None:
                self._begin(arrived)
        elif isinstance(message, Request):
            self._receive_request(message)
        elif isinstance(message, Cancel):
            if message.id in self._watches:
                self._watches[message.id].cancel()
        else:
            raise InvalidArgument(
                "After its hello a client sends requests, data and cancels.", detail="message_type"
            )

    def _receive_request(self, request: Request) -> None:
        if request.id <= self._last_id:
            raise InvalidArgument("The ids of requests must rise.", detail="id")
        self._last_id = request.id
        watch = Watch(self._outbox.progress_of(request.id), self._outbox.bytes_of(request.id))
        self._watches[request.id] = watch
        self._begin(self._answer(request, watch))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- answers out ---

    async def _answer(self, request: Request, watch: Watch) -> None:
        """The one place where a request ends: with its reply or with its error."""
        try:
            result, payload = await self._outcome(request, watch)
            answer: Message = _reply(request.id, result, payload)
        except FrisketError as error:
            answer, payload = Error(_failure(error), request.id), []
        except Exception:
            log.exception("request %d (%s) failed", request.id, request.method[:40])
            fault = Internal(
                "The agent ran into a fault of its own.",
                hint=f"Its log has the rest: {self._agent.settings.log}",
            )
            answer, payload = Error(_failure(fault), request.id), []
        finally:
            del self._watches[request.id]
            self._agent.worker.leave((id(self), request.slot), watch)
            self._outbox.end(request.id)
        await self._outbox.send(answer, payload)

    async def _outcome(self, request: Request, watch: Watch) -> tuple[Result, Sequence[Buffer]]:
        if len(self._watches) > self._agent.limits.requests:
            raise ResourceExhausted(
                "Too many requests at once.", detail="requests", retry="after", after_ms=1000
            )
        if request.method not in METHODS:
            raise Unimplemented(
                f"This agent has no method {request.method!r:.60}.", hint="Update the agent."
            )
        kind = METHODS[request.method][0]
        params = cast(Params, codec.from_map(cast(Any, kind), request.params, "params"))
        if isinstance(params, ImagePut):
            self._agent.asked()
            return await self._uploads.announce(request.id, params), []
        result = self._at_once(params) or await self._apart(params, watch)
        if result is not None:
            return result, []
        if request.slot:
            # Now, and not when its pictures have been checked: an older request may wait for that.
            self._agent.worker.take((id(self), request.slot), watch)
        stored = await wanted(self._stored(params), watch)

        def work() -> tuple[Result, Sequence[Buffer]]:
            service = self._agent.service()
            answered = service.answer(
                params,
                lambda ref: stored[ref.sha256].raster(ref.frame),
                watch,
                self._encoding,
            )
            return answered.result, answered.payload

        self._agent.asked()
        if self._agent.worker.running == WARMING:
            # The client would rather hear that than nothing for a second.
            watch.step("load")
        worker = self._agent.worker
        return await worker.run(request.method, work, watch, id(self), self._outbox.room)

    async def _stored(self, params: Params) -> dict[bytes, Stored]:
        """Every image that a request names, by its hash."""
        return {ref.sha256: await self._uploads.image(ref.sha256) for ref in _refs(params)}

    def _at_once(self, params: Params) -> Result | None:
        """The result of what needs no worker, or None."""
        agent = self._agent
        if isinstance(params, RecipesList):
            return Recipes(agent.recipe_infos())
        if isinstance(params, ModelsList):
            return agent.models()
        if isinstance(params, Status):
            return agent.status()
        if isinstance(params, Stop):
            agent.stop()
            return Stopping()
        return None

    async def _apart(self, params: Params, watch: Watch) -> Result | None:
        """The result of what waits for a network, and keeps nobody else waiting; or None."""
        if isinstance(params, ModelsPull):
            return await self._agent.pull(params, watch)
        if isinstance(params, ModelsLogIn):
            return LoggedIn(await wanted(asyncio.to_thread(token.keep, params.token), watch))
        return None

    async def _refuse(self, error: FrisketError) -> None:
        """Tell the client why the connection ends, and end it."""
        await self._outbox.send(Error(_failure(error)))
        await self._outbox.send(Bye(error.message))
        await self._connection.close(VIOLATION, error.wire_code)


def _reply(id: int, result: Result, payload: Sequence[Buffer]) -> Reply:
    """The reply, if it can be sent. Raises ResourceExhausted when its header is too large."""
    reply = Reply(id, codec.to_map(result), sum(len(memoryview(buffer)) for buffer in payload))
    try:
        codec.encode(reply)
    except InvalidArgument:
        raise ResourceExhausted(
            "There are more objects in the answer than fit into one message.",
            detail="reply_too_large",
            hint="Ask for fewer with a limit.",
        ) from None
    return reply


def _refs(value: Any) -> Iterator[ImageRef]:
    """Every image that a request names."""
    if isinstance(value, ImageRef):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _refs(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _refs(getattr(value, field.name))


def _failure(error: FrisketError) -> Failure:
    return Failure(error.wire_code, error.message, error.hint, error.retry, error.after_ms)
