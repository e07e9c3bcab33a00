"""Whoever has the token comes in, whatever others hold open, and however many they are."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from frisket.serving.strangers import STRANGERS_MAX, Strangers
from frisket_protocol import Client
from frisket_protocol.discovery import Discovery
from frisket_protocol.messages import Welcome
from frisket_protocol.requests import Status, StatusReport
from raw_client import RawClient
from running import Running, running

MANY = 3 * STRANGERS_MAX
HEAD = "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
)
STRANGERS = {
    "half open": "",
    "a slow head": HEAD,
    "no hello": HEAD + UPGRADE + "\r\n",
    "half a hello": HEAD + UPGRADE + "\r\n\x82\xfe\x0f\x00abcd",
    "a wrong token": HEAD + UPGRADE + "Authorization: Bearer wrong\r\n\r\n",
    "a wrong host": "GET / HTTP/1.1\r\nHost: evil.example\r\n" + UPGRADE + "\r\n",
}


@contextlib.contextmanager
def held(found: Discovery, said: list[str], many: int) -> Iterator[list[socket.socket]]:
    """Strangers who say this much and stay."""
    with contextlib.ExitStack() as stack:
        strangers = []
        for number in range(many):
            stranger = stack.enter_context(socket.create_connection((found.host, found.port), 20))
            text = said[number % len(said)].replace("{port}", str(found.port))
            with contextlib.suppress(OSError):  # it may have been cut off already
                stranger.sendall(text.encode("latin-1"))
            strangers.append(stranger)
        yield strangers


def enters(served: Running) -> None:
    """With the token in the handshake, and with the token in hello."""
    with served.client() as client:
        assert isinstance(client.ask(Status()), StatusReport)
    with RawClient(served.found) as raw:
        raw.hello(served.found.token)
        assert isinstance(raw.next(), Welcome)


@pytest.mark.parametrize("said", [[text] for text in STRANGERS.values()], ids=list(STRANGERS))
def test_the_token_enters_whoever_holds_the_door(said: list[str]) -> None:
    with running() as served, held(served.found, said, MANY):
        began = time.monotonic()
        enters(served)
        assert time.monotonic() - began < 3  # nobody has been waited for


def test_the_token_enters_while_strangers_of_all_kinds_keep_coming() -> None:
    with running() as served, contextlib.ExitStack() as stack:
        over = threading.Event()

        def keep_coming() -> None:
            while not over.is_set():
                with held(served.found, list(STRANGERS.values()), 2 * len(STRANGERS)):
                    pass

        coming = threading.Thread(target=keep_coming)
        coming.start()
        stack.callback(coming.join)
        stack.callback(over.set)
        for _ in range(20):
            enters(served)


def test_who_is_inside_stays_while_strangers_come() -> None:
    with running() as served, served.client() as client, held(served.found, [""], MANY):
        assert isinstance(client.ask(Status()), StatusReport)


def test_only_so_many_strangers_are_held() -> None:
    with running() as served, held(served.found, [HEAD], MANY) as strangers:
        enters(served)  # the agent has seen all of them by now
        for first in strangers[: MANY - STRANGERS_MAX - 2]:
            first.settimeout(20)
            with contextlib.suppress(ConnectionError):
                assert first.recv(100) == b""


def test_clients_within_the_limit_are_not_counted_as_strangers() -> None:
    with running() as served, contextlib.ExitStack() as stack:
        clients: list[Client] = [stack.enter_context(served.client()) for _ in range(20)]
        with held(served.found, list(STRANGERS.values()), MANY):
            assert all(isinstance(client.ask(Status()), StatusReport) for client in clients)


def test_the_first_to_come_is_the_first_to_go() -> None:
    class Line:
        def __init__(self, name: str) -> None:
            self.transport, self.name = self, name

        def abort(self) -> None:
            gone.append(self.name)

    gone: list[str] = []
    strangers = Strangers(2)
    first, second, third, fourth = (Line(name) for name in "abcd")
    for line in (first, second, third):
        strangers.arrive(line)  # type: ignore[arg-type]
    strangers.leave(second)  # type: ignore[arg-type]
    strangers.arrive(fourth)  # type: ignore[arg-type]
    assert gone == ["a"]
    assert len(strangers) == 2
