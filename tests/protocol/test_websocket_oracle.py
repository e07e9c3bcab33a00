"""The client's half of a WebSocket against `websockets`, on random input."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, Protocol
from websockets.server import ServerProtocol

from frisket_protocol.errors import FrisketError
from frisket_protocol.raster import Buffer
from frisket_protocol.websocket import (
    Closed,
    Event,
    Message,
    Opened,
    Ping,
    Pong,
    ProtocolError,
    WebSocket,
)

LIMIT = 1 << 17
EDGES = [0, 1, 2, 3, 4, 5, 124, 125, 126, 127, 65534, 65535, 65536, 65537]

sizes = st.sampled_from(EDGES) | st.integers(0, 600)
randoms = st.integers(0, 2**32).map(Random)
quick = settings(max_examples=80, deadline=None)


def connected() -> tuple[WebSocket, ServerProtocol]:
    websocket = WebSocket("127.0.0.1:4000", token="s3cret", max_message=LIMIT)
    server = ServerProtocol(subprotocols=["v1.frisket"], max_size=None)
    server.receive_data(websocket.request())
    (request,) = server.events_received()
    server.send_response(server.accept(request))
    assert websocket.receive(b"".join(server.data_to_send())) == [Opened("v1.frisket")]
    return websocket, server


def pieces(data: Buffer, random: Random) -> Iterator[memoryview]:
    """`data` cut at random places, sometimes into single bytes and empty pieces."""
    count = random.choice([0, 1, 2, 5, 40])
    near_the_start = [random.randint(0, min(20, len(data))) for _ in range(count)]
    anywhere = [random.randint(0, len(data)) for _ in range(count)]
    cuts = sorted([0, *near_the_start, *anywhere, len(data)])
    yield from (memoryview(data)[start:end] for start, end in pairwise(cuts))


def receive(websocket: WebSocket, data: Buffer, random: Random) -> list[Event]:
    return [event for piece in pieces(data, random) for event in websocket.receive(piece)]


def frames_seen(server: ServerProtocol, data: Sequence[Buffer], random: Random) -> list[Frame]:
    for piece in pieces(b"".join(data), random):
        server.receive_data(bytes(piece))
    assert server.parser_exc is None
    return [event for event in server.events_received() if isinstance(event, Frame)]


@quick
@given(st.lists(st.lists(sizes, max_size=4), min_size=1, max_size=4), randoms)
def test_websockets_reads_what_is_sent(messages: list[list[int]], random: Random) -> None:
    websocket, server = connected()
    parts = [[random.randbytes(size) for size in message] for message in messages]
    data = [buffer for message in parts for buffer in websocket.send(message)]
    seen = frames_seen(server, data, random)
    assert [(frame.opcode, frame.fin) for frame in seen] == [(Opcode.BINARY, True)] * len(parts)
    assert [bytes(frame.data) for frame in seen] == [b"".join(message) for message in parts]


@quick
@given(st.lists(sizes, min_size=1, max_size=4), randoms)
def test_what_websockets_sends_is_read(messages: list[int], random: Random) -> None:
    """Fragmented anyhow, with pings between the fragments, in segments of any size."""
    websocket, server = connected()
    expected: list[Event] = []
    for size in messages:
        data = random.randbytes(size)
        fragments = [bytes(piece) for piece in pieces(data, random)]
        for index, fragment in enumerate(fragments):
            if random.random() < 0.3:
                expected.append(Ping(random.randbytes(random.choice([0, 4, 125]))))
                server.send_ping(expected[-1].payload)
            send = server.send_continuation if index else server.send_binary
            send(fragment, fin=index == len(fragments) - 1)
        expected.append(Message(data))
    assert receive(websocket, b"".join(server.data_to_send()), random) == expected


@quick
@given(st.lists(st.binary(max_size=125), min_size=1, max_size=5), randoms)
def test_websockets_reads_the_pong_for_the_newest_ping(
    payloads: list[bytes], random: Random
) -> None:
    websocket, server = connected()
    for payload in payloads:
        server.send_ping(payload)
    receive(websocket, b"".join(server.data_to_send()), random)
    seen = frames_seen(server, websocket.to_send(), random)
    assert seen == [Frame(Opcode.PONG, payloads[-1])]


codes = st.sampled_from([1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999])
reasons = st.text(max_size=40)


@quick
@given(codes, reasons, randoms)
def test_websockets_agrees_on_our_close(code: int, reason: str, random: Random) -> None:
    websocket, server = connected()
    websocket.close(code, reason)
    frames_seen(server, websocket.to_send(), random)
    closed = receive(websocket, b"".join(server.data_to_send()), random)
    assert closed == [Closed(code, server.close_rcvd.reason)]
    assert reason.startswith(server.close_rcvd.reason)


@quick
@given(codes, reasons, randoms)
def test_websockets_agrees_on_its_own_close(code: int, reason: str, random: Random) -> None:
    assume(len(reason.encode()) <= 123)
    websocket, server = connected()
    server.send_close(code, reason)
    assert receive(websocket, b"".join(server.data_to_send()), random) == [Closed(code, reason)]
    frames_seen(server, websocket.to_send(), random)
    assert (server.close_sent.code, server.close_rcvd.code) == (code, code)


def raw_frame(final: bool, reserved: int, opcode: int, masked: bool, payload: bytes) -> bytes:
    length = len(payload)
    short = length if length < 126 else 126
    start = bytes([final << 7 | reserved << 4 | opcode, masked << 7 | short])
    return (
        start + (b"" if length < 126 else length.to_bytes(2, "big")) + bytes(4 * masked) + payload
    )


mostly = [0] * 12
raw_frames = st.builds(
    raw_frame,
    final=st.booleans(),
    reserved=st.sampled_from([*mostly, 1, 4]),
    opcode=st.sampled_from([0, 0, 0, 2, 2, 2, 8, 9, 9, 10, 3, 11]),
    masked=st.sampled_from([*mostly, 1]),
    payload=st.binary(max_size=130) | codes.map(lambda code: code.to_bytes(2, "big")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(raw_frames, max_size=8), randoms)
def test_a_websockets_client_refuses_the_same_streams(stream: list[bytes], random: Random) -> None:
    websocket, _ = connected()
    oracle = Protocol(CLIENT, max_size=LIMIT)
    oracle.receive_data(data := b"".join(stream))
    # A close inside a fragmented message: section 5.4 allows it, websockets does not.
    assume(str(oracle.parser_exc) != "incomplete fragmented message")
    failed, events = None, []
    try:
        events = websocket.receive(data)
        websocket.receive(b"")
    except ProtocolError as error:
        failed = error.close_code
    assert failed == (oracle.close_sent.code if oracle.parser_exc else None)
    expected = [
        bytes(frame.data)
        for frame in oracle.events_received()
        if isinstance(frame, Frame) and frame.opcode in (Opcode.PING, Opcode.PONG)
    ]
    assert [e.payload for e in events if isinstance(e, (Ping, Pong))] == expected


# --- garbage ---


def mutated(data: bytes, random: Random) -> bytes:
    """`data` with a few bytes changed, put in or left out."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        start = random.randint(0, min(len(changed), random.choice([12, 1 << 20])))
        end = start + random.randint(0, 3)
        changed[start:end] = random.randbytes(random.randint(0, 3))
    return bytes(changed)


