"""Arithmetic on soft masks: clean, grow, soften, invert, combine; exact where nothing is asked.

A mask is Soft: HxW uint8, 0 outside to 255 inside, layer pixels. "Inside" means 128 or more.
Lengths are layer pixels, areas square layer pixels, both measured between pixel edges.

`apply` works in one order, always:
    1 fill holes   2 drop specks   3 smooth   4 grow or shrink   5 feather   6 invert
so that small faults are gone before they could grow, and the feather is as wide as asked.

Soft values are kept: a step that is off does nothing at all, and a ramp stays a ramp when its
outline moves. Outside the picture a mask goes on as it is at the border, so that neither shrinking
nor feathering eats at an object that the border cuts.

Only the neighbourhood of edges is computed (`near_edges`); a plain area costs one look.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Mode, Operations

from .parts import Soft, as_soft, at_least, edge_blocks, near_edges

INSIDE = 128
RIM = 8
"""How wide the soft edge of a hole or a speck may be, in pixels, to vanish together with it."""
DISC = 8
"""The largest disc that one dilation takes; its cost rises with the square of its radius."""


def apply(mask: Soft, operations: Operations) -> Soft:
    """`mask` with the operations done in their order; never changes its arguments.

    With everything off, the same array comes back.
    """
    if operations.fill_holes > 0:
        mask = fill_holes(mask, operations.fill_holes)
    if operations.drop_specks > 0:
        mask = drop_specks(mask, operations.drop_specks)
    if round(operations.smooth) > 0:
        mask = smooth(mask, operations.smooth)
    if operations.grow != 0:
        mask = grow(mask, operations.grow)
    if operations.feather > 0:
        mask = feather(mask, operations.feather)
    if operations.invert:
        mask = invert(mask)
    return mask


def fill_holes(mask: Soft, area: float) -> Soft:
    """Fill what is not inside, but enclosed by what is, where that is at most `area` pixels.

    A hole hangs together by pixels' sides, not corners; islands in it count as part of it. What
    reaches the picture's border is no hole.
    """
    solid = at_least(mask, INSIDE)
    holes = as_soft(cv2.subtract(small_outlines(solid, area, holes=True), solid))
    if not holes.any():
        return mask
    outside = invert(as_soft(cv2.bitwise_or(solid, holes)))
    return invert(without(invert(mask), holes, outside))


def drop_specks(mask: Soft, area: float) -> Soft:
    """Remove pieces whose outlines enclose fewer than `area` pixels; corners hold them together.

    Faint areas that are nowhere inside are no pieces, and stay.
    """
    solid = at_least(mask, INSIDE)
    specks = small_outlines(solid, math.nextafter(area, 0), holes=False)
    if not specks.any():
        return mask
    return without(mask, specks, as_soft(cv2.subtract(solid, specks)))


def small_outlines(solid: Soft, area: float, holes: bool) -> Soft:
    """255 within the outlines of the pieces, or of the holes, that enclose at most `area` pixels.

    Pick's theorem gives the exact count from the outline alone, so that no pixel is labelled: a
    polygon over pixel centres with area A and B border points has A − B/2 + 1 points inside it.
    A hole's outline runs over the pixels round it, a piece's over its own outermost pixels.
    """
    chosen = np.zeros(solid.shape, np.uint8)
    outlines, tree = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    small = []
    for outline, (_, _, _, parent) in zip(outlines, tree[0] if outlines else (), strict=True):
        if (parent >= 0) == holes:
            border = len(outline) if holes else -len(outline)
            if cv2.contourArea(outline) - border / 2 + 1 <= area:
                small.append(outline)
    cv2.drawContours(chosen, small, -1, (255,), cv2.FILLED)
    return chosen


def without(mask: Soft, chosen: Soft, kept: Soft) -> Soft:
    """`mask` with 0 in `chosen` and in the soft rim that lies nearer to it than to `kept`."""
    result = mask.copy()
    for core, wide, inner in edge_blocks(chosen, RIM):
        here, there, rim = chosen[wide], kept[wide], chosen[wide]
        for reach in range(1, RIM + 1):
            far = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
            claim = cv2.subtract(cv2.dilate(here, far), cv2.dilate(there, far))
            rim = as_soft(cv2.bitwise_or(rim, claim))
        result[core][rim[inner] > 0] = 0
    result[chosen > 0] = 0
    return result


def smooth(mask: Soft, radius: float) -> Soft:
    """The median over a square: bumps and notches go, straight edges and ramps stay as they are."""
    reach = round(radius)
    return near_edges(mask, reach + 1, lambda part: as_soft(cv2.medianBlur(part, 2 * reach + 1)))


def grow(mask: Soft, distance: float) -> Soft:
    """Move every outline outwards by `distance` pixels, inwards if it is negative.

    Every grey value's outline moves alike (a grey dilation by a disc), so that a ramp stays a ramp,
    a plain half-covered area keeps its value, and an anti-aliased edge stays anti-aliased.
    A fraction of a pixel is the mean of the two whole distances next to it, by its weight. Exact
    along rows and columns, to about 2 % of the distance along other directions.
    """
    if distance < 0:
        return invert(grow(invert(mask), -distance))
    return near_edges(mask, math.ceil(distance) + 1, lambda part: moved_out(part, distance))


def moved_out(mask: Soft, distance: float) -> Soft:
    """The whole mask dilated by a disc; a large disc is made of smaller ones, one after another."""
    whole = math.floor(distance)
    fraction = distance - whole
    for _ in range(whole // DISC):
        mask = dilated(mask, DISC)
    less = dilated(mask, whole % DISC)
    if not fraction:
        return less
    more = dilated(mask, whole % DISC + 1)
    return as_soft(cv2.addWeighted(less, 1 - fraction, more, fraction, 0))


def dilated(mask: Soft, radius: int) -> Soft:
    """The largest value within `radius` (0 to 8) pixels.

    The pixels with x² + y² ≤ radius² + 2 reach as far as the true disc on the average over all
    directions. With radius 1 they would be a square, without the corners a cross: half of each.
    """
    if radius == 0:
        return mask
    x = np.arange(-radius, radius + 1)
    squares = x[:, None] ** 2 + x**2
    disc = as_soft(cv2.dilate(mask, (squares <= radius**2 + 2).astype(np.uint8)))
    if radius > 1:
        return disc
    cross = cv2.dilate(mask, (squares <= 1).astype(np.uint8))
    return as_soft(cv2.addWeighted(disc, 0.5, cross, 0.5, 0))


def feather(mask: Soft, radius: float) -> Soft:
    """A Gaussian blur with a standard deviation of `radius` / 2; none at all below 0.2 pixels."""
    if radius < 0.2:
        return mask
    return near_edges(mask, math.ceil(2 * radius) + 1, lambda part: blurred(part, radius / 2))


def blurred(mask: Soft, sigma: float) -> Soft:
    """A Gaussian blur; a wide one is done on a smaller picture, which nobody can tell apart."""
    height, width = mask.shape
    factor = max(1, min(int(sigma / 4), width // 8, height // 8))
    if factor == 1:
        return as_soft(cv2.GaussianBlur(mask, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    size = (math.ceil(width / factor), math.ceil(height / factor))
    small = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REPLICATE)
    return as_soft(np.rint(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)))


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


def remove_overlaps(masks: Sequence[Soft]) -> list[Soft]:
    """Each mask less what the earlier ones cover; at no pixel do they add up to more than 255.

    Two soft edges that meet and already share a pixel fairly stay as they are.
    """
    results: list[Soft] = []
    taken: Soft | None = None
    for mask in masks:
        free = mask if taken is None else as_soft(cv2.min(mask, cv2.bitwise_not(taken)))
        taken = free if taken is None else as_soft(cv2.add(taken, free))
        results.append(free)
    return results
