"""What must be refused, and with which code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import Case, framed, packed

CANCEL = {"id": 7, "type": "cancel"}
HELLO: dict[str, Any] = {
    "client": {"name": "a", "version": "1"},
    "type": "hello",
    "versions": [1],
}
BEGINNING = b"\x83" + packed("id") + b"\x07" + packed("type") + packed("cancel") + packed("x")
"""A cancel with one more key; its value is to follow."""
IMAGE = {"sha256": bytes(32)}
LAYER = {"width": 64, "height": 64}


def refusals() -> Iterator[Case]:
    """Packets that end the connection, then requests that get an error."""
    for name, packet in _packets():
        yield Case(name, "client", packet, error="invalid_argument.packet")
    for name, header in _headers():
        yield Case(name, "client", framed(header), error="invalid_argument.header")
    for name, detail, message in _messages():
        yield Case(name, "client", framed(packed(message)), error=f"invalid_argument.{detail}")
    for name, method, detail, params in _requests():
        message = {"id": 7, "method": method, "params": params, "type": "request"}
        yield Case(
            name,
            "client",
            framed(packed(message)),
            message,
            method=method,
            error=f"invalid_argument.{detail}",
            level="request",
        )
    for name, method, detail, result in _replies():
        message = {"id": 7, "result": result, "type": "reply"}
        yield Case(
            name,
            "agent",
            framed(packed(message)),
            message,
            method=method,
            error=f"invalid_argument.{detail}",
            level="request",
        )
    welcome = {"agent": HELLO["client"], "epoch": "a", "type": "welcome", "version": 1}
    for limits in ({"chunk_bytes": 0}, {"requests": -1}):
        packet = framed(packed({**welcome, "limits": limits}))
        yield Case(f"limits {limits}", "agent", packet, error="invalid_argument.limits")


def _replies() -> Iterator[tuple[str, str, str, Any]]:
    info = {"id": "m1", "box": {"x0": 1, "y0": 1, "x1": 3, "y1": 3}, "size": 4}
    yield "an answer without its result", "image.put", "missing_key", {}
    yield "a mask below no bytes", "segment", "size", {"masks": [{**info, "size": -1}]}
    yield "colours below no bytes", "matte", "size", {"masks": [{**info, "foreground_size": -1}]}
    boxes = {
        "a mask between two pixels": {"x0": 1.5, "y0": 1, "x1": 3, "y1": 3},
        "a mask inside out": {"x0": 3, "y0": 3, "x1": 1, "y1": 1},
        "a mask without end": {"x0": 0, "y0": 0, "x1": 1e300, "y1": 1},
    }
    for name, box in boxes.items():
        yield name, "refine", "box", {"masks": [{**info, "box": box}]}
    yield "an unknown encoding", "edit", "value", {"masks": [{**info, "encoding": "png"}]}


def _packets() -> Iterator[tuple[str, bytes]]:
    good = packed(CANCEL)
    yield "an empty packet", b""
    yield "three bytes", b"\x01\x00\x00"
    yield "no header", framed(b"")
    yield "a header longer than the packet", (len(good) + 1).to_bytes(4, "little") + good
    yield "a header of 4 GiB", b"\xff\xff\xff\xff" + good
    yield "a header of 262145 bytes", framed(packed({**CANCEL, "x": ["a" * 16000] * 17})[:262145])


def _headers() -> Iterator[tuple[str, bytes]]:
    yield "not a map but an array", packed([1, 2])
    yield "not a map but a number", b"\x07"
    yield "not a map but nil", b"\xc0"
    yield "the byte that msgpack never uses", b"\xc1"
    yield "a map that breaks off", packed(CANCEL)[:-1]
    yield "bytes behind the map", packed(CANCEL) + b"\xc0"
    yield "a second map", packed(CANCEL) * 2
    yield "a key twice", b"\x82" + packed("id") + b"\x07" + packed("id") + b"\x08"
    inner = b"\x82" + packed("a") + b"\x01" + packed("a") + b"\x01"
    yield "a key twice in an inner map", BEGINNING + inner
    yield "an integer as a key", BEGINNING + b"\x81\x01\x01"
    yield "nil as a key", BEGINNING + b"\x81\xc0\x01"
    yield "bytes as a key", BEGINNING + b"\x81\xc4\x01a\x01"
    yield "an array as a key", BEGINNING + b"\x81\x90\x01"
    yield "a map as a key", BEGINNING + b"\x81\x80\x01"
    yield "an extension type, fixext 1", BEGINNING + b"\xd4\x05\x00"
    yield "an extension type, ext 8", BEGINNING + b"\xc7\x02\x05\x00\x00"
    yield "an extension type without bytes", BEGINNING + b"\xc7\x00\x05"
    yield "a timestamp, 32 bit", BEGINNING + b"\xd6\xff\x00\x00\x00\x00"
    yield "a timestamp, 64 bit", BEGINNING + b"\xd7\xff" + bytes(8)
    yield "a timestamp, 96 bit", BEGINNING + b"\xc7\x0c\xff" + bytes(12)
    yield "not a number, float32", BEGINNING + b"\xca\x7f\xc0\x00\x00"
    yield "not a number, float64", BEGINNING + b"\xcb\x7f\xf8" + bytes(6)
    yield "infinity", BEGINNING + b"\xcb\x7f\xf0" + bytes(6)
    yield "minus infinity", BEGINNING + b"\xcb\xff\xf0" + bytes(6)
    yield "the integer 2^53", BEGINNING + packed(2**53)
    yield "the integer -2^53", BEGINNING + packed(-(2**53))
    yield "the integer 2^64 - 1", BEGINNING + packed(2**64 - 1)
    yield "nine levels", BEGINNING + b"\x91" * 7 + b"\x01"
    yield "sixty thousand levels", b"\x91" * 60000
    yield "sixty kilobytes of array headers", b"\xdc\x10\x00" * 20000
    yield "an array of 4097", BEGINNING + b"\xdc\x10\x01" + b"\x01" * 4097
    yield "an array that announces 4 Gi items", BEGINNING + b"\xdd\xff\xff\xff\xff"
    yield "a map that announces 4 Gi keys", BEGINNING + b"\xdf\xff\xff\xff\xff"
    yield "a map of 257", BEGINNING + packed({str(number): 0 for number in range(257)})
    yield "4097 bytes", BEGINNING + packed(bytes(4097))
    yield "a text that announces 4 GiB", BEGINNING + b"\xdb\xff\xff\xff\xff"
    yield "bytes that announce 4 GiB", BEGINNING + b"\xc6\xff\xff\xff\xff"
    yield "a text that is not UTF-8", BEGINNING + b"\xa2\xc3\x28"
    yield "a text with half a surrogate pair", BEGINNING + b"\xa3\xed\xa0\x80"
    yield "a text with an overlong form", BEGINNING + b"\xa2\xc0\xaf"
    yield "a key that is not UTF-8", BEGINNING + b"\x81\xa1\xff\x01"


def _messages() -> Iterator[tuple[str, str, Any]]:
    yield "no type", "message_type", {"id": 7}
    yield "a type that nobody knows", "message_type", {"id": 7, "type": "cancle"}
    yield "a type in capitals", "message_type", {"id": 7, "type": "CANCEL"}
    yield "a type that is a number", "message_type", {"id": 7, "type": 7}
    yield "a type that is an array", "message_type", {"id": 7, "type": ["cancel"]}
    yield "a type that is a map", "message_type", {"id": 7, "type": {"cancel": 1}}
    yield "a missing key", "missing_key", {"type": "cancel"}
    yield "a missing key in a part", "missing_key", {**HELLO, "client": {"name": "a"}}
    yield "a text for an integer", "wrong_type", {"id": "7", "type": "cancel"}
    yield "a fraction for an integer", "wrong_type", {"id": 7.5, "type": "cancel"}
    yield "true for an integer", "wrong_type", {"id": True, "type": "cancel"}
    yield "nil for an integer", "wrong_type", {"id": None, "type": "cancel"}
    yield "bytes for a text", "wrong_type", {**HELLO, "token": b"token"}
    yield "an integer for a part", "wrong_type", {**HELLO, "client": 7}
    yield "a map for an array", "wrong_type", {**HELLO, "versions": {}}
    yield "a text in an array of integers", "wrong_type", {**HELLO, "versions": [1, "2"]}
    yield "an array for a map", "wrong_type", {**HELLO, "capabilities": ["zlib"]}
    yield "a capability that is no map", "wrong_type", {**HELLO, "capabilities": {"zlib": True}}
    yield "a text of 16385 characters", "value", {**HELLO, "token": "a" * 16385}


def _requests() -> Iterator[tuple[str, str, str, Any]]:
    put = {"width": 4, "height": 4, "format": "rgb8", "sha256": bytes(32)}
    segment = {"image": IMAGE, "layer": LAYER}
    unnamed = {key: value for key, value in put.items() if key != "sha256"}
    yield "an image without a hash", "image.put", "missing_key", unnamed
    yield "an unknown format", "image.put", "value", {**put, "format": "cmyk8"}
    yield "a hash as text", "image.put", "wrong_type", {**put, "sha256": "00" * 32}
    yield "a width of true", "image.put", "wrong_type", {**put, "width": True}
    yield "no layer", "segment", "missing_key", {"image": IMAGE}
    yield "an order that nobody knows", "segment", "value", {**segment, "order": "beauty"}
    yield "1 for a boolean", "segment", "wrong_type", {**segment, "with_pixels": 1}
    yield "a limit below 0", "segment", "limit", {**segment, "limit": -1}
    yield "no candidates", "segment", "candidates", {**segment, "candidates": 0}
    yield "too many candidates", "segment", "candidates", {**segment, "candidates": 4}
    yield "a layer without width", "segment", "layer", {**segment, "layer": {**LAYER, "width": 0}}
    yield "a layer too high", "segment", "layer", {**segment, "layer": {**LAYER, "height": 2**21}}
    box = {"x0": 4, "y0": 4, "x1": 4, "y1": 9}
    yield "an empty box", "segment", "box", {**segment, "prompt": {"boxes": [box]}}
    far = {"x0": 0, "y0": 0, "x1": 1e300, "y1": 9}
    yield "a box without end", "segment", "box", {**segment, "prompt": {"boxes": [far]}}
    point = {"x": -1e10, "y": 4}
    yield "a point far away", "segment", "point", {**segment, "prompt": {"points": [point]}}
    for name, frame in (("a scale of 0", {"scale": 0}), ("a frame far away", {"x": 1e300})):
        yield name, "prepare", "frame", {"image": {**IMAGE, "frame": frame}}
    for name, value in (("fill_holes", -1), ("drop_specks", -1), ("smooth", -1), ("feather", -1)):
        operations = {"masks": [IMAGE], "layer": LAYER, "operations": {name: value}}
        yield f"{name} below 0", "edit", name, operations
    for name, value in (("smooth", 128), ("grow", 10001), ("feather", 10001)):
        operations = {"masks": [IMAGE], "layer": LAYER, "operations": {name: value}}
        yield f"{name} too large", "edit", name, operations