def bytes_kept(websocket: WebSocket, data: bytes, random: Random) -> int:
    """Feed `data`, survive it, and count the bytes of the messages that came of it."""
    kept = 0
    with contextlib.suppress(FrisketError):
        for piece in pieces(data, random):
            events = websocket.receive(piece)
            kept += sum(len(event.data) for event in events if isinstance(event, Message))
        websocket.receive_end()
    return kept


@settings(max_examples=200, deadline=None)
@given(st.lists(sizes, min_size=1, max_size=3), randoms)
def test_mutated_frames_raise_nothing_but_frisket_errors(
    messages: list[int], random: Random
) -> None:
    websocket, server = connected()
    for size in messages:
        server.send_binary(random.randbytes(size))
        server.send_ping(random.randbytes(4))
    server.send_close(1000, "done")
    data = mutated(b"".join(server.data_to_send()), random)
    assert bytes_kept(websocket, data, random) <= len(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), randoms)
def test_random_bytes_raise_nothing_but_frisket_errors(data: bytes, random: Random) -> None:
    websocket, _ = connected()
    assert bytes_kept(websocket, data, random) <= len(data)


@settings(max_examples=300, deadline=None)
@given(randoms)
def test_mutated_answers_raise_nothing_but_frisket_errors(random: Random) -> None:
    websocket = WebSocket("127.0.0.1:4000", max_message=LIMIT)
    server = ServerProtocol()
    server.receive_data(websocket.request())
    (request,) = server.events_received()
    refused = server.reject(random.choice([401, 403, 404, 500, 503]), "No.\n")
    server.send_response(random.choice([server.accept(request), refused]))
    data = mutated(b"".join(server.data_to_send()), random)
    assert bytes_kept(websocket, data, random) == 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_random_answers_raise_nothing_but_frisket_errors(data: bytes) -> None:
    websocket = WebSocket("127.0.0.1:4000", max_message=LIMIT)
    with pytest.raises(FrisketError):
        websocket.receive(b"HTTP/1.1 " + data + b"\r\n\r\n")
