"""Frames against byte literals, both ways, and every rule of RFC 6455 section 5 broken once."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from frisket_protocol import frames
from frisket_protocol.frames import Header, ProtocolError

KEY = bytes.fromhex("37fa213d")  # the example of section 5.7


@pytest.fixture
def fixed_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", lambda size: KEY[:size])


@pytest.mark.usefixtures("fixed_key")
@pytest.mark.parametrize(
    ("opcode", "parts", "written"),
    [
        (frames.BINARY, [b"Hello"], "82 85 37fa213d 7f9f4d5158"),
        (frames.BINARY, [b"H", b"", b"el", b"lo"], "82 85 37fa213d 7f9f4d5158"),
        (frames.BINARY, [], "82 80 37fa213d"),
        (frames.BINARY, [b""], "82 80 37fa213d"),
        (frames.PING, [b"\x00" * 4], "89 84 37fa213d 37fa213d"),
        (frames.PONG, [b"\xff"], "8a 81 37fa213d c8"),
        (frames.BINARY, [b"\x00" * 125], "82 fd 37fa213d" + "37fa213d" * 31 + "37"),
        (frames.BINARY, [b"\x00" * 126], "82 fe 007e 37fa213d" + "37fa213d" * 31 + "37fa"),
    ],
)
def test_encode_writes_these_bytes(opcode: int, parts: list[bytes], written: str) -> None:
    assert b"".join(frames.encode(opcode, parts)) == bytes.fromhex(written)


@pytest.mark.usefixtures("fixed_key")
@pytest.mark.parametrize(
    ("length", "start"),
    [(65535, "82 fe ffff"), (65536, "82 ff 0000000000010000"), (65537, "82 ff 0000000000010001")],
)
def test_encode_writes_a_length_in_as_few_bytes_as_it_needs(length: int, start: str) -> None:
    assert frames.encode(frames.BINARY, [bytes(length)])[0] == bytes.fromhex(start) + KEY


@pytest.mark.parametrize("lengths", [(0, 1), (3, 131_072), (131_071, 2, 262_147), (1, 1, 1, 1, 5)])
def test_encode_masks_across_parts_as_websockets_does(
    lengths: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [bytes(range(256)) * (length // 256 + 1) for length in lengths]
    parts = [part[:length] for part, length in zip(parts, lengths, strict=True)]
    monkeypatch.setattr("secrets.token_bytes", lambda size: KEY[:size])
    monkeypatch.setattr("os.urandom", lambda size: KEY[:size])
    expected = Frame(Opcode.BINARY, b"".join(parts)).serialize(mask=True)
    assert b"".join(frames.encode(frames.BINARY, parts)) == expected


def test_encode_leaves_the_payload_as_it_is_when_told_not_to_mask() -> None:
    payload = memoryview(bytes(range(200)))
    start, sent = frames.encode(frames.BINARY, [payload], frames.NO_MASK)
    assert bytes(start) == bytes.fromhex("82 fe 00c8 00000000")
    assert sent.obj is payload.obj, "nothing is copied"


def test_encode_draws_a_new_key_for_each_frame() -> None:
    keys = {bytes(frames.encode(frames.BINARY, [])[0][2:]) for _ in range(20)}
    assert len(keys) == 20


def test_encode_leaves_its_input_as_it_was() -> None:
    part = bytearray(b"\x01" * 9)
    frames.encode(frames.BINARY, [part, memoryview(part)[1:]])
    assert part == b"\x01" * 9


def test_encode_counts_bytes_of_a_view_of_larger_items() -> None:
    view = memoryview(bytes(64)).cast("d", (2, 4))
    assert frames.encode(frames.BINARY, [view])[0][:2] == bytes([0x82, 0x80 | 64])


@pytest.mark.parametrize(
    ("data", "header"),
    [
        ("82 00", Header(True, frames.BINARY, 0)),
        ("02 7d", Header(False, frames.BINARY, 125)),
        ("80 01", Header(True, frames.CONTINUATION, 1)),
        ("81 05", Header(True, frames.TEXT, 5)),
        ("88 02", Header(True, frames.CLOSE, 2)),
        ("89 7d", Header(True, frames.PING, 125)),
        ("8a 00", Header(True, frames.PONG, 0)),
        ("82 7e 007e", Header(True, frames.BINARY, 126)),
        ("82 7e ffff", Header(True, frames.BINARY, 65535)),
        ("82 7f 0000000000010000", Header(True, frames.BINARY, 65536)),
        ("82 7f 7fffffffffffffff", Header(True, frames.BINARY, 2**63 - 1)),
    ],
)
def test_read_header_reads_these_bytes(data: str, header: Header) -> None:
    start = bytes.fromhex(data)
    assert frames.header_size(start) == len(start)
    assert frames.read_header(start) == header


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("c2 00", "a reserved bit is set"),
        ("a2 00", "a reserved bit is set"),
        ("92 00", "a reserved bit is set"),
        ("83 00", "there is no opcode 3"),
        ("87 00", "there is no opcode 7"),
        ("8b 00", "there is no opcode 11"),
        ("8f 00", "there is no opcode 15"),
        ("82 80", "a server must not mask its frames"),
        ("08 00", "a control frame is fragmented"),
        ("09 00", "a control frame is fragmented"),
        ("0a 00", "a control frame is fragmented"),
        ("88 7e 007e", "a control frame is longer than 125 bytes"),
        ("89 7e 0001", "a control frame is longer than 125 bytes"),
        ("8a 7f 0000000000010000", "a control frame is longer than 125 bytes"),
        ("82 7e 007d", "a length takes more bytes than it needs"),
        ("82 7e 0000", "a length takes more bytes than it needs"),
        ("82 7f 000000000000ffff", "a length takes more bytes than it needs"),
        ("82 7f 0000000000000000", "a length takes more bytes than it needs"),
        ("82 7f 8000000000000000", "a length has its highest bit set"),
        ("82 7f ffffffffffffffff", "a length has its highest bit set"),
    ],
)
def test_read_header_refuses(data: str, reason: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        frames.read_header(bytes.fromhex(data))
    assert (caught.value.reason, caught.value.close_code) == (reason, 1002)


@pytest.mark.parametrize(
    ("payload", "close"),
    [
        ("", (1005, "")),
        ("03e8", (1000, "")),
        ("03e9 c3a9", (1001, "é")),
        ("03f6", (1014, "")),
        ("0bb8 6f6b", (3000, "ok")),
        ("1387", (4999, "")),
    ],
)
def test_read_close_reads_code_and_reason(payload: str, close: tuple[int, str]) -> None:
    assert frames.read_close(bytes.fromhex(payload)) == close


@pytest.mark.parametrize(
    ("payload", "close_code"),
    [
        ("03", 1002),
        *((f"{code:04x}", 1002) for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000)),
        ("03e8 ff", 1007),
        ("03e8 c3", 1007),
        ("03e8 eda080", 1007),
    ],
)
def test_read_close_refuses(payload: str, close_code: int) -> None:
    with pytest.raises(ProtocolError) as caught:
        frames.read_close(bytes.fromhex(payload))
    assert caught.value.close_code == close_code


@pytest.mark.usefixtures("fixed_key")
@pytest.mark.parametrize(
    ("reason", "size"),
    [("", 2), ("x" * 123, 125), ("x" * 124, 125), ("é" * 100, 124), ("\ud800", 3)],
)
def test_encode_close_fits_into_a_control_frame(reason: str, size: int) -> None:
    assert frames.encode_close(1001, reason)[0] == bytes([0x88, 0x80 | size]) + KEY
