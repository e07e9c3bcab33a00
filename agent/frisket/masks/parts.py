"""Where a mask has edges: the only parts of a large mask that are worth computing.

A mask is Soft: HxW uint8, 0 outside to 255 inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Soft: TypeAlias = NDArray[np.uint8]
Part: TypeAlias = tuple[slice, slice]

CELL = 16
"""The grain in pixels at which plain areas are told from edges."""


def near_edges(mask: Soft, margin: int, change: Callable[[Soft], Soft]) -> Soft:
    """`change` done wherever the mask is not plain within `margin`; a plain area stays as it is.

    `change` must keep a plain mask as it is, and need no more than `margin` pixels round a pixel.
    """
    result = mask.copy()
    for core, wide, inner in edge_blocks(mask, margin):
        result[core] = change(mask[wide])[inner]
    return result


def edge_blocks(mask: Soft, margin: int) -> Iterator[tuple[Part, Part, Part]]:
    """The parts of a mask where something else than one value lies within `margin` pixels.

    For each the part itself, the part with its margin, and where the first lies in the second.
    """
    height, width = mask.shape
    varied = varied_cells(mask, margin)
    step = max(8, math.ceil(2 * margin / CELL))
    for row in range(0, varied.shape[0], step):
        for column in range(0, varied.shape[1], step):
            left, top, across, down = cv2.boundingRect(
                varied[row : row + step, column : column + step]
            )
            if not across:
                continue
            x0, y0 = (column + left) * CELL, (row + top) * CELL
            x1, y1 = min(width, x0 + across * CELL), min(height, y0 + down * CELL)
            wide_x, wide_y = max(0, x0 - margin), max(0, y0 - margin)
            yield (
                (slice(y0, y1), slice(x0, x1)),
                (slice(wide_y, y1 + margin), slice(wide_x, x1 + margin)),
                (slice(y0 - wide_y, y1 - wide_y), slice(x0 - wide_x, x1 - wide_x)),
            )


def varied_cells(mask: Soft, margin: int) -> Soft:
    """One pixel per cell of `CELL` × `CELL`: 255 when its neighbourhood is not of one value."""
    height, width = mask.shape
    below, right = -height % CELL, -width % CELL
    if below or right:
        mask = as_soft(cv2.copyMakeBorder(mask, 0, below, 0, right, cv2.BORDER_REPLICATE))
    rows = mask.reshape(-1, CELL, mask.shape[1])
    cells = (rows.shape[0], mask.shape[1] // CELL, CELL)
    low = rows.min(axis=1).reshape(cells).min(axis=2)
    high = rows.max(axis=1).reshape(cells).max(axis=2)
    side = 2 * math.ceil(margin / CELL) + 1
    reach = np.ones((side, side), np.uint8)
    return as_soft(cv2.compare(cv2.dilate(high, reach), cv2.erode(low, reach), cv2.CMP_NE))


def at_least(mask: Soft, level: int) -> Soft:
    """255 where `mask` reaches `level`, 0 elsewhere."""
    return as_soft(cv2.threshold(mask, level - 1, 255, cv2.THRESH_BINARY)[1])


def as_soft(mask: object) -> Soft:
    """What OpenCV gives back, by its right name (its stubs know only `MatLike`)."""
    return np.asarray(mask, np.uint8)
