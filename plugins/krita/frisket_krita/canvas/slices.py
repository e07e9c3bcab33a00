"""A picture read in slices of rows, each pixel of the result the mean of scale × scale. Pure."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator

from frisket_protocol.raster import Box, Frame, Raster

SLICE_SECONDS = 0.03
FIRST_SLICE = 1 << 18
"""Pixels of the first slice; the next ones are as large as SLICE_SECONDS allow."""

Size = tuple[int, int]
Read = Callable[[int, int, int, int], bytes]
"""x, y, width, height in pixels of the image → B, G, R, A, straight."""
Average = Callable[[bytes, Size, Size, Size], bytes]
"""Pixels, their size, the size to which their border is repeated, the size of the result."""


def read_slices(
    read: Read, average: Average, size: Size, box: Box, scale: float
) -> Generator[int, None, Raster]:
    """The raster of `box` of a picture of `size`. Yields 0 between two slices.

    What the last pixels see beyond the picture is its repeated border, and beyond the box its
    neighbours. A pixel's edge in the picture is right to half a pixel of it.
    """
    left, top = int(box.x0), int(box.y0)
    columns, rows = count_at(box.width, scale), count_at(box.height, scale)
    width = min(max(int(box.width), round(columns * scale)), size[0] - left)
    parts: list[bytes] = []
    first, count = 0, max(1, int(FIRST_SLICE / (width * scale)))
    while first < rows:
        last = min(rows, first + count)
        began = time.perf_counter()
        upper = min(size[1] - 1, top + round(first * scale))
        lower = max(upper + 1, min(size[1], top + round(last * scale)))
        data = read(left, upper, width, lower - upper)
        if scale > 1:
            wanted = round(columns * scale), round(last * scale) - round(first * scale)
            data = average(data, (width, lower - upper), wanted, (columns, last - first))
        parts.append(data)
        count = next_count(count, time.perf_counter() - began)
        first = last
        if first < rows:
            yield 0
    return Raster(columns, rows, "bgra8", b"".join(parts), Frame(box.x0, box.y0, scale))


def count_at(side: float, scale: float) -> int:
    """How many pixels of `scale` cover `side`. A quotient off by rounding alone adds none."""
    return max(1, math.ceil(side / scale - 1e-9 * side))


def next_count(count: int, seconds: float) -> int:
    """How many rows the next slice has, when `count` took so long."""
    return max(1, min(4 * count, int(count * SLICE_SECONDS / max(1e-4, seconds))))
