"""A large mask in parts: worked on by all processors, given up between two, and only near edges.

A mask is Soft: HxW uint8, 0 outside to 255 inside.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Soft: TypeAlias = NDArray[np.uint8]
Part: TypeAlias = tuple[slice, slice]
T = TypeVar("T")

CELL = 16
"""The grain in pixels at which plain areas are told from edges."""
CORE = 8
"""How many margins wide a part is: what its neighbours compute as well is then half of it."""
TOGETHER = 32
"""Cells along a side that are worked on as one part where most of them have edges near."""
BAND_BYTES = 1 << 20
"""Of a mask, what is worked on between two looks at the watch."""
PROCESSORS = min(4, os.cpu_count() or 1)


class Watch(Protocol):
    """What says whether a result is still wanted; see `frisket_protocol.watch.Watch`."""

    def check(self) -> None:
        """Raise Cancelled when nobody wants it any more."""


class Unwatched:
    """A watch that nobody looks at."""

    def check(self) -> None:
        """Go on."""


def near_edges(
    mask: Soft, margin: int, change: Callable[[Soft], Soft], watch: Watch | None = None
) -> Soft:
    """`change` done wherever the mask is not plain within `margin`; a plain area stays as it is.

    `change` must keep a plain mask as it is, and need no more than `margin` pixels round a pixel.
    It is called by several threads at once.
    """
    watch = watch or Unwatched()
    result = pixelwise(lambda rows: rows, watch, mask)

    def do(block: tuple[Part, Part, Part]) -> None:
        core, wide, inner = block
        result[core] = change(mask[wide])[inner]

    in_turn(do, edge_blocks(mask, margin, watch), watch)
    return result


def in_turn(do: Callable[[T], None], parts: Iterable[T], watch: Watch) -> None:
    """`do` done on every part, on all processors. Raises Cancelled between two of them."""
    with ThreadPoolExecutor(PROCESSORS) as pool:
        begun: deque[Future[None]] = deque()
        for part in parts:
            watch.check()
            begun.append(pool.submit(do, part))
            if len(begun) > PROCESSORS:
                begun.popleft().result()
        for future in begun:
            watch.check()
            future.result()


def pixelwise(change: Callable[..., object], watch: Watch, *masks: Soft) -> Soft:
    """`change` done on masks of one size, where each pixel depends on itself alone."""
    result = np.empty_like(masks[0])

    def do(rows: slice) -> None:
        result[rows] = as_soft(change(*(mask[rows] for mask in masks)))

    in_turn(do, bands(result), watch)
    return result


def bands(mask: Soft) -> Iterator[slice]:
    """The rows of a mask, some at a time."""
    height, width = mask.shape
    step = max(1, BAND_BYTES // width)
    for top in range(0, height, step):
        yield slice(top, min(height, top + step))


def edge_blocks(
    mask: Soft, margin: int, watch: Watch | None = None
) -> Iterator[tuple[Part, Part, Part]]:
    """The parts of a mask where something else than one value lies within `margin` pixels.

    For each the part itself, the part with its margin, and where the first lies in the second.
    """
    height, width = mask.shape
    varied = varied_cells(mask, margin, watch or Unwatched())
    for left, top, across, down in _rectangles(varied, max(8, math.ceil(CORE * margin / CELL))):
        x0, y0 = left * CELL, top * CELL
        x1, y1 = min(width, x0 + across * CELL), min(height, y0 + down * CELL)
        wide_x, wide_y = max(0, x0 - margin), max(0, y0 - margin)
        yield (
            (slice(y0, y1), slice(x0, x1)),
            (slice(wide_y, y1 + margin), slice(wide_x, x1 + margin)),
            (slice(y0 - wide_y, y1 - wide_y), slice(x0 - wide_x, x1 - wide_x)),
        )


def _rectangles(varied: Soft, step: int) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of what is varied: of `step` cells, of more where much is."""
    several = max(step, TOGETHER // step * step)
    for top, left, part in _tiles(varied, several):
        full = 4 * cv2.countNonZero(part) > 3 * part.size
        for down, right, piece in _tiles(part, several if full else step):
            x, y, across, height = cv2.boundingRect(piece)
            if across:
                yield left + right + x, top + down + y, across, height


def _tiles(cells: Soft, side: int) -> Iterator[tuple[int, int, Soft]]:
    """The squares of that side, each with its first row and column."""
    for top in range(0, cells.shape[0], side):
        for left in range(0, cells.shape[1], side):
            yield top, left, cells[top : top + side, left : left + side]


def varied_cells(mask: Soft, margin: int, watch: Watch) -> Soft:
    """One pixel per cell of `CELL` × `CELL`: 255 when its neighbourhood is not of one value."""
    height, width = mask.shape
    size = -(-height // CELL), -(-width // CELL)
    low, high = np.empty(size, np.uint8), np.empty(size, np.uint8)
    step = max(1, BAND_BYTES // (width * CELL))

    def look(row: int) -> None:
        rows = mask[row * CELL : (row + step) * CELL]
        below, right = -len(rows) % CELL, -width % CELL
        if below or right:
            rows = as_soft(cv2.copyMakeBorder(rows, 0, below, 0, right, cv2.BORDER_REPLICATE))
        tall = rows.reshape(-1, CELL, rows.shape[1])
        cells = (tall.shape[0], rows.shape[1] // CELL, CELL)
        low[row : row + step] = tall.min(axis=1).reshape(cells).min(axis=2)
        high[row : row + step] = tall.max(axis=1).reshape(cells).max(axis=2)

    in_turn(look, range(0, size[0], step), watch)
    side = 2 * math.ceil(margin / CELL) + 1
    reach = np.ones((side, side), np.uint8)
    return as_soft(cv2.compare(cv2.dilate(high, reach), cv2.erode(low, reach), cv2.CMP_NE))


def at_least(mask: Soft, level: int) -> Soft:
    """255 where `mask` reaches `level`, 0 elsewhere."""
    return as_soft(cv2.threshold(mask, level - 1, 255, cv2.THRESH_BINARY)[1])


def as_soft(mask: object) -> Soft:
    """What OpenCV gives back, by its right name (its stubs know only `MatLike`)."""
    return np.asarray(mask, np.uint8)
