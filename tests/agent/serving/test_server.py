"""Who is let in, and how the agent comes and goes: real sockets, real processes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from frisket.config import Settings
from frisket.serving import outbox, server
from frisket_protocol import Box, Client, Prompt, Software, Watch, discovery
from frisket_protocol.channel import SocketChannel
from frisket_protocol.errors import (
    AgentNotRunning,
    ConnectionLost,
    FailedPrecondition,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
    VersionMismatch,
)
from frisket_protocol.messages import Bye, Data, Error, Hello, Request, Welcome
from frisket_protocol.requests import Status, StatusReport
from gated import gated_agent
from pictures_of import Layer, plain
from raw_client import RawClient
from running import Running, running

VECTORS = Path(__file__).parents[3] / "protocol" / "vectors"
HANDSHAKES = json.loads((VECTORS / "handshakes.json").read_text("utf-8"))
SOFTWARE = Software("test", "1")


@pytest.mark.parametrize("vector", HANDSHAKES, ids=lambda vector: vector["name"])
def test_handshakes(served: Running, vector: dict[str, object]) -> None:
    request = str(vector["request"])
    request = request.replace("{port}", str(served.found.port))
    request = request.replace("{token}", served.found.token)
    with socket.create_connection((served.found.host, served.found.port), timeout=20) as raw:
        raw.sendall(request.encode("latin-1"))
        answer = raw.recv(4096)
    status = int(answer.split()[1]) if answer else 0
    assert status == vector["status"]


def test_nothing_but_loopback_listens(served: Running) -> None:
    listening = [
        connection.laddr.ip
        for connection in psutil.Process().net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_the_token_may_come_with_the_handshake(served: Running) -> None:
    with RawClient(served.found, token=served.found.token) as raw:
        raw.hello("")
        assert isinstance(raw.next(), Welcome)


@pytest.mark.parametrize("token", ["", "x", "ä" * 20, "x" * 3000])
def test_a_wrong_token_is_refused_with_a_sentence(served: Running, token: str) -> None:
    with RawClient(served.found) as raw:
        raw.hello(token)
        refused = raw.next()
        assert isinstance(refused, Error)
        assert refused.error.code == "unauthenticated.token"
        assert isinstance(raw.next(), Bye)
        assert raw.next() is None


def test_a_client_with_a_wrong_token_raises(served: Running) -> None:
    found = discovery.Discovery(served.found.host, served.found.port, "wrong", 1, "", "", 0)
    with pytest.raises((Unauthenticated, PermissionDenied)):
        SocketChannel(found, SOFTWARE)


@pytest.mark.parametrize(
    "message", [Request(1, "status"), Data(1, 0), Bye()], ids=["request", "data", "bye"]
)
def test_nothing_is_answered_before_hello(served: Running, message: Request | Data | Bye) -> None:
    with RawClient(served.found) as raw:
        raw.send(message)
        refused = raw.next()
        assert isinstance(refused, Error)
        assert refused.error.code == "unauthenticated.hello"


def test_a_first_message_over_four_kilobytes_is_not_read(served: Running) -> None:
    with RawClient(served.found) as raw:
        raw.send_packet(bytes(5000))
        assert raw.next() is None
        assert raw.close_code == 1009


def test_another_version_is_told_which_side_to_update(served: Running) -> None:
    with RawClient(served.found) as raw:
        raw.hello(served.found.token, versions=(2, 3))
        refused = raw.next()
    assert isinstance(refused, Error)
    assert refused.error.code == "failed_precondition.version"
    assert refused.error.hint == "Update the agent."


def test_a_client_of_another_version_raises(
    served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frisket_protocol.conversation.PROTOCOL_VERSION", 7)
    with pytest.raises(VersionMismatch, match="Update the agent"):
        SocketChannel(served.found, SOFTWARE)


def test_clients_beyond_the_limit_are_turned_away() -> None:
    """Those with the token; how strangers are held off, `test_strangers` says."""
    with running() as served, contextlib.ExitStack() as stack:
        for _ in range(server.CONNECTIONS_MAX):
            stack.enter_context(served.client())
        with pytest.raises(Unavailable):
            served.client()


def test_who_says_nothing_is_shown_out(served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frisket.serving.session.HELLO_SECONDS", 0.05)
    with RawClient(served.found) as raw:
        refused = raw.next()
        assert isinstance(refused, Error)
        assert refused.error.code == "unauthenticated.hello"


def test_a_client_that_never_reads_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frisket.serving.outbox.SEND_SECONDS", 0.2)
    with running() as served, RawClient(served.found) as raw:
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.hello(served.found.token)
        raw.next()
        mask = bytes(64 * 64)
        sha256 = hashlib.sha256(mask).digest()
        put = {"width": 64, "height": 64, "format": "gray8", "sha256": sha256}
        raw.send(Request(1, "image.put", put))
        raw.next()
        raw.send(Data(1, 0), mask)
        everything = {
            "masks": [{"sha256": sha256}],
            "layer": {"width": 8000, "height": 8000},
            "operations": {"invert": True},
        }
        raw.send(Request(2, "edit", everything))
        served.wait_until_alone()


def test_the_token_never_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with running() as served:
        with RawClient(served.found, token=served.found.token) as raw:
            raw.hello(served.found.token)
            raw.next()
            raw.send_packet(b"broken")
            raw.next()
        token = served.found.token
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("frisket")]
    assert not [line for line in ours if token in line]


# --- coming and going ---


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    agent = start()
    yield agent
    agent.kill()
    agent.wait()


def start(*arguments: str) -> subprocess.Popen[str]:
    """`frisket serve` with fake models, ready to be connected to."""
    command = [sys.executable, "-m", "frisket", "serve", "--models", "fake", *arguments]
    agent = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ
    )
    assert agent.stdout is not None
    line = agent.stdout.readline()
    assert "ready on 127.0.0.1:" in line
    agent.stdout.close()
    return agent


def ask(client: Client) -> None:
    layer = client.open(Layer(plain(60, 40)))
    assert layer.segment(Prompt(boxes=(Box(5, 5, 30, 30),)), recipe="fake").masks


def test_without_an_agent_a_client_says_so(runtime: Path) -> None:
    with pytest.raises(AgentNotRunning, match="frisket serve"):
        Client.connect(SOFTWARE)


def test_an_agent_is_found_and_answers(process: subprocess.Popen[str]) -> None:
    with Client.connect(SOFTWARE) as client:
        ask(client)


def test_a_second_agent_is_refused(process: subprocess.Popen[str]) -> None:
    command = [sys.executable, "-m", "frisket", "serve"]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert second.returncode == 1
    assert "running already" in second.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_agent_in_order(
    process: subprocess.Popen[str], number: signal.Signals
) -> None:
    process.send_signal(number)
    assert process.wait(20) == 0
    assert discovery.read() is None


def test_a_stopping_agent_says_goodbye(process: subprocess.Popen[str]) -> None:
    found = discovery.read()
    assert found is not None
    with RawClient(found) as raw:
        raw.hello(found.token)
        raw.next()
        process.terminate()
        assert isinstance(raw.next(), Bye)
        assert raw.next() is None


def test_an_agent_that_was_killed_is_replaced_and_found_again(
    process: subprocess.Popen[str],
) -> None:
    with Client.connect(SOFTWARE) as client:
        ask(client)
        epoch = client.welcome.epoch
        process.kill()
        process.wait()
        with pytest.raises(AgentNotRunning):
            ask(client)
        second = start()
        try:
            ask(client)
            assert client.welcome.epoch != epoch
        finally:
            second.kill()
            second.wait()


def test_an_agent_killed_in_the_middle_of_a_request_is_a_lost_connection(
    process: subprocess.Popen[str],
) -> None:
    found = discovery.read()
    assert found is not None
    channel = SocketChannel(found, SOFTWARE)
    process.send_signal(signal.SIGSTOP)
    outcome: list[BaseException] = []

    def ask_status() -> None:
        try:
            channel.ask(Status(), watch=Watch())
        except ConnectionLost as lost:
            outcome.append(lost)

    asking = threading.Thread(target=ask_status)
    asking.start()
    process.kill()
    process.send_signal(signal.SIGCONT)
    asking.join(20)
    channel.close()
    assert [type(error) for error in outcome] == [ConnectionLost]


def test_an_idle_agent_leaves() -> None:
    agent = start("--idle-exit", "0.2")
    assert agent.wait(20) == 0


def test_an_agent_with_a_client_is_not_idle() -> None:
    agent = start("--idle-exit", "0.2")
    with Client.connect(SOFTWARE) as client:
        with pytest.raises(subprocess.TimeoutExpired):
            agent.wait(0.6)
        report = client.ask(Status())
        assert isinstance(report, StatusReport)
        assert report.connections == 1
    assert agent.wait(20) == 0


def test_settings_of_a_test_do_not_touch_the_users_agent(runtime: Path) -> None:
    with running(Settings(models="fake", discoverable=False)):
        assert not (runtime / discovery.FILE_NAME).exists()


def test_hello_is_what_the_types_say() -> None:
    assert "secret" not in repr(Hello((1,), SOFTWARE, "secret"))


# --- through a tunnel ---


def handshake(served: Running, host: str) -> bytes:
    """What the agent answers to a client that calls it by this address."""
    request = (
        f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    with socket.create_connection((served.found.host, served.found.port), timeout=20) as raw:
        raw.sendall(request.encode())
        return raw.recv(4096)


def test_a_tunnel_from_another_port_is_told_what_to_do(served: Running) -> None:
    answer = handshake(served, "127.0.0.1:1").decode()
    assert " 403 " in answer.splitlines()[0]
    assert f"Let the tunnel begin at port {served.found.port} too" in answer
    assert "--allow-host 127.0.0.1:1" in answer
    assert "--allow-host" not in handshake(served, "evil.example:1").decode()


def test_an_allowed_address_is_let_in_and_no_other() -> None:
    settings = Settings(models="fake", discoverable=False, hosts=("127.0.0.1:1", "far:2"))
    with running(settings) as served:
        for host in ("127.0.0.1:1", "far:2", f"127.0.0.1:{served.found.port}"):
            assert b" 101 " in handshake(served, host)
        for host in ("127.0.0.1:2", "far:1", "far", "xfar:2"):
            assert b" 403 " in handshake(served, host)


# --- what stays in memory ---


def test_pictures_are_forgotten_when_nobody_asks_for_anything() -> None:
    settings = Settings(models="fake", discoverable=False, unload_after=0.5)
    with running(settings) as served, served.client() as client:
        ask(client)
        while not served.agent.is_rested:
            assert isinstance(client.ask(Status()), StatusReport)  # which is no work
        report = client.ask(Status())
        assert isinstance(report, StatusReport)
        assert (report.images, report.images_bytes, report.embeddings_bytes) == (0, 0, 0)
        ask(client)  # and sent again without anybody's noticing


def test_a_client_that_reads_nothing_has_no_more_made_for_it() -> None:
    with running() as served, RawClient(served.found) as raw, served.client() as other:
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.hello(served.found.token)
        raw.next()
        mask = bytes(64 * 64)
        sha256 = hashlib.sha256(mask).digest()
        put = {"width": 64, "height": 64, "format": "gray8", "sha256": sha256}
        raw.send(Request(1, "image.put", put))
        raw.next()
        raw.send(Data(1, 0), mask)
        size = 4096 * 4096
        everything = {
            "masks": [{"sha256": sha256}],
            "layer": {"width": 4096, "height": 4096},
            "operations": {"invert": True},
        }
        for id in range(2, 42):
            raw.send(Request(id, "edit", everything))
        # One is being made when the last one is ready.
        most = outbox.UNREAD_MAX + 2 * size
        seen = []
        while len(seen) < 100 or seen[-1] < outbox.UNREAD_MAX:
            report = other.ask(Status())
            assert isinstance(report, StatusReport)
            seen.append(report.unread_bytes)
        assert max(seen) <= most


# --- the client's side of it ---


def test_an_answer_that_was_begun_comes_also_after_the_goodbye() -> None:
    agent, gate = gated_agent()
    with running(agent=agent) as served, served.client() as client:
        masks: list[object] = []

        def segment() -> None:
            layer = client.open(Layer(plain(60, 40)))
            masks.extend(layer.segment(Prompt(boxes=(Box(5, 5, 30, 30),)), recipe="fake").masks)

        asking = threading.Thread(target=segment)
        asking.start()
        assert gate.reached.acquire(timeout=20)
        with RawClient(served.found) as raw:
            raw.hello(served.found.token)
            raw.next()
            raw.send(Request(1, "stop"))
            while not isinstance(raw.next(), Bye):
                pass
        gate.open.release()
        asking.join(20)
        assert len(masks) == 1


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "0.0.0.0", "127.0.0.1.example.org"])
def test_the_token_is_not_taken_to_another_computer(host: str) -> None:
    found = discovery.Discovery(host, 9, "secret", 1, "", "", 0)
    with pytest.raises(FailedPrecondition, match="not this computer"):
        SocketChannel(found, SOFTWARE)
