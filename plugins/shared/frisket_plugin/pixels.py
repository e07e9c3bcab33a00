"""Small work on bytes, without numpy. A mask is one byte a pixel, rows from the top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from frisket_protocol.raster import Box, Buffer, Mask

_SOFT = bytes([0, *[255] * 254, 0])
"""Marks what is neither outside nor wholly inside."""
_RUN = re.compile(rb"\xff+")


def bounds(data: Buffer, width: int) -> Box | None:
    """The box round everything that is not 0; None when nothing is."""
    held = bytes(data)
    left_of = len(held) - len(held.lstrip(b"\0"))
    if left_of == len(held):
        return None
    top, bottom = left_of // width, (len(held.rstrip(b"\0")) - 1) // width + 1
    columns = 0
    for row in range(top, bottom):
        columns |= int.from_bytes(held[row * width : (row + 1) * width], "big")
    joined = columns.to_bytes(width, "big")
    left = width - len(joined.lstrip(b"\0"))
    return Box(left, top, len(joined.rstrip(b"\0")), bottom)


def joined(boxes: Sequence[Box]) -> Box | None:
    """The box round all of them; None when there are none."""
    if not boxes:
        return None
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def is_empty(mask: Mask) -> bool:
    """Whether there is nothing in it."""
    return mask.box.is_empty or not any_set(mask.data)


def any_set(data: Buffer) -> bool:
    """Whether any byte is not 0."""
    return bool(bytes(data).strip(b"\0"))


def soft_runs(mask: Buffer) -> Iterator[tuple[int, int]]:
    """From where to where, in bytes of the mask, its pixels are neither 0 nor 255."""
    for run in _RUN.finditer(bytes(mask).translate(_SOFT)):
        yield run.span()


def cleaned(pixels: Buffer, colours: Buffer, mask: Buffer, size: int) -> bytes:
    """`pixels` with those of `colours` wherever the mask is soft; `size` bytes each pixel.

    All three show the same box. Raises ValueError when their lengths do not fit.
    """
    if not len(memoryview(pixels)) == len(memoryview(colours)) == size * len(memoryview(mask)):
        raise ValueError("pixels, colours and mask show different boxes")
    result = bytearray(pixels)
    there = memoryview(colours)
    for start, stop in soft_runs(mask):
        result[start * size : stop * size] = there[start * size : stop * size]
    return bytes(result)


def moved(data: Buffer, box: Box, wanted: Box, size: int = 1) -> bytes:
    """`data`, which fills `box`, as it looks in `wanted`: cut off, and 0 where it is not.

    Boxes are in whole pixels; `size` bytes each pixel.
    """
    if box == wanted:
        return bytes(data)
    given = memoryview(data)
    width, wide = int(box.width), int(wanted.width)
    left, right = int(max(box.x0, wanted.x0)), int(min(box.x1, wanted.x1))
    result = bytearray(wide * int(wanted.height) * size)
    if right <= left:
        return bytes(result)
    for y in range(int(max(box.y0, wanted.y0)), int(min(box.y1, wanted.y1))):
        source = ((y - int(box.y0)) * width + left - int(box.x0)) * size
        target = ((y - int(wanted.y0)) * wide + left - int(wanted.x0)) * size
        count = (right - left) * size
        result[target : target + count] = given[source : source + count]
    return bytes(result)
