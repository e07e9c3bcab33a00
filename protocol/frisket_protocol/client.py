"""What plugins, the command line and scripts use: open a layer, ask for masks.

    client = Client.connect(Software("my-script", "1"))
    layer = client.open(source)
    answer = layer.segment(Prompt(boxes=(Box(10, 20, 300, 400),)))

A *source* shows a layer: its `size`, and `read(box, scale)` at any scale. The preview is read and
sent once; fine edges read and send the objects' own boxes. What the agent has is never sent again.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from . import discovery, placing
from .channel import Channel, SocketChannel, not_running
from .conversation import Replied
from .errors import ConnectionLost, FrisketError, NotFound, Unavailable
from .messages import Welcome
from .parts import Finish, ImageRef, MaskInfo, Operations, Order, Prompt, Size, Software
from .raster import Box, Mask, Raster, preview_scale, whole_box
from .requests import Edit, Masks, Params, Prepare, Refine, Result, Segment
from .watch import Watch

AUTOMATIC = "automatic"
CROP_PIXELS = 16_000_000
"""Pixels of the largest crop that is read for fine edges; a larger object is read a little coarser,
so that an 8K layer is never sent whole."""
CROP_MARGIN = 0.08
"""How much wider than the mask a crop is on each side, of the mask's longer side."""
RETRY_SECONDS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
"""Waits before each attempt to find the agent again."""

T = TypeVar("T")


class Source(Protocol):
    """A layer that can be read in parts and at a smaller scale."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in layer pixels."""

    def read(self, box: Box, scale: float) -> Raster:
        """The whole-pixel `box` of the layer; `scale` layer pixels become one pixel (scale ≥ 1).

        It has ceil(side / scale) pixels a side, each the average of the `scale` × `scale` that it
        stands for. The raster's frame says what it shows: `Frame(box.x0, box.y0, scale)`.
        """


@dataclass(frozen=True)
class Answer:
    """Masks in the order asked for, and which recipe made them, and why that one.

    reading: how the words were read, in a sentence; empty where there were none.
    notes: sentences to the person on what is not as it was asked for.
    """

    masks: tuple[Mask, ...]
    recipe: str = ""
    reason: str = ""
    seconds: float = 0.0
    reading: str = ""
    notes: tuple[str, ...] = ()


class Client:
    """An agent to ask. Comes back by itself when the agent was restarted in between."""

    def __init__(self, connect: Callable[[], Channel], patience: float = 0.0) -> None:
        """`connect` opens a channel; `patience` is how many seconds an agent is looked for again
        that was there and is not any more. One that was never there is not waited for."""
        self._connect = connect
        self._patience = patience
        self._channel: Channel | None = connect()

    @classmethod
    def connect(cls, client: Software, patience: float = 0.0) -> Client:
        """A client of the agent that runs for this user. Raises AgentNotRunning and its kin."""

        def found() -> Channel:
            agent = discovery.read()
            if agent is None:
                raise not_running()
            return SocketChannel(agent, client)

        return cls(found, patience)

    @property
    def welcome(self) -> Welcome:
        """What the agent says of itself: recipes, models, controls, limits."""
        return self._open_channel(Watch()).welcome

    def open(self, source: Source) -> Layer:
        """A layer to ask about. Nothing is read yet."""
        return Layer(self, source)

    def ask(self, params: Params, *rasters: Raster, watch: Watch | None = None) -> Result:
        """Any request of the protocol, for what the other methods do not cover."""
        return self.exchange(params, *rasters, watch=watch).result

    def exchange(self, params: Params, *rasters: Raster, watch: Watch | None = None) -> Replied:
        """The same, with the bytes that came with the result."""
        watch = watch or Watch()
        return self.attempt(lambda channel: channel.ask(params, rasters, watch=watch), watch)

    def edit(self, masks: list[Raster], layer: Size, operations: Operations) -> Answer:
        """Mask operations on masks of one's own, joined."""
        asked = Edit(tuple(ImageRef(m.sha256, m.frame) for m in masks), layer, "add", operations)
        watch = Watch()
        return self.attempt(lambda channel: _answer(channel.ask(asked, masks, watch=watch)), watch)

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def attempt(self, journey: Callable[[Channel], T], watch: Watch) -> T:
        """Make `journey`, and once more from its start if the agent went or forgot meanwhile."""
        try:
            return journey(self._open_channel(watch))
        except ConnectionLost:
            self._drop()
            return journey(self._open_channel(watch))
        except NotFound as error:
            if error.detail not in ("image", "mask"):
                raise
            # The agent made room. A new connection knows nothing, and so sends what is lacking.
            self._drop()
            return journey(self._open_channel(watch))

    def _open_channel(self, watch: Watch) -> Channel:
        waited = 0.0
        for pause in RETRY_SECONDS:
            if self._channel is not None:
                break
            _wait(pause, watch)
            waited += pause
            try:
                self._channel = self._connect()
            except Unavailable:
                if waited >= self._patience:
                    raise
        if self._channel is None:
            raise not_running()
        return self._channel

    def _drop(self) -> None:
        with contextlib.suppress(FrisketError):
            self.close()
        self._channel = None


