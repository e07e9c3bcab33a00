"""The client's half of a WebSocket: what goes in, what comes out, and how it refuses.

`test_websocket_oracle.py` compares it with `websockets`.
"""

from __future__ import annotations

import re

import pytest
from websockets.utils import accept_key

from frisket_protocol import handshake
from frisket_protocol.errors import (
    ConnectionLost,
    FailedPrecondition,
    InvalidArgument,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
)
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

LIMIT = 1000


def answer_to(websocket: WebSocket, *fields: str) -> bytes:
    matched = re.search(r"Sec-WebSocket-Key: (\S+)", websocket.request().decode())
    assert matched is not None
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accept_key(matched[1])}",
        *fields,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def connecting() -> WebSocket:
    return WebSocket("127.0.0.1:4000", token="s3cret", max_message=LIMIT)


def opened() -> WebSocket:
    websocket = connecting()
    assert websocket.receive(answer_to(websocket)) == [Opened("")]
    return websocket


def sent(websocket: WebSocket) -> list[tuple[int, bytes]]:
    """First byte and unmasked payload of the short frames that wait."""
    data = b"".join(websocket.to_send())
    written = []
    while data:
        end = 6 + (data[1] & 0x7F)
        key, payload = data[2:6], data[6:end]
        written.append((data[0], bytes(b ^ key[i % 4] for i, b in enumerate(payload))))
        data = data[end:]
    return written


def receive_hex(websocket: WebSocket, data: str) -> list[Event]:
    return websocket.receive(bytes.fromhex(data))


# --- the handshake ---


def test_a_connection_opens_with_the_offered_subprotocol() -> None:
    websocket = connecting()
    answer = answer_to(websocket, "Sec-WebSocket-Protocol: v1.frisket")
    assert websocket.receive(answer) == [Opened("v1.frisket")]
    assert websocket.opened


def test_a_connection_opens_byte_by_byte() -> None:
    websocket = connecting()
    answer = answer_to(websocket)
    assert [event for byte in answer for event in websocket.receive(bytes([byte]))] == [Opened("")]


def test_frames_behind_the_answer_are_not_lost() -> None:
    websocket = connecting()
    events = websocket.receive(answer_to(websocket) + bytes.fromhex("82 01 07 89 00"))
    assert events == [Opened(""), Message(bytearray(b"\x07")), Ping(b"")]


def test_the_request_stays_the_same() -> None:
    websocket = connecting()
    assert websocket.request() == websocket.request()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("401 Unauthorized", Unauthenticated),
        ("403 Forbidden", PermissionDenied),
        ("503 Service Unavailable", Unavailable),
        ("500 Internal Server Error", ConnectionLost),
        ("404 Not Found", FailedPrecondition),
    ],
)
def test_a_refusal_is_raised_once_its_body_is_there(status: str, kind: type[Exception]) -> None:
    websocket = connecting()
    assert websocket.receive(f"HTTP/1.1 {status}\r\nContent-Length: 4\r\n\r\nno".encode()) == []
    with pytest.raises(kind, match=": no t"):
        websocket.receive(b" tXXXX")
    assert not websocket.opened


def test_a_refusal_without_a_length_is_raised_at_once() -> None:
    with pytest.raises(PermissionDenied):
        connecting().receive(b"HTTP/1.1 403 Forbidden\r\n\r\n")


