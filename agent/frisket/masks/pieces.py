"""Which pieces and holes a mask has, how large they are, and which of them are small.

A piece hangs together by pixels' sides and corners, a hole by their sides alone. What lies in a
hole is a piece again, with holes of its own: a tree, whose root is what surrounds the picture. It
is found in bands of rows, which are labelled one by one and joined along their seams. That takes a
time proportional to the pixels, and four bytes for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .parts import BAND_BYTES, Soft, Unwatched, Watch, as_soft, in_turn

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """The pieces and holes of a mask.

    labels: HxW int32, of which piece or hole each pixel is; the mask has a border of one more pixel
    on each side. areas: pixels of each, without what lies in it. inside: whether it is a piece.
    parents: what each lies in; the root, which is not inside, in itself.
    """

    labels: NDArray[np.int32]
    areas: Ints
    inside: NDArray[np.bool_]
    parents: Ints

    def levels(self) -> Iterator[Ints]:
        """Numbers of pieces and holes, those that lie in the root first, then those in them."""
        # No deeper than the picture is high: numbers of 16 bits are sorted in one go.
        depths = (self.parents != np.arange(len(self.parents))).astype(np.uint16)
        above = self.parents
        while (further := depths[above]).any():
            depths, above = depths + further, above[above]
        order = np.argsort(depths, kind="stable")
        ends = np.cumsum(np.bincount(depths))
        yield from np.split(order, ends[:-1])[1:]

    def enclosed(self, levels: list[Ints]) -> Ints:
        """Pixels of each with all that lies in it: what its outline encloses."""
        areas = self.areas.copy()
        for level in reversed(levels):
            np.add.at(areas, self.parents[level], areas[level])
        return areas


def small_outlines(solid: Soft, area: float, holes: bool, watch: Watch | None = None) -> Soft:
    """255 within the outlines of the pieces, or of the holes, that enclose at most `area` pixels.

    solid: 255 inside, 0 elsewhere.
    """
    watch = watch or Unwatched()
    pieces = find(solid, watch)
    levels = list(pieces.levels())
    watch.check()
    chosen = (pieces.enclosed(levels) <= area) & (pieces.inside != holes)
    chosen[pieces.parents == np.arange(len(chosen))] = False
    for level in levels:
        chosen[level] |= chosen[pieces.parents[level]]
    values = chosen.astype(np.uint8) * 255
    result = np.zeros(solid.shape, np.uint8)
    if not chosen.any():
        return result
    labels = pieces.labels[1:-1, 1:-1]

    def show(rows: slice) -> None:
        result[rows] = values[labels[rows]]

    in_turn(show, _bands(labels), watch)
    return result


def find(solid: Soft, watch: Watch) -> Pieces:
    """The pieces and holes of a mask that is 255 inside and 0 elsewhere."""
    padded = np.zeros((solid.shape[0] + 2, solid.shape[1] + 2), np.uint8)
    for rows in _bands(solid):
        watch.check()
        padded[1:-1, 1:-1][rows] = solid[rows]
    labels = np.empty(padded.shape, np.int32)
    found: dict[int, tuple[int, Ints, Ints]] = {}

    def look(rows: slice) -> None:
        pieces = _label(padded[rows], labels[rows])
        counts = np.bincount(labels[rows].ravel())
        found[rows.start] = pieces, counts, _first_pixels(labels[rows], len(counts))

    in_turn(look, _bands(padded), watch)
    areas, firsts, inside, seams = [], [], [], []
    count = 0
    for rows in _bands(padded):
        watch.check()
        labels[rows] += count
        pieces, counts, first = found[rows.start]
        areas.append(counts)
        firsts.append(first + rows.start * padded.shape[1])
        inside.append(np.arange(len(counts)) < pieces)
        count += len(counts)
        if rows.start:
            seams.append(_seam(padded, labels, rows.start))
    watch.check()
    roots = _joined(count, seams)
    watch.check()
    is_root = roots == np.arange(count)
    joined = (np.cumsum(is_root) - 1)[roots]
    first = np.full(int(is_root.sum()), labels.size, np.int64)
    np.minimum.at(first, joined, np.concatenate(firsts))
    watch.check()
    # The pixel before the first one, in the order of reading, belongs to what a piece lies in.
    parents = joined[labels.ravel()[np.maximum(first - 1, 0)]]
    total = np.bincount(joined, np.concatenate(areas)).astype(np.int64)

    def name(rows: slice) -> None:
        labels[rows] = joined[labels[rows]]

    in_turn(name, _bands(padded), watch)
    return Pieces(labels, total, np.concatenate(inside)[is_root], parents)


def _bands(array: NDArray[np.uint8] | NDArray[np.int32]) -> Iterator[slice]:
    height, width = array.shape
    step = max(2, BAND_BYTES // width)
    for top in range(0, height, step):
        yield slice(top, min(height, top + step))


def _label(solid: Soft, labels: NDArray[np.int32]) -> int:
    """Each pixel's number in this band alone, first the pieces, then the rest; how many pieces."""
    pieces, inner = cv2.connectedComponents(solid, connectivity=8, ltype=cv2.CV_32S)
    around = as_soft(cv2.bitwise_not(solid))
    _, outer = cv2.connectedComponents(around, connectivity=4, ltype=cv2.CV_32S)
    # Each of the two counts the other's pixels as 0, and its own from 1.
    cv2.add(inner, outer, dst=labels)
    labels += np.multiply(around & 1, pieces - 1, dtype=np.int32)
    labels -= 1
    return pieces - 1


def _first_pixels(part: NDArray[np.int32], count: int) -> Ints:
    """For each number the first pixel that has it, counted row by row."""
    flat = part.ravel()
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))[::-1]
    first = np.zeros(count, np.int64)
    first[flat[starts]] = starts  # of several the last one counts, which comes first in the band
    return first


def _seam(padded: Soft, labels: NDArray[np.int32], row: int) -> Ints:
    """Nx2 numbers, of the row above and of this one, that belong together."""
    above, here = padded[row - 1] > 0, padded[row] > 0
    upper, lower = labels[row - 1], labels[row]
    both = upper.astype(np.int64) << 32
    pairs = [(both | lower)[above == here]]
    for one, other in ((slice(None, -1), slice(1, None)), (slice(1, None), slice(None, -1))):
        pairs.append((both[one] | lower[other])[above[one] & here[other]])
    once = np.unique(np.concatenate(pairs))
    return np.stack([once >> 32, once & 0xFFFFFFFF], 1)


def _joined(count: int, seams: list[Ints]) -> Ints:
    """For each number the least that it belongs together with."""
    roots = np.arange(count)
    if not seams:
        return roots
    one, other = np.concatenate(seams).T
    while (roots[one] != roots[other]).any():
        least = np.minimum(roots[one], roots[other])
        np.minimum.at(roots, roots[one], least)
        np.minimum.at(roots, roots[other], least)
        while (roots[roots] != roots).any():
            roots = roots[roots]
    return roots
