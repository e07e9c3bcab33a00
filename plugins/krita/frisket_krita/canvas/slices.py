"""A picture read in slices of rows, each pixel of the result the mean of scale × scale. Pure."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from frisket_protocol.raster import Box, Format, Frame, Raster, raster_size

SLICE_SECONDS = 0.015
"""Well below what a person notices: a slice may take several times as long as the one before it."""
FIRST_SLICE = 1 << 18
"""Pixels of the first slice; the next ones are as large as SLICE_SECONDS allow. Also those of a
block, which is always read and averaged as one."""

Size = tuple[int, int]
Read = Callable[[int, int, int, int], bytes]
"""x, y, width, height in pixels of the image → B, G, R, A, straight."""
Average = Callable[[bytes, Size, Size, Size], bytes]
"""Pixels, their size, the size to which their border is repeated, the size of the result."""


def read_slices(
    read: Read, average: Average, size: Size, box: Box, scale: float, format: Format = "bgra8"
) -> Generator[int, None, Raster]:
    """The raster of `box` of a picture of `size`. Yields 0 between two slices.

    What the last pixels see beyond the picture is its repeated border, and beyond the box its
    neighbours. A pixel's edge in the picture is right to half a pixel of it.
    """
    left, top = int(box.x0), int(box.y0)
    columns, rows = count_at(box.width, scale), count_at(box.height, scale)
    width = min(max(int(box.width), round(columns * scale)), size[0] - left)
    whole = bytearray(raster_size(columns, rows, format))
    row = len(whole) // rows

    def one(first: int, last: int) -> None:
        upper = min(size[1] - 1, top + round(first * scale))
        lower = max(upper + 1, min(size[1], top + round(last * scale)))
        data = read(left, upper, width, lower - upper)
        if scale > 1:
            wanted = round(columns * scale), round(last * scale) - round(first * scale)
            data = average(data, (width, lower - upper), wanted, (columns, last - first))
        whole[first * row : last * row] = data

    # How far a slice goes hangs on the time; how the picture is cut up must not, or the same
    # picture would be another when it is read again.
    block = max(1, int(FIRST_SLICE / max(1.0, width * scale)))

    def some(first: int, last: int) -> None:
        for number in range(first, last):
            one(number * block, min(rows, (number + 1) * block))

    yield from in_slices(-(-rows // block), block * width * scale, some)
    return Raster(columns, rows, format, whole, Frame(box.x0, box.y0, scale))


@dataclass
class Share:
    """How much of some work is done, from 0 to 1, told as it goes on."""

    total: float
    tell: Callable[[float], None]
    done: float = 0.0

    def add(self, amount: float) -> None:
        """So much more of `total` is done."""
        self.done += amount
        self.tell(min(1.0, self.done / max(1.0, self.total)))


def in_slices(
    rows: int, width: float, work: Callable[[int, int], object]
) -> Generator[int, None, None]:
    """Have `work(first, last)` do all rows, at each time as many as SLICE_SECONDS allow.

    width: how many pixels a row is, for the first slice. Yields 0 between two slices.
    """
    first, count = 0, max(1, int(FIRST_SLICE / max(1.0, width)))
    while first < rows:
        last = min(rows, first + count)
        began = time.perf_counter()
        work(first, last)
        count = next_count(last - first, time.perf_counter() - began)
        first = last
        if first < rows:
            yield 0


def count_at(side: float, scale: float) -> int:
    """How many pixels of `scale` cover `side`. A quotient off by rounding alone adds none."""
    return max(1, math.ceil(side / scale - 1e-9 * side))


def next_count(count: int, seconds: float) -> int:
    """How many rows the next slice has, when `count` took so long."""
    return max(1, min(4 * count, int(count * SLICE_SECONDS / max(1e-4, seconds))))