def test_a_refusal_that_breaks_off_is_raised_at_the_end() -> None:
    websocket = connecting()
    websocket.receive(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\nGo away")
    with pytest.raises(PermissionDenied, match="Go away"):
        websocket.receive_end()


def test_a_large_refusal_is_not_waited_for() -> None:
    websocket = connecting()
    websocket.receive(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 999999999\r\n\r\n")
    with pytest.raises(PermissionDenied):
        websocket.receive(b"x" * handshake.BODY_MAX)


def test_another_program_is_noticed_with_its_first_bytes() -> None:
    with pytest.raises(ConnectionLost, match="is not a frisket agent"):
        connecting().receive(b"SSH-")


def test_an_answer_of_64_kib_without_an_end_is_refused() -> None:
    websocket = connecting()
    websocket.receive(b"HTTP/1.1 101 Switching Protocols\r\n")
    with pytest.raises(ConnectionLost, match="does not end"):
        websocket.receive(b"x" * handshake.HEAD_MAX)


def test_an_answer_just_under_64_kib_is_read() -> None:
    websocket = connecting()
    answer = answer_to(websocket, "X: ")[:-4]
    padding = b"x" * (handshake.HEAD_MAX - len(answer) - 4)
    assert websocket.receive(answer + padding + b"\r\n\r\n") == [Opened("")]


def test_a_wrong_accept_leaves_nothing_to_send() -> None:
    websocket = connecting()
    with pytest.raises(ConnectionLost, match="Accept"):
        websocket.receive(answer_to(connecting()))
    assert websocket.to_send() == []


def test_the_token_is_not_in_the_repr() -> None:
    assert "s3cret" not in repr(connecting())


def test_nothing_can_be_sent_before_the_handshake_is_done() -> None:
    with pytest.raises(FailedPrecondition, match="not open yet"):
        connecting().send([b""])


# --- messages ---


@pytest.mark.parametrize(
    ("data", "events"),
    [
        ("82 00", [Message(b"")]),
        ("82 03 010203", [Message(b"\1\2\3")]),
        ("82 01 01 82 01 02", [Message(b"\1"), Message(b"\2")]),
        ("02 01 01 80 01 02", [Message(b"\1\2")]),
        ("02 00 00 00 80 00", [Message(b"")]),
        ("02 01 01 89 01 aa 8a 00 80 01 02", [Ping(b"\xaa"), Pong(b""), Message(b"\1\2")]),
        ("8a 01 61", [Pong(b"a")]),
        ("88 00", [Closed(1005, "")]),
        ("88 04 03e8 6f6b", [Closed(1000, "ok")]),
        ("02 01 01 88 00", [Closed(1005, "")]),
        ("88 00 82 00 ff ff", [Closed(1005, "")]),
    ],
)
def test_these_bytes_are_these_events(data: str, events: list[Event]) -> None:
    assert receive_hex(opened(), data) == events


def test_messages_do_not_point_into_what_was_received() -> None:
    buffer = bytearray.fromhex("82 03 010203")
    (message,) = opened().receive(memoryview(buffer))
    buffer[:] = bytes(5)
    assert message == Message(b"\1\2\3")


def test_a_message_of_the_largest_size_is_taken() -> None:
    (message,) = opened().receive(bytes.fromhex("82 7e 03e8") + bytes(LIMIT))
    assert message == Message(bytes(LIMIT))


def test_a_message_is_sent_as_one_masked_frame() -> None:
    frame = b"".join(opened().send([b"ab", b"", memoryview(b"cd")]))
    assert (frame[:2], len(frame)) == (b"\x82\x84", 10)


def test_a_message_takes_the_key_that_it_is_given() -> None:
    frame = b"".join(opened().send([b"ab", b"cd"], b"\0\0\0\0"))
    assert frame == b"\x82\x84\0\0\0\0abcd"


# --- control frames ---


def test_a_ping_is_answered() -> None:
    websocket = opened()
    receive_hex(websocket, "89 02 6869")
    assert sent(websocket) == [(0x8A, b"hi")]


def test_of_many_pings_the_newest_is_answered() -> None:
    websocket = opened()
    receive_hex(websocket, "89 01 01 89 01 02 89 01 03")
    assert sent(websocket) == [(0x8A, b"\3")]


def test_a_close_is_answered_with_its_own_code() -> None:
    websocket = opened()
    receive_hex(websocket, "88 04 03e9 6f6b")
    assert sent(websocket) == [(0x88, b"\x03\xe9ok")]


def test_an_empty_close_is_answered_with_an_empty_close() -> None:
    websocket = opened()
    receive_hex(websocket, "88 00")
    assert sent(websocket) == [(0x88, b"")]


def test_what_waits_is_handed_out_once() -> None:
    websocket = opened()
    websocket.ping(b"1")
    websocket.ping(b"2")
    websocket.pong(b"3")
    assert sorted(sent(websocket)) == [(0x89, b"1"), (0x89, b"2"), (0x8A, b"3")]
    assert websocket.to_send() == []


@pytest.mark.parametrize("name", ["ping", "pong"])
def test_a_control_payload_has_at_most_125_bytes(name: str) -> None:
    with pytest.raises(InvalidArgument, match="at most 125"):
        getattr(opened(), name)(bytes(126))


# --- closing ---


def test_closing_sends_one_close() -> None:
    websocket = opened()
    websocket.close(1001, "bye")
    websocket.close()
    assert sent(websocket) == [(0x88, b"\x03\xe9bye")]


def test_a_close_that_answers_ours_is_not_answered() -> None:
    websocket = opened()
    websocket.close()
    websocket.to_send()
    assert receive_hex(websocket, "88 02 03e8") == [Closed(1000, "")]
    assert websocket.to_send() == []


def test_messages_still_come_in_while_closing() -> None:
    websocket = opened()
    websocket.close()
    assert receive_hex(websocket, "82 01 05") == [Message(b"\5")]


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 2000, 5000, 70000])
def test_a_code_that_may_not_be_sent_is_refused(code: int) -> None:
    with pytest.raises(InvalidArgument):
        opened().close(code)


