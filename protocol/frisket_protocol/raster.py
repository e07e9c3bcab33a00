"""Pixels plus a frame: the only picture type that travels.

Coordinates are continuous, x to the right, y down: the pixel in column i and row j covers
[i, i+1) × [j, j+1), and its centre is at +0.5.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from .errors import InvalidArgument

Buffer = bytes | bytearray | memoryview

Format = Literal["gray8", "gray16", "rgb8", "rgb16", "rgba8", "rgba16", "bgra8", "bgra16"]
FORMATS: dict[str, tuple[int, int]] = {
    "gray8": (1, 1),
    "gray16": (1, 2),
    "rgb8": (3, 1),
    "rgb16": (3, 2),
    "rgba8": (4, 1),
    "rgba16": (4, 2),
    "bgra8": (4, 1),
    "bgra16": (4, 2),
}
"""Channels and bytes a channel. 16-bit values are little-endian, alpha is straight."""

COORDINATE_MAX = 1e9
"""Layer pixels between the layer's corner and anything that a message speaks of."""
SCALE_MAX = 65536.0
"""The largest scale of a frame; the smallest is one divided by it."""


@dataclass(frozen=True)
class Box:
    """A rectangle with its edges in continuous coordinates; x1 and y1 lie just outside."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def is_empty(self) -> bool:
        return not (self.x1 > self.x0 and self.y1 > self.y0)


@dataclass(frozen=True)
class Point:
    """One click. `inside` says whether the object is there (+) or is not (−)."""

    x: float
    y: float
    inside: bool = True


@dataclass(frozen=True)
class Frame:
    """Which part of the layer a raster shows: layer = (x, y) + scale × pixel of the raster.

    Raises InvalidArgument for a place or a scale with which nobody can reckon.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        if not (abs(self.x) <= COORDINATE_MAX and abs(self.y) <= COORDINATE_MAX):
            raise InvalidArgument("A frame begins too far from its layer.", detail="frame")
        if not 1 / SCALE_MAX <= self.scale <= SCALE_MAX:
            raise InvalidArgument(f"A frame has a scale of {self.scale:g}.", detail="frame")

    def to_layer(self, box: Box) -> Box:
        """`box` in pixels of the raster, as layer pixels."""
        return Box(
            self.x + box.x0 * self.scale,
            self.y + box.y0 * self.scale,
            self.x + box.x1 * self.scale,
            self.y + box.y1 * self.scale,
        )

    def from_layer(self, box: Box) -> Box:
        """`box` in layer pixels, as pixels of the raster."""
        return Box(
            (box.x0 - self.x) / self.scale,
            (box.y0 - self.y) / self.scale,
            (box.x1 - self.x) / self.scale,
            (box.y1 - self.y) / self.scale,
        )


@dataclass(frozen=True)
class Raster:
    """A picture: rows from the top, no padding, `data` of exactly `size` bytes.

    Raises InvalidArgument when a number is out of range or `data` has another length.
    """

    width: int
    height: int
    format: Format
    data: Buffer = field(repr=False)
    frame: Frame = Frame()

    def __post_init__(self) -> None:
        size = raster_size(self.width, self.height, self.format)
        given = memoryview(self.data).nbytes
        if given != size:
            raise InvalidArgument(
                f"A {self.width} × {self.height} {self.format} picture has {size} bytes, "
                f"not {given}.",
                detail="size",
            )

    @property
    def size(self) -> int:
        """Bytes of the pixels."""
        return memoryview(self.data).nbytes

    @cached_property
    def sha256(self) -> bytes:
        """The name of the pixels: 32 bytes, computed once."""
        return hashlib.sha256(self.data).digest()


@dataclass(frozen=True)
class Mask:
    """One found object: soft 8-bit coverage in whole layer pixels, cut to the box it fills.

    data: width × height bytes, rows from the top, 0 outside to 255 inside.
    foreground: rgb8 of the same box, the object's own colours without the ground's; or None.
    before: the same before anything was done to it afterwards, where somebody keeps that.
    """

    box: Box
    data: Buffer = field(repr=False)
    score: float = 1.0
    label: str = ""
    phrase: str = ""
    object: int = 0
    candidate: int = 0
    foreground: Buffer | None = field(default=None, repr=False)
    before: Mask | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        return int(self.box.width)

    @property
    def height(self) -> int:
        return int(self.box.height)


def raster_size(width: int, height: int, format: str) -> int:
    """Bytes that a picture takes; raises InvalidArgument for an unknown format or an empty side."""
    if format not in FORMATS:
        raise InvalidArgument(
            f"No pixel format is called {format!r}; there are {', '.join(FORMATS)}.",
            detail="format",
        )
    if width < 1 or height < 1:
        raise InvalidArgument(f"A picture of {width} × {height} pixels is empty.", detail="size")
    channels, depth = FORMATS[format]
    return width * height * channels * depth


def preview_scale(width: int, height: int, long_side: int) -> float:
    """Layer pixels per preview pixel, so that the longer side is at most `long_side`; ≥ 1."""
    return max(1.0, max(width, height) / long_side)


def whole_box(box: Box, width: int, height: int, margin: float = 0.0) -> Box:
    """`box` grown by `margin`, rounded outwards to whole pixels and cut at the picture's sides."""
    return Box(
        max(0, math.floor(box.x0 - margin)),
        max(0, math.floor(box.y0 - margin)),
        min(width, math.ceil(box.x1 + margin)),
        min(height, math.ceil(box.y1 + margin)),
    )