class Layer:
    """One layer of the host, as it is now. After a change to its pixels, open it again."""

    def __init__(self, client: Client, source: Source) -> None:
        self.client = client
        self._source = source
        self._previews: dict[int, Raster] = {}
        self.size = Size(*source.size)

    def prepare(self, recipe: str = AUTOMATIC, watch: Watch | None = None) -> None:
        """Have the agent work ahead: the first prompt will then be as quick as the next."""
        watch = watch or Watch()

        def journey(channel: Channel) -> None:
            preview = self._preview(channel, recipe, watch)
            channel.ask(Prepare(_ref(preview), recipe), [preview], watch=watch, slot="prepare")

        self.client.attempt(journey, watch)

    def segment(
        self,
        prompt: Prompt = Prompt(),
        *,
        scribble: Raster | None = None,
        rough: Raster | None = None,
        recipe: str = AUTOMATIC,
        finish: Finish = Finish(),
        fine: bool = True,
        order: Order = "score",
        limit: int = 0,
        candidates: int = 1,
        slot: str = "",
        watch: Watch | None = None,
    ) -> Answer:
        """Masks of what the prompt names, in layer pixels.

        scribble, rough: gray rasters with their own frames. fine: edges true to the layer's own
        pixels, not the preview's. Raises FrisketError; an empty answer means nothing was found.
        """
        placing.check(prompt, self.size)
        watch = watch or Watch()
        wanted = replace(
            prompt,
            scribble=_ref(scribble) if scribble else None,
            rough=_ref(rough) if rough else None,
        )
        brought = [raster for raster in (scribble, rough) if raster is not None]

        def journey(channel: Channel) -> Answer:
            preview = self._preview(channel, recipe, watch)
            again = fine and preview.frame.scale > 1
            asked = Segment(
                _ref(preview),
                self.size,
                wanted,
                recipe,
                Finish() if again else finish,
                order,
                limit,
                candidates,
                with_pixels=not again,
            )
            replied = channel.ask(asked, [preview, *brought], watch=watch, slot=slot)
            if not again:
                return _answer(replied)
            return self._refined(channel, replied, preview, finish, watch, slot)

        return self.client.attempt(journey, watch)

    def _refined(
        self,
        channel: Channel,
        replied: Replied,
        preview: Raster,
        finish: Finish,
        watch: Watch,
        slot: str,
    ) -> Answer:
        """Every object once more, on a crop of its own in the layer's pixels."""
        found = replied.result
        assert isinstance(found, Masks), "the method decides the result"
        masks: list[Mask] = []
        notes = [*found.notes]
        for info in found.masks:
            crop = self._crop(info, preview)
            asked = Refine(_ref(crop), self.size, info.id, finish)
            finer = channel.ask(asked, [crop], watch=watch, slot=slot)
            masks += finer.masks
            notes += _answer(finer).notes
        told = tuple(dict.fromkeys(notes))
        return Answer(tuple(masks), found.recipe, found.reason, found.seconds, found.reading, told)

    def _crop(self, info: MaskInfo, preview: Raster) -> Raster:
        margin = max(16.0, CROP_MARGIN * max(info.box.width, info.box.height))
        box = whole_box(info.box, self.size.width, self.size.height, margin)
        scale = max(1.0, math.sqrt(box.width * box.height / CROP_PIXELS))
        return preview if scale >= preview.frame.scale else self._source.read(box, scale)

    def _preview(self, channel: Channel, recipe: str, watch: Watch) -> Raster:
        """The whole layer, no larger than the recipe can use; read once for each size."""
        sides = {info.name: info.preview_side for info in channel.welcome.recipes}
        side = sides.get(recipe, 1024)
        if side not in self._previews:
            watch.step("read")
            width, height = self.size.width, self.size.height
            scale = preview_scale(width, height, side)
            self._previews[side] = self._source.read(Box(0, 0, width, height), scale)
            watch.step("wait")
        return self._previews[side]


def _ref(raster: Raster) -> ImageRef:
    return ImageRef(raster.sha256, raster.frame)


def _answer(replied: Replied) -> Answer:
    result = replied.result
    assert isinstance(result, Masks), "the method decides the result"
    masks = tuple(replied.masks)
    return Answer(masks, result.recipe, result.reason, result.seconds, result.reading, result.notes)


def _wait(seconds: float, watch: Watch) -> None:
    """Wait, unless the watch is cancelled first."""
    cancelled = threading.Event()
    watch.when_cancelled(cancelled.set)
    try:
        cancelled.wait(seconds)
    finally:
        watch.when_cancelled(None)
    watch.check()
