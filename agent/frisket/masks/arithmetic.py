"""Arithmetic on soft masks: clean, grow, soften, invert, combine; exact where nothing is asked.

A mask is Soft: HxW uint8, 0 outside to 255 inside, layer pixels. "Inside" means 128 or more.
Lengths are layer pixels, areas square layer pixels, both measured between pixel edges.

`apply` works in one order, always:
    1 fill holes   2 drop specks   3 smooth   4 grow or shrink   5 feather   6 invert
so that small faults are gone before they could grow, and the feather is as wide as asked.

Soft values are kept: a step that is off does nothing at all, and a ramp stays a ramp when its
outline moves. Outside the picture a mask goes on as it is at the border, so that neither shrinking
nor feathering eats at an object that the border cuts.

Each costs a time proportional to the mask's pixels, whatever its radius, and looks at the watch at
least every tenth of a second. Mostly only the neighbourhood of edges is computed (`near_edges`).
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Mode, Operations

from .growing import Rows, moved_out
from .parts import Part, Soft, Unwatched, Watch, as_soft, at_least, edge_blocks, in_turn, pixelwise
from .pieces import small_outlines
from .softening import feather, smooth

INSIDE = 128
RIM = 8
"""How wide the soft edge of a hole or a speck may be, in pixels, to vanish together with it."""


def _widths(reach: int) -> list[int]:
    """The rows of OpenCV's ellipse, from the middle one on, as `largest` takes them."""
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return [int(row.sum()) // 2 for row in ellipse[reach:]]


RIMS = [_widths(reach) for reach in range(1, RIM + 1)]
"""The shapes in which a rim is looked for, one pixel wider each time."""


def apply(mask: Soft, operations: Operations, watch: Watch | None = None) -> Soft:
    """`mask` with the operations done in their order; never changes its arguments.

    With everything off, the same array comes back. Raises Cancelled within a tenth of a second.
    """
    watch = watch or Unwatched()
    if operations.fill_holes > 0:
        mask = fill_holes(mask, operations.fill_holes, watch)
    if operations.drop_specks > 0:
        mask = drop_specks(mask, operations.drop_specks, watch)
    if round(operations.smooth) > 0:
        mask = smooth(mask, operations.smooth, watch)
    if operations.grow != 0:
        mask = grow(mask, operations.grow, watch)
    if operations.feather > 0:
        mask = feather(mask, operations.feather, watch)
    if operations.invert:
        mask = invert(mask)
    return mask


def fill_holes(mask: Soft, area: float, watch: Watch | None = None) -> Soft:
    """Fill what is not inside, but enclosed by what is, where that is at most `area` pixels.

    A hole hangs together by pixels' sides, not corners; islands in it count as part of it. What
    reaches the picture's border is no hole.
    """
    watch = watch or Unwatched()
    solid = pixelwise(is_inside, watch, mask)
    holes = small_outlines(solid, area, holes=True, watch=watch)
    holes = pixelwise(cv2.subtract, watch, holes, solid)
    if not cv2.hasNonZero(holes):
        return mask
    outside = pixelwise(lambda *both: cv2.bitwise_not(cv2.bitwise_or(*both)), watch, solid, holes)
    filled = without(pixelwise(invert, watch, mask), holes, outside, watch)
    return pixelwise(invert, watch, filled)


def drop_specks(mask: Soft, area: float, watch: Watch | None = None) -> Soft:
    """Remove pieces whose outlines enclose fewer than `area` pixels; corners hold them together.

    What is faint, and nowhere inside, goes where it is as small and hangs on nothing; what hangs on
    a piece that stays, such as hair and haze, stays too.
    """
    watch = watch or Unwatched()
    solid = pixelwise(is_inside, watch, mask)
    below = math.nextafter(area, 0)
    specks = small_outlines(solid, below, holes=False, watch=watch)
    if cv2.hasNonZero(specks):
        solid = pixelwise(cv2.subtract, watch, solid, specks)
        mask = without(mask, specks, solid, watch)
    covered = pixelwise(is_covered, watch, mask)
    if below < 1 or _hangs_on(covered, solid, watch):
        return mask
    # No piece that stays is among them: it is no smaller with its rim than without.
    crumbs = small_outlines(covered, below, holes=False, watch=watch)
    if not cv2.hasNonZero(crumbs):
        return mask
    return pixelwise(lambda *both: cv2.bitwise_and(both[0], invert(both[1])), watch, mask, crumbs)


def _hangs_on(covered: Soft, solid: Soft, watch: Watch) -> bool:
    """Whether all that is covered is joined to something solid by a few steps: then no crumbs are
    there, which is seen much faster than the pieces are counted."""
    reached, around = solid, np.ones((3, 3), np.uint8)
    for _ in range(RIM):
        watch.check()
        reached = as_soft(cv2.bitwise_and(as_soft(cv2.dilate(reached, around)), covered))
        watch.check()
        if not cv2.hasNonZero(as_soft(cv2.subtract(covered, reached))):
            return True
    return False


def is_inside(mask: Soft) -> Soft:
    """255 inside, 0 elsewhere."""
    return at_least(mask, INSIDE)


def is_covered(mask: Soft) -> Soft:
    """255 where anything is covered at all, 0 elsewhere."""
    return at_least(mask, 1)


def without(mask: Soft, chosen: Soft, kept: Soft, watch: Watch | None = None) -> Soft:
    """`mask` with 0 in `chosen` and in the soft rim that lies nearer to it than to `kept`."""
    watch = watch or Unwatched()
    # Where `chosen` is plain, its own pixels are all that has to go.
    result = pixelwise(lambda *both: cv2.bitwise_and(both[0], invert(both[1])), watch, mask, chosen)

    def do(block: tuple[Part, Part, Part]) -> None:
        core, wide, inner = block
        near, far = Rows(chosen[wide], RIM), Rows(kept[wide], RIM)
        for shape in RIMS:
            at_chosen, at_kept = near.largest(shape)[inner], far.largest(shape)[inner]
            cv2.bitwise_and(
                result[core], cv2.bitwise_not(cv2.subtract(at_chosen, at_kept)), dst=result[core]
            )
            # What is near to either is settled, and so is what is empty already.
            unsettled = cv2.subtract(result[core], cv2.bitwise_or(at_chosen, at_kept))
            if not cv2.hasNonZero(unsettled):
                break

    in_turn(do, edge_blocks(chosen, RIM, watch), watch)
    return result


def grow(mask: Soft, distance: float, watch: Watch | None = None) -> Soft:
    """Move every outline outwards by `distance` pixels, inwards if it is negative.

    Every grey value's outline moves alike (a grey dilation by a disc), so that a ramp stays a ramp,
    a plain half-covered area keeps its value, and an anti-aliased edge stays anti-aliased.
    A fraction of a pixel is the mean of the two whole distances next to it, by its weight. Exact
    along rows and columns, to about 2 % of the distance along other directions.
    """
    watch = watch or Unwatched()
    if distance < 0:
        outside = moved_out(pixelwise(invert, watch, mask), -distance, watch)
        return pixelwise(invert, watch, outside)
    return moved_out(mask, distance, watch)


def invert(mask: Soft) -> Soft:
    """255 − mask."""
    return as_soft(cv2.bitwise_not(mask))


def combine(base: Soft, mask: Soft, mode: Mode) -> Soft:
    """`base` and `mask` together, pixel by pixel.

    replace: mask. add: the larger of the two. subtract: base, at most what `mask` leaves free, the
    smaller of base and 255 − mask. intersect: the smaller of the two.
    """
    if base.shape != mask.shape:
        raise InvalidArgument("Masks of different sizes cannot be combined.", detail="size")
    if mode == "add":
        return as_soft(cv2.max(base, mask))
    if mode == "subtract":
        return as_soft(cv2.min(base, cv2.bitwise_not(mask)))
    if mode == "intersect":
        return as_soft(cv2.min(base, mask))
    return mask
