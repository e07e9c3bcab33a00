"""The test vectors of the protocol, as the tests read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PROTOCOL = Path(__file__).resolve().parent.parent / "protocol"

Vector = dict[str, Any]


def load(*names: str) -> list[Vector]:
    """The vectors of some files, one after the other."""
    return [
        vector
        for name in names
        for vector in json.loads((PROTOCOL / "vectors" / f"{name}.json").read_text("utf-8"))
    ]


def packet(vector: Vector) -> bytes:
    """The packet of a vector or of a step of a conversation."""
    runs = vector.get("hex_runs", [[vector.get("hex", ""), 1]])
    return b"".join(bytes.fromhex(piece) * times for piece, times in runs)


def restored(value: Any) -> Any:
    """JSON of a vector with its bytes made bytes again."""
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return bytes.fromhex(value["$bytes"])
        return {key: restored(item) for key, item in value.items()}
    return [restored(item) for item in value] if isinstance(value, list) else value


def name_of(vector: Vector) -> str:
    """What a test is called."""
    return str(vector["name"])
