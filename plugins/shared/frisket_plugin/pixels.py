"""Small work on bytes, without numpy. A mask is one byte a pixel, rows from the top."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Iterator, Sequence

from frisket_protocol.raster import Box, Buffer, Mask

_SOFT = bytes([0, *[255] * 254, 0])
"""Marks what is neither outside nor wholly inside."""
_INVERSE = bytes(range(255, -1, -1))
_INSIDE = bytes(range(128, 256))
SAMPLE = 1 << 20
"""Of how many pixels it is looked at whether they are inside, where it need not be exact."""
REACH = 48
"""Pixels within which the inside of an object is looked for from its soft edge."""
ALIKE = 64
"""Levels by which each channel of two colours of one object may differ."""
STRETCH = 256
"""Of how many pixels it is looked at at once whether there is anything to do."""
_RUN = re.compile(rb"\xff+")
_HARD = b"\x00\xff"


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


def overlap(box: Box, other: Box) -> Box | None:
    """What lies in both; None when nothing does."""
    common = Box(
        max(box.x0, other.x0), max(box.y0, other.y0), min(box.x1, other.x1), min(box.y1, other.y1)
    )
    return None if common.is_empty else common


def is_empty(mask: Mask) -> bool:
    """Whether there is nothing in it."""
    return mask.box.is_empty or not any_set(mask.data)


def any_set(data: Buffer) -> bool:
    """Whether any byte is not 0."""
    return bool(bytes(data).strip(b"\0"))


def area(mask: Mask) -> float:
    """How many of its pixels are inside, at least half; of a large one by a sample of them."""
    data = bytes(mask.data)
    step = -(-len(data) // SAMPLE) or 1
    while math.gcd(step, mask.width) > 1:  # or all would be of a few columns
        step += 1
    sample = data[::step]
    inside = len(sample) - len(sample.translate(None, _INSIDE))
    return inside * len(data) / max(1, len(sample))


def is_solid(data: Buffer) -> bool:
    """Whether every byte is at least half of all, so that there is no outline in it."""
    return not bytes(data).translate(None, _INSIDE)


def thinned(mask: Mask, step: int) -> Mask:
    """Every `step`-th pixel of every `step`-th row, from (0, 0) on: for a small picture of it."""
    if step <= 1:
        return mask
    width, height, data = mask.width, mask.height, memoryview(mask.data)
    rows = [bytes(data[y * width : (y + 1) * width : step]) for y in range(0, height, step)]
    size = Box(0, 0, -(-width // step), -(-height // step))
    return Mask(size, b"".join(rows), mask.score, mask.label, mask.phrase)


def inverted(masks: Sequence[Mask], width: int, height: int) -> Mask:
    """All that is in none of `masks`, as one mask of width × height pixels, in which theirs lie."""
    data = bytearray(b"\xff") * (width * height)
    for mask in masks:
        left, top, wide = int(mask.box.x0), int(mask.box.y0), mask.width
        first, last = max(0, -left), min(wide, width - left)
        outside = bytes(mask.data).translate(_INVERSE)
        for y in range(max(0, -top), min(mask.height, height - top)) if first < last else ():
            row = outside[y * wide + first : y * wide + last]
            at = (top + y) * width + left + first
            there = data[at : at + len(row)]
            is_free = not there.strip(b"\xff")
            data[at : at + len(row)] = row if is_free else bytes(map(min, there, row))
    return Mask(Box(0, 0, width, height), bytes(data))


def soft_runs(mask: Buffer) -> Iterator[tuple[int, int]]:
    """From where to where, in bytes of the mask, its pixels are neither 0 nor 255."""
    for run in _RUN.finditer(bytes(mask).translate(_SOFT)):
        yield run.span()


def is_soft(data: Buffer) -> bool:
    """Whether any byte is neither 0 nor 255."""
    return bool(bytes(data).translate(None, _HARD))


def layer_mask(mask: Buffer, alpha: Buffer, inverts: bool = False) -> bytes:
    """What pixels as opaque as `alpha` are to be masked with, for `mask` to be what is seen.

    A mask is multiplied with the alpha that is there: that of half-transparent paint, which is half
    itself, would leave a quarter. With this one min(mask, alpha) is left. inverts: `mask` is all
    but a thing, and takes away as much as the thing's own mask would leave. Raises ValueError when
    the two show different boxes.
    """
    if inverts:
        return layer_mask(bytes(mask).translate(_INVERSE), alpha).translate(_INVERSE)
    wanted, there = bytes(mask), bytes(alpha)
    if len(wanted) != len(there):
        raise ValueError("mask and alpha show different boxes")
    if not is_soft(there):
        return wanted
    result, shares = bytearray(wanted), _shares()
    for start in range(0, len(wanted), STRETCH):
        part, own = wanted[start : start + STRETCH], there[start : start + STRETCH]
        if is_soft(part) and is_soft(own):
            pairs = bytearray(2 * len(part))
            pairs[::2], pairs[1::2] = part, own
            places = memoryview(pairs).cast("H")
            result[start : start + STRETCH] = bytes(map(shares.__getitem__, places))
    return bytes(result)


@functools.cache
def _shares() -> bytes:
    """For each mask and alpha what is to be masked with; their two bytes, as a number, its place.

    Where the alpha is 0 or 255 it is the mask itself.
    """
    result = bytearray(1 << 16)
    for mask in range(256):
        for alpha in range(256):
            is_whole = alpha in (0, 255)
            share = mask if is_whole else min(255, (2 * 255 * mask + alpha) // (2 * alpha))
            result[int.from_bytes(bytes((mask, alpha)), sys.byteorder)] = share
    return bytes(result)


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


def unclipped(
    cleaned: Buffer, pixels: Buffer, colours: Buffer, shown: Buffer, mask: Mask, alpha: int
) -> bytes:
    """`cleaned` with the object's own pixels where 8 bits cannot show how bright or pure it is.

    cleaned, pixels: of the mask's box in the picture's own format, with clean colours and as they
    are; the last `alpha` bytes of each pixel are its alpha. colours, shown: the same two as 8-bit
    B, G, R, A. A soft pixel gets the pixel of a near place that is wholly inside, if that is shown
    at the limit of 8 bits and in about the same colour: light of 5.0 stays so up to the edge.
    """
    data, width = bytes(mask.data), mask.width
    size = len(memoryview(pixels)) // len(data)
    there, wanted, seen = memoryview(pixels), bytes(colours), bytes(shown)
    result = bytearray(cleaned)
    for start, stop in soft_runs(data):
        for at in range(start, stop):
            near = _inside(data, width, at)
            near = _askew(data, width, at) if near is None else near
            if near is None:
                continue
            colour, inside = wanted[4 * at : 4 * at + 3], seen[4 * near : 4 * near + 3]
            if (0 in inside or 255 in inside) and _is_like(colour, inside):
                body = size - alpha
                result[at * size : at * size + body] = there[near * size : near * size + body]
    return bytes(result)


def _inside(data: bytes, width: int, at: int) -> int | None:
    """The nearest place in the row or column of `at` where the mask is 255; None within REACH."""
    row = at - at % width
    left = data.rfind(b"\xff", max(row, at - REACH), at)
    right = data.find(b"\xff", at, min(row + width, at + REACH + 1))
    # Slices of a column begin at `at` itself.
    down = data[at : at + (REACH + 1) * width : width].find(b"\xff")
    above = data[at % width : at + 1 : width][-REACH - 1 :]
    up = above[::-1].find(b"\xff")
    steps = [
        (at - left, left) if left >= 0 else None,
        (right - at, right) if right >= 0 else None,
        (down, at + down * width) if down >= 0 else None,
        (up, at - up * width) if up >= 0 else None,
    ]
    return min((one for one in steps if one is not None), default=(0, None))[1]


def _askew(data: bytes, width: int, at: int) -> int | None:
    """Such a place in the nearest row that has one; what a corner needs."""
    height, (y, x) = len(data) // width, divmod(at, width)
    left, right = max(0, x - REACH), min(width, x + REACH + 1)
    for away in range(1, REACH + 1):
        for row in (y - away, y + away):
            if 0 <= row < height:
                before = data.rfind(b"\xff", row * width + left, row * width + x)
                after = data.find(b"\xff", row * width + x, row * width + right)
                if before >= 0 or after >= 0:
                    return max(before, after) if min(before, after) < 0 else before
    return None


def _is_like(colour: bytes, other: bytes) -> bool:
    return all(abs(one - two) <= ALIKE for one, two in zip(colour, other, strict=True))


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
