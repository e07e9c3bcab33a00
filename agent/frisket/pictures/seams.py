"""Holes for polygons that cannot have any: each is joined to the line round it by a seam.

A seam is a straight piece that is walked there and back. It runs to the left from the hole's
leftmost point to the first line that it meets, so all of it lies inside of what is drawn, and no
filler can show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .contours import Points

Places = NDArray[np.intp]


@dataclass(frozen=True)
class _Seam:
    """Where a hole is joined: to which line, behind which of its points, at which x."""

    hole: int
    line: int
    edge: int
    x: float


def joined(lines: Sequence[Points]) -> list[Points]:
    """Closed lines Nx2 (x, y) without holes, which enclose what `lines` do by the even-odd rule.

    lines: clockwise round what is inside, the other way round holes (y points down).
    """
    is_hole = [area(line) < 0 for line in lines]
    holes = [number for number, hole in enumerate(is_hole) if hole]
    seams = _seams(lines, holes) if holes else []
    made = list(lines)
    # From the right: what is joined to a hole lies to the right of where that is joined itself.
    for number in sorted(range(len(lines)), key=lambda each: -lines[each][:, 0].min()):
        own = [seam for seam in seams if seam.line == number]
        made[number] = _with(lines[number], own, made, lines)
        if is_hole[number]:
            first = int(np.argmin(made[number][:, 0]))
            made[number] = np.roll(made[number], -first, axis=0)
    return [line for line, hole in zip(made, is_hole, strict=True) if not hole and len(line) > 2]


def area(line: Points) -> float:
    """Above 0 for a line that runs clockwise, seen with y pointing down."""
    x, y = line.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _seams(lines: Sequence[Points], holes: Sequence[int]) -> list[_Seam]:
    """The seam of each hole that has a line to its left, as each has that lies in something."""
    begins = np.concatenate(list(lines))
    ends = np.concatenate([np.roll(line, -1, axis=0) for line in lines])
    counts = np.array([len(line) for line in lines], np.intp)
    owner = np.repeat(np.arange(len(lines)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    edges, rows = _by_row(begins[:, 1], ends[:, 1])
    seams = []
    for hole in holes:
        x, y = lines[hole][int(np.argmin(lines[hole][:, 0]))]
        there = edges[slice(*np.searchsorted(rows, [np.floor(y), np.floor(y) + 1]))]
        there = there[owner[there] != hole]
        (x0, y0), (x1, y1) = begins[there].T, ends[there].T
        crosses = (y0 <= y) != (y1 <= y)
        there = there[crosses]
        at = (x0 + (y - y0) / np.where(crosses, y1 - y0, 1) * (x1 - x0))[crosses]
        there, at = there[at <= x], at[at <= x]
        if len(there):
            nearest = int(np.argmax(at))
            edge = there[nearest]
            seams.append(_Seam(hole, int(owner[edge]), int(place[edge]), float(at[nearest])))
    return seams


def _by_row(y0: NDArray[np.float64], y1: NDArray[np.float64]) -> tuple[Places, Places]:
    """Which edges reach into which row of pixels: edges and their rows, by row."""
    top = np.floor(np.minimum(y0, y1)).astype(np.intp)
    counts = np.floor(np.maximum(y0, y1)).astype(np.intp) - top + 1
    edge = np.repeat(np.arange(len(top)), counts)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + top[edge]
    order = np.argsort(row, kind="stable")
    return edge[order], row[order]


def _with(
    line: Points, seams: Sequence[_Seam], made: Sequence[Points], lines: Sequence[Points]
) -> Points:
    """`line` with the holes that are joined to it, each walked from its leftmost point."""
    if not seams:
        return line
    following = np.roll(line, -1, axis=0)

    def along(seam: _Seam) -> tuple[int, float]:
        y = lines[seam.hole][int(np.argmin(lines[seam.hole][:, 0])), 1]
        return seam.edge, abs(y - line[seam.edge, 1]) / abs(
            following[seam.edge, 1] - line[seam.edge, 1]
        )

    pieces, done = [], 0
    for seam in sorted(seams, key=along):
        hole = made[seam.hole]
        end = np.array([[seam.x, hole[0, 1]]])
        pieces += [line[done : seam.edge + 1], end, hole, hole[:1], end]
        done = max(done, seam.edge + 1)
    return np.concatenate([*pieces, line[done:]])
