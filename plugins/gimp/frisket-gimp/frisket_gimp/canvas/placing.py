"""Where a mask lies: from the pixels of what was read to those of what is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frisket_plugin import pixels
from frisket_plugin.names import numbered
from frisket_protocol.raster import Box, Mask

Offset = tuple[int, int]
"""The upper left corner of a layer, in image pixels."""
CUT_SHARE = 0.01
"""How much of a mask may lie outside of the picture until that is said."""
_HALF = bytes(128) + bytes([1]) * 128
"""Marks whatever is inside by half at least."""


def shifted(box: Box, by: Offset) -> Box:
    """The box, moved."""
    return Box(box.x0 + by[0], box.y0 + by[1], box.x1 + by[0], box.y1 + by[1])


def placed(mask: Mask, come_from: Offset, goes_to: Offset, size: tuple[int, int]) -> Mask | None:
    """A mask in the pixels of what was read, in those of an area of `size` elsewhere.

    Both corners are in image pixels. It is cut off at the area's sides; None if nothing is left.
    """
    moved = shifted(mask.box, (come_from[0] - goes_to[0], come_from[1] - goes_to[1]))
    wanted = pixels.overlap(moved, Box(0, 0, *size))
    if wanted is None:
        return None
    data = pixels.moved(mask.data, moved, wanted)
    if not pixels.any_set(data):
        return None
    colours = mask.foreground
    if colours is not None:
        colours = pixels.moved(colours, moved, wanted, 3)
    return replace(mask, box=wanted, data=data, foreground=colours)


def is_cut(mask: Mask, come_from: Offset, size: tuple[int, int]) -> bool:
    """Whether a part that matters of a mask in the pixels of what was read lies beside an image of
    this size: what nobody would miss, as the soft end of an edge, does not."""
    inside = _inside(mask)
    left = placed(mask, come_from, (0, 0), size)
    lost = inside - (0 if left is None else _inside(left))
    return lost > CUT_SHARE * inside


def _inside(mask: Mask) -> int:
    return bytes(mask.data).translate(_HALF).count(1)


def names(masks: Iterable[Mask], nameless: str) -> list[str]:
    """A name for each mask: its label, numbered where several have the same."""
    return numbered([mask.label or mask.phrase or nameless for mask in masks])


def splice(own: bytes, colours: bytes, mask: bytes, pixel_bytes: int, colour_bytes: int) -> bytes:
    """`own` pixels with the colour part of `colours` wherever the mask is soft.

    All three show the same box, in the same format; the first `colour_bytes` of the `pixel_bytes`
    of a pixel are its colour, the rest its alpha, which stays.
    """
    result = bytearray(own)
    for start, stop in pixels.soft_runs(mask):
        first, last = start * pixel_bytes, stop * pixel_bytes
        for part in range(colour_bytes):
            result[first + part : last : pixel_bytes] = colours[first + part : last : pixel_bytes]
    return bytes(result)
