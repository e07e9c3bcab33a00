"""Where a soft mask is half covered: closed lines through it, finer than its pixels.

Between the middles of a pixel inside (128 or more) and of one outside beside it, the line passes
where the mask would be 127.5 if it rose evenly. So it has no steps where the edge is soft, and it
never passes on the wrong side of a pixel's middle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

INSIDE = 128
_LEVEL = 127.5
_HARD = 0.03
"""How far from the border between two pixels, in pixels, a line may pass where the edge is hard."""
_MOST = 0.48
"""The same where it is soft: no line passes through a pixel's middle, also when it is rounded."""
_STRAIGHT = 3
"""Pixels that a hard edge runs straight on both sides of a corner. Of the steps that make up a
slope, one of two that follow each other is a single pixel."""

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contour:
    """A closed line: Nx2 (x, y), clockwise round what is inside (y points down).

    corners: N, where the line has a corner and must not be made round. hard: N, where the mask
    says no more than which pixels are inside, so that the line has steps.
    """

    points: Points = field(repr=False)
    corners: NDArray[np.bool_] = field(repr=False)
    hard: NDArray[np.bool_] = field(repr=False)


def contours(mask: NDArray[np.uint8]) -> Iterator[Contour]:
    """The lines round what is inside in `mask` (HxW uint8) and round its holes.

    Pixel 0 reaches from 0 to 1. Where the mask is cut off, the line runs along its side.
    """
    padded = np.pad(mask, 1).astype(np.float64)
    for loop in loops(np.asarray(mask >= INSIDE)):
        yield _through(padded, loop)


def _through(padded: Points, loop: NDArray[np.int32]) -> Contour:
    """The line along a loop of pixels' borders. padded: the mask with a border of one pixel."""
    ways = np.roll(loop, -1, axis=0) - loop
    lengths = np.abs(ways).sum(axis=1)
    steps = np.repeat(ways // lengths[:, None], lengths, axis=0)
    runs = np.repeat(np.arange(len(loop)), lengths)
    along = np.arange(len(runs)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    middles = loop[runs] + steps * (along + 0.5)[:, None]
    inwards = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    inner, outer = (_at(padded, middles + inwards * way / 2) for way in (1, -1))
    height, width = padded.shape[0] - 2, padded.shape[1] - 2
    (x, y), (across, _) = middles.T, steps.T
    at_side = np.where(across == 0, (x == 0) | (x == width), (y == 0) | (y == height))
    shifts = np.clip(0.5 - (inner - _LEVEL) / (inner - outer), -_MOST, _MOST)
    shifts = np.where(at_side, 0, shifts)
    points = middles + inwards * shifts[:, None]
    hard = np.abs(shifts) < _HARD
    # A corner stands before the first step of the run that begins there.
    firsts = np.cumsum(lengths) - lengths
    straight = lengths >= _STRAIGHT if len(loop) > 4 else np.ones(len(loop), bool)
    sharp = straight & np.roll(straight, 1) & hard[firsts] & np.roll(hard, 1)[firsts]
    places = firsts[sharp]
    return Contour(
        np.insert(points, places, loop[sharp].astype(np.float64), axis=0),
        np.insert(np.zeros(len(points), bool), places, True),
        np.insert(hard, places, True),
    )


def _at(padded: Points, middles: Points) -> Points:
    """The values of the pixels with these middles."""
    columns, rows = np.floor(middles).astype(np.intp).T + 1
    return np.asarray(padded[rows, columns])


# --- round pixels ---


def loops(inside: NDArray[np.bool_]) -> Iterator[NDArray[np.int32]]:
    """Corners of the lines between inside and outside, each Nx2 int32; pixel 0 is from 0 to 1."""
    ways = _ways(inside)
    while ways:
        start, arrived = next(iter(ways)), None
        here, line = start, []
        while here in ways:
            ends = ways[here]
            # Where two lines meet in a point, turn right: pixels that touch there stay apart.
            end = ends[0] if len(ends) == 1 or arrived is None else _right(arrived, here, ends)
            ends.remove(end)
            if not ends:
                del ways[here]
            line.append(here)
            arrived, here = here, end
            if here == start:
                break
        yield np.array(line, np.int32)


Corner = tuple[int, int]


def _ways(inside: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """From each corner, where the straight pieces that begin there end; inside is on the right."""
    padded = np.pad(inside, 1)
    down = padded[1:].astype(np.int8) - padded[:-1]  # 1 where inside begins, going down
    right = padded[:, 1:].astype(np.int8) - padded[:, :-1]
    ways: dict[Corner, list[Corner]] = {}
    for row, x0, x1, way in _pieces(down[:, 1:-1]):
        ends = ((x0, row), (x1, row)) if way > 0 else ((x1, row), (x0, row))
        ways.setdefault(ends[0], []).append(ends[1])
    for column, y0, y1, way in _pieces(right[1:-1].T):
        ends = ((column, y1), (column, y0)) if way > 0 else ((column, y0), (column, y1))
        ways.setdefault(ends[0], []).append(ends[1])
    return ways


def _pieces(steps: NDArray[np.int8]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of the same step along each row: row, from, to, and which step it is.

    A run ends as well where a step crosses it: those are both sides of a point where two lines
    meet, and there the step changes its sign or ends.
    """
    lines, length = steps.shape
    walled = np.zeros((lines, length + 2), np.int8)
    walled[:, 1:-1] = steps
    rows, at = np.nonzero(np.diff(walled, axis=1))
    values = walled[rows, at + 1]
    found = list(zip(rows.tolist(), at.tolist(), values.tolist(), strict=True))
    for (row, x0, value), (following, x1, _) in itertools.pairwise([*found, (-1, 0, 0)]):
        if value and following == row:
            yield row, x0, x1, value


def _right(before: Corner, here: Corner, ends: list[Corner]) -> Corner:
    """Which of `ends` lies to the right of somebody who comes from `before` (y points down)."""
    came = here[0] - before[0], here[1] - before[1]
    return max(ends, key=lambda end: came[0] * (end[1] - here[1]) - came[1] * (end[0] - here[0]))
