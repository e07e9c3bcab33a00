"""Messages ⇄ bytes (SPEC sections 2 and 3).

    packet = u32le length of the header | header: one msgpack map | payload: raw bytes

Dataclasses become maps by their own field names, with defaults dropped and keys sorted, so that
one message has one spelling. On the way in every limit is checked before memory is taken, unknown
keys are ignored, and a missing or mistyped key is an InvalidArgument that names it.
"""

from __future__ import annotations

import dataclasses
import math
import struct
import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgpack

from .errors import InvalidArgument
from .messages import MESSAGES, Message
from .parts import HEADER_MAX
from .raster import Buffer

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 8
ARRAY_MAX = 4096
MAP_MAX = 256
TEXT_MAX = 16384
BYTES_MAX = 4096

_TYPE_OF = {kind: name for name, kind in MESSAGES.items()}
_LENGTH = struct.Struct("<I")
T = TypeVar("T")


def encode(message: Message, payload: Buffer = b"") -> list[Buffer]:
    """The packet as buffers to be sent one after the other; the payload is not copied."""
    header = pack({"type": _TYPE_OF[type(message)], **to_map(message)})
    return [_LENGTH.pack(len(header)) + header, payload]


def decode(packet: Buffer) -> tuple[Message, memoryview]:
    """The message, and the payload as a view into `packet`. Raises InvalidArgument."""
    view = memoryview(packet).cast("B")
    if len(view) < _LENGTH.size:
        raise _malformed("The packet is shorter than four bytes.", "packet")
    (length,) = _LENGTH.unpack_from(view)
    if not 0 < length <= min(HEADER_MAX, len(view) - _LENGTH.size):
        raise _malformed(f"The packet announces a header of {length} bytes.", "packet")
    end = _LENGTH.size + length
    header = unpack(view[_LENGTH.size : end])
    name = header.get("type")
    kind = MESSAGES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise _malformed(f"No message is of the type {name!r:.40}.", "message_type")
    return from_map(kind, header), view[end:]


# --- plain values ⇄ msgpack ---


def pack(header: Mapping[str, Any]) -> bytes:
    """One map as msgpack in its only spelling: shortest forms, sorted keys (SPEC section 3).

    Raises InvalidArgument for what the other side would refuse.
    """
    values = _canonical(header)
    _check(values, 1)
    try:
        packed: bytes = msgpack.packb(values, use_bin_type=True)
    except UnicodeEncodeError:
        raise _malformed("A text in the header cannot be written as UTF-8.", "header") from None
    if len(packed) > HEADER_MAX:
        raise _malformed(f"The header would take {len(packed)} bytes.", "header")
    return packed


def unpack(data: Buffer) -> dict[str, Any]:
    """The one map in `data`. Raises InvalidArgument for anything outside the profile."""
    unpacker = msgpack.Unpacker(
        object_pairs_hook=_unique,
        strict_map_key=True,
        max_buffer_size=HEADER_MAX,
        max_str_len=TEXT_MAX * 4,
        max_bin_len=BYTES_MAX,
        max_array_len=ARRAY_MAX,
        max_map_len=MAP_MAX,
        max_ext_len=0,
    )
    try:
        unpacker.feed(data)
        value = unpacker.unpack()
    except (ValueError, RecursionError, msgpack.UnpackException) as error:
        reason = str(error) or type(error).__name__
        raise _malformed(f"The header is not valid msgpack: {reason:.80}.", "header") from None
    if unpacker.tell() != memoryview(data).nbytes:
        raise _malformed("There are bytes behind the header's map.", "header")
    if not isinstance(value, dict):
        raise _malformed("The header is not a map.", "header")
    _check(value, 1)
    return value


def _canonical(value: Any) -> Any:
    """Keys sorted, tuples as lists, and numbers without a fraction as integers."""
    if isinstance(value, Mapping):
        return {key: _canonical(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= INTEGER_MAX:
        return int(value)
    return value


def _unique(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    # msgpack's C code checks more of this than its Python code does, and other releases less.
    values: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise ValueError("a key is not text")
        if key in values:
            raise ValueError("a key stands twice in a map")
        values[key] = value
    return values


def _check(value: Any, depth: int) -> None:
    """Hold a value to the profile: depth, number ranges, no extension types."""
    if depth > DEPTH_MAX:
        raise _malformed(f"The header is nested deeper than {DEPTH_MAX} levels.", "header")
    if isinstance(value, dict):
        for item in value.values():
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise _malformed("A number in the header is not finite.", "header")
    elif isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise _malformed("A whole number in the header is beyond 2^53 - 1.", "header")
    elif value is not None and not isinstance(value, (str, bytes)):
        raise _malformed("The header holds a msgpack extension type.", "header")


# --- dataclasses ⇄ plain values ---


def to_map(value: Any) -> dict[str, Any]:
    """The fields of a dataclass by name; those that hold their default are left out."""
    return {
        field.name: _plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if getattr(value, field.name) != _default(field)
    }


def from_map(kind: type[T], values: Mapping[str, Any], where: str = "") -> T:
    """A dataclass of `kind` from a map; `where` names the place in errors, as in `params.image`."""
    found = {}
    for name, (hint, required) in _fields(kind).items():  # type: ignore[arg-type]
        place = f"{where}.{name}" if where else name
        if name in values:
            found[name] = _typed(hint, values[name], place)
        elif required:
            raise _malformed(f'The message lacks "{place}".', "missing_key")
    return kind(**found)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return to_map(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):  # a number of NumPy's, or an array of them
        return value.tolist()
    return value


@cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    """Field name → its type, and whether it must be there."""
    hints = get_type_hints(kind)
    return {
        field.name: (hints[field.name], _default(field) is dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    }


def _typed(hint: Any, value: Any, place: str) -> Any:
    """`value` as the type that the field says, or InvalidArgument."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _typed(get_args(hint)[0], value, place)
    if origin is tuple:
        items = _expect(list, value, place)
        return tuple(_typed(get_args(hint)[0], x, f"{place}[{i}]") for i, x in enumerate(items))
    if origin is Literal:
        if value not in get_args(hint):
            allowed = ", ".join(get_args(hint))
            raise _malformed(f'"{place}" must be one of {allowed}.', "value")
        return value
    if origin is dict:
        inner = get_args(hint)[1]
        entries = _expect(dict, value, place)
        if inner is Any:
            return entries
        return {key: _typed(inner, entry, f"{place}.{key}") for key, entry in entries.items()}
    if dataclasses.is_dataclass(hint):
        return from_map(hint, _expect(dict, value, place), place)  # type: ignore[arg-type]
    if hint is float:
        return float(_expect((int, float), value, place))
    return _expect(hint, value, place)


def _expect(kind: Any, value: Any, place: str) -> Any:
    # bool is an int to Python, and to nobody else.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _malformed(f'"{place}" is of the wrong type: {type(value).__name__}.', "wrong_type")
    if isinstance(value, str) and len(value) > TEXT_MAX:
        raise _malformed(f'"{place}" is longer than {TEXT_MAX} characters.', "value")
    return value


def _malformed(message: str, detail: str) -> InvalidArgument:
    return InvalidArgument(
        message, detail=detail, hint="Update the plugin and the agent to matching versions."
    )
