"""The client's journey over a channel that is written down: what is read, asked and repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from frisket_protocol import Box, Client, Finish, Frame, Prompt, Raster, Software, Watch
from frisket_protocol import client as client_module
from frisket_protocol.conversation import Replied
from frisket_protocol.errors import (
    AgentNotRunning,
    Cancelled,
    ConnectionLost,
    FrisketError,
    InvalidArgument,
    NotFound,
)
from frisket_protocol.messages import Welcome
from frisket_protocol.parts import MaskInfo, RecipeInfo
from frisket_protocol.requests import Masks, Params, Refine, Segment

Answer = Callable[[Params], Replied]


@dataclass
class ScriptedChannel:
    """Answers by a function, and remembers what it was asked."""

    answer: Answer
    asked: list[Params] = field(default_factory=list)
    brought: list[list[Raster]] = field(default_factory=list)
    closed: bool = False
    welcome: Welcome = Welcome(
        1,
        Software("agent", "1"),
        "epoch",
        recipes=(RecipeInfo("automatic", "", "", (), 1000), RecipeInfo("big", "", "", (), 2000)),
    )

    def ask(
        self, params: Params, rasters: Sequence[Raster] = (), *, watch: Watch, slot: str = ""
    ) -> Replied:
        watch.check()
        self.asked.append(params)
        self.brought.append(list(rasters))
        return self.answer(params)

    def close(self) -> None:
        self.closed = True


@dataclass
class Gray:
    """A gray layer of any size, of which nothing is kept."""

    size: tuple[int, int]
    reads: list[tuple[Box, float]] = field(default_factory=list)

    def read(self, box: Box, scale: float) -> Raster:
        self.reads.append((box, scale))
        width, height = max(1, int(box.width / scale)), max(1, int(box.height / scale))
        return Raster(width, height, "gray8", bytes(width * height), Frame(box.x0, box.y0, scale))


def masks_at(box: Box) -> Answer:
    """One mask with an id, whose bytes are only there when they were asked for."""

    def answer(params: Params) -> Replied:
        with_pixels = not isinstance(params, Segment) or params.with_pixels
        size = int(box.width * box.height) if with_pixels else 0
        info = MaskInfo("m1", box, size)
        return Replied(1, Masks((info,), "classic", "why"), memoryview(bytes(size)))

    return answer


def connected(answer: Answer) -> tuple[Client, ScriptedChannel]:
    channel = ScriptedChannel(answer)
    return Client(lambda: channel), channel


def test_a_small_layer_is_its_own_preview_and_finished_in_one_request() -> None:
    client, channel = connected(masks_at(Box(0, 0, 4, 4)))
    source = Gray((800, 600))
    client.open(source).segment(Prompt("fox"), finish=Finish("soft"))
    assert source.reads == [(Box(0, 0, 800, 600), 1.0)]
    (asked,) = channel.asked
    assert isinstance(asked, Segment)
    assert asked.finish == Finish("soft")


def test_the_preview_is_as_large_as_the_recipe_can_use() -> None:
    client, _ = connected(masks_at(Box(0, 0, 4, 4)))
    source = Gray((4000, 1000))
    layer = client.open(source)
    layer.segment(fine=False)
    layer.segment(fine=False, recipe="big")
    layer.segment(fine=False, recipe="unknown to this client")
    assert [scale for _, scale in source.reads] == [4.0, 2.0, 4000 / 1024]


def test_fine_edges_read_the_objects_box_with_a_margin() -> None:
    client, channel = connected(masks_at(Box(1000, 500, 1400, 700)))
    source = Gray((4000, 3000))
    client.open(source).segment(finish=Finish("soft"))
    assert source.reads[1] == (Box(968, 468, 1432, 732), 1.0)
    first, second = channel.asked
    assert isinstance(first, Segment)
    assert first.with_pixels is False
    assert isinstance(second, Refine)
    assert (second.mask, second.finish) == ("m1", Finish("soft"))


def test_what_either_step_tells_is_told_once() -> None:
    def answer(params: Params) -> Replied:
        size = 0 if isinstance(params, Segment) and not params.with_pixels else 16
        notes = ("both", "finer") if isinstance(params, Refine) else ("first", "both")
        info = MaskInfo("m1", Box(0, 0, 4, 4), size)
        return Replied(1, Masks((info,), notes=notes), memoryview(bytes(size)))

    client, _ = connected(answer)
    source = Gray((4000, 3000))
    assert client.open(source).segment().notes == ("first", "both", "finer")
    assert client.open(source).segment(fine=False).notes == ("first", "both")


def test_a_huge_object_is_read_a_little_coarser() -> None:
    client, _ = connected(_huge)
    source = Gray((16000, 12000))
    with pytest.raises(InvalidArgument):
        client.open(source).segment()
    box, scale = source.reads[1]
    assert box == Box(0, 0, 16000, 12000)
    assert box.width * box.height / scale**2 == pytest.approx(client_module.CROP_PIXELS)


def _huge(params: Params) -> Replied:
    """A mask of the whole layer; its bytes would be too many to make, so that refining ends."""
    if isinstance(params, Refine):
        raise InvalidArgument("enough")
    info = MaskInfo("m1", Box(0, 0, 16000, 12000), 0)
    return Replied(1, Masks((info,)), memoryview(b""))


def test_rasters_of_the_prompt_are_brought_along() -> None:
    client, channel = connected(masks_at(Box(0, 0, 4, 4)))
    rough = Raster(2, 2, "gray8", bytes(4), Frame(5, 5))
    client.open(Gray((80, 60))).segment(rough=rough)
    assert channel.brought[0][1] is rough
    asked = channel.asked[0]
    assert isinstance(asked, Segment)
    assert asked.prompt.rough is not None
    assert asked.prompt.rough.frame == Frame(5, 5)


def losing(times: int, error: FrisketError, then: Answer) -> Answer:
    """Raises `error` so many times, then answers."""
    left = [times]

    def answer(params: Params) -> Replied:
        if left[0]:
            left[0] -= 1
            raise error
        return then(params)

    return answer


@pytest.mark.parametrize(
    "error",
    [
        ConnectionLost("gone"),
        NotFound("forgotten", detail="image"),
        NotFound("forgotten", detail="mask"),
    ],
    ids=lambda error: error.wire_code,
)
def test_the_journey_is_made_once_more_after_a_loss(error: FrisketError) -> None:
    answer = losing(1, error, masks_at(Box(0, 0, 4, 4)))
    opened: list[ScriptedChannel] = []

    def connect() -> ScriptedChannel:
        opened.append(ScriptedChannel(answer))
        return opened[-1]

    with Client(connect) as client:
        assert client.open(Gray((80, 60))).segment().masks
    assert len(opened) == 2
    assert opened[0].closed


@pytest.mark.parametrize(
    "error",
    [InvalidArgument("wrong"), NotFound("no", detail="recipe")],
    ids=lambda error: error.wire_code,
)
def test_other_errors_are_not_repeated(error: FrisketError) -> None:
    client, channel = connected(losing(1, error, masks_at(Box(0, 0, 4, 4))))
    with pytest.raises(type(error)):
        client.open(Gray((80, 60))).segment()
    assert len(channel.asked) == 1


def test_a_second_loss_is_told() -> None:
    client, _ = connected(losing(2, ConnectionLost("gone"), masks_at(Box(0, 0, 4, 4))))
    with pytest.raises(ConnectionLost):
        client.open(Gray((80, 60))).segment()


def test_an_agent_that_comes_back_in_time_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRY_SECONDS", (0.0, 0.001, 0.001))
    attempts: list[int] = []

    def connect() -> ScriptedChannel:
        attempts.append(1)
        if len(attempts) in (2, 3):
            raise AgentNotRunning("not yet")
        return ScriptedChannel(losing(len(attempts) == 1, ConnectionLost("gone"), found))

    found = masks_at(Box(0, 0, 4, 4))
    client = Client(connect, patience=1)
    assert client.open(Gray((80, 60))).segment().masks
    assert len(attempts) == 4


def test_without_patience_a_missing_agent_is_told_at_once() -> None:
    attempts: list[int] = []

    def connect() -> ScriptedChannel:
        attempts.append(1)
        if len(attempts) > 1:
            raise AgentNotRunning("gone for good")
        return ScriptedChannel(losing(1, ConnectionLost("gone"), masks_at(Box(0, 0, 4, 4))))

    client = Client(connect)
    with pytest.raises(AgentNotRunning):
        client.open(Gray((80, 60))).segment()
    assert len(attempts) == 2


def test_waiting_for_an_agent_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "RETRY_SECONDS", (0.0, 60.0))
    watch = Watch()

    def connect() -> ScriptedChannel:
        if watch.cancelled:
            raise AssertionError("nobody waits for this any more")
        return ScriptedChannel(leave)

    def leave(params: Params) -> Replied:
        watch.cancel()
        raise ConnectionLost("gone")

    client = Client(connect, patience=100)
    with pytest.raises(Cancelled):
        client.open(Gray((80, 60))).segment(watch=watch)
