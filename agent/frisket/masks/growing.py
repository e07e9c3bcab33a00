"""Moving the outlines of soft masks: a grey dilation by a disc, in few passes whatever its radius.

A disc of `DISC` pixels, repeated, is a polygon with 16 corners whose radius rises by `DISC` each
time. Beyond the second time, its next repetitions come at once: a polygon that is larger by up to
three quarters is the first one moved to each corner of those three quarters (and to where their
sides cross the axes, so that nothing moves out of the picture and back). So each further three
quarters take 21 looks at a pixel, and the result is, pixel by pixel, that of disc after disc.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from .parts import Soft, Unwatched, Watch, as_soft, bands, in_turn, near_edges, pixelwise

DISC = 8
"""The largest disc that is gone through row by row; its cost rises with its radius."""
QUADRANT = ((DISC, 0), (DISC, 1), (7, 4), (4, 7), (1, DISC), (0, DISC))
"""The corners of the polygon that a repeated disc of 8 pixels is, x and y from its centre."""
CORNERS = sorted({(x * i, y * j) for x, y in QUADRANT for i in (1, -1) for j in (1, -1)})


def moved_out(mask: Soft, distance: float, watch: Watch | None = None) -> Soft:
    """The whole mask dilated by a disc, `distance` pixels; a fraction weighs two whole distances.

    Outside the picture the mask goes on as it is at the border.
    """
    watch = watch or Unwatched()
    whole = math.floor(distance)
    fraction = distance - whole
    times, rest = divmod(whole, DISC)
    mask = spread(mask, times, watch)
    less = dilated(mask, rest, watch)
    if not fraction:
        return less
    more = dilated(mask, rest + 1, watch)
    return pixelwise(
        lambda *both: cv2.addWeighted(both[0], 1 - fraction, both[1], fraction, 0),
        watch,
        less,
        more,
    )


def spread(mask: Soft, times: int, watch: Watch) -> Soft:
    """The mask dilated by the disc of `DISC` pixels, so many times."""
    for _ in range(min(times, 2)):
        mask = dilated(mask, DISC, watch)
    done = 2
    while done < times:
        more = min(done * 3 // 4, times - done)
        mask = at_corners(mask, more, watch)
        done += more
    return mask


def at_corners(mask: Soft, times: int, watch: Watch) -> Soft:
    """The largest value at a pixel and at the corners of a polygon `times` as large round it."""
    height, width = mask.shape
    moves = [(x * times, y * times) for x, y in CORNERS]
    moves = [(x, y) for x, y in moves if abs(x) < width and abs(y) < height]
    result = np.empty_like(mask)

    def do(rows: slice) -> None:
        result[rows] = mask[rows]
        for x, y in moves:
            top, bottom = max(rows.start, y), min(rows.stop, height + min(0, y))
            if top >= bottom:
                continue
            left, right = max(0, x), width + min(0, x)
            here = result[top:bottom, left:right]
            there = mask[top - y : bottom - y, left - x : right - x]
            np.maximum(here, there, out=here)

    in_turn(do, bands(mask), watch)
    return result


def dilated(mask: Soft, radius: int, watch: Watch) -> Soft:
    """The largest value within `radius` (0 to 8) pixels, near edges; elsewhere nothing changes.

    The pixels with x² + y² ≤ radius² + 2 reach as far as the true disc on the average over all
    directions. With radius 1 they would be a square, without the corners a cross: half of each.
    """
    if radius == 0:
        return mask
    if radius == 1:
        return near_edges(mask, 2, square_and_cross, watch)
    widths = [math.isqrt(radius**2 + 2 - row**2) for row in range(radius + 1)]
    return near_edges(mask, radius + 1, lambda part: largest(part, widths), watch)


def square_and_cross(mask: Soft) -> Soft:
    """Half of what the square of 3 × 3 pixels gives, and half of what the cross in it gives."""
    return as_soft(cv2.addWeighted(largest(mask, (1, 1)), 0.5, largest(mask, (1, 0)), 0.5, 0))


def largest(mask: Soft, widths: Sequence[int]) -> Soft:
    """The largest value in a shape round each pixel.

    widths: how far its middle row, the rows next to it, and so on reach to either side.
    """
    return Rows(mask, max(widths)).largest(widths)


class Rows:
    """The largest values in rows of up to `most` pixels to either side of each pixel of a mask.

    Wider rows are made when they are asked for, and kept.
    """

    def __init__(self, mask: Soft, most: int) -> None:
        # What lies beyond the sides is looked at on the way.
        self._wide = as_soft(cv2.copyMakeBorder(mask, 0, 0, most, most, cv2.BORDER_REPLICATE))
        self._middle = slice(most, most + mask.shape[1])
        self._rows = [mask]

    def largest(self, widths: Sequence[int]) -> Soft:
        """The largest values in a shape of such rows; see the function of this name."""
        while len(self._rows) <= max(widths):
            self._wide = beside(self._wide)
            self._rows.append(self._wide[:, self._middle])
        result = self._rows[widths[0]].copy()
        for row, width in enumerate(widths[1:], 1):
            across = self._rows[width]
            np.maximum(result[row:], across[:-row], out=result[row:])
            np.maximum(result[:-row], across[row:], out=result[:-row])
        return result


def beside(mask: Soft) -> Soft:
    """The largest value at a pixel and at those to its left and right."""
    result = mask.copy()
    np.maximum(result[:, 1:], mask[:, :-1], out=result[:, 1:])
    np.maximum(result[:, :-1], mask[:, 1:], out=result[:, :-1])
    return result
