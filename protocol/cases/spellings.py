"""Spellings that no encoder of ours writes, and that every decoder must take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import Case, framed, packed

CANCEL = {"type": "cancel", "id": 7}
TYPE = packed("type") + packed("cancel")
ID = packed("id")


def spellings() -> Iterator[Case]:
    """Wider forms, other orders, unknown keys, defaults that stand there."""
    yield from _wide()
    for name, header, message in _plain():
        yield Case(name, "client", framed(packed(header)), message, canonical=False)


def _wide() -> Iterator[Case]:
    widths = {
        "an integer as uint8": b"\xcc\x07",
        "an integer as uint16": b"\xcd\x00\x07",
        "an integer as uint32": b"\xce\x00\x00\x00\x07",
        "an integer as uint64": b"\xcf" + bytes(7) + b"\x07",
        "an integer as int8": b"\xd0\x07",
        "an integer as int16": b"\xd1\x00\x07",
        "an integer as int32": b"\xd2\x00\x00\x00\x07",
        "an integer as int64": b"\xd3" + bytes(7) + b"\x07",
    }
    for name, seven in widths.items():
        header = b"\x82" + TYPE + ID + seven
        yield Case(name, "client", framed(header), CANCEL, canonical=False)
    headers = {
        "the map as map16": b"\xde\x00\x02" + TYPE + ID + b"\x07",
        "the map as map32": b"\xdf\x00\x00\x00\x02" + TYPE + ID + b"\x07",
        "a text as str8": b"\x82" + TYPE + b"\xd9\x02id\x07",
        "a text as str16": b"\x82" + TYPE + b"\xda\x00\x02id\x07",
        "a text as str32": b"\x82" + TYPE + b"\xdb\x00\x00\x00\x02id\x07",
    }
    for name, header in headers.items():
        yield Case(name, "client", framed(header), CANCEL, canonical=False)
    start = b"\x83\xa6client\x82" + packed("name") + packed("a") + packed("version") + packed("1")
    start += packed("type") + packed("hello") + packed("versions")
    hello = {"type": "hello", "versions": [1], "client": {"name": "a", "version": "1"}}
    for name, ones in {"array16": b"\xdc\x00\x01\x01", "array32": b"\xdd\0\0\0\1\x01"}.items():
        yield Case(f"an array as {name}", "client", framed(start + ones), hello, canonical=False)


def _plain() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    yield "keys in another order", {"type": "cancel", "id": 7}, CANCEL
    yield "unknown keys", {"type": "cancel", "id": 7, "later": [1, {"a": None}], "x": 0.5}, CANCEL
    deep: Any = 1
    for _ in range(6):
        deep = [deep]
    yield "an unknown key of eight levels", {"id": 7, "type": "cancel", "x": deep}, CANCEL
    request = {"type": "request", "id": 7, "method": "status"}
    spelled = {"id": 7, "method": "status", "params": {}, "slot": "", "type": "request"}
    yield "defaults that stand there", spelled, request
    unknown = {"type": "request", "id": 7, "method": "models.load", "params": {"name": "a", "z": 1}}
    yield "an unknown key in parameters", unknown, unknown
    progress = {"type": "progress", "id": 7, "stage": "load", "fraction": 1}
    yield "a whole number as float64", {**progress, "fraction": 1.0}, progress
    later = {"type": "request", "id": 7, "method": "animate", "params": {"speed": 2}}
    yield "a method that nobody knows", dict(reversed(later.items())), later
