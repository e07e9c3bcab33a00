"""Which part of the picture is worked on, and at which size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket_protocol.raster import Box

WORKING_PIXELS = 120_000
MARGIN = 0.25
LARGEST_ENLARGEMENT = 1.5
FEWEST = 48
"""The shorter side of a tiny window is enlarged to so many working pixels: it has regions then."""

FAR = 4


@dataclass(frozen=True)
class Window:
    """Columns x0 to x1 and rows y0 to y1 of the picture, worked on as width x height pixels."""

    x0: int
    y0: int
    x1: int
    y1: int
    width: int
    height: int

    @property
    def rows(self) -> slice:
        return slice(self.y0, self.y1)

    @property
    def columns(self) -> slice:
        return slice(self.x0, self.x1)

    @property
    def scale(self) -> tuple[float, float]:
        """Working pixels per picture pixel, across and down."""
        return self.width / (self.x1 - self.x0), self.height / (self.y1 - self.y0)

    @property
    def is_tiny(self) -> bool:
        """Whether it holds so few pixels that one of them is several working pixels."""
        return min(self.x1 - self.x0, self.y1 - self.y0) * LARGEST_ENLARGEMENT < FEWEST

    def covers(self, x: float, y: float) -> bool:
        """Whether the picture's point (x, y) lies in the window."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The picture's point (x, y) in working pixels, moved into the window if need be."""
        across, down = self.scale
        return (
            min(max((x - self.x0) * across, 0.5), self.width - 0.5),
            min(max((y - self.y0) * down, 0.5), self.height - 0.5),
        )

    def box(self, box: Box) -> Box:
        """`box` in working pixels."""
        across, down = self.scale
        return Box(
            (box.x0 - self.x0) * across,
            (box.y0 - self.y0) * down,
            (box.x1 - self.x0) * across,
            (box.y1 - self.y0) * down,
        )

    def shrink(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """HxW or HxWx3 of the whole picture, as height x width of the window."""
        smaller = self.width < self.x1 - self.x0
        way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        nearest = halves(picture[self.rows, self.columns], self.width, self.height)[-1]
        size = (self.width, self.height)
        return np.asarray(cv2.resize(nearest, size, interpolation=way), np.uint8)

    def inside(self, mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """What is inside of a Soft mask of the whole picture, as height x width of the window."""
        return mostly(self.shrink(mask))


def mostly(share: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The pixels that are inside by half or more, of 255.

    What is thinner than a pixel everywhere is kept where it is thickest.
    """
    return np.asarray(share > min(127, int(share.max()) // 2), np.bool_)


def bounds(mask: NDArray[np.bool_]) -> Box:
    """The box round the pixels of `mask`."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return Box(x, y, x + width, y + height)


def whole(width: int, height: int) -> Window:
    """The window that shows all of a picture."""
    return _sized(0, 0, width, height)


def around(box: Box, width: int, height: int, margin: float = MARGIN) -> Window:
    """The window of `box` and a margin in proportion to it, cut at the picture's sides.

    A box that is empty or lies outside gives the nearest window of at least one pixel.
    """
    x0, x1 = _span(box.x0, box.x1, margin, width)
    y0, y1 = _span(box.y0, box.y1, margin, height)
    return _sized(x0, y0, x1, y1)


def part_of(window: Window, mask: NDArray[np.bool_], extra: int) -> Window:
    """The part of `window` round the pixels of `mask` (height x width), at the same scale.

    extra   how many working pixels more on each side
    """
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    across, down = window.scale
    x0 = window.x0 + math.floor(max(0, x - extra) / across)
    y0 = window.y0 + math.floor(max(0, y - extra) / down)
    x1 = min(window.x1, window.x0 + math.ceil((x + width + extra) / across))
    y1 = min(window.y1, window.y0 + math.ceil((y + height + extra) / down))
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    width, height = max(1, round((x1 - x0) * across)), max(1, round((y1 - y0) * down))
    return Window(x0, y0, x1, y1, width, height)


def sized(window: Window, pixels: int) -> Window:
    """`window` worked on as about so many pixels, or fewer where that would enlarge it much."""
    return _sized(window.x0, window.y0, window.x1, window.y1, pixels)


def halves(picture: NDArray[np.uint8], width: int, height: int) -> list[NDArray[np.uint8]]:
    """`picture` (HxW or HxWx3), half of it, half of that, while that is `FAR` times the size given.

    Shrinking the last one takes a quarter of the time and gives nearly the same.
    """
    sizes = [picture]
    while min(sizes[-1].shape[1] / width, sizes[-1].shape[0] / height) > FAR:
        larger = sizes[-1]
        size = (-(-larger.shape[1] // 2), -(-larger.shape[0] // 2))
        sizes.append(np.asarray(cv2.resize(larger, size, interpolation=cv2.INTER_LINEAR), np.uint8))
    return sizes


def transfer(mask: NDArray[np.bool_], window: Window, to: Window) -> NDArray[np.bool_]:
    """`mask` (height x width of `window`) as the window `to` shows it; nothing lies outside."""
    columns = to.x0 + (np.arange(to.width) + 0.5) / to.scale[0] - window.x0
    rows = to.y0 + (np.arange(to.height) + 0.5) / to.scale[1] - window.y0
    column = np.floor(columns * window.scale[0]).astype(np.intp)
    row = np.floor(rows * window.scale[1]).astype(np.intp)
    known = ((row >= 0) & (row < window.height))[:, None] & (column >= 0) & (column < window.width)
    found = mask[np.clip(row, 0, window.height - 1)][:, np.clip(column, 0, window.width - 1)]
    return np.asarray(found & known, np.bool_)


def _span(low: float, high: float, margin: float, side: int) -> tuple[int, int]:
    extra = max(3.0, (high - low) * margin)
    first = min(max(math.floor(low - extra), 0), side - 1)
    return first, max(min(math.ceil(high + extra), side), first + 1)


def _sized(x0: int, y0: int, x1: int, y1: int, pixels: int = WORKING_PIXELS) -> Window:
    width, height = x1 - x0, y1 - y0
    largest = max(LARGEST_ENLARGEMENT, FEWEST / min(width, height))
    scale = min(math.sqrt(pixels / (width * height)), largest)
    return Window(x0, y0, x1, y1, max(1, round(width * scale)), max(1, round(height * scale)))
