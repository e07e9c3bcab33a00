"""Messages and bytes, both ways: against the vectors, against msgpack, against anything at all."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
import tracemalloc
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vectors
from frisket_protocol import codec
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.messages import MESSAGES, Cancel, Data, Hello, Message, Progress, Request
from frisket_protocol.parts import (
    HEADER_MAX,
    Exemplar,
    MaskInfo,
    Operations,
    Prompt,
    Size,
    Software,
)
from frisket_protocol.raster import Box, Frame, Point
from frisket_protocol.requests import METHODS, ImagePut, Segment

ACCEPTED = vectors.load("messages", "methods", "errors", "spellings")
CANONICAL = [vector for vector in ACCEPTED if vector["canonical"]]
REFUSED = vectors.load("refusals")
BROKEN = [vector for vector in REFUSED if vector["level"] == "connection"]
WRONG = [vector for vector in REFUSED if vector["level"] == "request"]

quick = settings(max_examples=30, deadline=None, derandomize=True, database=None)
each = {"ids": vectors.name_of}


def written(message: Message, payload: bytes = b"") -> bytes:
    return b"".join(codec.encode(message, payload))


def header(message: Message) -> dict[str, Any]:
    """A message as the plain map that travels."""
    return {"type": next(n for n, k in MESSAGES.items() if k is type(message))} | codec.to_map(
        message
    )


def contents(vector: vectors.Vector) -> Any:
    """The parameters or the result in a vector's message, as a dataclass."""
    message, _ = codec.decode(vectors.packet(vector))
    params, result = METHODS[vector["method"]]
    if isinstance(message, Request):
        return codec.from_map(params, message.params, "params")
    return codec.from_map(result, message.result, "result")


# --- the vectors ---


@pytest.mark.parametrize("vector", ACCEPTED, **each)
def test_vector_is_read(vector: vectors.Vector) -> None:
    message, _ = codec.decode(vectors.packet(vector))
    assert header(message) == vectors.restored(vector["message"])


@pytest.mark.parametrize("vector", ACCEPTED, **each)
def test_payload_of_vector_is_read(vector: vectors.Vector) -> None:
    _, payload = codec.decode(vectors.packet(vector))
    assert bytes(payload).hex() == vector["payload"]


def test_hashes_of_payloads() -> None:
    for vector in ACCEPTED:
        payload = bytes.fromhex(vector["payload"])
        assert hashlib.sha256(payload).hexdigest() == vector["payload_sha256"]


@pytest.mark.parametrize("vector", CANONICAL, **each)
def test_vector_is_written(vector: vectors.Vector) -> None:
    message, payload = codec.decode(vectors.packet(vector))
    assert written(message, bytes(payload)) == vectors.packet(vector)


@pytest.mark.parametrize("vector", [v for v in CANONICAL if "method" in v], **each)
def test_parameters_and_results_are_read_and_written(vector: vectors.Vector) -> None:
    key = "params" if vector["message"]["type"] == "request" else "result"
    assert codec.to_map(contents(vector)) == vectors.restored(vector["message"].get(key, {}))


@pytest.mark.parametrize("vector", BROKEN, **each)
def test_broken_packet_is_refused(vector: vectors.Vector) -> None:
    with pytest.raises(InvalidArgument) as caught:
        codec.decode(vectors.packet(vector))
    assert caught.value.wire_code == vector["error"]


@pytest.mark.parametrize("vector", WRONG, **each)
def test_wrong_request_is_refused_by_itself(vector: vectors.Vector) -> None:
    codec.decode(vectors.packet(vector))
    with pytest.raises(InvalidArgument) as caught:
        contents(vector)
    assert caught.value.wire_code == vector["error"]


def test_error_names_the_place() -> None:
    with pytest.raises(InvalidArgument, match=r'"params\.masks\[1\]\.sha256"'):
        codec.from_map(METHODS["edit"][0], {"masks": [{"sha256": b""}, {}]}, "params")


# --- msgpack as the oracle ---


@pytest.mark.parametrize("vector", CANONICAL, **each)
def test_vector_is_what_msgpack_writes(vector: vectors.Vector) -> None:
    length = len(vectors.packet(vector)) - 4 - len(vector["payload"]) // 2
    values = ordered(vectors.restored(vector["message"]))
    packed = msgpack.packb(values, use_bin_type=True)
    assert vectors.packet(vector)[: 4 + length] == length.to_bytes(4, "little") + packed


def ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=str.encode)}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-codec.INTEGER_MAX, codec.INTEGER_MAX)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
).filter(lambda value: depth(value) <= codec.DEPTH_MAX - 1)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


@quick
@given(st.dictionaries(st.text(), plain, max_size=4))
def test_msgpack_reads_what_is_packed(values: dict[str, Any]) -> None:
    assert msgpack.unpackb(codec.pack(values)) == values


