"""The client's half of a conversation: the scripts, and everything an agent may get wrong."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import pytest

import vectors
from frisket_protocol import codec, conversation
from frisket_protocol.conversation import (
    Assembly,
    Conversation,
    Event,
    Failed,
    Leaving,
    Progressed,
    Replied,
    Welcomed,
    unpack_masks,
)
from frisket_protocol.errors import (
    DataLoss,
    Internal,
    InvalidArgument,
    NotFound,
    ResourceExhausted,
    VersionMismatch,
)
from frisket_protocol.messages import (
    Bye,
    Cancel,
    Data,
    Error,
    Hello,
    Message,
    Progress,
    Reply,
    Request,
    Welcome,
)
from frisket_protocol.parts import CHUNK_MAX, Failure, ImageRef, Limits, MaskInfo, Size, Software
from frisket_protocol.raster import Box
from frisket_protocol.requests import METHODS, ImagePut, Masks, Segment, Status

SCRIPTS = [script for script in vectors.load("conversations") if not script["faulty"]]
CLIENT = Software("tests", "1")
SEGMENT = Segment(ImageRef(bytes(32)), Size(64, 64))
WELCOME = Welcome(1, Software("frisket", "1"), "epoch")
BOX = Box(10, 20, 14, 22)


def joined(packet: list[Any]) -> bytes:
    return b"".join(packet)


def told(message: Message, payload: bytes = b"") -> bytes:
    """A packet from the agent."""
    return joined(codec.encode(message, payload))


def welcomed(**limits: int) -> Conversation:
    talk = Conversation()
    talk.receive(told(replace(WELCOME, limits=Limits(**limits))))
    return talk


def asked() -> Conversation:
    """A conversation in which request 1 waits for masks."""
    talk = welcomed()
    talk.request(SEGMENT)
    return talk


def masks(*infos: MaskInfo) -> dict[str, Any]:
    return codec.to_map(Masks(infos))


# --- the scripts ---


@pytest.mark.parametrize("script", SCRIPTS, ids=vectors.name_of)
def test_client_keeps_to_the_script(script: vectors.Vector) -> None:
    talk = Conversation()
    for step in script["steps"]:
        if step["from"] == "client":
            assert joined(said(talk, step)) == vectors.packet(step)
        else:
            events = [shown(event) for event in talk.receive(vectors.packet(step))]
            assert events == step["events"]


def said(talk: Conversation, step: vectors.Vector) -> list[Any]:
    """What the conversation would send in place of the step."""
    message, payload = codec.decode(vectors.packet(step))
    if isinstance(message, Hello):
        return talk.hello(message.client, message.token, message.capabilities)
    if isinstance(message, Request):
        kind: Any = METHODS[message.method][0]
        id, packet = talk.request(codec.from_map(kind, message.params), message.slot)
        assert id == message.id
        return packet
    if isinstance(message, Cancel):
        return talk.cancel(message.id)
    return codec.encode(message, payload)


def shown(event: Event) -> str:
    """An event as it stands in a script."""
    if isinstance(event, Progressed):
        known = "nil" if event.fraction is None else event.fraction
        return f"progressed {event.id} {event.stage} {known}"
    if isinstance(event, Failed):
        return f"failed {event.id} {event.error.wire_code}"
    if isinstance(event, Replied):
        found = event.masks if isinstance(event.result, Masks) else []
        pixels = b"".join(bytes(mask.data) for mask in found)
        return f"replied {event.id} {pixels.hex()}".rstrip()
    return "welcomed" if isinstance(event, Welcomed) else "leaving"


# --- sending ---


def test_hello_is_the_first_packet() -> None:
    packet = Conversation().hello(CLIENT, "secret", {"zlib": {}})
    assert codec.decode(joined(packet))[0] == Hello((1,), CLIENT, "secret", {"zlib": {}})


def test_ids_rise_from_one() -> None:
    talk = welcomed()
    assert [talk.request(Status())[0] for _ in range(3)] == [1, 2, 3]


def test_slot_travels() -> None:
    _, packet = welcomed().request(SEGMENT, "click")
    message, _ = codec.decode(joined(packet))
    assert isinstance(message, Request)
    assert (message.method, message.slot) == ("segment", "click")


def test_upload_is_cut_into_chunks() -> None:
    talk = welcomed(chunk_bytes=100)
    cut = [codec.decode(joined(packet)) for packet in talk.upload(5, bytes(range(250)))]
    assert [(message, len(payload)) for message, payload in cut] == [
        (Data(5, 0), 100),
        (Data(5, 100), 100),
        (Data(5, 200), 50),
    ]


def test_upload_never_makes_packets_that_are_too_large() -> None:
    talk = welcomed(chunk_bytes=1 << 40)
    sizes = [len(packet[1]) for packet in talk.upload(1, bytes(CHUNK_MAX + 1))]
    assert sizes == [CHUNK_MAX, 1]


def test_upload_takes_pixels_of_any_shape() -> None:
    pixels = memoryview(bytes(24)).cast("H", (3, 4))
    (packet,) = welcomed().upload(1, pixels)
    assert len(joined(packet[1:])) == 24


# --- the welcome ---


def test_welcome_is_kept() -> None:
    talk = Conversation()
    assert talk.receive(told(WELCOME)) == [Welcomed(WELCOME)]
    assert talk.welcome == WELCOME


def test_another_version_is_said_in_a_sentence() -> None:
    packet = told(Welcome(2, Software("frisket", "9"), "epoch"))
    with pytest.raises(VersionMismatch) as caught:
        Conversation().receive(packet)
    assert str(caught.value) == (
        "The agent speaks protocol version 2, this plugin speaks 1. "
        "Update the agent and the plugin to matching versions."
    )


# --- answers ---


def test_reply_without_bytes() -> None:
    talk = welcomed()
    talk.request(ImagePut(1, 1, "gray8", bytes(32)))
    (event,) = talk.receive(told(Reply(1, {"have": True})))
    assert isinstance(event, Replied)
    assert (event.id, event.result, len(event.payload)) == (1, METHODS["image.put"][1](True), 0)


def test_reply_in_pieces() -> None:
    talk = asked()
    result = masks(MaskInfo("m1", BOX, 8))
    assert talk.receive(told(Reply(1, result, 8), b"abc")) == []
    assert talk.receive(told(Data(1, 3), b"de")) == []
    (event,) = talk.receive(told(Data(1, 5), b"fgh"))
    assert isinstance(event, Replied)
    assert bytes(event.masks[0].data) == b"abcdefgh"


def test_reply_whose_bytes_all_come_later() -> None:
    talk = asked()
    talk.receive(told(Reply(1, masks(MaskInfo("m1", BOX, 8)), 8)))
    assert len(talk.receive(told(Data(1, 0), bytes(8)))) == 1


@pytest.mark.parametrize(
    ("offset", "piece"),
    [(0, b"x"), (2, b"x"), (4, b"x"), (-3, b"x"), (3, b"123456"), (3, b"")],
    ids=["again", "back", "a gap", "negative", "too many", "empty"],
)
def test_pieces_out_of_order_are_refused(offset: int, piece: bytes) -> None:
    talk = asked()
    talk.receive(told(Reply(1, masks(), 8), b"abc"))
    with pytest.raises(DataLoss) as caught:
        talk.receive(told(Data(1, offset), piece))
    assert caught.value.wire_code == "data_loss.offset"


def test_more_bytes_than_announced_are_refused() -> None:
    with pytest.raises(DataLoss):
        asked().receive(told(Reply(1, masks(), 3), b"abcd"))


def test_pieces_before_the_reply_are_refused() -> None:
    with pytest.raises(DataLoss):
        asked().receive(told(Data(1, 0), b"a"))


def test_second_beginning_of_a_reply_is_refused() -> None:
    talk = asked()
    talk.receive(told(Reply(1, masks(), 8)))
    with pytest.raises(InvalidArgument):
        talk.receive(told(Reply(1, masks(), 8)))


def test_size_below_zero_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        asked().receive(told(Reply(1, masks(), -1)))


def test_too_large_a_reply_fails_alone() -> None:
    talk = asked()
    (event,) = talk.receive(told(Reply(1, masks(), conversation.REPLY_MAX + 1), b"abc"))
    assert isinstance(event, Failed)
    assert event.error.wire_code == "resource_exhausted.reply_too_large"


def test_rest_of_too_large_a_reply_is_ignored() -> None:
    talk = asked()
    talk.receive(told(Reply(1, masks(), conversation.REPLY_MAX + 1), b"abc"))
    assert talk.receive(told(Data(1, 3), b"def")) == []


def test_result_of_another_shape_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"result\.masks"):
        asked().receive(told(Reply(1, {"masks": 7})))


def test_error_is_the_final_answer() -> None:
    talk = asked()
    failure = Failure("not_found.image", "Gone.", "Send it again.", "now")
    (event,) = talk.receive(told(Error(failure, 1)))
    assert isinstance(event, Failed)
    assert isinstance(event.error, NotFound)
    assert (str(event.error), event.error.retry) == ("Gone. Send it again.", "now")


def test_error_of_the_connection_is_told() -> None:
    (event,) = welcomed().receive(told(Error(Failure("internal", "Broken."))))
    assert isinstance(event, Failed)
    assert isinstance(event.error, Internal)
    assert event.id == 0


@pytest.mark.parametrize(
    ("fraction", "known"), [(0.25, 0.25), (0.0, 0.0), (-1.0, None)], ids=["some", "none", "unknown"]
)
def test_progress(fraction: float, known: float | None) -> None:
    assert asked().receive(told(Progress(1, "embed", fraction))) == [Progressed(1, "embed", known)]


def test_bye() -> None:
    assert welcomed().receive(told(Bye("Update.", True))) == [Leaving("Update.", True)]


@pytest.mark.parametrize(
    "message",
    [
        Progress(1, "load"),
        Reply(1, {"have": True}),
        Data(1, 0),
        Error(Failure("cancelled", "Late."), 1),
        Cancel(1),
        Request(1, "status"),
    ],
    ids=lambda message: type(message).__name__.lower(),
)
def test_what_nobody_asked_for_is_ignored(message: Message) -> None:
    assert welcomed().receive(told(message)) == []


def test_nothing_comes_after_the_final_answer() -> None:
    talk = asked()
    talk.receive(told(Reply(1, masks())))
    assert talk.receive(told(Reply(1, masks()))) == []


# --- assembling ---


def test_assembly_is_complete_with_the_last_byte() -> None:
    assembly = Assembly(memoryview(bytearray(4)))
    assembly.add(0, b"ab")
    assert not assembly.complete
    assembly.add(2, b"cd")
    assert assembly.complete
    assert bytes(assembly.buffer) == b"abcd"


# --- masks ---


def unpacked(payload: bytes, *infos: MaskInfo) -> list[Any]:
    return list(unpack_masks(Masks(infos), memoryview(payload)))


def test_masks_and_colours_follow_each_other() -> None:
    first = MaskInfo("a", BOX, 8, label="dog", score=0.5, foreground_size=24)
    second = MaskInfo("b", Box(0, 0, 1, 2), 2, phrase="a dog", object=1, candidate=2)
    one, two = unpacked(bytes(range(34)), first, second)
    assert (bytes(one.data), bytes(one.foreground)) == (bytes(range(8)), bytes(range(8, 32)))
    assert (one.label, one.score, one.width, one.height) == ("dog", 0.5, 4, 2)
    assert (bytes(two.data), two.foreground) == (b"\x20\x21", None)
    assert (two.phrase, two.object, two.candidate) == ("a dog", 1, 2)


def test_masks_in_zlib() -> None:
    mask, colours = zlib.compress(bytes(8)), zlib.compress(bytes(range(24)))
    info = MaskInfo("a", BOX, len(mask), "zlib", foreground_size=len(colours))
    (one,) = unpacked(mask + colours, info)
    assert (bytes(one.data), bytes(one.foreground)) == (bytes(8), bytes(range(24)))


@pytest.mark.parametrize(
    ("payload", "size", "encoding", "detail"),
    [
        (bytes(7), 7, "raw", "size"),
        (bytes(9), 9, "raw", "size"),
        (bytes(8), 9, "raw", "size"),
        (bytes(9), 8, "raw", "size"),
        (b"", 0, "raw", "size"),
        (b"not zlib", 8, "zlib", "zlib"),
        (zlib.compress(bytes(7)), None, "zlib", "size"),
        (zlib.compress(bytes(9)), None, "zlib", "size"),
        (zlib.compress(bytes(8))[:-1], None, "zlib", "zlib"),
        (b"", 0, "zlib", "zlib"),
    ],
    ids=str,
)
def test_masks_of_another_size_are_refused(
    payload: bytes, size: int | None, encoding: Any, detail: str
) -> None:
    info = MaskInfo("a", BOX, len(payload) if size is None else size, encoding)
    with pytest.raises(DataLoss) as caught:
        unpacked(payload, info)
    assert caught.value.detail == detail


@pytest.mark.parametrize("box", [BOX, Box(5, 5, 5, 5)], ids=["small", "empty"])
def test_zlib_bomb_is_not_unpacked(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self) -> None:
            self.real = real()

        def decompress(self, data: Any, limit: int) -> bytes:
            asked_for.append(limit)
            return self.real.decompress(data, limit)

        @property
        def eof(self) -> bool:
            return self.real.eof

    bomb = zlib.compress(bytes(1 << 22))
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    with pytest.raises(DataLoss):
        unpacked(bomb, MaskInfo("a", box, len(bomb), "zlib"))
    assert asked_for == [int(box.width) * int(box.height) + 1]


def test_masks_that_would_not_fit_into_memory_are_refused() -> None:
    with pytest.raises(ResourceExhausted):
        unpacked(b"", MaskInfo("a", Box(0, 0, 40_000, 40_000), 0, "zlib"))
