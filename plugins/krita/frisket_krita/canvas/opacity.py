"""Masks for pixels that are half transparent themselves, so that these come out as shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from frisket_plugin import pixels
from frisket_protocol.raster import Mask

from . import documents, masking, reading, selecting
from .documents import Target
from .slices import in_slices
from .steps import Steps

Alpha = Callable[[int, int, int, int], bytes]
"""x, y, width, height in pixels of the image → one byte each pixel: how opaque it is."""


def for_layer(target: Target, mask: Mask, inverts: bool) -> Steps:
    """What the target's layer is to be masked with, in the place of frisket's earlier mask of it.

    Gives a Mask. inverts: `mask` is all but a thing. Raises FailedPrecondition.
    """

    def alpha(x: int, y: int, width: int, height: int) -> bytes:
        document, layer = documents.found(target)
        place = x, y, width, height
        if layer is None or layer.type() not in selecting.LAYERS:
            return b"\xff" * (width * height)  # of a filter it would be that of what lies below
        seen = reading.layer_pixels(document, layer, *place)[3::4]
        old = masking.earlier(layer)
        if old is None or not old.visible():
            return seen
        # The same division takes the earlier mask out, but for what it hides altogether.
        return pixels.layer_mask(seen, bytes(old.pixelData(*place)))

    return (yield from _for_alpha(mask, alpha, inverts))


def for_copy(target: Target, mask: Mask, inverts: bool) -> Steps:
    """What a copy of what the target shows is to be masked with; else as `for_layer`."""

    def alpha(x: int, y: int, width: int, height: int) -> bytes:
        document, layer = documents.found(target)
        place = x, y, width, height
        if layer is None or target.read_from == "visible":
            return reading.visible_pixels(document, *place)[3::4]
        return reading.layer_pixels(document, layer, *place)[3::4]

    return (yield from _for_alpha(mask, alpha, inverts))


def _for_alpha(mask: Mask, alpha: Alpha, inverts: bool) -> Steps:
    """Nothing is read where the mask has hard edges only."""
    data, width = bytearray(mask.data), mask.width
    left, top = int(mask.box.x0), int(mask.box.y0)

    def some(first: int, last: int) -> None:
        rows = slice(first * width, last * width)
        if pixels.is_soft(data[rows]):
            there = alpha(left, top + first, width, last - first)
            data[rows] = pixels.layer_mask(data[rows], there, inverts)

    yield from in_slices(mask.height, width, some)
    return replace(mask, data=bytes(data))
