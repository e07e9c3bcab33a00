"""Every message and every method, each with what it must have and with all that it may have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from . import Case, Sender, accepted

Model = dict[str, Any]

SHA256 = bytes(range(32))
BOX = {"x0": 10, "y0": 20, "x1": 110, "y1": 70}
SAMPLES: dict[str, Any] = {
    "Hello.versions": [1],
    "Hello.token": "bm90IGEgc2VjcmV0",
    "Hello.capabilities": {"zlib": {}, "later": {"since": 2, "parts": ["a", None, 0.25]}},
    "Welcome.capabilities": {"zlib": {}},
    "Request.method": "segment",
    "Prompt.words": "a red coat, Müllers Hund, 雪",
    "Operations.fill_holes": 64.5,
    "Operations.grow": -2.25,
    "Segment.candidates": 3,
    "Control.minimum": -500,
    "Failure.code": "not_found.recipe",
    "Software.version": "5.2.11",
    "Size.width": 7680,
    "Size.height": 4320,
}
"""Values that say more than the plain ones."""


def messages(model: Model) -> Iterator[Case]:
    """Each message type, and packets with a payload."""
    for kind in model["messages"]:
        sender: Sender = "agent" if kind["from"] == "agent" else "client"
        for full in (False, True):
            name = f"{kind['type']}, {_extent(full)}"
            yield accepted(name, sender, {"type": kind["type"], **sample(model, kind, full)})
    upload = {"type": "data", "id": 1, "offset": 0}
    yield accepted("the first bytes of an upload", "client", upload, bytes(range(48)))
    reply = {"type": "reply", "id": 2, "size": 5}
    yield accepted("a reply with its payload", "agent", reply, b"\x00\x40\x80\xc0\xff")
    sha256 = hashlib.sha256(b"\x00\xff").digest()
    params = {"width": 2, "height": 1, "format": "gray8", "sha256": sha256}
    announced = {"type": "request", "id": 1, "method": "image.put", "params": params}
    yield accepted("example: announced", "client", announced)
    lacking = {"type": "reply", "id": 1, "result": {"have": False}}
    yield accepted("example: wanted", "agent", lacking)
    yield accepted("example: brought", "client", upload, b"\x00\xff")
    rest = {"type": "data", "id": 2, "offset": 9007199254740991}
    yield accepted("the largest offset", "agent", rest, b"\xff")


def methods(model: Model) -> Iterator[Case]:
    """Each method's parameters in a request, and its result in a reply."""
    params = {kind["name"]: kind for kind in model["params"]}
    results = {kind["name"]: kind for kind in model["results"]}
    for method in model["methods"]:
        name = method["name"]
        for full in (False, True):
            asked = sample(model, params[method["params"]], full)
            request = {"type": "request", "id": 1, "method": name}
            if asked:
                request["params"] = asked
            yield accepted(f"{name}, {_extent(full)}", "client", request, method=name)
        for full in (False, True):
            result = sample(model, results[method["result"]], full)
            reply = {"type": "reply", "id": 1}
            if result:
                reply["result"] = result
            yield accepted(f"answer to {name}, {_extent(full)}", "agent", reply, method=name)


def errors(model: Model) -> Iterator[Case]:
    """Each class with and without a detail, and one that nobody knows."""
    codes = [kind["code"] for kind in model["errors"]]
    codes += [detail["code"] for detail in model["details"]]
    for code in [*codes, "not_found.since_version_9", "a_class_of_its_own.detail"]:
        failure = {"code": code, "message": "What happened.", "hint": "What to do."}
        yield accepted(code, "agent", {"type": "error", "id": 3, "error": failure})
    for retry in ("now", "after", "smaller"):
        failure = {"code": "unavailable", "message": "Not now.", "retry": retry, "after_ms": 250}
        yield accepted(f"retry {retry}", "agent", {"type": "error", "error": failure})


def sample(model: Model, kind: Model, full: bool) -> dict[str, Any]:
    """A map of `kind`: with every field set, or with the required ones alone."""
    return {
        field["name"]: _value(model, kind["name"], field, field["type"], full)
        for field in kind["fields"]
        if full or "required" in field
    }


def _value(model: Model, owner: str, field: Model, kind: str, full: bool) -> Any:
    """A value of the type `kind` that is not the field's default."""
    chosen = SAMPLES.get(f"{owner}.{field['name']}")
    if chosen is not None:
        return chosen
    if kind.startswith("["):
        return [_value(model, owner, field, kind[1:-1], each) for each in (full, False)]
    if kind == "choice":
        return next(c for c in reversed(field["choices"]) if c != field.get("default"))
    plain = {
        "text": field["name"],
        "integer": 7,
        "number": 0.375,
        "boolean": not field.get("default", False),
        "bytes": SHA256,
        "map": {"key": "value"},
        "Box": BOX,
    }
    if kind in plain:
        return plain[kind]
    inner = next(part for part in model["types"] if part["name"] == kind.rstrip("?"))
    return sample(model, inner, full)


def _extent(full: bool) -> str:
    return "everything set" if full else "defaults left off"