@quick
@given(st.dictionaries(st.text(), plain, max_size=4))
def test_what_msgpack_packs_is_read(values: dict[str, Any]) -> None:
    assert codec.unpack(msgpack.packb(values)) == values


@quick
@given(st.dictionaries(st.text(), plain, max_size=4))
def test_one_value_has_one_spelling(values: dict[str, Any]) -> None:
    backwards = dict(reversed(values.items()))
    assert codec.pack(backwards) == codec.pack(values)


# --- any message ---

finite = st.floats(-1e6, 1e6)
sides = st.integers(1, 5000)
corners = st.tuples(finite, finite, st.floats(0.5, 9e3), st.floats(0.5, 9e3))
full_boxes = corners.map(lambda c: Box(c[0], c[1], c[0] + c[2], c[1] + c[3]))
whole_boxes = st.tuples(sides, sides, sides, sides).map(
    lambda c: Box(c[0], c[1], c[0] + c[2], c[1] + c[3])
)
counts = st.integers(0, codec.INTEGER_MAX)
above_zero = st.floats(0, 1e4)
SPECIAL: dict[type, dict[str, Any]] = {
    Frame: {"x": finite, "y": finite, "scale": st.floats(0.001, 1e3)},
    Size: {"width": sides, "height": sides},
    Prompt: {"boxes": st.lists(full_boxes, max_size=3).map(tuple), "threshold": st.floats(0, 1)},
    Exemplar: {"box": full_boxes},
    MaskInfo: {"box": whole_boxes, "size": counts, "foreground_size": counts},
    Segment: {"limit": counts, "candidates": st.integers(1, 3)},
    Operations: {
        **dict.fromkeys(("fill_holes", "drop_specks", "feather"), above_zero),
        "smooth": st.floats(0, 127),
        "grow": st.floats(-1e4, 1e4),
    },
}
PLAIN: dict[Any, Any] = {
    str: st.text(max_size=12),
    int: st.integers(1, codec.INTEGER_MAX),
    float: finite,
    bool: st.booleans(),
    bytes: st.binary(max_size=32),
    Any: st.integers() | st.text(max_size=5),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return st.none() | values_of(get_args(hint)[0])
    if origin is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=2).map(tuple)
    if origin is Literal:
        return st.sampled_from(get_args(hint))
    if origin is dict:
        inner = get_args(hint)[1]
        free = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
        return free if inner is Any else st.dictionaries(st.text(max_size=5), free, max_size=2)
    return PLAIN[hint] if hint in PLAIN else instances(hint)


def instances(kind: type) -> st.SearchStrategy[Any]:
    """Valid instances of a dataclass of the protocol."""
    given = SPECIAL.get(kind, {})
    hints = get_type_hints(kind)
    rest = {f.name: values_of(hints[f.name]) for f in dataclasses.fields(kind)}
    return st.builds(kind, **{**rest, **given})


@pytest.mark.parametrize("kind", list(MESSAGES.values()), ids=list(MESSAGES))
def test_any_message_survives_the_journey(kind: type) -> None:
    @quick
    @given(instances(kind), st.binary(max_size=20))
    def check(message: Message, payload: bytes) -> None:
        assert codec.decode(written(message, payload)) == (message, payload)

    check()


@pytest.mark.parametrize("kind", sorted({k for p in METHODS.values() for k in p}, key=str))
def test_any_parameters_and_results_survive_the_journey(kind: type) -> None:
    @quick
    @given(instances(kind))
    def check(value: Any) -> None:
        travelled = codec.unpack(codec.pack(codec.to_map(value)))
        assert codec.from_map(kind, travelled) == value

    check()


def test_defaults_do_not_travel() -> None:
    assert codec.to_map(Hello((1,), Software("a", "1"))) == {
        "versions": [1],
        "client": {"name": "a", "version": "1"},
    }


def test_numbers_of_numpy_travel_as_numbers() -> None:
    """A script has its clicks from `np.nonzero`, and its boxes in a list."""
    numpy = pytest.importorskip("numpy")
    where = numpy.array([[3, 4], [70, 80]])
    box = Box(*where.ravel())
    click = Point(numpy.float32(5.5), numpy.int64(6), numpy.bool_(False))
    sent = codec.to_map(Prompt(boxes=[box], points=[click]))  # type: ignore[arg-type]
    plain = Prompt(boxes=(Box(3, 4, 70, 80),), points=(Point(5.5, 6, False),))
    assert codec.pack(sent) == codec.pack(codec.to_map(plain))


def test_payload_is_not_copied() -> None:
    packet = bytearray(written(Data(1, 0), b"abc"))
    _, payload = codec.decode(packet)
    packet[-1] = 0x7A
    assert bytes(payload) == b"abz"


# --- what must not be sent ---


