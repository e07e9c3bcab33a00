"""A click in an area of one colour with a clear edge all round means that area, to the pixel.

So drawings are made: line art, flat colours, sprites. There the lines may be too thin to be seen at
working size. What has no clear edge somewhere (a sky that fades, a wall in light) is for others.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft
from frisket_protocol.raster import Box, Point

from .box import grown, holds, kept_in

ONE_COLOUR = 4
"""How far each channel may be from the click's, of 255: what JPEG makes of one colour."""

CLEAR = 24
"""How far a channel has to be from the area's colour beside its edge."""

NEAR = 3
"""How many pixels from the edge: lines are drawn with soft borders."""

CLOSED = 0.98
"""The least share of the edge that is clear."""

LEAST, FEWEST, MOST = 0.0005, 16, 0.9
"""The least share of the picture, the fewest pixels, and the largest share."""

MOST_TAKEN = 0.8
"""The share of what was found in a box that one click off takes at most."""


MOST_AREAS, BESIDE_AREAS, SELECTED = 12, 0.05, 0.6
"""Of how many areas a selection may be, and which share of it may lie in none; and from which share
on an area is all in a selection, or all out of it."""

FLAT = 0.97
"""The score of what is cut out along clear edges of one colour."""


def flat_area(image: Image, click: Point) -> Soft | None:
    """The area of one colour round `click`, HxW, soft where its edge is; None if there is none."""
    column, row = int(click.x), int(click.y)
    area = _flooded(image, column, row)
    pixels = int(np.count_nonzero(area))
    if not max(FEWEST, LEAST * area.size) <= pixels <= MOST * area.size:
        return None
    # Beyond the area and what lies beside it nothing tells more.
    left, top, width, height = cv2.boundingRect(area)
    begin_x, begin_y = max(0, left - NEAR - 2), max(0, top - NEAR - 2)
    rows = slice(begin_y, top + height + NEAR + 2)
    columns = slice(begin_x, left + width + NEAR + 2)
    soft = _softened(image[rows, columns], area[rows, columns], image[row, column])
    if soft is None:
        return None
    area[rows, columns] = soft
    return area


def _softened(image: Image, area: Soft, colour: NDArray[np.uint8]) -> Soft | None:
    """`area` (HxW, 1 in it) of this colour, 255 in it and soft at its edge; None if not clear."""
    away = np.asarray(cv2.absdiff(image, np.full_like(image, colour)), np.uint8).max(axis=2)
    across = np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)
    beside = cv2.dilate(away, across)
    # Beyond the picture's border lies no edge.
    edge = (area > 0) & (cv2.erode(area, np.ones((3, 3), np.uint8), borderValue=255) == 0)
    if not edge.any() or np.mean(beside[edge] > CLEAR) < CLOSED:
        return None
    # What has its colour and lies across a line is another area.
    around = (cv2.dilate(area, np.ones((3, 3), np.uint8)) > 0) & (away > ONE_COLOUR)
    share = 1.0 - away[around] / np.maximum(beside[around], 1.0)
    soft = area.copy()
    soft[around] = np.round(255 * share)
    return soft


def _flooded(image: Image, column: int, row: int) -> Soft:
    """1 in the area of one colour round a pixel, else 0: HxW."""
    height, width = image.shape[:2]
    room = np.zeros((height + 2, width + 2), np.uint8)
    how = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    span = (ONE_COLOUR,) * 3
    # Only the room is written to, but the picture has to be one that could be.
    given = image if image.flags.writeable and image.flags.c_contiguous else image.copy()
    cv2.floodFill(given, room, (column, row), (0, 0, 0), span, span, how)
    return np.ascontiguousarray(room[1:-1, 1:-1])


def mostly_in(image: Image, rough: Soft) -> Soft | None:
    """The areas of one colour that are mostly in the selection `rough`, HxW each.

    None where that is not all that is to be said: most of it lies in no such areas, or about half
    of one is selected.
    """
    selected = rough > 127
    rest, found = selected.copy(), np.zeros(rough.shape, np.uint8)
    for _ in range(MOST_AREAS):
        if np.count_nonzero(rest) <= BESIDE_AREAS * np.count_nonzero(selected):
            break
        depth = cv2.distanceTransform(rest.astype(np.uint8), cv2.DIST_L2, 3)
        row, column = (int(side) for side in np.unravel_index(depth.argmax(), depth.shape))
        area = _flooded(image, column, row) > 0
        if np.count_nonzero(area) < FEWEST:
            return None
        share = np.count_nonzero(area & selected) / np.count_nonzero(area)
        if share >= SELECTED:
            soft = flat_area(image, Point(column, row))
            if soft is None:
                return None
            found = np.maximum(found, soft)
        elif share > 1 - SELECTED:
            return None
        rest &= cv2.dilate(area.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    else:
        return None
    common = np.count_nonzero(selected & (found > 127))
    return found if 2 * common > np.count_nonzero(selected | (found > 127)) else None


def changed(image: Image, mask: Soft, clicks: Sequence[Point], box: Box | None) -> Soft | None:
    """`mask` (HxW) and the area of one colour that the last of `clicks` lies in, or without it.

    None where there is no such area, or another click contradicts. A click in `box`, if there is
    one, asks for what is in the box; and of what was found in it one click off takes no more than
    a part, unless what is left still reaches as far.
    """
    *others, click = clicks
    area = flat_area(image, click)
    if area is None or any(one.inside != click.inside and _is_on(area, one) for one in others):
        return None
    if box is None:
        return np.maximum(mask, area) if click.inside else np.minimum(mask, 255 - area)
    if click.inside:
        return np.maximum(mask, kept_in(area, grown(box)) if holds(box, click) else area)
    left = np.minimum(mask, 255 - area)
    most = (1 - MOST_TAKEN) * np.count_nonzero(mask > 127)
    if np.count_nonzero(left > 127) >= most or _fills_as_much(left, mask):
        return left
    return None


def _fills_as_much(left: Soft, mask: Soft) -> bool:
    """Whether what is left, such as a frame, reaches as far as all of it did."""
    before, after = (cv2.boundingRect((one > 127).astype(np.uint8)) for one in (mask, left))
    return bool(np.abs(np.subtract(before, after)).max() <= 1)


def _is_on(area: Soft, click: Point) -> bool:
    return bool(area[int(click.y), int(click.x)] > 127)


def filled(area: Soft) -> Soft:
    """`area` (HxW) with all that it surrounds: a face with its eyes."""
    drawn = (area > 0).astype(np.uint8)
    outlines, _ = cv2.findContours(drawn, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = np.zeros_like(area)
    cv2.drawContours(whole, outlines, -1, 255, -1)
    # The outer edge stays as soft as it is; within, nothing is left that is not full.
    ground = cv2.dilate((whole == 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.where(ground, np.minimum(area, whole), whole)
