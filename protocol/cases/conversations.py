"""Short conversations: what goes to and fro on one connection, and what a client makes of it.

What an agent says of itself may differ (its `welcome`, sentences, seconds, how it cuts a reply into
packets); types, ids, codes and `have` may not. `{token}` stands for the token.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import Sender, canonical, framed, packed


@dataclass(frozen=True)
class Step:
    """One packet. events: what a client that receives it tells its user."""

    sender: Sender
    message: dict[str, Any]
    payload: bytes = b""
    events: list[str] = field(default_factory=list)

    @property
    def packet(self) -> bytes:
        return framed(packed(canonical(self.message)), self.payload)


@dataclass(frozen=True)
class Script:
    """close: with which code the agent ends the connection; None while it goes on.

    faulty: whether the client says what no client should, so that it tests an agent only.
    """

    name: str
    steps: list[Step]
    close: int | None = None
    faulty: bool = False


PIXELS = bytes(range(48))
SHA256 = hashlib.sha256(PIXELS).digest()
IMAGE = {"sha256": SHA256}
LAYER = {"width": 4, "height": 4}
CLIENT = {"name": "vectors", "version": "1"}


def client(type: str, payload: bytes = b"", **fields: Any) -> Step:
    return Step("client", {"type": type, **fields}, payload)


def agent(type: str, *events: str, payload: bytes = b"", **fields: Any) -> Step:
    return Step("agent", {"type": type, **fields}, payload, list(events))


def hello(**fields: Any) -> Step:
    return client("hello", versions=[1], client=CLIENT, **fields)


def ask(id: int, method: str, slot: str = "", **params: Any) -> Step:
    extra: dict[str, Any] = {"params": params} if params else {}
    if slot:
        extra["slot"] = slot
    return client("request", id=id, method=method, **extra)


def put(id: int, sha256: bytes = SHA256) -> Step:
    return ask(id, "image.put", width=4, height=4, format="rgb8", sha256=sha256)


def have(id: int, have: bool) -> Step:
    return agent("reply", f"replied {id}", id=id, result={"have": have})


def failed(id: int, code: str, retry: str = "never") -> Step:
    error = {"code": code, "message": "A sentence.", "retry": retry}
    fields: dict[str, Any] = {"error": error, "id": id} if id else {"error": error}
    return agent("error", f"failed {id} {code}", **fields)


WELCOME = agent(
    "welcome",
    "welcomed",
    version=1,
    agent={"name": "frisket", "version": "0.1.0"},
    epoch="0123456789abcdef",
    capabilities={"zlib": {}},
)
BYE = agent("bye", "leaving", reason="A sentence.")
IN = [hello(token="{token}"), WELCOME]
"""The beginning of every conversation that goes well."""


def scripts() -> Iterator[Script]:
    """Every conversation."""
    yield Script("hello and welcome", IN)
    yield from _entering()
    yield from _uploading()
    yield from _asking()


def _entering() -> Iterator[Script]:
    wrong = failed(0, "unauthenticated.token", "now")
    yield Script("a wrong token", [hello(token="wrong"), wrong, BYE], 1008)
    yield Script("no token", [hello(), wrong, BYE], 1008)
    newer = client("hello", versions=[2, 3], client=CLIENT, token="{token}")
    none = [newer, failed(0, "failed_precondition.version"), BYE]
    yield Script("no shared version", none, 1008, faulty=True)
    both = client("hello", versions=[2, 1], client=CLIENT, token="{token}")
    yield Script("one shared version", [both, WELCOME], faulty=True)
    early = failed(0, "unauthenticated.hello")
    yield Script("a request before hello", [ask(1, "status"), early, BYE], 1008)
    yield Script("a cancel before hello", [client("cancel", id=1), early, BYE], 1008)
    again = failed(0, "invalid_argument.id")
    lists = agent("reply", "replied 1", id=1, result={"recipes": []})
    steps = [*IN, ask(1, "recipes.list"), lists, ask(1, "recipes.list"), again, BYE]
    yield Script("an id twice", steps, 1008, faulty=True)
    twice = failed(0, "invalid_argument.message_type")
    yield Script("a second hello", [*IN, hello(token="{token}"), twice, BYE], 1008, faulty=True)
    theirs = client("bye", reason="A sentence.")
    yield Script("a message of the agent's", [*IN, theirs, twice, BYE], 1008, faulty=True)


def _uploading() -> Iterator[Script]:
    upload = [*IN, put(1), have(1, False)]
    first = client("data", PIXELS[:32], id=1, offset=0)
    rest = client("data", PIXELS[32:], id=1, offset=32)
    yield Script("an upload, announced again", [*upload, first, rest, put(2), have(2, True)])
    yield Script("an upload given up and begun anew", [*upload, first, put(2), have(2, False)])
    harm = client("data", bytes(48), id=1, offset=0)
    yield Script("an upload of other pixels", [*upload, harm, put(2), have(2, False)])
    gap = client("data", PIXELS[32:], id=1, offset=32)
    lost = failed(0, "data_loss.offset", "now")
    yield Script("an upload with a gap", [*upload, gap, lost, BYE], 1008)
    beyond = client("data", PIXELS + b"\x00", id=1, offset=0)
    yield Script("an upload that is too long", [*upload, beyond, lost, BYE], 1008)
    unasked = client("data", PIXELS, id=7, offset=0)
    yield Script(
        "an upload that nobody asked for",
        [*IN, unasked, failed(0, "data_loss.upload", "now"), BYE],
        1008,
    )
    missing = failed(1, "not_found.image", "now")
    steps = [*IN, ask(1, "prepare", image=IMAGE), missing]
    yield Script("a picture that the agent does not have", steps)
    early = [*upload, first, ask(2, "prepare", image=IMAGE)]
    yield Script(
        "a request between two pieces of its picture",
        [*early, failed(2, "failed_precondition.image", "now")],
    )


def _asking() -> Iterator[Script]:
    prompt = {"boxes": [{"x0": 1, "y0": 1, "x1": 3, "y1": 3}]}
    segment: dict[str, Any] = {"image": IMAGE, "layer": LAYER, "prompt": prompt}
    pixels = client("data", PIXELS, id=1, offset=0)
    there = [*IN, put(1), have(1, False), pixels]
    progress = agent("progress", "progressed 2 segment 0.5", id=2, stage="segment", fraction=0.5)
    unknown = agent("progress", "progressed 2 load nil", id=2, stage="load")
    info = {"id": "m1", "box": {"x0": 1, "y0": 1, "x1": 3, "y1": 3}, "size": 4}
    result: dict[str, Any] = {"masks": [info]}
    begun = agent("reply", id=2, result=result, size=4, payload=b"\xff\xff")
    end = agent("data", "replied 2 ffff8040", id=2, offset=2, payload=b"\x80\x40")
    asked = [*there, ask(2, "segment", **segment)]
    late = agent("progress", id=2, stage="place", fraction=1)
    yield Script("a request, progress and its reply", [*asked, unknown, progress, begun, end, late])
    packed_mask = zlib.compress(b"\xff\xff\x80\x40", 1)
    result = {"masks": [{**info, "size": len(packed_mask), "encoding": "zlib"}]}
    whole = agent(
        "reply", "replied 2 ffff8040", id=2, result=result, size=len(packed_mask),
        payload=packed_mask,
    )  # fmt: skip
    able = [hello(token="{token}", capabilities={"zlib": {}}), WELCOME, *asked[2:]]
    yield Script("a reply packed with zlib", [*able, whole])
    cancel = client("cancel", id=2)
    cancelled = failed(2, "cancelled.asked")
    yield Script("a request that is cancelled", [*asked, cancel, cancelled, cancel])
    slots = [*there, ask(2, "segment", "click", **segment), ask(3, "segment", "click", **segment)]
    nothing = agent("reply", "replied 3", id=3, result={"masks": []})
    yield Script("the latest on a slot wins", [*slots, failed(2, "cancelled.superseded"), nothing])
    steps = [*IN, ask(1, "animate"), failed(1, "unimplemented"), put(2), have(2, False)]
    yield Script("a method that the agent does not have", steps, faulty=True)
    wrong = [*IN, ask(1, "models.load"), failed(1, "invalid_argument.missing_key")]
    alone = [*wrong, put(2), have(2, False)]
    yield Script("wrong parameters end the request alone", alone, faulty=True)
    leave = [*IN, ask(1, "stop"), agent("reply", "replied 1", id=1), BYE]
    yield Script("an agent that stops", leave, 1001)
