"""Masks of layers that lie over one another, so that no ground shows between two things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frisket_protocol.raster import Box, Mask

from . import pixels

SHARED = 16
"""Things lie beside each other while at most this part of the smaller one, 1 in so many, is wholly
inside both."""
_WHOLE = bytes([*[0] * 255, 255])
"""Marks what is wholly inside."""
_INVERSE = bytes(range(255, -1, -1))
_SOFT = bytes([*range(255), 254])
"""The same value, but a little soft where it was not."""


def stacked(masks: Sequence[Mask]) -> tuple[Mask, ...]:
    """What layers over one another, the first on top, are to be masked with, to show `masks`.

    Where the soft edges a and b of two things meet, the layers show a + b(1 − a): the ground shines
    through both. With b / (1 − a) below they show a + b. Of things that lie over one another, and
    not beside each other, one edge may be the other's: those stay as they are. What is soft stays
    at least a little so, so that its colours are those of an edge.
    """
    made: list[Mask] = []
    for mask in masks:
        below = mask
        for above, shown in zip(masks[: len(made)], made, strict=True):
            common = pixels.overlap(above.box, mask.box)
            if common is not None and _is_beside(above, mask, common):
                below = _below(below, shown, common)
        made.append(below)
    return tuple(made)


def _is_beside(mask: Mask, other: Mask, common: Box) -> bool:
    """Not where one is soft all over: glass has no edge that could meet another."""
    here, there = (
        int.from_bytes(pixels.moved(one.data, one.box, common).translate(_WHOLE), "big")
        for one in (mask, other)
    )
    smaller = min(bytes(one.data).count(b"\xff") for one in (mask, other))
    return smaller > 0 and SHARED * (here & there).bit_count() <= 8 * smaller


def _below(mask: Mask, above: Mask, common: Box) -> Mask:
    """What `mask` is to be below `above`; they overlap in `common`."""
    part = pixels.moved(mask.data, mask.box, common)
    clear = pixels.moved(above.data, above.box, common).translate(_INVERSE)
    made = bytearray(pixels.layer_mask(part, clear))
    for start, stop in pixels.soft_runs(part):
        made[start:stop] = made[start:stop].translate(_SOFT)
    return replace(mask, data=_pasted(mask, bytes(made), common))


def _pasted(mask: Mask, part: bytes, box: Box) -> bytes:
    """The mask's bytes with those of a part of it in `box`, which lies within."""
    result, wide = bytearray(mask.data), int(box.width)
    first = int(box.y0 - mask.box.y0) * mask.width + int(box.x0 - mask.box.x0)
    for row in range(int(box.height)):
        at = first + row * mask.width
        result[at : at + wide] = part[row * wide : (row + 1) * wide]
    return bytes(result)