@pytest.mark.parametrize(
    "message",
    [
        Progress(1, "load", float("nan")),
        Progress(1, "load", float("inf")),
        Cancel(2**53),
        Cancel(2**80),
        Hello((1,), Software("half a pair \ud800", "1")),
        Request(1, "later", {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}),
        Request(1, "later", {"when": msgpack.Timestamp(1)}),
        Request(1, "later", {"much": ["a" * 1000] * 270}),
    ],
    ids=["nan", "inf", "2^53", "2^80", "surrogate", "deep", "extension", "large"],
)
def test_what_would_be_refused_is_not_sent(message: Message) -> None:
    with pytest.raises(InvalidArgument):
        codec.encode(message)


# --- anything at all ---

packets = st.sampled_from([vectors.packet(v) for v in ACCEPTED + REFUSED]).filter(
    lambda packet: len(packet) < 4096
)


@quick
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidArgument):
        codec.decode(data)


@quick
@given(st.binary(min_size=1, max_size=300))
def test_random_headers_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidArgument):
        codec.decode(len(data).to_bytes(4, "little") + data)


@settings(quick, max_examples=200)
@given(packets, st.data())
def test_damaged_packets_do_no_harm(packet: bytes, data: st.DataObject) -> None:
    damaged = bytearray(packet)
    for _ in range(data.draw(st.integers(1, 4))):
        if damaged:
            place = data.draw(st.integers(0, len(damaged) - 1))
            damaged[place] = data.draw(st.integers(0, 255))
    try:
        message, _ = codec.decode(damaged)
    except InvalidArgument:
        return
    if isinstance(message, Request) and message.method in METHODS:
        try:
            codec.from_map(METHODS[message.method][0], message.params, "params")
        except InvalidArgument:
            return


BOMBS = {
    "arrays of one": b"\x91" * 60_000,
    "arrays of 4096": b"\xdc\x10\x00" * 20_000,
    "arrays of 65535": b"\xdc\xff\xff" * 20_000,
    "maps of one": b"\x81\xa1a" * 20_000,
    "maps of 256": b"\xde\x01\x00\xa1a" * 12_000,
    "empty maps": b"\x81\xa1a" + (b"\x9f" + b"\x80" * 15) * 4000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=list(BOMBS))
def test_bombs_take_little_memory(bomb: bytes) -> None:
    bomb = bomb[:HEADER_MAX]
    tracemalloc.start()
    try:
        with pytest.raises(InvalidArgument):
            codec.decode(len(bomb).to_bytes(4, "little") + bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 48 << 20


def test_largest_header_is_taken() -> None:
    start = written(Request(1, "later", {"a": "", "b": ["a" * 16000] * 16}))
    much = "a" * (HEADER_MAX - (len(start) - 4) - 2)
    packet = written(Request(1, "later", {"a": much, "b": ["a" * 16000] * 16}))
    assert int.from_bytes(packet[:4], "little") == HEADER_MAX
    assert isinstance(codec.decode(packet)[0], Request)


def test_image_is_put_in_this_spelling() -> None:
    """The worked example of SPEC section 10, byte by byte."""
    params = ImagePut(2, 1, "gray8", hashlib.sha256(b"\x00\xff").digest())
    packet = written(Request(1, "image.put", codec.to_map(params)))
    assert packet == (
        b"\x70\x00\x00\x00"
        b"\x84\xa2id\x01\xa6method\xa9image.put\xa6params"
        b"\x84\xa6format\xa5gray8\xa6height\x01"
        b"\xa6sha256\xc4\x20" + params.sha256 + b"\xa5width\x02"
        b"\xa4type\xa7request"
    )


# --- the msgpack that plugins carry ---


IN_PYTHON = """
import msgpack, test_codec as tests
assert msgpack.Unpacker.__module__ == "msgpack.fallback"
for vector in tests.ACCEPTED:
    tests.test_vector_is_read(vector)
for vector in tests.CANONICAL:
    tests.test_vector_is_written(vector)
for vector in tests.BROKEN:
    tests.test_broken_packet_is_refused(vector)
for vector in tests.WRONG:
    tests.test_wrong_request_is_refused_by_itself(vector)
for bomb in tests.BOMBS.values():
    tests.test_bombs_take_little_memory(bomb)
tests.test_random_headers_are_refused()
tests.test_damaged_packets_do_no_harm()
"""


def test_the_same_with_msgpack_in_python() -> None:
    here = Path(__file__).resolve().parent
    done = subprocess.run(
        [sys.executable, "-c", IN_PYTHON],
        env={
            **os.environ,
            "MSGPACK_PUREPYTHON": "1",
            "PYTHONPATH": os.pathsep.join([str(here), *filter(None, sys.path)]),
        },
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert done.returncode == 0, done.stderr[-2000:]
