"""Pictures whose masks are known, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frisket import images
from frisket_protocol import Box, Frame, Mask, Raster

Pixels = NDArray[np.uint8]


@dataclass
class Layer:
    """A source for the client that remembers what was read of it."""

    rgb: Pixels
    reads: list[tuple[Box, float]] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[1], self.rgb.shape[0]

    def read(self, box: Box, scale: float) -> Raster:
        self.reads.append((box, scale))
        pixels = images.crop_and_scale(self.rgb, box, scale)
        return images.from_rgb(pixels, Frame(box.x0, box.y0, scale))


def plain(width: int, height: int, *patches: tuple[Box, tuple[int, int, int]]) -> Pixels:
    """A gray picture, HxWx3 uint8, with boxes of plain colour."""
    picture = np.full((height, width, 3), 128, np.uint8)
    for box, colour in patches:
        picture[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = colour
    return picture


def whole(mask: Mask, width: int, height: int) -> Pixels:
    """A mask of a reply as large as its layer, HxW uint8."""
    full = np.zeros((height, width), np.uint8)
    box = mask.box
    pixels = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
    full[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = pixels
    return full


def raster(mask: Pixels, frame: Frame = Frame()) -> Raster:
    """A mask as it is sent."""
    return Raster(mask.shape[1], mask.shape[0], "gray8", mask.tobytes(), frame)
