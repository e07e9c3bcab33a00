"""A mask of which the operations left nothing, or which they spread over everything: it is told."""

from __future__ import annotations

import math

import numpy as np

from frisket.models.base import Soft
from frisket_protocol.parts import Operations, Size
from frisket_protocol.raster import Frame

from .placing import Placed

INSIDE = 128
ALMOST = 0.01
"""What is left of the mask, or of what lies round it, is less than this part: nobody wants that."""
OUTSIDE = "All that was found lies outside of the layer."
TINY = "So little was found that nothing of it is left at its edge. Show more of the thing."
LITTLE = 0.02
"""A part of the layer. Where less lies round the mask to begin with, covering it is no wonder."""


def told(found: Soft, frame: Frame, placed: Placed, operations: Operations, layer: Size) -> str:
    """What the operations made of a mask, in a sentence; "" where it is still one.

    found: HxW, pixels of the picture that lies in `frame`, before the edge and the operations.
    Whatever is told is about the mask before it was inverted.
    """
    whole = math.ceil(layer.width) * math.ceil(layer.height)
    shown = placed.mask
    if operations.invert:  # back to what it was: all that lies outside of the box was inside
        is_empty = shown.size == whole and bool(shown.min(initial=255) == 255)
        inside = np.count_nonzero(shown <= 255 - INSIDE) + whole - shown.size
    else:
        is_empty, inside = not shown.size, np.count_nonzero(shown >= INSIDE)
    if is_empty:
        if operations == Operations(invert=operations.invert):
            return _lost(found, frame, layer)
        return _emptied(operations) if found.any() else ""
    if operations == Operations(invert=operations.invert):
        return ""
    before = np.count_nonzero(found >= INSIDE) * frame.scale**2
    if inside < ALMOST * before:
        return _thinned(operations)
    free = whole - before
    if free > LITTLE * whole and whole - inside < ALMOST * free:
        return _spread(operations)
    return ""


def _lost(found: Soft, frame: Frame, layer: Size) -> str:
    """Where nothing was done to a mask, why nothing is left of it."""
    if not found.any():
        return ""
    rows, columns = (np.flatnonzero((found > 0).any(axis=axis)) + 0.5 for axis in (1, 0))
    x, y = frame.x + columns * frame.scale, frame.y + rows * frame.scale
    within_x, within_y = (x > 0) & (x < layer.width), (y > 0) & (y < layer.height)
    if not (within_x.any() and within_y.any()):
        return OUTSIDE
    return TINY


def _emptied(operations: Operations) -> str:
    if operations.grow < 0:
        return f"Shrinking by {-operations.grow:.10g} pixels left nothing of the mask."
    if operations.drop_specks > 0:
        area = f"{operations.drop_specks:.10g}"
        return f"Dropping pieces below {area} square pixels left nothing of the mask."
    if operations.smooth > 0:
        return f"Smoothing by {operations.smooth:.10g} pixels left nothing of the mask."
    if operations.feather > 0:
        return f"Feathering by {operations.feather:.10g} pixels left nothing of the mask."
    return "What was done to the mask afterwards left nothing of the mask."


def _thinned(operations: Operations) -> str:
    if operations.feather > 0:
        return (
            f"Feathering by {operations.feather:.10g} pixels left only a haze of the mask, "
            "in which almost nothing is even half covered. Feather less."
        )
    if operations.grow < 0:
        return (
            f"Shrinking by {-operations.grow:.10g} pixels left almost nothing of the mask. "
            "Shrink less."
        )
    return "What was done to the mask afterwards left almost nothing of the mask."


def _spread(operations: Operations) -> str:
    if operations.grow > 0:
        return (
            f"Growing by {operations.grow:.10g} pixels spread the mask over almost everything. "
            "Grow less."
        )
    if operations.feather > 0:
        return (
            f"Feathering by {operations.feather:.10g} pixels spread the mask over almost "
            "everything. Feather less."
        )
    return "What was done to the mask afterwards spread it over almost everything."