def test_a_connection_can_be_given_up_before_it_opens() -> None:
    websocket = connecting()
    websocket.close()
    assert websocket.receive(answer_to(websocket)) == []
    assert websocket.to_send() == []


def test_nothing_can_be_sent_after_a_close() -> None:
    websocket = opened()
    websocket.close()
    with pytest.raises(ConnectionLost, match="is closed"):
        websocket.send([b""])


def test_the_end_after_a_close_is_quiet() -> None:
    websocket = opened()
    receive_hex(websocket, "88 00")
    websocket.receive_end()
    assert websocket.receive(b"more") == []


def test_the_end_after_our_close_is_quiet() -> None:
    websocket = opened()
    websocket.close()
    websocket.receive_end()
    assert not websocket.opened


def test_the_end_without_a_close_is_a_lost_connection() -> None:
    websocket = opened()
    with pytest.raises(ConnectionLost, match="broke off"):
        websocket.receive_end()
    with pytest.raises(ConnectionLost, match="broke off"):
        websocket.send([b""])


def test_the_end_before_an_answer_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionLost, match="without an answer"):
        connecting().receive_end()


# --- what is refused ---

FAULTS = [
    ("81 01 61", 1003),  # text
    ("01 00", 1003),
    ("80 00", 1002),  # a continuation without a beginning
    ("02 00 82 00", 1002),  # a message inside another
    ("02 00 81 00", 1002),
    ("c2 00", 1002),  # reserved bits, opcodes, masks
    ("83 00", 1002),
    ("82 80 00000000", 1002),
    ("09 00", 1002),  # control frames: fragmented, too long
    ("89 7e 007e", 1002),
    ("82 7e 0001", 1002),  # lengths
    ("82 7f 8000000000000000", 1002),
    ("82 7e 03e9", 1009),  # one byte more than the limit
    ("82 7f 0000010000000000", 1009),  # one tebibyte
    ("02 01 61 80 7e 03e8", 1009),
    ("88 01 03", 1002),  # closes
    ("88 02 03ed", 1002),
    ("88 03 03e8 ff", 1007),
]


@pytest.mark.parametrize(("data", "close_code"), FAULTS)
def test_a_fault_is_raised_and_answered(data: str, close_code: int) -> None:
    websocket = opened()
    with pytest.raises(ProtocolError) as caught:
        receive_hex(websocket, data)
    assert caught.value.close_code == close_code
    ((first, payload),) = sent(websocket)
    assert (first, payload[:2]) == (0x88, close_code.to_bytes(2, "big"))


@pytest.mark.parametrize(("data", "close_code"), FAULTS)
def test_a_fault_does_not_cost_the_message_before_it(data: str, close_code: int) -> None:
    websocket = opened()
    assert receive_hex(websocket, "82 01 07" + data) == [Message(b"\7")]
    with pytest.raises(ProtocolError) as caught:
        websocket.receive(b"")
    assert caught.value.close_code == close_code


def test_after_a_fault_everything_raises_it() -> None:
    websocket = opened()
    with pytest.raises(ProtocolError):
        receive_hex(websocket, "c2 00")
    for call in (lambda: websocket.send([b""]), websocket.ping, websocket.receive_end):
        with pytest.raises(ProtocolError, match="reserved bit"):
            call()


def test_a_fault_after_our_close_is_not_answered() -> None:
    websocket = opened()
    websocket.close()
    websocket.to_send()
    with pytest.raises(ProtocolError):
        receive_hex(websocket, "c2 00")
    assert websocket.to_send() == []


def test_a_fault_is_a_lost_connection_that_is_not_worth_a_retry() -> None:
    with pytest.raises(ConnectionLost) as caught:
        receive_hex(opened(), "82 80 00000000")
    assert caught.value.retry == "never"
